"""What moved between two days as an Excel workbook."""

from collections.abc import Iterable
from datetime import UTC
from typing import IO, Any

from django.utils.translation import gettext as _

from priorities.reports.content import ChangeRow, ChangesExport

from .changes_columns import CHANGES_COLUMNS
from .xlsx import workbook_of


def changes_xlsx(export: ChangesExport, rows: Iterable[ChangeRow]) -> IO[bytes]:
    return workbook_of(export, rows, sheet=_("Changes"), columns=CHANGES_COLUMNS, about=_about(export))


def _about(export: ChangesExport) -> list[tuple[str, Any]]:
    """What the workbook holds, in words: (label, value) pairs."""
    known = [] if export.known_at is None else [(_("Known at (UTC)"), _naive(export.known_at))]
    filters = export.filters or [(_("Filters"), _("none: all changes"))]
    return [
        (_("Plan"), export.plan.value),
        (_("Notice"), export.notice.value),
        (_("From"), export.start_on),
        (_("To"), export.end_on),
        *known,
        (_("Made at (UTC)"), _naive(export.made_at)),
        (_("Audience"), export.audience),
        *filters,
        (_("Address"), export.url),
    ]


def _naive(moment):
    """A workbook knows no time zones; the label says which it is."""
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)

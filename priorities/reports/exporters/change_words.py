"""What moved since the last report, in words: a group for each kind of change, in the order in which readers ask."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from priorities.choices import ChangeKind
from priorities.reports.content import BoardRow, ReportChange, ReportContent

from .days import day_in_words
from .runs import text_run, web_address
from .seal_words import short_seal

Words = dict[str, Any]
Rows = Mapping[str, BoardRow]

DATES = frozenset({ChangeKind.SLIPPED, ChangeKind.BROUGHT_FORWARD, ChangeKind.DATED, ChangeKind.UNDATED})
OWNERS = frozenset({ChangeKind.NEW_OWNER, ChangeKind.FIRST_OWNER, ChangeKind.NO_OWNER})


def change_words(content: ReportContent) -> Words:
    """Every change, grouped by its kind; no group is empty."""
    rows = {row.reference: row for row in content.rows}
    parties = dict(content.parties)
    groups = [_group(kind, content.changes, rows, parties) for kind in ChangeKind]
    return {
        "sentence": _sentence(content),
        "compared": _compared(content),
        "groups": [group for group in groups if group["rows"]],
    }


def _compared(content: ReportContent) -> str:
    """Which sealed report the changes are since; "" where they are since a day of the record."""
    if not content.compared_with:
        return ""
    return _("Compared with the report with the seal %(seal)s") % {"seal": short_seal(content.compared_with)}


def _sentence(content: ReportContent) -> str:
    days = {"before": day_in_words(content.before_on), "end": day_in_words(content.as_of or content.ends_on)}
    if not content.changes:
        return _("Nothing moved between %(before)s and %(end)s.") % days
    count = len(content.changes)
    words = ngettext(
        "%(count)s thing moved between %(before)s and %(end)s.",
        "%(count)s things moved between %(before)s and %(end)s; a commitment may stand under several headings.",
        count,
    )
    return words % {**days, "count": localize(count)}


def _group(kind: ChangeKind, changes: Iterable[ReportChange], rows: Rows, parties: dict[str, str]) -> Words:
    of_this_kind = [change for change in changes if change.kind == kind]
    return {
        "kind": kind.value,
        "label": str(kind.label),
        "count": len(of_this_kind),
        "form": "words" if kind in DATES | OWNERS else "standing",
        "columns": [_("Commitment"), *_columns(kind)],
        "rows": [_row(change, rows.get(change.reference), parties) for change in of_this_kind],
    }


def _columns(kind: ChangeKind) -> tuple[str, str, str]:
    """The headings over before, after and the remark; "" where the kind has nothing to say there."""
    before, after = pgettext("change", "Before"), pgettext("change", "After")
    columns = {
        ChangeKind.NEW: ("", _("Standing"), ""),
        ChangeKind.GONE: (_("Last standing"), "", ""),
        ChangeKind.DATED: ("", _("Due date"), ""),
        ChangeKind.UNDATED: (_("Due date"), "", ""),
        ChangeKind.GONE_QUIET: ("", _("Standing"), _("Last note")),
        ChangeKind.HEARD_AGAIN: ("", _("Standing"), _("Last note")),
    }
    if kind in columns:
        return columns[kind]
    if kind in OWNERS:
        return before, after, _("Party")
    return before, after, _("Days") if kind in DATES else ""


def _row(change: ReportChange, row: BoardRow | None, parties: dict[str, str]) -> Words:
    kind = ChangeKind(change.kind)
    precision = row.due_precision if row else "day"
    return {
        "reference": change.reference,
        "address": web_address(change.url),
        "title": text_run(change.title),
        "before": _place(change.before, precision),
        "after": _place(change.after, precision),
        "remark": _remark(change, kind, row, parties),
    }


def _place(place: str | date | None, precision: str) -> str:
    """The code of a standing, the acronyms of leads, or a day in words, as exact as the due date is now."""
    return day_in_words(place, precision) if isinstance(place, date) else place or ""


def _remark(change: ReportChange, kind: ChangeKind, row: BoardRow | None, parties: dict[str, str]) -> str:
    if kind in (ChangeKind.SLIPPED, ChangeKind.BROUGHT_FORWARD):
        return f"{'+' if change.days > 0 else '−'}{localize(abs(change.days))}"
    if kind in OWNERS:
        return parties.get(change.party, change.party)
    if kind in (ChangeKind.GONE_QUIET, ChangeKind.HEARD_AGAIN) and row and row.last_note_on:
        return day_in_words(row.last_note_on)
    return ""

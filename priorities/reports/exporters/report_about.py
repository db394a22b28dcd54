"""What a file of a report is: its plan, its period, its seal and its method, as labels with values."""

from datetime import UTC, date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from priorities.choices import Language
from priorities.reports.content import ReportContent

from .cover_words import audience
from .report_method import method_words
from .runs import label_of

Value = str | date | datetime | int
Line = tuple[str, Value]


def about_lines(content: ReportContent) -> list[Line]:
    """In the active language. Days and moments are values, so that a sheet can hold them as such."""
    return [
        (_("Plan"), content.plan.value),
        *_said(_("Notice"), content.notice.value),
        (_("Reporting period"), content.period.value),
        (_("From"), content.starts_on),
        (_("To"), content.ends_on),
        (pgettext("report", "Edition"), content.edition),
        *_said(_("Why this edition was made"), content.reason),
        (_("Language"), label_of(Language, content.language)),
        (_("Audience"), audience(content)),
        (_("Made at (UTC)"), moment(content.made_at)),
        *_seal(content),
        (_("Address"), content.url),
        *_method(content),
    ]


def moment(at: datetime) -> datetime:
    """The moment as a sheet holds it, which knows no time zones: the label says that it is UTC."""
    return at.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def _said(label: str, text: str) -> list[Line]:
    return [(label, text)] if text else []


def _seal(content: ReportContent) -> list[Line]:
    """The seal as it is, not in groups: here it is copied, not read aloud."""
    seal = content.seal
    if seal is None:
        return [(_("Seal (SHA-256)"), _("not frozen, so not sealed"))]
    return [
        (_("Frozen at (UTC)"), moment(seal.frozen_at)),
        *_said(_("Frozen by"), ", ".join(filter(None, [seal.frozen_by, seal.organization]))),
        (_("Seal (SHA-256)"), seal.sha256),
        *_said(_("Seal of the report frozen before"), seal.previous_sha256 or ""),
        *_said(_("Seal of the report it takes the place of"), seal.replaces_sha256 or ""),
        (_("Check the seal at"), seal.verify_url),
    ]


def _method(content: ReportContent) -> list[Line]:
    words = method_words(content)
    sentences = [run["text"] for run in (*words["paragraphs"], *words["seal"])]
    labels = [_("How to read this report"), *[""] * (len(sentences) - 1)]
    return list(zip(labels, sentences, strict=True))

"""What a report lacks, in words, and why it was frozen all the same."""

from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from priorities.choices import GapKind
from priorities.reports.content import GapLine, ReportContent

from .runs import label_of, paragraphs, run, text_run, web_address

Words = dict[str, Any]


def gap_words(content: ReportContent) -> Words:
    rows = {row.reference: row for row in content.rows}
    sentence = ngettext(
        "The report was frozen without the following, accepted by its coordinator for the reason given.",
        "The report was frozen without the following %(count)s things, each accepted by its coordinator for the "
        "reason given.",
        len(content.gaps),
    )
    return {
        "sentence": sentence % {"count": localize(len(content.gaps))},
        "columns": [_("Commitment"), _("Missing"), _("Why it was accepted")],
        "rows": [_row(gap, rows) for gap in content.gaps],
    }


def _row(gap: GapLine, rows) -> Words:
    row = rows.get(gap.reference)
    return {
        "reference": gap.reference,
        "address": web_address(row.url) if row else "",
        "title": text_run(row.title) if row else run("" if gap.reference else _("The whole report")),
        "kind": label_of(GapKind, gap.kind),
        "reason": paragraphs(gap.reason),
    }

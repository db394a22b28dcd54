"""Who reported, in words: each leading organization with what it owed, what it has, and what came late."""

from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from priorities.reports.content import CoverageLine, Owner, ReportContent

from .days import day_in_words, moment_in_words
from .runs import one_paragraph, run, text_run
from .summary_words import share

Words = dict[str, Any]


def coverage_words(content: ReportContent) -> Words:
    parties = dict(content.parties)
    names = {(owner.party, owner.acronym): owner for row in content.rows for owner in row.owners}
    return {
        "sentence": _sentence(content),
        "columns": [
            _("Organization"),
            _("Party"),
            _("Owed a note"),
            _("Reported"),
            _("Coverage"),
            _("Late"),
        ],
        "rows": [_row(line, names, parties) for line in content.coverage],
        "total": _total(content) if content.coverage else None,
    }


def _sentence(content: ReportContent) -> str:
    """How much was reported and what counts as late; a share beside its n."""
    owed = ngettext(
        "%(reported)s of the %(owed)s commitment that owed a note has one (%(percent)s, n = %(owed)s).",
        "%(reported)s of the %(owed)s commitments that owed a note have one (%(percent)s, n = %(owed)s).",
        content.owed,
    )
    numbers = {"reported": localize(content.reported), "owed": localize(content.owed)}
    if content.owed:
        sentences = [owed % {**numbers, "percent": share(content.reported, content.owed)}]
    else:
        sentences = [_("No commitment owed a note in this period.")]
    if content.due_on:
        late = _("Notes were due on %(day)s; what was accepted after that day is late.")
        sentences.append(late % {"day": day_in_words(content.due_on)})
    if content.cut_off_at and content.edition == 1:
        end = _("What was accepted after %(moment)s is in the next report.")
        sentences.append(end % {"moment": moment_in_words(content.cut_off_at)})
    if content.coverage:
        sentences.append(
            _("A commitment with several leads stands in the line of each, so the lines may add up to more.")
        )
    return one_paragraph(sentences)


def _row(line: CoverageLine, names: dict[tuple[str, str], Owner], parties: dict[str, str]) -> Words:
    owner = names.get((line.party, line.organization))
    name = text_run(owner.name) if owner and owner.name else run("")
    return {
        "organization": name if name["text"] else run(line.organization),
        "acronym": line.organization if name["text"] else "",
        "party": parties.get(line.party, line.party),
        "owed": localize(line.owed),
        "reported": localize(line.reported),
        "percent": share(line.reported, line.owed),
        "late": localize(line.late),
    }


def _total(content: ReportContent) -> Words:
    """The commitments of the report, each counted once. How many notes came late is told line by line alone."""
    return {
        "organization": run(_("All commitments, each once")),
        "acronym": "",
        "party": "",
        "owed": localize(content.owed),
        "reported": localize(content.reported),
        "percent": share(content.reported, content.owed),
        "late": "",
    }

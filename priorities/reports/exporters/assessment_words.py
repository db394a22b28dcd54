"""What independent assessors say, in words: beside what the owners say, and never mixed with it."""

from collections import Counter
from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from priorities.choices import Sufficiency
from priorities.reports.content import AreaSection, AssessmentLine, CommitmentSection, ReportContent

from .cells import clean_text
from .commitment_words import since
from .days import day_in_words
from .runs import label_of, paragraphs, run, text_run, web_address
from .source_words import Numbers, evidence_words

Words = dict[str, Any]


def assessment_words(content: ReportContent, numbers: Numbers) -> Words:
    """The table of areas for each scale, then every assessed commitment."""
    assessed = [section for area in content.areas for section in area.commitments if section.assessments]
    return {
        "sentence": _sentence(len(assessed), content.total),
        "scales": [_scale(scale, content) for scale in _scales(assessed)],
        "commitments": [_commitment(section, content, numbers) for section in assessed],
        "method": _method(),
    }


def _sentence(assessed: int, total: int) -> str:
    words = ngettext(
        "%(assessed)s of the %(total)s commitments was assessed for this period (n = %(assessed)s).",
        "%(assessed)s of the %(total)s commitments were assessed for this period (n = %(assessed)s).",
        assessed,
    )
    return words % {"assessed": localize(assessed), "total": localize(total)}


def _method() -> list[str]:
    return [
        _(
            "An assessment is made by an organization that owns no commitment of the plan, on the scale that it "
            "names, from the sources that it gives. No progress note enters into it, and it changes no standing."
        ),
        _("The levels of a scale are an order, not a quantity: they are counted here and never averaged."),
    ]


def _scales(assessed: list[CommitmentSection]) -> list[AssessmentLine]:
    """One line of each scale in use, as its name and its number of levels tell it apart."""
    lines = [line for section in assessed for line in section.assessments]
    return list({(line.scale.value, line.levels): line for line in lines}.values())


def _is_on(line: AssessmentLine, scale: AssessmentLine) -> bool:
    return (line.scale.value, line.levels) == (scale.scale.value, scale.levels)


def _scale(scale: AssessmentLine, content: ReportContent) -> Words:
    """How many commitments of each area stand at each level. A level that nobody used has its number for a name."""
    ranks = range(1, scale.levels + 1)
    used = {
        line.rank: clean_text(line.level.value)
        for area in content.areas
        for section in area.commitments
        for line in section.assessments
        if _is_on(line, scale)
    }
    return {
        "name": text_run(scale.scale),
        "columns": [
            _("Priority area"),
            *(used.get(rank, str(rank)) for rank in ranks),
            _("Assessed"),
        ],
        "rows": [_area(area, scale, ranks) for area in content.areas],
    }


def _area(area: AreaSection, scale: AssessmentLine, ranks: range) -> Words:
    at = Counter(
        line.rank for section in area.commitments for line in section.assessments if _is_on(line, scale)
    )
    assessed = sum(any(_is_on(line, scale) for line in section.assessments) for section in area.commitments)
    return {
        "heading": run(f"{area.number} {area.name}", area.name.language),
        "counts": [at[rank] for rank in ranks],
        "assessed": _("%(assessed)s of %(total)s")
        % {"assessed": localize(assessed), "total": localize(len(area.commitments))},
    }


def _commitment(section: CommitmentSection, content: ReportContent, numbers: Numbers) -> Words:
    """What the owners say on the one side, what each assessor says on the other."""
    row, parties = section.row, dict(content.parties)
    return {
        "reference": row.reference,
        "address": web_address(row.url),
        "title": text_run(row.title),
        "standing": row.standing,
        "since": since(row),
        "lines": [line_words(line, row.reference, parties, numbers) for line in section.assessments],
    }


def line_words(line: AssessmentLine, reference: str, parties: dict[str, str], numbers: Numbers) -> Words:
    name = clean_text(line.organization_name.value or line.organization)
    place = {"rank": line.rank, "levels": line.levels}
    return {
        "by": run(f"{name}, {parties.get(line.party, line.party)}", line.organization_name.language),
        "scale": text_run(line.scale),
        "level": text_run(line.level),
        "rank": line.rank,
        "levels": line.levels,
        "place": _("level %(rank)d of %(levels)d") % place,
        "sufficiency": label_of(Sufficiency, line.sufficiency),
        "day": day_in_words(line.final_on),
        "rationale": paragraphs(line.rationale),
        "sources": [evidence_words(source, reference, numbers) for source in line.sources],
    }

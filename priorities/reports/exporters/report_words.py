"""A report in words: everything its page says, in the language of the content, as plain JSON for the template."""

from typing import Any

from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from priorities.choices import Language, ReportPart, Standing
from priorities.reports.content import AreaSection, Move, ReportContent

from .assessment_words import assessment_words
from .cells import clean_text
from .change_words import change_words
from .commitment_words import commitment_words
from .cover_words import cover_words, heading, made, size
from .coverage_words import coverage_words
from .days import day_in_words, days_in_words
from .gap_words import gap_words
from .report_method import method_words
from .runs import run, text_run, web_address
from .seal_words import foot_seal
from .source_words import Numbers, number_sources, source_words
from .summary_words import summary_words

BAR_ORDER = (
    "completed",
    "on_track",
    "at_risk",
    "off_track",
    "paused",
    "not_started",
    "not_reported",
    "closed",
)

LONGEST_FOOT = 110  # characters: two lines at the foot of a page

Words = dict[str, Any]


def report_words(content: ReportContent) -> Words:
    """What the template prints, from the first line to the last. No lazy string leaves this function."""
    parts = printed_parts(content)
    with translation.override(content.language):
        numbers = number_sources(content, parts)
        return {
            "language": content.language,
            "language_name": str(Language(content.language).label),
            "parts": parts,
            "document": _document(content),
            "labels": _labels(content),
            "standings": {standing.value: str(standing.label) for standing in Standing},
            "bar_order": list(BAR_ORDER),
            "cover": cover_words(content),
            "head": _head(content),
            "summary": summary_words(content),
            "moves": [_move(move) for move in content.moves],
            "changes": change_words(content),
            "areas": [_area(area, dict(content.parties), numbers) for area in content.areas],
            "coverage": coverage_words(content),
            "assessments": assessment_words(content, numbers),
            "gaps": gap_words(content),
            "method": method_words(content),
            "sources": source_words(content, numbers),
            "address": web_address(content.url),
        }


def printed_parts(content: ReportContent) -> list[str]:
    """The parts that the plan chose (all where it chose none), without those that have nothing to say."""
    empty = set()
    if not any(section.assessments for area in content.areas for section in area.commitments):
        empty.add(ReportPart.ASSESSMENTS)
    if not content.gaps:
        empty.add(ReportPart.GAPS)
    return [part for part in content.parts or ReportPart.values if part not in empty]


def _document(content: ReportContent) -> Words:
    """What a reader's software shows: the title of the window, the keywords, and the foot of every page."""
    plan, period = clean_text(content.plan), clean_text(content.period)
    title = _("%(plan)s: progress report, %(period)s") % {"plan": plan, "period": period}
    areas = [clean_text(area.name) for area in content.areas]
    return {
        "title": title,
        "keywords": [plan, period, *areas],
        "foot": Truncator(f"{plan} · {period}").chars(LONGEST_FOOT),
        "seal": foot_seal(content.seal),
        "author": clean_text(content.seal.organization) if content.seal else "",
        "is_draft": content.seal is None,
    }


def _labels(content: ReportContent) -> dict[str, str]:
    return {
        **{part.value: str(part.label) for part in ReportPart},
        "by_area": _("By priority area"),
        "area": _("Priority area"),
        "page": _("Page"),
        "moved": _("What moved"),
        "nothing_moved": _("No commitment changed its standing."),
        "commitment": _("Commitment"),
        "before": day_in_words(content.before_on),
        "after": day_in_words(content.ends_on),
        "new": _("not made yet"),
        "no_commitments": _("No commitments."),
        "positions_differ": _("Positions differ"),
        "reason": _("Reason"),
        "next_steps": _("Next steps"),
        "evidence": _("Evidence"),
        "standing": _("Standing"),
        "meaning": _("Meaning"),
        "address": _("This report on the web"),
        "page_of": _("page {page} of {pages}"),
        "contents": pgettext("report", "Contents"),
        "positions": pgettext("commitment", "Positions"),
        "owners_say": _("What the owners say"),
        "assessor_says": _("What the assessor says"),
        "schedule": _("Schedule"),
        "freshness": _("Freshness"),
        "percentages": _("Percentages"),
        "checking": _("Cut-off and seal"),
        "assessed": _("Assessed independently: see “Independent assessments”."),
        "none": "–",
    }


def _head(content: ReportContent) -> Words:
    """The title block and the box under it, for renderings without a cover."""
    return {
        "plan": text_run(content.plan),
        "kind": _("Periodic report"),
        "period": text_run(content.period),
        "heading": heading(content),
        "days": days_in_words(content.starts_on, content.ends_on),
        "notice": text_run(content.notice),
        "made": made(content),
        "size": size(content),
    }


def _move(move: Move) -> Words:
    return {
        "reference": move.reference,
        "address": web_address(move.url),
        "title": text_run(move.title),
        "before": "" if move.direction == "new" else move.before,
        "after": move.after,
    }


def _area(area: AreaSection, parties: dict[str, str], numbers: Numbers) -> Words:
    return {
        "number": area.number,
        "name": text_run(area.name),
        "heading": run(f"{area.number} {area.name}", area.name.language),
        "counts": [[standing, number] for standing, number in area.counts],
        "commitments": [commitment_words(section, parties, numbers) for section in area.commitments],
    }

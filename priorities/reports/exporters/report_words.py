"""A report in words: everything its page says, in the language of the content, as plain JSON for the template."""

from collections import Counter
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from priorities.choices import ReportState, Standing, Visibility
from priorities.reports.content import AreaSection, Move, ReportContent

from .cells import clean_text
from .commitment_words import commitment_words
from .days import day_in_words, days_in_words, moment_in_words
from .report_method import definitions, method_paragraphs
from .runs import label_of, run, text_run, web_address

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

Words = dict[str, Any]


def report_words(content: ReportContent) -> Words:
    """What the template prints, from the first line to the last. No lazy string leaves this function."""
    with translation.override(content.language):
        return {
            "language": content.language,
            "document": _document(content),
            "labels": _labels(content),
            "standings": {standing.value: str(standing.label) for standing in Standing},
            "bar_order": list(BAR_ORDER),
            "head": _head(content),
            "summary": _summary(content),
            "moves": [_move(move) for move in content.moves],
            "areas": [_area(area, dict(content.parties)) for area in content.areas],
            "method": {"paragraphs": method_paragraphs(content), "definitions": definitions()},
            "address": web_address(content.url),
        }


def _document(content: ReportContent) -> Words:
    """What a reader's software shows: the title of the window, the keywords, and the foot of every page."""
    plan, period = clean_text(content.plan), clean_text(content.period)
    title = _("%(plan)s: progress report, %(period)s") % {"plan": plan, "period": period}
    areas = [clean_text(area.name) for area in content.areas]
    return {"title": title, "keywords": [plan, period, *areas], "foot": f"{plan} · {period}"}


def _labels(content: ReportContent) -> dict[str, str]:
    return {
        "summary": pgettext("report", "Summary"),
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
        "method": _("How to read this report"),
        "standing": _("Standing"),
        "meaning": _("Meaning"),
        "address": _("This report on the web"),
        "page_of": _("page {page} of {pages}"),
    }


def _head(content: ReportContent) -> Words:
    """The title block and the box under it."""
    heading = (
        _("Progress on the shared priorities")
        if len(content.parties) > 1
        else _("Progress on the priorities")
    )
    return {
        "plan": text_run(content.plan),
        "kind": _("Periodic report"),
        "period": text_run(content.period),
        "heading": heading,
        "days": days_in_words(content.starts_on, content.ends_on),
        "notice": text_run(content.notice),
        "made": _made(content),
        "size": _size(content),
    }


def _made(content: ReportContent) -> str:
    made = _("made %(moment)s") % {"moment": moment_in_words(content.made_at)}
    return f"{ReportState.DRAFT.label} · {made}"


def _size(content: ReportContent) -> str:
    commitments = ngettext("%(count)d commitment", "%(count)d commitments", content.total)
    notes = ngettext("%(count)d note in the period", "%(count)d notes in the period", content.notes_total)
    names = dict(content.parties)
    audience = names.get(content.audience) or label_of(Visibility, content.audience)
    return " · ".join(
        [
            commitments % {"count": content.total},
            notes % {"count": content.notes_total},
            _("audience: %(audience)s") % {"audience": audience},
        ]
    )


def _summary(content: ReportContent) -> Words:
    return {
        "sentence": _moved_in_words(content),
        "counts": [[standing, number] for standing, number in content.counts],
        "figures": [list(figure) for figure in _figures(content)],
    }


def _moved_in_words(content: ReportContent) -> str:
    """How many commitments moved which way since the day before the period."""
    scope = {"total": content.total, "day": day_in_words(content.before_on)}
    directions = Counter(move.direction for move in content.moves)
    parts = [
        words % {"count": directions[direction]}
        for direction, words in _directions(directions).items()
        if directions[direction]
    ]
    if not parts:
        return _("None of the %(total)d commitments has moved since %(day)s.") % scope
    changes = pgettext("between clauses", ", ").join(parts)
    return _("Of the %(total)d commitments, since %(day)s: %(changes)s.") % {**scope, "changes": changes}


def _directions(count: Counter) -> dict[str, str]:
    return {
        "forward": ngettext("%(count)d moved forward", "%(count)d moved forward", count["forward"]),
        "back": ngettext("%(count)d moved back", "%(count)d moved back", count["back"]),
        "sideways": ngettext("%(count)d changed otherwise", "%(count)d changed otherwise", count["sideways"]),
        "new": ngettext("%(count)d was added", "%(count)d were added", count["new"]),
    }


def _figures(content: ReportContent) -> list[tuple[str, str, str]]:
    """Label, value and remark of the figures under the bar; a share always stands beside its n."""
    coverage, percent = "–", ""
    if content.owed:
        coverage = _("%(reported)d of %(owed)d") % {"reported": content.reported, "owed": content.owed}
        percent = _("%(percent)d%%") % {"percent": round(100 * content.reported / content.owed)}
    return [
        (_("Commitments"), str(content.total), ""),
        (_("Notes in the period"), str(content.notes_total), ""),
        (_("Coverage of the period"), coverage, percent),
        (_("Overdue"), str(content.overdue), ""),
    ]


def _move(move: Move) -> Words:
    return {
        "reference": move.reference,
        "address": web_address(move.url),
        "title": text_run(move.title),
        "before": "" if move.direction == "new" else move.before,
        "after": move.after,
    }


def _area(area: AreaSection, parties: dict[str, str]) -> Words:
    return {
        "number": area.number,
        "name": text_run(area.name),
        "heading": run(f"{area.number} {area.name}", area.name.language),
        "counts": [[standing, number] for standing, number in area.counts],
        "commitments": [commitment_words(section, parties) for section in area.commitments],
    }

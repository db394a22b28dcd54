"""How a report came about, and what each standing means: the page that lets a reader check the others."""

from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from priorities.choices import Freshness, Schedule, Standing
from priorities.reports.content import ReportContent

from .days import day_in_words, moment_in_words
from .runs import Run, run
from .seal_words import checking
from .summary_words import share

DUE_SOON_DAYS = 30  # as in selectors.standings, which knows the record

Words = dict[str, Any]


def method_words(content: ReportContent) -> Words:
    """How the report came about, every status defined, every percentage with its n, and how to check the seal."""
    return {
        "paragraphs": method_paragraphs(content),
        "definitions": definitions(),
        "schedules": schedules(),
        "freshnesses": freshnesses(content.cadence_days),
        "percentages": percentages(content),
        "seal": [run(sentence) for sentence in (*_cut_off(content), *checking(content))],
    }


def definitions() -> list[Words]:
    """Every standing with its meaning, in the order of the board."""
    meanings = {
        Standing.NOT_REPORTED: _("No party has an accepted note on the commitment yet."),
        Standing.NOT_STARTED: _("Work has not begun."),
        Standing.ON_TRACK: _("Work is under way, and its owner expects to do what was promised."),
        Standing.AT_RISK: _(
            "Work is under way, but its owner gives a reason why the promise may not be kept."
        ),
        Standing.OFF_TRACK: _(
            "Work is under way, but its owner says the promise will not be kept as things are."
        ),
        Standing.PAUSED: _("Work had begun and is interrupted."),
        Standing.COMPLETED: _("Done, as worded or with changes, and shown by evidence."),
        Standing.CLOSED: _(
            "No longer pursued: not delivered, discontinued, or taken over by another commitment."
        ),
    }
    return [{"standing": code.value, "meaning": run(meaning)} for code, meaning in meanings.items()]


def schedules() -> list[Words]:
    """What arithmetic says of a due date."""
    meanings = {
        Schedule.NO_DATE: _("No due date was set."),
        Schedule.ON_TIME: _("The due date is ahead, or the commitment is completed or closed."),
        Schedule.DUE_SOON: _("The due date is at most %(days)d days ahead.") % {"days": DUE_SOON_DAYS},
        Schedule.OVERDUE: _("The due date has passed and the commitment is still open."),
    }
    return [{"label": str(code.label), "meaning": run(meaning)} for code, meaning in meanings.items()]


def freshnesses(cadence_days: int) -> list[Words]:
    """How old the last note may be: the plan asks for one every `cadence_days` days."""
    days = {"days": cadence_days, "most": cadence_days * 3 // 4}
    meanings = {
        Freshness.FRESH: _(
            "The last note is at most %(most)d days old, or the commitment is completed or closed and owes no more."
        ),
        Freshness.AGEING: _("The last note is more than %(most)d and at most %(days)d days old."),
        Freshness.STALE: _("The last note is more than %(days)d days old."),
        Freshness.NEVER: _("No note has been accepted yet."),
    }
    return [{"label": str(code.label), "meaning": run(meaning % days)} for code, meaning in meanings.items()]


def percentages(content: ReportContent) -> Words:
    """Every percentage of the report with what it counts."""
    coverage = [
        _("Coverage of the period"),
        share(content.reported, content.owed),
        localize(content.owed),
        _("commitments that owed a note in the period"),
    ]
    by_organization = [
        _("Coverage of an organization"),
        _("under “Who reported”"),
        _("in its line"),
        _("commitments that it leads and that owed a note in the period"),
    ]
    return {
        "columns": [_("Percentage"), _("Value"), "n", _("What n counts")],
        "rows": [coverage, *([by_organization] if content.coverage else [])],
    }


def method_paragraphs(content: ReportContent) -> list[Run]:
    return [run(paragraph) for paragraph in (*_standing(content), *_figures(content), *_limits(content))]


def _standing(content: ReportContent) -> list[str]:
    days = {"end": day_in_words(content.as_of or content.ends_on), "before": day_in_words(content.before_on)}
    rule = _(
        "The standing of a commitment is computed from accepted progress notes; nobody enters it. Each note was "
        "accepted by a second person of the organization that wrote it."
    )
    joint = _(
        "Each party’s position is its latest accepted note. The joint standing is the weakest position among the "
        "parties that have reported, and the report says where positions differ."
    )
    moment = _("Standings are those of %(end)s, compared with those of %(before)s.") % days
    return [rule, joint, moment] if len(content.parties) > 1 else [rule, moment]


def _figures(content: ReportContent) -> list[str]:
    numbers = {
        "reported": localize(content.reported),
        "owed": localize(content.owed),
        "total": localize(content.total),
    }
    coverage = _(
        "Coverage is the share of the commitments needing a note in the period that have one: %(reported)s of "
        "%(owed)s (n = %(owed)s). All other figures count all %(total)s commitments of the report."
    )
    overdue = _(
        "A commitment is overdue once its due date has passed while it is still open. That is arithmetic; "
        "“not delivered” is a decision of those who promised."
    )
    return [coverage % numbers, overdue]


def _cut_off(content: ReportContent) -> list[str]:
    """Which notes count, and what becomes of those that come too late."""
    if content.cut_off_at is None:
        return []
    if content.edition > 1:
        return [_("This addendum knows all that was accepted when it was made, also after the cut-off.")]
    rule = _(
        "Notes accepted by %(moment)s count for this report. What is accepted later stands in the next one, marked "
        "as of an earlier period; this one never changes."
    )
    return [rule % {"moment": moment_in_words(content.cut_off_at)}]


def _limits(content: ReportContent) -> list[str]:
    """Whose eyes the report is for, and what is not in its language."""
    names = dict(content.parties)
    if content.audience in names:
        eyes = _("Everything here is computed only from what readers of %(party)s may see.")
        limits = [eyes % {"party": names[content.audience]}]
    else:
        limits = [_("Everything here is computed only from public notes.")]
    limits.append(_("Words that have no translation yet stand in the language they were written in."))
    if content.missing:
        missing = pgettext("between names", ", ").join(content.missing)
        limits.append(_("Translations missing: %(missing)s.") % {"missing": missing})
    return limits

"""How a report came about, and what each standing means: the page that lets a reader check the others."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from priorities.choices import Standing
from priorities.reports.content import ReportContent

from .days import day_in_words
from .runs import Run, run


def definitions() -> list[dict[str, Any]]:
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


def method_paragraphs(content: ReportContent) -> list[Run]:
    return [run(paragraph) for paragraph in (*_standing(content), *_figures(content), *_limits(content))]


def _standing(content: ReportContent) -> list[str]:
    days = {"end": day_in_words(content.ends_on), "before": day_in_words(content.before_on)}
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
    numbers = {"reported": content.reported, "owed": content.owed, "total": content.total}
    coverage = _(
        "Coverage is the share of the commitments needing a note in the period that have one: %(reported)d of "
        "%(owed)d (n = %(owed)d). All other figures count all %(total)d commitments of the report."
    )
    overdue = _(
        "A commitment is overdue once its due date has passed while it is still open. That is arithmetic; "
        "“not delivered” is a decision of those who promised."
    )
    return [coverage % numbers, overdue]


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

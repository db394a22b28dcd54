"""The summary of a report in words: what moved, the figures, and what the chart of the areas shows."""

from collections import Counter
from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from priorities.choices import Standing
from priorities.reports.content import AreaSection, ReportContent

from .cells import clean_text
from .days import day_in_words
from .runs import label_of

Words = dict[str, Any]


def summary_words(content: ReportContent) -> Words:
    return {
        "sentence": moved_in_words(content),
        "counts": [[standing, number] for standing, number in content.counts],
        "figures": [list(figure) for figure in figures(content)],
        "chart": {"caption": _("Commitments by priority area and standing"), "alt": chart_in_words(content)},
    }


def moved_in_words(content: ReportContent) -> str:
    """How many commitments moved which way since the day before the period."""
    scope = {"total": localize(content.total), "day": day_in_words(content.before_on)}
    directions = Counter(move.direction for move in content.moves)
    parts = [
        words % {"count": localize(directions[direction])}
        for direction, words in _directions(directions).items()
        if directions[direction]
    ]
    if not parts:
        return _("None of the %(total)s commitments has moved since %(day)s.") % scope
    changes = pgettext("between clauses", ", ").join(parts)
    return _("Of the %(total)s commitments, since %(day)s: %(changes)s.") % {**scope, "changes": changes}


def _directions(count: Counter) -> dict[str, str]:
    return {
        "forward": ngettext("%(count)s moved forward", "%(count)s moved forward", count["forward"]),
        "back": ngettext("%(count)s moved back", "%(count)s moved back", count["back"]),
        "first_reported": ngettext(
            "%(count)s was reported for the first time",
            "%(count)s were reported for the first time",
            count["first_reported"],
        ),
        "unreported": ngettext(
            "%(count)s is no longer reported", "%(count)s are no longer reported", count["unreported"]
        ),
        "new": ngettext("%(count)s was added", "%(count)s were added", count["new"]),
    }


def figures(content: ReportContent) -> list[tuple[str, str, str]]:
    """Label, value and remark of the figures under the bar; a share always stands beside its n."""
    coverage, percent = "–", ""
    if content.owed:
        coverage = _("%(reported)s of %(owed)s") % {
            "reported": localize(content.reported),
            "owed": localize(content.owed),
        }
        percent = share(content.reported, content.owed)
    return [
        (_("Commitments"), localize(content.total), ""),
        (_("Notes in the period"), localize(content.notes_total), ""),
        (_("Coverage of the period"), coverage, percent),
        (_("Overdue"), localize(content.overdue), ""),
    ]


def share(part: int, whole: int) -> str:
    """A percentage, as whole numbers; "–" of nothing."""
    return _("%(percent)d%%") % {"percent": round(100 * part / whole)} if whole else "–"


def chart_in_words(content: ReportContent) -> str:
    """What the chart shows, for those who do not see it: every area with its standings and numbers."""
    areas = pgettext("between clauses", "; ").join(_area_in_words(area) for area in content.areas)
    return _("Bar chart of the commitments of each priority area by standing. %(areas)s.") % {"areas": areas}


def _area_in_words(area: AreaSection) -> str:
    counted = [f"{label_of(Standing, code)} {localize(number)}" for code, number in area.counts if number]
    name = f"{area.number} {clean_text(area.name)}"
    standings = pgettext("between clauses", ", ").join(counted) or pgettext("commitments", "none")
    return _("%(area)s: %(standings)s") % {"area": name, "standings": standings}

"""Days worth comparing: where periods ended, a year before, the adoption."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from priorities.models import Plan
from priorities.words import Text, text_of


@dataclass(frozen=True)
class Stretch:
    """Two days that readers compare; `end_on` is None for today."""

    label: Text
    start_on: date
    end_on: date | None


def default_start(plan: Plan, end_on: date) -> date:
    """The end of the last period that ended before `end_on`, else the adoption, but no more than a year before."""
    ended = [period.ends_on for period in plan.periods.all() if period.ends_on < end_on]
    if ended:
        return max(ended)
    a_year_before = year_before(end_on)
    return max(plan.adopted_on, a_year_before) if plan.adopted_on < end_on else a_year_before


def year_before(day: date) -> date:
    """The same day a year earlier; 28 February for the 29th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def useful_stretches(plan: Plan, *, today: date) -> list[Stretch]:
    """Since the last period, over each of the last two periods, over a year, and since the adoption; one query."""
    ended = sorted(
        (each for each in plan.periods.all() if each.ends_on < today), key=lambda each: each.ends_on
    )
    found = []
    if ended:
        title = text_of(ended[-1], "title")
        found.append(
            Stretch(Text(gettext("Since the end of %(period)s") % {"period": title}), ended[-1].ends_on, None)
        )
    found += [
        Stretch(text_of(period, "title"), period.day_before, period.ends_on)
        for period in reversed(ended[-2:])
    ]
    found.append(Stretch(Text(gettext("The last twelve months")), year_before(today), None))
    if plan.adopted_on < today:
        found.append(Stretch(Text(gettext("Since the adoption")), plan.adopted_on, None))
    return found

"""The reporting calendar of a plan, by presets: a fiscal year whole, in halves, or in quarters."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from priorities import exceptions
from priorities.choices import PeriodKind
from priorities.models import Plan, ReportingPeriod, User

from .register import revise_register

DUE_AFTER = timedelta(days=30)
PARTS = {PeriodKind.YEAR: 1, PeriodKind.HALF: 2, PeriodKind.QUARTER: 4}
# Era and its first year; before them, and where the fiscal year is not the Japanese one, the year of the common era.
ERAS = (("令和", 2019), ("平成", 1989))
FRENCH_FIRST = {1: "1er"}


@transaction.atomic
def add_periods(
    plan: Plan, *, kind: str, starting: int, by: User, now: datetime, grace_days: int = 0
) -> list[ReportingPeriod]:
    """Add the periods of the fiscal year that begins in `starting`: all of them, or none.

    Notes are due 30 days after a period ends. Raises PeriodExists where the plan has one of them, NotAllowed.
    """
    made = []
    for period in preset(plan, PeriodKind(kind), starting, grace_days):
        taken = Q(slug=period.slug) | Q(starts_on=period.starts_on, ends_on=period.ends_on)
        if there := plan.periods.filter(taken).first():
            raise exceptions.PeriodExists(there)
        made.append(revise_register(period, by=by, now=now))
    return made


def preset(plan: Plan, kind: PeriodKind, starting: int, grace_days: int = 0) -> Iterator[ReportingPeriod]:
    """The periods of a fiscal year, not yet written."""
    parts = PARTS[kind]
    months = 12 // parts
    for part in range(1, parts + 1):
        first = _month(starting, plan.fiscal_year_starts, (part - 1) * months)
        following = _month(starting, plan.fiscal_year_starts, part * months)
        last = following - timedelta(days=1)
        yield ReportingPeriod(
            plan=plan,
            slug=_slug(plan, kind, starting, part),
            starts_on=first,
            ends_on=last,
            due_on=last + DUE_AFTER,
            grace_days=grace_days,
            **{f"title_{code}": title for code, title in _titles(plan, kind, starting, part).items()},
        )


def _month(year: int, first_month: int, later: int) -> date:
    """The first day of a month, so many months after the fiscal year begins."""
    months = first_month - 1 + later
    return date(year + months // 12, months % 12 + 1, 1)


def _slug(plan: Plan, kind: PeriodKind, starting: int, part: int) -> str:
    year = str(starting) if plan.fiscal_year_starts == 1 else _years(starting)
    return {PeriodKind.YEAR: year, PeriodKind.HALF: f"{year}-h{part}", PeriodKind.QUARTER: f"{year}-q{part}"}[
        kind
    ]


def _years(starting: int) -> str:
    return f"{starting}-{(starting + 1) % 100:02}"


def _titles(plan: Plan, kind: PeriodKind, starting: int, part: int) -> dict[str, str]:
    english, french, japanese = _year_titles(plan, starting)
    if kind == PeriodKind.YEAR:
        return {"en": english, "fr": french, "ja": japanese}
    ordinal = FRENCH_FIRST.get(part, f"{part}e")
    if kind == PeriodKind.HALF:
        half = "first" if part == 1 else "second"
        return {
            "en": f"{english}, {half} half",
            "fr": f"{french}, {ordinal} semestre",
            "ja": f"{japanese}{'上' if part == 1 else '下'}半期",
        }
    return {
        "en": f"{english}, quarter {part}",
        "fr": f"{french}, {ordinal} trimestre",
        "ja": f"{japanese}第{part}四半期",
    }


def _year_titles(plan: Plan, starting: int) -> tuple[str, str, str]:
    """The year in English, French and Japanese; a Japanese fiscal year, April to March, by its era."""
    if plan.fiscal_year_starts == 1:
        return f"Year {starting}", f"Année {starting}", f"{starting}年"
    japanese = era(starting) if plan.fiscal_year_starts == 4 else str(starting)
    return f"Fiscal year {_years(starting)}", f"Exercice {starting}-{starting + 1}", f"{japanese}年度"


def era(year: int) -> str:
    """A year as Japan counts it: 令和7."""
    for name, first in ERAS:
        if year >= first:
            return f"{name}{year - first + 1 if year > first else '元'}"
    return str(year)

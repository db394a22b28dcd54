from datetime import date

import pytest

from priorities import exceptions
from priorities.models import AuditEntry, ReportingPeriod
from priorities.services import register
from priorities.services.periods import add_periods
from tests.conftest import NOON


def add(cast, kind, starting=2025, **given):
    by = given.pop("by", cast.coordinator)
    return add_periods(cast.plan, kind=kind, starting=starting, by=by, now=NOON, **given)


def told(period):
    return (period.slug, period.starts_on.isoformat(), period.ends_on.isoformat(), period.due_on.isoformat())


def test_a_fiscal_year_comes_whole_in_halves_or_in_quarters(cast):
    [whole], halves, quarters = (add(cast, kind) for kind in ("year", "half", "quarter"))

    assert told(whole) == ("2025-26", "2025-04-01", "2026-03-31", "2026-04-30")
    assert [told(each) for each in halves] == [
        ("2025-26-h1", "2025-04-01", "2025-09-30", "2025-10-30"),
        ("2025-26-h2", "2025-10-01", "2026-03-31", "2026-04-30"),
    ]
    assert [told(each)[:3] for each in quarters] == [
        ("2025-26-q1", "2025-04-01", "2025-06-30"),
        ("2025-26-q2", "2025-07-01", "2025-09-30"),
        ("2025-26-q3", "2025-10-01", "2025-12-31"),
        ("2025-26-q4", "2026-01-01", "2026-03-31"),
    ]
    assert {each.grace_days for each in (whole, *halves, *quarters)} == {0}
    assert AuditEntry.objects.filter(action="reportingperiod.create").count() == 7


@pytest.mark.parametrize(
    ("kind", "starting", "titles"),
    [
        ("year", 2025, ("Fiscal year 2025-26", "Exercice 2025-2026", "令和7年度")),
        ("year", 2019, ("Fiscal year 2019-20", "Exercice 2019-2020", "令和元年度")),
        ("year", 2018, ("Fiscal year 2018-19", "Exercice 2018-2019", "平成30年度")),
        ("year", 2099, ("Fiscal year 2099-00", "Exercice 2099-2100", "令和81年度")),
        (
            "half",
            2025,
            ("Fiscal year 2025-26, first half", "Exercice 2025-2026, 1er semestre", "令和7年度上半期"),
        ),
        (
            "quarter",
            2025,
            ("Fiscal year 2025-26, quarter 1", "Exercice 2025-2026, 1er trimestre", "令和7年度第1四半期"),
        ),
    ],
)
def test_titles_are_given_in_three_languages(cast, kind, starting, titles):
    first, *_others = add(cast, kind, starting)

    assert (first.title_en, first.title_fr, first.title_ja) == titles


@pytest.mark.parametrize(
    ("month", "slug", "first_day", "last_day", "titles"),
    [
        (1, "2025", date(2025, 1, 1), date(2025, 12, 31), ("Year 2025", "Année 2025", "2025年")),
        (
            7,
            "2025-26",
            date(2025, 7, 1),
            date(2026, 6, 30),
            ("Fiscal year 2025-26", "Exercice 2025-2026", "2025年度"),
        ),
    ],
)
def test_the_year_begins_where_the_plans_fiscal_year_does(cast, month, slug, first_day, last_day, titles):
    cast.plan.fiscal_year_starts = month
    register.revise_register(cast.plan, by=cast.coordinator, now=NOON)

    [whole] = add(cast, "year")

    assert (whole.slug, whole.starts_on, whole.ends_on) == (slug, first_day, last_day)
    assert (whole.title_en, whole.title_fr, whole.title_ja) == titles


def test_what_is_there_already_is_refused_and_nothing_is_added(cast):
    register.revise_register(
        ReportingPeriod(
            plan=cast.plan,
            slug="second-half",
            title_en="October to March",
            starts_on=date(2025, 10, 1),
            ends_on=date(2026, 3, 31),
            due_on=date(2026, 4, 30),
        ),
        by=cast.coordinator,
        now=NOON,
    )

    with pytest.raises(exceptions.PeriodExists, match="October to March"):
        add(cast, "half")

    assert ReportingPeriod.objects.count() == 1


def test_only_those_who_keep_the_register_add_periods(cast):
    for person in (cast.official, cast.viewer, cast.admin, cast.partner_reviewer):
        with pytest.raises(exceptions.NotAllowed):
            add(cast, "year", by=person)

    assert ReportingPeriod.objects.count() == 0

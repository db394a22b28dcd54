"""The numbers of a day, against the spans that hold on it."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from priorities.models import StandingSpan, StandingTurn
from priorities.selectors import board_lines
from priorities.selectors.moments import moment
from priorities.services import register
from priorities.services.turns import recount_turns
from tests.conftest import NOON
from tests.selectors.test_standings import FIRST, STEPS, take

DAYS = [FIRST + timedelta(days=offset) for offset in range(-1, 40)]


def stored() -> set[tuple]:
    turns = StandingTurn.objects.exclude(number=0)
    return set(turns.values_list("plan", "audience", "standing", "turned_on", "number"))


def numbers_of_spans(day: date, audience: str) -> Counter:
    return Counter(StandingSpan.objects.on(day).filter(audience=audience).values_list("standing", flat=True))


def numbers(plan, user, day: date) -> Counter:
    found = board_lines.numbers(plan, user=user, moment=moment(plan, now=NOON, as_of=day))
    return Counter({standing: number for standing, number in found.items() if number})


@pytest.mark.django_db
@given(steps=STEPS)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_numbers_of_any_day_are_those_of_the_spans_after_any_sequence_of_services(cast, steps):
    commitment = cast.commitment(made_on=FIRST)

    for number, step in enumerate(steps):
        take(cast, commitment, step, now=NOON + timedelta(minutes=number))

    for user, audience in ((cast.official, "CA"), (cast.partner_official, "JP")):
        assert [numbers(cast.plan, user, day) for day in DAYS] == [
            numbers_of_spans(day, audience) for day in DAYS
        ]


@pytest.mark.django_db
def test_a_commitment_that_is_archived_counts_until_that_day(cast):
    commitment = cast.commitment(made_on=date(2025, 1, 1))
    cast.accept(commitment, as_of=date(2025, 2, 1))

    register.archive_commitment(commitment, on=date(2025, 9, 1), by=cast.coordinator, now=NOON)

    assert [
        numbers(cast.plan, cast.official, day)
        for day in (date(2024, 12, 31), date(2025, 1, 31), date(2025, 8, 31), date(2025, 9, 1))
    ] == [{}, {"not_reported": 1}, {"on_track": 1}, {}]


@pytest.mark.django_db
def test_counting_anew_changes_nothing(cast):
    for day in (1, 5, 5, 9):
        cast.accept(cast.commitment(made_on=FIRST), as_of=FIRST + timedelta(days=day))
    kept = stored()

    recount_turns(cast.plan)

    assert stored() == kept != set()

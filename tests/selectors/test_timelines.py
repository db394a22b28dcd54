from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from priorities import permissions
from priorities.models import StandingSpan
from priorities.selectors import boards, timelines
from priorities.selectors.moments import moment
from priorities.selectors.timelines import Stretch
from priorities.services import notes, register
from tests.boards import mixed_board
from tests.conftest import NOON

NOBODY = AnonymousUser()
MADE_ON = date(2021, 5, 3)


def lanes(cast, *, user=NOBODY, as_of=None, known_at=None) -> dict[str, timelines.Lane]:
    """The lanes of the board by reference."""
    shown = moment(cast.plan, now=NOON, as_of=as_of, known_at=known_at)
    commitments = boards.board_commitments(cast.plan, user=user, moment=shown)
    cards = boards.cards(commitments.select_related("area"), plan=cast.plan, moment=shown)
    drawn = timelines.lanes(cards, plan=cast.plan, user=user, moment=shown)
    return {lane.card.reference: lane for lane in drawn.values()}


def only_lane(cast, **given) -> timelines.Lane:
    [lane] = lanes(cast, **given).values()
    return lane


def test_every_day_of_a_lane_stands_as_the_spans_of_its_reader_say(cast):
    mixed_board(cast)
    days = [MADE_ON + timedelta(days=offset) for offset in range((NOON.date() - MADE_ON).days + 1)]

    for user in (NOBODY, cast.viewer, cast.partner_official):
        audience = permissions.audience_of(user, cast.plan)
        for lane in lanes(cast, user=user).values():
            stored = StandingSpan.objects.known().filter(commitment=lane.card.id, audience=audience)
            spans = [(span.from_on, span.until_on, span.standing, span.positions_differ) for span in stored]
            drawn = [
                (each.from_on, each.until_on or date.max, each.standing, each.differ)
                for each in lane.stretches
            ]
            assert [at(day, drawn) for day in days] == [at(day, spans) for day in days]


def at(day: date, stretches: list[tuple]) -> list[tuple]:
    return [(standing, differ) for since, until, standing, differ in stretches if since <= day < until]


def test_a_lane_begins_when_it_was_promised_and_turns_where_the_standing_does(cast):
    commitment = cast.commitment()
    cast.accept(commitment, as_of=date(2025, 8, 1))
    cast.accept(commitment, as_of=date(2025, 8, 20), acronym="MOFA")
    cast.accept(commitment, as_of=date(2025, 9, 1), acronym="MOFA", lifecycle="paused")

    assert only_lane(cast).stretches == (
        Stretch("not_reported", False, MADE_ON, date(2025, 8, 1)),
        Stretch("on_track", False, date(2025, 8, 1), date(2025, 9, 1)),
        Stretch("paused", True, date(2025, 9, 1), None),
    )


def test_parties_that_begin_to_differ_are_a_border_though_the_standing_stays(cast):
    commitment = cast.commitment()
    cast.accept(commitment, as_of=date(2025, 8, 1), lifecycle="paused")
    cast.accept(commitment, as_of=date(2025, 9, 1), acronym="MOFA")

    assert only_lane(cast).stretches[1:] == (
        Stretch("paused", False, date(2025, 8, 1), date(2025, 9, 1)),
        Stretch("paused", True, date(2025, 9, 1), None),
    )


def test_nothing_of_the_days_after_the_day_shown_is_drawn(cast):
    commitment = cast.commitment()
    cast.accept(commitment, as_of=date(2025, 8, 1))
    cast.accept(commitment, as_of=date(2025, 9, 1), lifecycle="paused")

    lane = only_lane(cast, as_of=date(2025, 8, 31))

    assert lane.stretches[-1] == Stretch("on_track", False, date(2025, 8, 1), None)
    assert [mark.as_of for mark in lane.marks] == [date(2025, 8, 1)]


def test_a_lane_as_once_known_knows_nothing_of_later_notes_and_corrections(cast, later):
    commitment = cast.commitment()
    note = cast.accept(commitment, as_of=date(2025, 8, 1))
    correction = notes.correct_note(
        note, words=cast.words(as_of=date(2025, 8, 1), lifecycle="paused"), by=cast.official, now=later(1)
    )
    notes.submit_note(correction, by=cast.official, now=later(1))
    notes.accept_note(correction, by=cast.reviewer, now=later(2))

    then, now = only_lane(cast, known_at=NOON), only_lane(cast, known_at=later(3))

    assert (then.stretches[-1].standing, [mark.id for mark in then.marks]) == ("on_track", [note.pk])
    assert (now.stretches[-1].standing, [mark.id for mark in now.marks]) == ("paused", [correction.pk])


def test_an_internal_note_of_the_other_party_changes_no_stretch_and_is_no_mark(cast):
    commitment = cast.commitment()
    cast.accept(commitment, as_of=date(2025, 8, 1))
    readers = [NOBODY, cast.partner_official, cast.admin]
    before = [only_lane(cast, user=user) for user in readers]
    cast.accept(commitment, as_of=date(2025, 9, 1), lifecycle="paused", visibility="internal")

    assert [only_lane(cast, user=user) for user in readers] == before
    assert len(only_lane(cast, user=cast.viewer).marks) == 2


def test_withdrawn_and_waiting_notes_are_no_marks(cast):
    commitment = cast.commitment()
    withdrawn = cast.accept(commitment, as_of=date(2025, 8, 1))
    notes.withdraw_note(withdrawn, reason="Wrong file.", by=cast.reviewer, now=NOON)
    cast.submit(commitment, as_of=date(2025, 9, 1))

    assert only_lane(cast, user=cast.official).marks == ()


def test_a_mark_says_who_said_what(cast):
    cast.accept(cast.commitment(), as_of=date(2025, 8, 1), as_of_precision="month", acronym="MOFA")

    [mark] = only_lane(cast).marks

    assert (mark.organization, mark.as_of, mark.precision, mark.standing) == (
        "MOFA",
        date(2025, 8, 1),
        "month",
        "on_track",
    )


def test_lanes_take_two_queries_however_many_they_are(cast):
    mixed_board(cast)
    shown = moment(cast.plan, now=NOON)
    commitments = boards.board_commitments(cast.plan, user=cast.viewer, moment=shown)
    cards = boards.cards(commitments.select_related("area"), plan=cast.plan, moment=shown)
    permissions.remember(cast.viewer)

    for few in (cards[:1], cards):
        with CaptureQueriesContext(connection) as captured:
            timelines.lanes(few, plan=cast.plan, user=cast.viewer, moment=shown)
        assert len(captured) == 2


# Windows


@pytest.fixture
def window(cast):
    cast.commitment()

    def of(zoom: str, *, anchor=None, fiscal=4) -> timelines.Window:
        return timelines.window(
            zoom,
            anchor=anchor,
            lanes=lanes(cast).values(),
            moment=moment(cast.plan, now=NOON),
            fiscal_year_starts=fiscal,
        )

    return of


def test_all_years_are_calendar_years_from_the_first_promise_to_the_day_shown(window):
    whole = window("all")

    assert (whole.first, whole.last) == (date(2021, 1, 1), date(2025, 12, 31))
    assert [tick.year for tick in whole.ticks] == [2021, 2022, 2023, 2024, 2025]


@pytest.mark.parametrize(("due_on", "last"), [(date(2027, 3, 31), 2027), (date(2060, 3, 31), 2025)])
def test_all_years_reach_the_deadlines_of_the_next_years_but_not_one_in_a_far_future(
    cast, window, due_on, last
):
    register.change_due_date(
        cast.commitment(), due_on=due_on, decided_on=MADE_ON, by=cast.coordinator, now=NOON
    )

    assert window("all").last.year == last


@pytest.mark.parametrize(
    ("zoom", "fiscal", "anchor", "first", "last"),
    [
        ("year", 4, None, date(2025, 4, 1), date(2026, 3, 31)),
        ("year", 1, None, date(2025, 1, 1), date(2025, 12, 31)),
        ("year", 10, date(2024, 9, 30), date(2023, 10, 1), date(2024, 9, 30)),
        ("quarter", 4, None, date(2025, 10, 1), date(2025, 12, 31)),
        ("quarter", 4, date(2024, 2, 29), date(2024, 1, 1), date(2024, 3, 31)),
        ("quarter", 2, date(2024, 1, 31), date(2023, 11, 1), date(2024, 1, 31)),
    ],
)
def test_a_year_and_a_quarter_are_those_of_the_plan_that_hold_the_day(
    window, zoom, fiscal, anchor, first, last
):
    shown = window(zoom, anchor=anchor, fiscal=fiscal)

    assert (shown.first, shown.last) == (first, last)


def test_a_year_is_divided_into_quarters_and_a_quarter_into_months(window):
    assert [tick.month for tick in window("year").ticks] == [4, 7, 10, 1]
    assert [tick.month for tick in window("quarter").ticks] == [10, 11, 12]


def test_one_goes_earlier_to_the_first_promise_and_later_to_the_day_shown(window):
    seen = [
        (shown.earlier, shown.later)
        for shown in (window("year", anchor=day) for day in (MADE_ON, date(2023, 1, 1), date(2025, 10, 1)))
    ]

    assert seen == [
        (None, date(2022, 4, 1)),
        (date(2022, 3, 31), date(2023, 4, 1)),
        (date(2025, 3, 31), None),
    ]


def test_many_years_are_divided_so_that_their_names_have_room(cast, window):
    cast.commitment(made_on=date(1970, 1, 1))

    assert [tick.year for tick in window("all").ticks] == [1970, 1975, 1980, 1985, 1990, 1995, 2000, 2005, 2010, 2015, 2020, 2025]  # fmt: skip

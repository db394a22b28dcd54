"""Questions about every commitment of a plan are answered from indexes alone, which hold a tenth of what the tables do.

Asked of SQLite, which decides without looking at how much there is; PostgreSQL reads a table as small as this whole.
"""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from priorities.choices import Freshness, Schedule
from priorities.selectors import boards, changes, timelines
from priorities.selectors.moments import moment
from tests.conftest import NOON

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own way of deciding"),
]


@pytest.fixture
def now(cast):
    return moment(cast.plan, now=NOON)


@pytest.fixture
def commitments(cast, now):
    return boards.board_commitments(cast.plan, user=AnonymousUser(), moment=now).order_by()


def test_how_many_stand_where_in_each_area_is_counted_from_an_index(commitments):
    counted = commitments.values("area", "standing").annotate(n=Count("pk"))

    assert "span USING COVERING INDEX standing_counted" in counted.explain()


def test_who_fell_silent_is_counted_from_the_same(cast, now, commitments):
    stale = boards.freshness_is([Freshness.STALE], now, cast.plan.cadence_days)

    found = commitments.filter(stale).values("standing").annotate(n=Count("pk"))

    assert "span USING COVERING INDEX standing_counted" in found.explain()


def test_deadlines_and_leads_are_read_from_theirs(cast, now, commitments):
    overdue = boards.with_schedule(commitments, [Schedule.OVERDUE], now)
    unowned = boards.without_lead(commitments, cast.plan, now)

    assert "COVERING INDEX due_date_newest_line" in overdue.values("pk").explain()
    assert "COVERING INDEX ownership_of_commitment_on" in unowned.values("pk").explain()


def test_what_is_read_of_a_commitment_is_found_by_its_last_span(commitments):
    read = commitments.filter(pk__in=range(50)).values("positions")

    assert "span USING INDEX standing_of_commitment" in read.explain()


def test_what_was_taken_back_is_found_without_reading_other_notes(cast, now):
    before = moment(cast.plan, now=NOON, as_of=date(2025, 3, 31))

    found = changes.notes_taken_back(cast.plan, audience="public", start=before, end=now)

    told = found.explain()
    assert [name for name in ("note_withdrawn", "note_correcting") if name not in told] == []
    assert "INDEX priorities_progressnote_commitment_id" not in told


def test_the_notes_of_the_lanes_shown_are_read_by_their_commitments(cast, now, commitments):
    cast.accept(cast.commitment())
    cards = boards.cards(commitments.select_related("area"), plan=cast.plan, moment=now)

    with CaptureQueriesContext(connection) as asked:
        timelines.lanes(cards, plan=cast.plan, user=AnonymousUser(), moment=now)

    [notes] = [each["sql"] for each in asked if 'FROM "priorities_progressnote"' in each["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {notes}")
        told = " ".join(row[-1] for row in cursor.fetchall())
    assert "note_newest" not in told
    assert "(commitment_id=?" in told

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from priorities.selectors import overviews
from priorities.selectors.moments import moment
from priorities.services import notes
from tests.conftest import NOON

ANYONE = AnonymousUser()


@pytest.fixture
def overview(cast):
    def read(*, user=ANYONE, as_of=None) -> overviews.Overview:
        return overviews.plan_overview(cast.plan, user=user, moment=moment(cast.plan, now=NOON, as_of=as_of))

    return read


def completed(cast, commitment, day):
    evidence = (notes.EvidenceWords("Statement", "https://example.org/"),)
    cast.accept(commitment, as_of=day, lifecycle="completed", evidence=evidence)


def test_what_was_completed_before_the_period_owes_no_note(cast, period, overview):
    completed(cast, cast.commitment(), date(2025, 3, 1))
    completed(cast, cast.commitment(), date(2025, 5, 1))
    cast.accept(cast.commitment(), as_of=date(2025, 3, 31))

    coverage = overview(as_of=date(2025, 9, 30)).coverage

    assert (coverage.reported, coverage.owed) == (1, 2)


def test_before_the_first_period_there_is_no_coverage(cast, period, overview):
    assert overview(as_of=date(2025, 3, 31)).coverage is None


def test_the_feed_joins_what_the_parties_said_of_one_commitment_on_one_day(cast, overview):
    commitment = cast.commitment()
    cast.accept(commitment, as_of=date(2025, 9, 1))
    cast.accept(commitment, as_of=date(2025, 9, 1), acronym="MOFA")

    (line,) = overview().feed

    assert line.organizations == ("GAC", "MOFA")
    assert (line.before, line.after) == ("not_reported", "on_track")


def test_the_feed_says_nothing_of_a_move_where_the_standing_stayed(cast, overview):
    commitment = cast.commitment()
    cast.accept(commitment, as_of=date(2025, 8, 1))
    cast.accept(commitment, as_of=date(2025, 9, 1))

    newest = overview().feed[0]

    assert (newest.before, newest.after) == ("", "")


def test_the_feed_shows_a_correction_and_not_what_it_corrected(cast, overview):
    note = cast.accept(cast.commitment(), body={"en": "Wrong."})
    words = cast.words(body={"en": "Right."})
    correction = notes.correct_note(note, words=words, by=cast.official, now=NOON)
    notes.submit_note(correction, by=cast.official, now=NOON)
    notes.accept_note(correction, by=cast.reviewer, now=NOON)

    assert [str(line.excerpt) for line in overview().feed] == ["Right."]


def test_the_feed_of_a_past_day_knows_nothing_later(cast, overview):
    commitment = cast.commitment()
    cast.accept(commitment, as_of=date(2025, 8, 1))
    cast.accept(commitment, as_of=date(2025, 9, 1))

    assert [line.as_of for line in overview(as_of=date(2025, 8, 31)).feed] == [date(2025, 8, 1)]


def test_a_long_note_is_cut_between_two_words(cast, overview):
    cast.accept(
        cast.commitment(), body={"en": "Officials met [again](https://example.org/) " + "and talked " * 30}
    )

    excerpt = str(overview().feed[0].excerpt)

    assert excerpt.startswith("Officials met again and talked")
    assert excerpt.endswith(("and…", "talked…"))
    assert len(excerpt) <= overviews.EXCERPT + 1


def test_every_number_adds_up(cast, overview):
    cast.accept(cast.commitment())
    cast.commitment()
    completed(cast, cast.commitment(), date(2025, 9, 1))

    found = overview()

    assert found.total == 3 == sum(number for _code, number in found.counts)
    assert found.completed == 1
    assert found.elsewhere == (("Not reported", 1), ("On track", 1))

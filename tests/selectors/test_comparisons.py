"""What moved between two boards, whatever they say."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from priorities.choices import ChangeKind, Freshness
from priorities.selectors.comparisons import MIRRORS, Change, Side, compare, movement
from priorities.selectors.standings import WEAKEST_FIRST, standing_of

DAY = date(2025, 1, 1)
PLACES = [("not_reported", ""), ("paused", "at_risk"), *WEAKEST_FIRST]


@st.composite
def sides(draw):
    lifecycle, confidence = draw(st.sampled_from(PLACES))
    days = draw(st.none() | st.integers(0, 400))
    leads = draw(st.sets(st.tuples(st.sampled_from(["CA", "JP"]), st.sampled_from(["GAC", "DND", "MOFA"]))))
    return Side(
        standing=standing_of(lifecycle, confidence).value,
        lifecycle=str(lifecycle),
        confidence=str(confidence),
        due_on=None if days is None else DAY + timedelta(days=days),
        leads=frozenset(leads),
        freshness=draw(st.sampled_from(Freshness.values)),
    )


boards = st.dictionaries(st.sampled_from(["CJ21-ROL-01", "CJ21-ROL-02", "CJ21-ENS-01"]), sides())


def mirrored(change: Change) -> Change:
    return replace(
        change, kind=MIRRORS[change.kind], before=change.after, after=change.before, days=-change.days
    )


@given(boards)
@settings(max_examples=50, deadline=None)
def test_a_board_does_not_differ_from_itself(board):
    assert compare(board, board) == []


@given(boards, boards)
@settings(max_examples=200, deadline=None)
def test_what_moved_one_way_moved_the_other_way_when_read_backwards(before, after):
    assert compare(after, before) == [mirrored(change) for change in compare(before, after)]


def test_every_kind_but_a_correction_has_a_mirror():
    assert set(MIRRORS) == set(ChangeKind) - {ChangeKind.CORRECTED}
    assert all(MIRRORS[MIRRORS[kind]] == kind for kind in MIRRORS)


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        (("not_started", ""), ("underway", "on_track"), "forward"),
        (("underway", "on_track"), ("completed", ""), "forward"),
        (("completed_modified", ""), ("completed", ""), "forward"),
        (("underway", "on_track"), ("paused", ""), "back"),
        (("completed", ""), ("underway", "at_risk"), "back"),
        (("not_reported", ""), ("not_delivered", ""), "first_reported"),
        (("underway", "on_track"), ("not_reported", ""), "unreported"),
        (("paused", "at_risk"), ("paused", "off_track"), None),
        (("underway", "at_risk"), ("underway", "at_risk"), None),
    ],
)
def test_forward_and_back_follow_the_order_of_positions(then, now, expected):
    assert movement(then, now) == expected


def side(**columns) -> Side:
    return Side(**{"standing": "on_track", "lifecycle": "underway", "confidence": "on_track"} | columns)


def kinds(before: Side | None, after: Side | None) -> list[str]:
    here = {"CJ21-ROL-01": before} if before else {}
    there = {"CJ21-ROL-01": after} if after else {}
    return [change.kind.value for change in compare(here, there)]


def test_what_only_one_board_holds_is_new_or_gone_and_nothing_else():
    owned = side(leads=frozenset({("CA", "GAC")}), due_on=DAY)

    assert (kinds(None, owned), kinds(owned, None)) == (["new"], ["gone"])


def test_one_commitment_may_have_moved_in_several_ways():
    before = side(due_on=DAY, leads=frozenset({("CA", "GAC")}), freshness="fresh")
    after = side(
        confidence="at_risk",
        due_on=DAY + timedelta(days=9),
        leads=frozenset({("CA", "DND")}),
        freshness="stale",
    )

    changes = compare({"CJ21-ROL-01": before}, {"CJ21-ROL-01": after})

    assert [(each.kind.value, each.days, each.party) for each in changes] == [
        ("back", 0, ""),
        ("slipped", 9, ""),
        ("new_owner", 0, "CA"),
        ("gone_quiet", 0, ""),
    ]


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        ("fresh", "stale", ["gone_quiet"]),
        ("ageing", "stale", ["gone_quiet"]),
        ("stale", "fresh", ["heard_again"]),
        ("fresh", "ageing", []),
        ("never", "stale", []),
        ("never", "fresh", []),
        ("stale", "stale", []),
    ],
)
def test_only_what_was_heard_in_time_can_go_quiet(then, now, expected):
    assert kinds(side(freshness=then), side(freshness=now)) == expected


def test_a_lead_is_lost_found_or_passed_on_for_each_party_by_itself():
    before = side(leads=frozenset({("CA", "GAC"), ("JP", "MOFA")}))
    after = side(leads=frozenset({("CA", "DND"), ("UK", "FCDO")}))

    changes = compare({"CJ21-ROL-01": before}, {"CJ21-ROL-01": after})

    assert [(each.party, each.kind.value) for each in changes] == [
        ("CA", "new_owner"),
        ("JP", "no_owner"),
        ("UK", "first_owner"),
    ]

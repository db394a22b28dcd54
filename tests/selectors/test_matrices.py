import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from priorities.filtersets.queries import BoardQuery
from priorities.selectors import group_columns, groups, matrices
from tests.boards import mixed_board
from tests.conftest import NOON, make_cast

FILTERS = {
    "area": ["ROL", "ENS"],
    "standing": ["not_reported", "not_started", "at_risk", "off_track", "paused", "on_track"],
    "owner": ["GAC", "MOFA", "DND", "none"],
    "party": ["CA", "JP", "none"],
    "kind": ["deliverable", "continuing"],
    "due": ["no_date", "overdue"],
    "freshness": ["fresh", "stale", "never"],
    "gap": ["unowned", "differ"],
    "q": ["commitment", "nothing"],
    "as_of": ["2025-08-15", "2025-09-12"],
}
READERS = ["nobody", "viewer", "partner_official"]


@pytest.fixture(scope="module")
def mixed(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield mixed_board(make_cast())
        transaction.set_rollback(True)


def asked(cast, string: str, reader: str = "nobody") -> BoardQuery:
    user = AnonymousUser() if reader == "nobody" else getattr(cast, reader)
    return BoardQuery(QueryDict(string), plan=cast.plan, user=user, now=NOON, path="/board/")


def matrix_of(query: BoardQuery) -> matrices.Matrix:
    return matrices.matrix(query.filterset.qs, query.grouping)


def number(cast, string: str, reader: str) -> int:
    """How many commitments the list of this address holds."""
    return asked(cast, string, reader).commitments.count()


chosen = st.dictionaries(st.sampled_from(sorted(FILTERS)), st.integers(0, 5), max_size=3)


@given(chosen, st.sampled_from(groups.GROUPS), st.sampled_from(READERS))
@settings(max_examples=40, deadline=None)
def test_every_sum_is_the_number_of_the_list_it_stands_for(mixed, choices, by, reader):
    filters = "&".join(
        f"{name}={FILTERS[name][place % len(FILTERS[name])]}" for name, place in choices.items()
    )
    matrix = matrix_of(asked(mixed, f"view=matrix&group={by}&{filters}", reader))

    assert matrix.total == number(mixed, filters, reader)
    for row in matrix.rows:
        others = "&".join(each for each in filters.split("&") if not each.startswith(f"{by}="))
        assert row.total == number(mixed, f"{others}&{by}={row.group.code}", reader)
    if by == "area":
        assert [sum(row.counts[place][1] for row in matrix.rows) for place in range(8)] == [
            number for _standing, number in matrix.counts
        ]


def test_a_row_for_every_area_and_party_and_for_the_owners_there_are(mixed):
    rows = {
        by: [str(row.group) for row in matrix_of(asked(mixed, f"view=matrix&group={by}&area=ENS")).rows]
        for by in groups.GROUPS
    }

    assert rows == {
        "area": ["2 Energy"],
        "owner": ["DND National Defence", "GAC Global Affairs", "MOFA Foreign Affairs", "No owner"],
        "party": ["Canada", "Japan", "No lead"],
    }


def test_several_owners_count_in_the_row_of_each_and_once_in_the_sum(mixed):
    matrix = matrix_of(asked(mixed, "view=matrix&group=owner"))

    assert {row.group.code: row.total for row in matrix.rows} == {"DND": 1, "GAC": 4, "MOFA": 4, "none": 1}
    assert (matrix.total, matrix.shares) == (6, True)


def test_a_party_is_the_one_that_leads(mixed):
    matrix = matrix_of(asked(mixed, "view=matrix&group=party"))

    assert {row.group.code: row.total for row in matrix.rows} == {"CA": 4, "JP": 4, "none": 1}


def test_a_filter_of_owners_leaves_only_their_rows(mixed):
    matrix = matrix_of(asked(mixed, "view=matrix&group=owner&owner=DND&owner=none"))

    assert {row.group.code: row.total for row in matrix.rows} == {"DND": 1, "none": 1}
    assert matrix.total == 2


def test_each_audience_counts_only_what_it_may_read(mixed):
    standings = {
        reader: {
            standing: number
            for standing, number in matrix_of(asked(mixed, "view=matrix", reader)).counts
            if number
        }
        for reader in READERS
    }

    assert standings == {
        "nobody": {"not_reported": 3, "not_started": 1, "on_track": 1, "at_risk": 1},
        "viewer": {"not_reported": 3, "not_started": 1, "off_track": 1, "paused": 1},
        "partner_official": {"not_reported": 3, "not_started": 1, "on_track": 1, "paused": 1},
    }


@pytest.mark.parametrize("by", groups.GROUPS)
@pytest.mark.parametrize("only", ["", "owner=GAC", "party=JP"])
def test_the_order_of_an_export_is_that_in_which_the_groups_first_name_a_commitment(mixed, by, only):
    query = asked(mixed, f"view=table&group={by}&sort=-reference&{only}", "viewer")
    lines = groups.Lines(query.filterset.qs, query.grouping, query.ordering)

    assert [each.pk for each in query.commitments] == list(dict.fromkeys(pk for pk, _code in lines[0:100]))


def test_parts_of_the_lines_make_the_whole(mixed):
    for by in groups.GROUPS:
        query = asked(mixed, f"view=table&group={by}&sort=-title", "viewer")
        lines = groups.Lines(query.filterset.qs, query.grouping, query.ordering)

        parts = [lines[start : start + 2] for start in range(0, len(lines), 2)]

        assert [line for part in parts for line in part] == lines[0:100]
        assert len(lines[0:100]) == len(lines)


def test_the_groups_of_a_column_hold_its_cards_and_say_how_many(mixed):
    query = asked(mixed, "group=owner", "viewer")
    columns = {
        column.standing: column for column in group_columns.group_columns(query.filterset.qs, query.grouping)
    }

    assert columns["not_reported"].total == 3
    assert [
        (part.group.code, part.total, [card.reference for card in part.cards])
        for part in columns["not_reported"].parts
    ] == [
        ("DND", 1, ["CJ21-ENS-01"]),
        ("GAC", 1, ["CJ21-ENS-02"]),
        ("MOFA", 1, ["CJ21-ENS-01"]),
        ("none", 1, ["CJ21-ENS-03"]),
    ]
    assert (columns["paused"].total, columns["closed"].parts) == (1, ())


def test_a_large_board_shows_the_first_of_each_column_and_says_how_many_more(mixed, monkeypatch):
    monkeypatch.setattr("priorities.selectors.boards.BOARD_LIMIT", 5)
    monkeypatch.setattr("priorities.selectors.boards.COLUMN_LIMIT", 2)
    query = asked(mixed, "group=owner")

    first, *_others = group_columns.group_columns(query.filterset.qs, query.grouping)

    assert [card.reference for card in first.cards] == ["CJ21-ENS-01", "CJ21-ENS-02"]
    assert (first.total, first.hidden) == (3, 2)


@pytest.mark.parametrize("by", groups.GROUPS)
def test_a_matrix_asks_as_little_of_many_commitments_as_of_one(cast, by):
    def queries() -> int:
        query = asked(cast, f"view=matrix&group={by}")
        with CaptureQueriesContext(connection) as captured:
            matrix_of(query)
        return len(captured)

    cast.commitment()
    one = queries()
    for _ in range(6):
        cast.commitment()

    assert queries() == one


@pytest.mark.django_db
def test_a_matrix_by_area_counts_every_commitment_once(cast):
    mixed_board(cast)
    by_area, by_owner = (asked(cast, f"view=matrix&group={by}") for by in ("area", "owner"))

    with CaptureQueriesContext(connection) as counted:
        matrix = matrix_of(by_area)

    assert len(counted) == 1
    assert matrix.counts == matrix_of(by_owner).counts

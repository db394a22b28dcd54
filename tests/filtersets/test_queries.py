from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils import translation

from priorities.filtersets.queries import BoardQuery
from priorities.folding import fold
from priorities.selectors import tables
from tests.conftest import NOON


@pytest.fixture
def asked(cast):
    def query(string: str) -> BoardQuery:
        return BoardQuery(QueryDict(string), plan=cast.plan, user=AnonymousUser(), now=NOON, path="/board/")

    return query


def test_without_a_question_it_is_the_board_of_today(asked):
    query = asked("")

    assert (query.view, query.sort, query.page, query.moment.on, query.moment.is_past) == (
        "board",
        "",
        1,
        date(2025, 10, 1),
        False,
    )
    assert query.address() == "/board/"


def test_addresses_keep_what_is_in_force_and_begin_on_the_first_page(asked):
    query = asked("view=table&sort=-title&page=3&kind=continuing&kind=deliverable&as_of=2025-09-30&utm=1")

    assert (
        query.address() == "/board/?view=table&as_of=2025-09-30&sort=-title&kind=continuing&kind=deliverable"
    )
    assert (
        query.address(sort="area")
        == "/board/?view=table&as_of=2025-09-30&sort=area&kind=continuing&kind=deliverable"
    )
    assert (
        query.address_without("kind", "continuing")
        == "/board/?view=table&as_of=2025-09-30&sort=-title&kind=deliverable"
    )
    assert query.address_unfiltered() == "/board/?view=table&as_of=2025-09-30&sort=-title"
    assert query.address(as_of=None, kind=None, sort=None, page=2) == "/board/?view=table&page=2"


@pytest.mark.parametrize(
    ("string", "name"),
    [
        ("as_of=2025-02-30", "as_of"),
        ("as_of=yesterday", "as_of"),
        ("as_of=0001-01-01", "as_of"),
        ("as_of=9999-12-31", "as_of"),
        ("view=purple", "view"),
        ("sort=colour", "sort"),
        ("group=colour", "group"),
        ("columns=colour", "columns"),
        ("columns=position_US", "columns"),
        ("zoom=decade", "zoom"),
        ("from=2025-13-01", "from"),
        ("sort=--title", "sort"),
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=last", "page"),
        ("page=99999999999999999999", "page"),
        ("standing=purple", "standing"),
    ],
)
def test_what_is_not_understood_is_named_and_left_out_of_every_link(asked, string, name):
    query = asked(string)

    assert [each.name for each in query.refused] == [name]
    assert query.address() == "/board/"


def test_addresses_keep_groups_columns_and_zoom(asked):
    query = asked("view=timeline&group=owner&columns=moves&columns=kind&zoom=year&from=2024-05-06&page=2")

    assert query.address() == (
        "/board/?view=timeline&group=owner&columns=kind&columns=moves&zoom=year&from=2024-05-06"
    )
    assert query.address(view="table", zoom=None, **{"from": None}) == (
        "/board/?view=table&group=owner&columns=kind&columns=moves"
    )


def test_what_says_nothing_more_stays_out_of_every_address(asked):
    usual = "&".join(f"columns={code}" for code in reversed(tables.DEFAULT_COLUMNS))

    assert asked(f"columns=title&{usual}&zoom=all&from=2024-05-06&group=").address() == "/board/"


@pytest.mark.parametrize(
    ("string", "by"),
    [("", None), ("view=table", None), ("view=matrix", "area"), ("view=timeline", "area")]
    + [(f"view={view}&group=owner", "owner") for view in ("board", "table", "matrix", "timeline")],
)
def test_the_matrix_and_the_timeline_are_always_grouped(asked, string, by):
    grouping = asked(string).grouping

    assert (grouping and grouping.by) == by


def test_empty_values_ask_for_nothing(asked):
    query = asked("q=&as_of=&view=&sort=&page=&kind=&standing=")

    assert query.refused == []
    assert query.address() == "/board/"


def test_a_long_value_is_not_repeated_in_full(asked):
    query = asked("view=" + "x" * 500)

    assert len(query.refused[0].sentence) < 120


def sorted_references(query) -> list[str]:
    return [each.reference for each in query.commitments]


def test_the_table_sorts_by_what_it_is_asked_and_what_has_no_value_comes_last(cast, asked):
    early, late, silent = (
        cast.commitment(title_en="beta"),
        cast.commitment(title_en="Alpha"),
        cast.commitment(title_en="Zeta"),
    )
    cast.accept(early, as_of=date(2025, 8, 1))
    cast.accept(late, as_of=date(2025, 9, 1))
    one, two, three = early.reference, late.reference, silent.reference

    assert sorted_references(asked("sort=last_note_on")) == [one, two, three]
    assert sorted_references(asked("sort=-last_note_on")) == [two, one, three]
    assert sorted_references(asked("sort=title")) == [two, one, three]
    assert sorted_references(asked("sort=-reference")) == [three, two, one]
    assert sorted_references(asked("sort=standing")) == [three, one, two]


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        ("en", ["Zone", "énergie", "Energy", "École", "ecology", "Œuvre", "oeuf"]),
        ("fr", ["Zone", "énergie", "Energy", "École", "ecology", "Œuvre", "oeuf"]),
        ("ja", ["ソウル", "ｶﾀｶﾅ", "カタログ", "あき", "energy", "Énergie"]),
    ],
)
def test_accents_case_and_width_leave_a_title_beside_its_neighbours(cast, asked, language, titles):
    for title in titles:
        cast.commitment(**{"title_en": "", f"title_{language}": title})
    with translation.override(language):
        query = asked("view=table&sort=title")
        found = [getattr(each, f"title_{language}") for each in query.commitments]
        back = [getattr(each, f"title_{language}") for each in asked("view=table&sort=-title").commitments]

    assert found == {
        "ja": ["Énergie", "energy", "あき", "ｶﾀｶﾅ", "カタログ", "ソウル"],
    }.get(language, ["École", "ecology", "énergie", "Energy", "oeuf", "Œuvre", "Zone"])
    assert [fold(each) for each in back] == [fold(each) for each in reversed(found)]


@pytest.mark.parametrize(
    "sort",
    [
        *("reference", "title", "area", "kind", "standing", "since", "last_note_on", "due_on"),
        *("baseline_on", "moves", "slip_days"),
    ],
)
def test_every_sort_has_its_way_back(cast, asked, sort):
    cast.accept(cast.commitment(), as_of=date(2025, 8, 1))
    cast.commitment()

    assert sorted(sorted_references(asked(f"sort={sort}"))) == sorted(
        sorted_references(asked(f"sort=-{sort}"))
    )

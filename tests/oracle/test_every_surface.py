"""For 40 random days and three audiences: every surface says what was worked out independently, after a random history
of corrections, withdrawals, changes of visibility, of owners and of due dates on the demonstration's record."""

from collections import Counter
from datetime import UTC, date, datetime
from random import Random

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from priorities import page_cache
from priorities.choices import Freshness, Standing
from priorities.management.demonstration import Demonstration
from priorities.models import User

from . import reading
from .rewriting import Rewriting, moments
from .rules import Oracle

SEED = 20211104
LOADED, BEGUN, NOW = (
    datetime(2026, 10, 1, 12, 0, tzinfo=UTC),
    datetime(2026, 10, 2, 9, 0, tzinfo=UTC),
    datetime(2026, 10, 20, 20, 0, tzinfo=UTC),  # in Tokyo it is the 21st already
)
READERS = {"public": None, "CA": "reviewer", "JP": "partner-reviewer"}
STEPS, DAYS = 160, 40
TREND_FLAGS = ("improved", "worsened")


@pytest.fixture(scope="module")
def record(django_db_setup, django_db_blocker):
    """The demonstration, rewritten at random, and the oracle that read it; one transaction for the whole file."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(NOW, tick=False):
            page_cache.forget()
            plan = Demonstration(password="irrelevant", now=LOADED).load()
            rewriting = Rewriting(plan, seed=SEED, begins=BEGUN)
            rewriting.take(STEPS)
            yield plan, rewriting, Oracle(plan)
        transaction.set_rollback(True)


ASKED = moments(Random(SEED), DAYS, NOW)
ALL = [(*moment, audience) for moment in ASKED for audience in READERS]
# Of the pages each day is read for one audience, in turn.
IN_TURN = [(*moment, list(READERS)[number % 3]) for number, moment in enumerate(ASKED)]


@pytest.fixture
def fetch(record, db):
    """The body of a page of the plan for one audience. Parameters that are None are not named."""
    clients = {}
    for audience, username in READERS.items():
        clients[audience] = Client()
        if username:
            clients[audience].force_login(User.objects.get(username=username))
    plan = record[0]

    def fetched(path, audience, **asked):
        named = {name: _in_address(value) for name, value in asked.items() if value}
        response = clients[audience].get(f"/{plan.slug}/{path}", named)
        assert response.status_code == 200, (path, named, response.status_code)
        return b"".join(response.streaming_content) if response.streaming else response.content

    return fetched


def _in_address(value):
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value


@pytest.fixture
def ask(fetch, record):
    """The body of a page for one audience at a moment, and what the oracle says of that."""

    def asked(path, day, known_at, audience, **more):
        body = fetch(path, audience, as_of=day, known_at=known_at, **more)
        return body, record[2].says(audience, day, known_at or NOW)

    return asked


def differences(said: dict[str, dict], expected: dict[str, dict]) -> list:
    """(reference, what, said, expected) wherever the two do not agree, of what is said at all."""
    found = [(reference, "only in one", reference in said) for reference in said.keys() ^ expected.keys()]
    return found + [
        (reference, name, value, expected[reference][name])
        for reference in sorted(said.keys() & expected.keys())
        for name, value in said[reference].items()
        if value != expected[reference][name]
    ]


def standing_said(position) -> str:
    """The column of what one party says; nothing yet is not reported."""
    if position is None:
        return "not_reported"
    lifecycle, confidence, _day = position
    if lifecycle == "underway":
        return confidence
    return {"completed_modified": "completed"}.get(
        lifecycle, lifecycle if lifecycle in Standing.values else "closed"
    )


def flags_of(it: dict) -> set[str]:
    found = {
        "overdue": it["schedule"] == "overdue",
        "stale": it["freshness"] == "stale",
        "differ": it["positions_differ"],
        "unowned": bool(it["without_lead"]),
        **{trend: it["trend"] == trend for trend in TREND_FLAGS},
    }
    return {kind for kind, is_so in found.items() if is_so}


def in_cells(expected: dict[str, dict]) -> dict[str, dict]:
    """The oracle's answers as files with columns have them: of each party's position, its standing."""
    return {
        reference: it
        | {"positions": {code: standing_said(it["positions"].get(code)) for code in ("CA", "JP")}}
        for reference, it in expected.items()
    }


def test_the_history_is_rich_enough_to_mean_something(record):
    _plan, rewriting, oracle = record

    for way in ("say", "correct", "withdraw", "show", "hand_over", "change_role", "move", "archive"):
        assert rewriting.done[way] >= 2, rewriting.done
    told = [
        it for day, known_at, audience in ALL for it in oracle.says(audience, day, known_at or NOW).values()
    ]
    assert {it["standing"] for it in told} == set(Standing.values)
    assert {it["freshness"] for it in told} == {"fresh", "ageing", "stale", "never"}
    assert {it["schedule"] for it in told} == {"no_date", "on_time", "due_soon", "overdue"}
    assert {it["trend"] for it in told} >= {"improved", "unchanged", "worsened", "new"}
    assert {it["positions_differ"] for it in told} == {True, False}


def test_json_says_what_was_worked_out_for_every_day_and_audience(ask):
    wrong = []
    for moment in ALL:
        body, expected = ask("board.json", *moment)
        wrong += [(*moment, *each) for each in differences(reading.in_json(body), expected)]

    assert wrong == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_files_with_columns_say_what_was_worked_out(ask, kind):
    wrong = []
    for moment in IN_TURN:
        body, expected = ask(f"board.{kind}", *moment)
        said = reading.in_csv(body) if kind == "csv" else reading.in_xlsx(body)
        wrong += [(*moment, *each) for each in differences(said, in_cells(expected))]

    assert wrong == []


def test_the_board_says_what_was_worked_out(ask):
    wrong = []
    for moment in IN_TURN:
        body, expected = ask("board/", *moment)
        cards, numbers = reading.in_board(body)
        told = {
            reference: {
                "standing": it["standing"],
                "flags": flags_of(it),
                "owners": {(acronym, role == "lead") for acronym, role in it["owners"]},
            }
            | {"says": says_apart(it)}
            for reference, it in expected.items()
        }
        wrong += [(*moment, *each) for each in differences(cards, told)]
        if Counter(it["standing"] for it in expected.values()) != +Counter(numbers):
            wrong.append((*moment, numbers))

    assert wrong == []


def says_apart(it: dict) -> list[str]:
    """The positions that a card shows: all of them where they are not all the same words, none otherwise."""
    said = [it["positions"].get(code) for code in ("CA", "JP")]
    words = {each and each[:2] for each in said}
    return [standing_said(each) for each in said] if len(words) > 1 else []


def test_the_table_says_what_was_worked_out_in_every_column(ask):
    wrong = []
    for moment in IN_TURN:
        body, expected = ask("board/", *moment, view="table", columns=reading.COLUMNS)
        told = {
            reference: in_cells({reference: it})[reference]
            | {
                "freshness": str(Freshness(it["freshness"]).label),
                "leads": {acronym for acronym, role in it["owners"] if role == "lead"},
                "others": {acronym for acronym, role in it["owners"] if role != "lead"},
                "flags": flags_of(it),
            }
            for reference, it in expected.items()
        }
        wrong += [(*moment, *each) for each in differences(reading.in_table(body), told)]

    assert wrong == []


@pytest.mark.parametrize("group", ["area", "owner", "party"])
def test_the_numbers_of_the_matrix_are_those_worked_out(ask, record, group):
    """Rows in any order: each with the numbers of one group, and those of all commitments at the foot."""
    oracle = record[2]
    areas = {row["reference"]: row["area_id"] for row in oracle.commitments}
    party = {each.acronym: each.party.code for each in oracle.organizations.values()}
    wrong = []
    for moment in IN_TURN:
        body, expected = ask("board/", *moment, view="matrix", group=group)
        groups: dict[object, Counter] = {}
        for reference, it in expected.items():
            of = {
                "area": [areas[reference]],
                "owner": {acronym for acronym, _role in it["owners"]} or ["none"],
                "party": {party[acronym] for acronym, role in it["owners"] if role == "lead"} or ["none"],
            }[group]
            for each in of:
                groups.setdefault(each, Counter())[it["standing"]] += 1
        if not expected:
            continue
        rows, foot = reading.in_matrix(body)
        told = sorted([*(each[code] for code in Standing.values), each.total()] for each in groups.values())
        if sorted(row for row in rows if row[-1]) != told:
            wrong.append((*moment, sorted(rows), told))
        sums = Counter(it["standing"] for it in expected.values())
        if foot != [*(sums[code] for code in Standing.values), len(expected)]:
            wrong.append((*moment, foot, sums))

    assert wrong == []


def test_every_stretch_of_the_timeline_stands_where_it_was_worked_out(ask, record):
    """On its first day and its last, as known at the same moment; the last stretch is the standing of the day itself."""
    oracle, wrong = record[2], []
    for day, known_at, audience in IN_TURN[:12]:
        body, expected = ask("board/", day, known_at, audience, view="timeline")
        lanes = reading.in_timeline(body)
        if lanes.keys() != expected.keys():
            wrong.append((day, known_at, audience, lanes.keys() ^ expected.keys()))
        on_days: dict[date, dict] = {}
        for reference, stretches in lanes.items():
            if stretches[-1][0] != expected[reference]["standing"]:
                wrong.append((day, known_at, audience, reference, stretches[-1]))
            for standing, first, last in stretches:
                for each in (first, last):
                    if each:
                        told = on_days.setdefault(each, oracle.says(audience, each, known_at or NOW))
                        if told[reference]["standing"] != standing:
                            wrong.append((day, known_at, audience, reference, each, standing))

    assert wrong == []


def test_the_overview_counts_what_was_worked_out(ask, record):
    oracle, wrong = record[2], []
    area_of = {row["reference"]: row["area_id"] for row in oracle.commitments}
    numbers = {area.pk: str(area.number) for area in record[0].areas.all()}
    for moment in IN_TURN:
        body, expected = ask("", *moment)
        told = {number: (0, 0, 0, Counter()) for number in numbers.values()}
        for number in told:
            own = [it for reference, it in expected.items() if numbers[area_of[reference]] == number]
            told[number] = (
                len(own),
                sum(it["schedule"] == "overdue" for it in own),
                sum(it["freshness"] == "stale" for it in own),
                Counter(it["standing"] for it in own),
            )
        told["all"] = (len(expected), sum(it["schedule"] == "overdue" for it in expected.values()))
        said = reading.in_overview(body)
        wrong += [(*moment, key, said.get(key), told[key]) for key in told if said.get(key) != told[key]]

    assert wrong == []


def test_the_changes_between_any_two_days_are_those_worked_out(fetch, record):
    oracle, wrong = record[2], []
    for (one, known_at, audience), (other, _known, _audience) in zip(
        IN_TURN, IN_TURN[3:] + IN_TURN[:3], strict=True
    ):
        if one is None or other is None or one == other:
            continue
        first, last = sorted((one, other))
        body = fetch("changes.json", audience, **{"from": first, "to": last, "known_at": known_at})
        said, told = reading.in_changes(body), oracle.moved(audience, first, last, known_at or NOW)
        if said != told:
            wrong.append((first, last, known_at, audience, sorted(said - told), sorted(told - said)))

    assert wrong == []

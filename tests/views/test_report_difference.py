"""What two sealed reports say differently, as a page and as a table."""

import csv
import io
import re
from datetime import date

import pytest
import time_machine

from priorities.reports.differences import difference
from priorities.reports.documents import sides
from priorities.selectors.comparisons import MIRRORS
from priorities.services import notes, register
from tests.reporting import FROZEN, addendum, fiscal_year, frozen, published, told
from tests.views.building import client_of, words_of

PAGE = "/canada-japan/reports/difference/"
TABLE = "/canada-japan/reports/difference.csv"


@pytest.fixture(autouse=True)
def in_may():
    with time_machine.travel(FROZEN, tick=False):
        yield


@pytest.fixture
def two(cast, commitment):
    """Reports of two years, between which one commitment was reported for the first time and another was made.

    The leads were recorded after the first of them closed.
    """
    years = fiscal_year(cast, 2024), fiscal_year(cast)
    told(cast, commitment)
    cast.commitment(made_on=date(2025, 6, 1))
    return tuple(published(cast, year) for year in years)


def rows(client, query=""):
    response = client.get(f"{TABLE}{query}")
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    return [
        (row["reference"], row["change"], row["before"], row["after"])
        for row in csv.DictReader(io.StringIO(body))
    ]


def tally(page):
    numbers = re.findall(r"<b>(\d+)</b> ([a-z ]+)<", page)
    return {kind: int(number) for number, kind in numbers if int(number)}


def test_the_newest_report_is_compared_with_the_one_before(two, client):
    page = words_of(client.get(PAGE))

    assert tally(page) == {"reported for the first time": 1, "new": 1, "lead found": 2}
    assert rows(client) == [
        ("CJ21-ROL-01", "first_reported", "not_reported", "on_track"),
        ("CJ21-ROL-02", "new", "", "not_reported"),
        ("CJ21-ROL-01", "first_owner", "", "GAC"),
        ("CJ21-ROL-01", "first_owner", "", "MOFA"),
    ]
    assert 'href="/canada-japan/commitments/CJ21-ROL-01/"' in page


def test_the_other_way_round_every_change_is_its_mirror(two, client):
    there, back = (
        rows(client, f"?from={a}&to={b}") for a, b in (("2024-25", "2025-26"), ("2025-26", "2024-25"))
    )

    assert {(reference, MIRRORS[kind], after, before) for reference, kind, before, after in there} == set(
        back
    )


def test_a_report_says_nothing_else_than_itself(two, client):
    page = words_of(client.get(f"{PAGE}?from=2025-26&to=2025-26"))

    assert (tally(page), "These two say the same" in page) == ({}, True)
    assert rows(client, "?from=2025-26&to=2025-26") == []


def test_a_report_is_held_against_what_the_public_is_told_today(cast, two, client):
    late, secret = cast.plan.commitments.order_by("reference")
    words = {"as_of": date(2026, 5, 2), "confidence": "off_track", "reason": {"en": "Late."}}
    cast.accept(late, now=FROZEN, **words)
    cast.accept(secret, now=FROZEN, visibility="internal", **words)

    for reader in (client, client_of(cast.coordinator)):
        assert rows(reader, "?from=2025-26&to=today") == [
            (late.reference, "back", "on_track", "off_track"),
            (late.reference, "heard_again", "stale", "fresh"),
        ]


def test_a_correction_of_what_an_earlier_report_said_is_named(cast, commitment, two, client):
    note = commitment.notes.filter(organization__acronym="GAC").get()
    fixed = notes.correct_note(
        note, words=cast.words(body={"en": "Other words."}), by=cast.official, now=FROZEN
    )
    notes.accept_note(notes.submit_note(fixed, by=cast.official, now=FROZEN), by=cast.reviewer, now=FROZEN)
    first, second = two[1], addendum(cast, two[1].period)

    assert rows(client, "?from=2025-26&to=today") == [(commitment.reference, "corrected", "", "")]
    party = client_of(cast.viewer)
    assert rows(party, "?from=2025-26-1&to=2025-26") == [(commitment.reference, "corrected", "", "")]
    one, other = sides(first.document), sides(second.document)
    assert [each["kind"] for each in difference(other, one)] == ["corrected"]


def test_due_dates_and_leads_are_compared_too(cast, commitment, two, client):
    register.change_due_date(
        commitment,
        due_on=date(2027, 3, 31),
        precision="month",
        decided_on=date(2026, 5, 1),
        by=cast.coordinator,
        now=FROZEN,
    )
    ownership = commitment.ownerships.get(organization__acronym="GAC")
    register.end_ownership(ownership, valid_until=date(2026, 5, 1), by=cast.coordinator, now=FROZEN)

    page = words_of(client.get(f"{PAGE}?from=2025-26&to=today"))

    assert rows(client, "?from=2025-26&to=today") == [
        (commitment.reference, "dated", "", "2027-03-31"),
        (commitment.reference, "no_owner", "GAC", ""),
    ]
    assert "Due Mar 2027" in page


def test_what_its_reader_may_not_see_is_compared_with_nothing(cast, commitment):
    frozen(cast, fiscal_year(cast))
    public, party = client_of(None), client_of(cast.partner_official)

    assert "No report to compare yet" in words_of(public.get(PAGE))
    for query in ("?from=2025-26&to=today", "?from=today&to=2031-32"):
        assert public.get(f"{TABLE}{query}").status_code == 404
    assert party.get(f"{PAGE}?from=2025-26&to=today").status_code == 200
    assert party.get(f"{PAGE}?from=2025-26&to=2031-32").status_code == 404


def test_the_page_asks_as_often_for_thirty_changes_as_for_one(cast, two, client, queries_of):
    once = queries_of(f"{PAGE}?from=2025-26&to=today")

    for _ in range(29):
        cast.commitment(made_on=date(2026, 4, 2))

    assert queries_of(f"{PAGE}?from=2025-26&to=today&again=") == once
    assert len(rows(client, "?from=2025-26&to=today")) == 29

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from priorities.models import (
    AuditEntry,
    Commitment,
    DueDate,
    Ownership,
    ProgressNote,
    StandingSpan,
)

from .conftest import THEN, address


def many_commitments(office, count: int, first: int = 1) -> None:
    """Commitments with an owner, a deadline and a standing for each audience, made at once."""
    start = date(2021, 5, 3)
    made = Commitment.objects.bulk_create(
        Commitment(
            plan=office.plan,
            area=office.area,
            document=office.document,
            reference=f"CJ21-MANY-{number:03}",
            title_en=f"Commitment {number}",
            kind="deliverable",
            made_on=start,
            state="published",
        )
        for number in range(first, first + count)
    )
    canada = office.organizations["GAC"].party
    Ownership.objects.bulk_create(
        Ownership(
            commitment=each,
            organization=office.organizations["GAC"],
            party=canada,
            role="lead",
            valid_from=start,
        )
        for each in made
    )
    DueDate.objects.bulk_create(
        DueDate(
            commitment=each,
            due_on=date(2026, 3, 31),
            is_baseline=True,
            decided_on=start,
            recorded_at=THEN,
            recorded_by=office.people["coordinator"],
        )
        for each in made
    )
    StandingSpan.objects.bulk_create(
        StandingSpan(
            plan=each.plan,
            place=f"00001-{each.reference}",
            commitment=each,
            audience=audience,
            from_on=start,
            standing="on_track",
            lifecycle="underway",
            since_on=start,
        )
        for each in made
        for audience in ("public", "CA", "JP")
    )


def many_notes(office, count: int, first: int = 1) -> None:
    commitment = office.commitment(f"CJ21-ROL-{first:02}")
    organization = office.organizations["GAC"]
    ProgressNote.objects.bulk_create(
        ProgressNote(
            commitment=commitment,
            organization=organization,
            party=organization.party,
            author=office.people["official"],
            as_of=date(2025, 1, 1) + timedelta(days=number),
            lifecycle="underway",
            confidence="on_track",
            body_en="Work went on.",
        )
        for number in range(count)
    )


@pytest.mark.parametrize("count", [1, 30, 100])
@pytest.mark.parametrize("name", ["coordinator", "reviewer"])
@pytest.mark.parametrize(("model", "make"), [(Commitment, many_commitments), (ProgressNote, many_notes)])
def test_a_list_asks_at_most_ten_questions_however_long(
    office, django_assert_max_num_queries, model, make, name, count
):
    make(office, count)
    client = office.client(name)

    with django_assert_max_num_queries(10):
        page = client.get(address(model, "changelist"))

    assert len(page.context["cl"].result_list) == count


def questions(office, model) -> int:
    with CaptureQueriesContext(connection) as asked:
        office.client("coordinator").get(address(model, "changelist"))
    return len(asked)


@pytest.mark.parametrize(("model", "make"), [(Commitment, many_commitments), (ProgressNote, many_notes)])
def test_a_list_of_thirty_asks_what_a_list_of_one_asks(office, model, make):
    make(office, 1)
    for_one = questions(office, model)

    make(office, 29, first=2)

    assert questions(office, model) == for_one


@pytest.mark.parametrize(
    "filters",
    [
        {"standing": "nonsense"},
        {"p": "99"},
        {"as_of__year": "x"},
        {"no_such_field": "1"},
        {"o": "77.x"},
        {"q": "\x00"},
    ],
)
def test_a_filter_that_means_nothing_breaks_nothing(office, filters):
    many_notes(office, 1)

    for model in (Commitment, ProgressNote, AuditEntry):
        response = office.client("coordinator").get(address(model, "changelist"), filters, follow=True)
        assert response.status_code in (200, 400, 404)


def test_the_waiting_filter_shows_a_reviewer_what_others_submitted(office):
    commitment = office.commitment()
    theirs = office.submitted(commitment)
    office.draft(commitment)

    page = office.client("reviewer").get(address(ProgressNote, "changelist"), {"waiting": "review"})

    assert list(page.context["cl"].result_list) == [theirs]


@time_machine.travel(THEN, tick=False)
def test_freshness_counts_from_the_last_note(office):
    commitment = office.commitment()
    office.accepted(commitment, as_of=date(2025, 4, 20))

    page = office.client("coordinator").get(address(Commitment, "changelist"))

    assert "Ageing ·" in page.content.decode()


def test_the_list_of_commitments_sorts_by_the_title_of_the_page_s_language(office):
    for number, (english, french) in enumerate(
        [("Zone", "Énergie"), ("Able", "Zone"), ("Cable", "")], start=1
    ):
        office.commitment(f"CJ21-ROL-{number:02}", title_en=english, title_fr=french)
    with translation.override("en"):
        page = address(Commitment, "changelist")
    client = office.client("coordinator")
    column = str(client.get(page).context["cl"].list_display.index("title_in_any_language"))

    def titles(prefix):
        listed = client.get(f"{prefix}{page}", {"o": column}).context["cl"].result_list
        return [each.title_fr or each.title_en for each in listed]

    assert titles("/fr") == ["Cable", "Énergie", "Zone"]
    assert titles("") == ["Zone", "Cable", "Énergie"]

"""The list of periods, a period's live draft, and its files."""

from datetime import date

import pytest
from django.test import Client

from priorities.services import register
from tests.conftest import NOON


def as_(person):
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def test_anybody_sees_the_periods_and_only_those_who_prepare_reports_the_drafts(cast, period):
    public = as_(None).get("/canada-japan/reports/").content.decode()
    preparing = as_(cast.official).get("/canada-japan/reports/").content.decode()

    assert "April to September 2025" in public
    assert ("Live draft<" in public, "Live draft<" in preparing) == (False, True)


@pytest.mark.parametrize(
    ("person", "status"),
    [
        (None, 404),
        ("viewer", 404),
        ("partner_official", 404),
        ("other_official", 404),
        ("official", 200),
        ("reviewer", 200),
        ("assessor", 200),
        ("coordinator", 200),
        ("admin", 200),
    ],
)
@pytest.mark.parametrize("address", ["/canada-japan/reports/2025-h1/", "/canada-japan/reports/2025-h1.csv"])
def test_a_live_draft_is_a_working_paper(cast, period, person, status, address):
    client = as_(getattr(cast, person) if person else None)

    response = client.get(address)

    assert response.status_code == status
    if status == 404:
        assert response.content == client.get("/canada-japan/reports/2031-h1/").content


def test_the_draft_shows_what_moved_and_the_notes_of_the_period(cast, commitment, period):
    cast.accept(commitment, as_of=date(2025, 6, 1), body={"en": "Ships met off **Guam**."})

    page = as_(cast.coordinator).get(period.get_absolute_url()).content.decode()

    assert "<strong>Guam</strong>" in page
    assert "1 commitment moved." in page


def test_the_public_reading_holds_nothing_internal_and_the_partys_own_does(cast, commitment, period):
    cast.accept(commitment, as_of=date(2025, 6, 1), visibility="internal", body={"en": "zx-canary"})
    client = as_(cast.coordinator)

    public = client.get(period.get_absolute_url()).content.decode()
    ours = client.get(period.get_absolute_url() + "?audience=CA").content.decode()

    assert ("zx-canary" in public, "zx-canary" in ours) == (False, True)
    assert client.get(period.get_absolute_url() + "?audience=JP").status_code == 404


def test_the_files_are_of_the_period_and_in_the_language_of_the_page(cast, commitment, period):
    client = as_(cast.coordinator)

    pdf = client.get("/fr/canada-japan/reports/2025-h1.pdf")
    table = client.get("/canada-japan/reports/2025-h1.csv")

    assert pdf.content.startswith(b"%PDF-")
    assert pdf.headers["Content-Disposition"] == 'attachment; filename="canada-japan-2025-h1-fr.pdf"'
    lines = b"".join(table.streaming_content).decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ["reference", commitment.reference]


def test_a_report_is_read_and_never_written(cast, period):
    client = as_(cast.coordinator)

    statuses = {
        client.post(period.get_absolute_url()).status_code,
        client.post("/canada-japan/reports/").status_code,
    }

    assert statuses == {405}


def test_a_locked_period_says_so(cast, period):
    register.lock_period(period, by=cast.coordinator, now=NOON)

    page = as_(None).get("/canada-japan/reports/").content.decode()

    assert "Locked" in page


def test_a_draft_asks_the_database_the_same_number_of_times_for_1_and_30_commitments(
    cast, period, django_assert_max_num_queries
):
    def make(number):
        for _ in range(number):
            cast.accept(cast.commitment(), as_of=date(2025, 6, 1))

    client = as_(cast.coordinator)
    make(1)
    with django_assert_max_num_queries(30) as one:
        client.get(period.get_absolute_url())
    make(29)
    with django_assert_max_num_queries(30) as thirty:
        client.get(period.get_absolute_url())

    assert len(thirty) == len(one)

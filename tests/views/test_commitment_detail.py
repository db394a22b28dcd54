"""The page of one commitment: what it shows, to whom, and of which day."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from priorities.services import notes, register
from tests.conftest import NOON

from .building import bare, client_of, htmx, place, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False):
        yield


def test_it_shows_the_words_where_they_stand_and_what_was_said(cast, commitment):
    place(cast, commitment, "Enhance defence cooperation")
    cast.accept(commitment, body={"en": "The *first* exercise was held."})

    page = client_of(None).get(commitment.get_absolute_url())

    assert page.status_code == 200
    assert "<mark>Enhance defence cooperation</mark> to maintain the rule of law" in words_of(page)
    assert "The <em>first</em> exercise was held." in words_of(page)
    assert "joint standing since 1 Sep 2025" in words_of(page)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(cast, commitment, method):
    response = getattr(client_of(cast.official), method)(commitment.get_absolute_url())

    assert response.status_code == 405


def test_a_draft_commitment_looks_as_if_it_did_not_exist(cast):
    hidden = cast.commitment(published=False)
    client = client_of(cast.official)

    there = client.get(hidden.get_absolute_url())
    nowhere = client.get(hidden.get_absolute_url().replace(hidden.reference, "CJ21-ROL-99"))

    assert there.status_code == nowhere.status_code == 404
    assert bare(there).replace(hidden.reference, "") == bare(nowhere).replace("CJ21-ROL-99", "")


def test_the_keeper_of_the_register_reads_a_draft_commitment(cast):
    hidden = cast.commitment(published=False)

    page = client_of(cast.coordinator).get(hidden.get_absolute_url())

    assert page.status_code == 200
    assert "Not published" in words_of(page)


HIDDEN = {
    "internal": ["official", "viewer", "other_official", "coordinator", "assessor", "admin"],
    "shared": [
        "official",
        "viewer",
        "other_official",
        "coordinator",
        "assessor",
        "admin",
        "partner_official",
    ],
}


@pytest.mark.parametrize("visibility", HIDDEN)
def test_a_note_is_shown_to_its_readers_and_to_nobody_else(cast, commitment, visibility):
    cast.accept(commitment, visibility=visibility, body={"en": "Quietly agreed."}, lifecycle="paused")
    readers = [
        "official",
        "viewer",
        "other_official",
        "coordinator",
        "assessor",
        "admin",
        "partner_official",
        None,
    ]

    seen = [
        reader
        for reader in readers
        if "Quietly agreed."
        in words_of(client_of(getattr(cast, reader) if reader else None).get(commitment.get_absolute_url()))
    ]

    assert seen == [reader for reader in readers if reader in HIDDEN[visibility]]


def test_a_hidden_note_does_not_colour_the_public_page(cast, commitment):
    cast.accept(commitment, visibility="internal", lifecycle="paused")

    public = words_of(client_of(None).get(commitment.get_absolute_url()))
    team = words_of(client_of(cast.official).get(commitment.get_absolute_url()))

    assert 'data-standing="paused"' not in public
    assert "Nothing has been reported yet" in public
    assert 'data-standing="paused"' in team


def test_drafts_and_reasons_for_a_return_stay_with_the_team(cast, commitment):
    cast.draft(commitment, body={"en": "Half a thought."})
    waiting = cast.submit(commitment, body={"en": "A whole thought."})
    notes.return_note(waiting, reason="Too vague.", by=cast.reviewer, now=NOON)
    hidden = ["Half a thought.", "A whole thought.", "Too vague."]
    readers = [None, cast.viewer, cast.partner_official, cast.other_official, cast.assessor]

    shown = [words_of(client_of(reader).get(commitment.get_absolute_url())) for reader in readers]
    team = words_of(client_of(cast.colleague).get(commitment.get_absolute_url()))

    assert [words for page in shown for words in hidden if words in page] == []
    assert [words for words in hidden if words in team] == hidden


def test_the_reason_of_a_return_leaves_the_page_once_the_note_is_accepted(cast, commitment):
    note = cast.submit(commitment)
    notes.return_note(note, reason="Too vague.", by=cast.reviewer, now=NOON)
    notes.submit_note(note, by=cast.official, now=NOON)
    notes.accept_note(note, by=cast.reviewer, now=NOON)

    page = client_of(cast.official).get(commitment.get_absolute_url())

    assert "Too vague." not in words_of(page)


def test_a_withdrawn_note_says_so_to_the_team_and_is_gone_for_the_public(cast, commitment):
    note = cast.accept(commitment, body={"en": "It was done."})
    notes.withdraw_note(note, reason="Wrong commitment.", by=cast.reviewer, now=NOON)

    public = words_of(client_of(None).get(commitment.get_absolute_url()))
    team = words_of(client_of(cast.official).get(commitment.get_absolute_url()))

    assert "It was done." not in public
    assert "Withdrawn by" in team
    assert "Wrong commitment." in team


def test_a_corrected_note_stays_readable_and_says_that_it_was_replaced(cast, commitment):
    note = cast.accept(commitment, body={"en": "Ten ships."})
    correction = notes.correct_note(
        note, words=cast.words(body={"en": "Two ships."}), by=cast.official, now=NOON
    )
    notes.submit_note(correction, by=cast.official, now=NOON)
    notes.accept_note(correction, by=cast.reviewer, now=NOON)

    page = words_of(client_of(None).get(commitment.get_absolute_url()))

    assert "Ten ships." in page
    assert "Replaced by a correction" in page
    assert "Corrects an earlier note" in page


def test_each_note_shows_what_it_moved_for_its_own_party(cast, commitment):
    cast.accept(commitment, as_of=date(2025, 1, 1), lifecycle="not_started")
    cast.accept(commitment, as_of=date(2025, 2, 1), acronym="MOFA")
    cast.accept(commitment, as_of=date(2025, 3, 1))

    page = client_of(None).get(commitment.get_absolute_url())

    assert [face.before for face in page.context["page"].recorded] == [("not_started", ""), None, None]


def test_positions_that_differ_are_said_to_differ(cast, commitment):
    cast.accept(commitment, lifecycle="not_started")
    cast.accept(commitment, acronym="MOFA")

    page = words_of(client_of(None).get(commitment.get_absolute_url()))

    assert "The parties differ." in page


def test_a_past_day_shows_that_day_and_offers_no_form(cast, commitment):
    cast.accept(commitment, as_of=date(2025, 1, 1), body={"en": "It began."})
    cast.accept(commitment, as_of=date(2025, 6, 1), body={"en": "It paused."}, lifecycle="paused")
    client = client_of(cast.official)

    past = words_of(client.get(commitment.get_absolute_url(), {"as_of": "2025-03-01"}))
    today = words_of(client.get(commitment.get_absolute_url()))

    assert "as it stood on 1 Mar 2025" in past
    assert ("It began." in past, "It paused." in past) == (True, False)
    assert ('id="log"' in past, 'method="post"' in past.partition("<main")[2]) == (False, False)
    assert 'id="log"' in today


def test_a_past_day_has_the_owners_and_the_deadline_of_that_day(cast):
    commitment = cast.commitment(owners=("GAC",))
    for due_on, decided_on, reason in [
        (date(2024, 12, 31), date(2021, 5, 3), ""),
        (date(2026, 12, 31), date(2025, 1, 1), "More time was needed."),
    ]:
        register.change_due_date(
            commitment, due_on=due_on, reason=reason, decided_on=decided_on, by=cast.coordinator, now=NOON
        )

    past = words_of(client_of(None).get(commitment.get_absolute_url(), {"as_of": "2024-06-01"}))
    today = words_of(client_of(None).get(commitment.get_absolute_url()))

    assert ("31 Dec 2024" in past, "31 Dec 2026" in past) == (True, False)
    assert ("31 Dec 2026" in today, "More time was needed." in today) == (True, True)


@pytest.mark.parametrize("day", ["yesterday", "2025-02-30", "0000-01-01"])
def test_a_day_that_is_no_day_is_said_to_be_none_above_today(cast, commitment, day):
    response = client_of(None).get(commitment.get_absolute_url(), {"as_of": day})

    assert (response.status_code, response.context["moment"].is_past) == (422, False)
    assert f"“{day}” is not a day" in words_of(response)


def test_a_day_before_it_was_made_says_so(cast, commitment):
    page = client_of(None).get(commitment.get_absolute_url(), {"as_of": "2020-01-01"})

    assert "Not promised yet on this day" in words_of(page)


def test_htmx_gets_the_part_without_the_page(cast, commitment):
    part = client_of(None).get(commitment.get_absolute_url(), headers=htmx("commitment"))

    assert words_of(part).strip().startswith('<div id="commitment">')
    assert "<html" not in words_of(part)


@pytest.mark.parametrize(
    ("person", "offered"),
    [
        (None, False),
        ("viewer", False),
        ("other_official", False),
        ("coordinator", False),
        ("admin", False),
        ("official", True),
        ("reviewer", True),
        ("partner_official", True),
    ],
)
def test_the_form_is_offered_to_those_who_may_write(cast, commitment, person, offered):
    page = client_of(getattr(cast, person) if person else None).get(commitment.get_absolute_url())

    assert ('id="log"' in words_of(page)) is offered


def test_words_in_another_language_than_the_page_say_so(cast, commitment):
    cast.accept(commitment, body={"ja": "協議が続いた。"})

    page = client_of(None).get(commitment.get_absolute_url())

    assert 'lang="ja"><p>協議が続いた。' in words_of(page)


def test_html_and_scripts_in_a_note_are_only_words(cast, commitment):
    cast.accept(commitment, body={"en": "<script>alert(1)</script> [here](javascript:alert(1))"})

    page = words_of(client_of(None).get(commitment.get_absolute_url()))

    assert "<script>alert" not in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize("person", [None, "official", "reviewer"])
def test_thirty_notes_cost_no_more_queries_than_one(cast, django_assert_num_queries, person):
    few, many = cast.commitment(), cast.commitment()
    evidence = (notes.EvidenceWords("A statement", "https://example.org/"),)
    for commitment, number in [(few, 1), (many, 30)]:
        for month in range(number):
            cast.accept(commitment, as_of=date(2022 + month // 12, month % 12 + 1, 1), evidence=evidence)
    client = client_of(getattr(cast, person) if person else None)
    client.get("/canada-japan/reports/")  # what stands round every page of the plan is read once

    with django_assert_num_queries(_queries(client, few)):
        client.get(many.get_absolute_url())


def _queries(client, commitment) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(commitment.get_absolute_url())
    return len(queries)

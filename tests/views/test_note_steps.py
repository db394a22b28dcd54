"""The steps of a note's way on the commitment's page: submit, take back, accept, return, withdraw, delete."""

import re

import pytest
import time_machine
from django.urls import reverse

from priorities.choices import NoteState
from priorities.models import ProgressNote
from priorities.services import notes
from tests.conftest import NOON

from .building import bare, client_of, htmx, typed, words_of

pytestmark = pytest.mark.django_db

STEPS = ["submit", "unsubmit", "accept", "return", "withdraw", "delete"]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False):
        yield


def step(note, action: str) -> str:
    return reverse(f"note-{action}", args=["canada-japan", note.pk])


def without(pk: int, response) -> str:
    """The page less the address that was asked for, which the link to the sign-in page carries."""
    return re.sub(rf"(/|%2F){pk}(/|%2F)", "", bare(response))


def test_a_reviewer_accepts_and_the_chip_moves_at_once(cast, commitment):
    note = cast.submit(commitment, lifecycle="paused")

    response = client_of(cast.reviewer).post(
        step(note, "accept"), {"version": note.version}, headers=htmx("commitment")
    )

    note.refresh_from_db()
    assert (response.status_code, note.state) == (200, NoteState.ACCEPTED)
    assert '<p class="state">' in words_of(response)
    assert response.context["page"].card.standing == "paused"


@pytest.mark.parametrize("person", ["official", "colleague", "coordinator", "admin"])
def test_who_sees_a_note_but_may_not_decide_is_refused_even_by_a_raw_post(cast, commitment, person):
    note = cast.submit(commitment)

    response = client_of(getattr(cast, person)).post(step(note, "accept"))

    note.refresh_from_db()
    assert (response.status_code, note.state) == (403, NoteState.SUBMITTED)


def test_a_reviewer_who_wrote_a_note_does_not_accept_it(cast, commitment):
    note = cast.submit(commitment, by=cast.reviewer)

    response = client_of(cast.reviewer).post(step(note, "accept"), {"version": note.version})

    note.refresh_from_db()
    assert (response.status_code, note.state) == (403, NoteState.SUBMITTED)


@pytest.mark.parametrize("action", [*STEPS, "edit", "correct"])
@pytest.mark.parametrize("person", [None, "partner_official", "partner_reviewer", "other_official", "viewer"])
def test_a_note_of_another_team_looks_as_if_it_did_not_exist(cast, commitment, action, person):
    note = cast.submit(commitment)
    client = client_of(getattr(cast, person) if person else None)

    there = client.post(step(note, action))
    nowhere = client.post(step(note, action).replace(f"/{note.pk}/", "/987654/"))

    assert there.status_code == nowhere.status_code == 404
    assert without(note.pk, there) == without(987654, nowhere)


@pytest.mark.parametrize("action", [*STEPS, "edit", "correct"])
def test_a_stranger_who_sees_a_note_signs_in_first(cast, commitment, action):
    note = cast.accept(commitment)

    response = client_of(None).post(step(note, action))

    assert response["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize(
    ("action", "person"),
    [("edit", "official"), ("delete", "official"), ("withdraw", "official"), ("correct", "other_official")],
)
def test_what_an_accepted_note_does_not_allow_is_refused(cast, commitment, action, person):
    note = cast.accept(commitment)

    response = client_of(getattr(cast, person)).post(step(note, action), typed(reason="Because."))

    note.refresh_from_db()
    assert (response.status_code, note.state) == (403, NoteState.ACCEPTED)


def test_a_double_click_accepts_once_and_says_so_kindly(cast, commitment):
    note = cast.submit(commitment)
    client, sent = client_of(cast.reviewer), {"version": note.version}

    answers = [client.post(step(note, "accept"), sent).status_code for _ in range(2)]

    note.refresh_from_db()
    assert answers == [303, 303]
    assert note.version == sent["version"] + 1


def test_deciding_on_a_note_that_changed_meanwhile_is_refused(cast, commitment):
    note = cast.submit(commitment)
    seen = note.version
    notes.unsubmit_note(note, by=cast.official, now=NOON)
    notes.revise_note(note, words=cast.words(body={"en": "Something else."}), by=cast.official, now=NOON)
    notes.submit_note(note, by=cast.official, now=NOON)

    response = client_of(cast.reviewer).post(step(note, "accept"), {"version": seen})

    note.refresh_from_db()
    assert (response.status_code, note.state) == (409, NoteState.SUBMITTED)
    assert "Someone else changed this" in words_of(response)


@pytest.mark.parametrize(("action", "state"), [("return", "submitted"), ("withdraw", "accepted")])
def test_a_reason_is_asked_for_beside_its_field(cast, commitment, action, state):
    note = cast.submit(commitment) if state == "submitted" else cast.accept(commitment)

    response = client_of(cast.reviewer).post(step(note, action), {"version": note.version, "reason": " "})

    note.refresh_from_db()
    assert (response.status_code, note.state) == (422, state)
    assert f'id="id_{action}_{note.pk}_reason_error"' in words_of(response)
    assert "Please give a reason." in words_of(response)


def test_a_returned_note_shows_its_author_why(cast, commitment):
    note = cast.submit(commitment)

    client_of(cast.reviewer).post(step(note, "return"), {"version": note.version, "reason": "Which talks?"})

    page = words_of(client_of(cast.official).get(commitment.get_absolute_url()))
    assert "Returned by reviewer" in page
    assert "Which talks?" in page


def test_an_author_takes_back_changes_and_deletes_a_draft(cast, commitment):
    client = client_of(cast.official)
    submitted, draft = cast.submit(commitment), cast.draft(commitment)

    back = client.post(step(submitted, "unsubmit"), {"version": submitted.version})
    gone = client.post(step(draft, "delete"), {"version": draft.version})

    submitted.refresh_from_db()
    assert (back.status_code, submitted.state) == (303, NoteState.DRAFT)
    assert (gone.status_code, ProgressNote.objects.filter(pk=draft.pk).exists()) == (303, False)


def test_a_draft_that_lacks_something_says_what_where_it_stands(cast, commitment):
    draft = cast.draft(commitment, confidence="at_risk")

    response = client_of(cast.official).post(step(draft, "submit"), {"version": draft.version})

    assert response.status_code == 422
    assert "Say why it is at risk or off track." in words_of(response)

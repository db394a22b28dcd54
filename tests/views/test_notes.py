"""Writing notes on the commitment's page: log progress, say that nothing changed, edit, correct."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from priorities.choices import NoteState
from priorities.models import ProgressNote
from priorities.services import notes
from tests.conftest import NOON

from .building import client_of, htmx, typed, words_of

pytestmark = pytest.mark.django_db

STEPS = ["submit", "unsubmit", "accept", "return", "withdraw", "delete"]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False):
        yield


def create(commitment) -> str:
    return reverse("note-create", args=["canada-japan", commitment.reference])


def step(note, action: str) -> str:
    return reverse(f"note-{action}", args=["canada-japan", note.pk])


# Writing


def test_an_official_logs_progress_and_lands_at_the_new_note(cast, commitment):
    response = client_of(cast.official).post(
        create(commitment), typed(evidence_url_1="https://example.org/a")
    )

    note = ProgressNote.objects.get()
    assert (response.status_code, response["Location"]) == (303, note.get_absolute_url())
    assert (note.state, note.lifecycle, note.confidence) == ("submitted", "underway", "on_track")
    assert (note.body_en, note.evidence.get().url) == ("Talks went on.", "https://example.org/a")


def test_a_draft_is_saved_and_not_submitted(cast, commitment):
    client_of(cast.official).post(create(commitment), typed(act="draft", body=""))

    assert ProgressNote.objects.get().state == NoteState.DRAFT


def test_htmx_gets_the_page_s_part_with_the_note_in_focus(cast, commitment):
    response = client_of(cast.official).post(create(commitment), typed(), headers=htmx("commitment"))

    note = ProgressNote.objects.get()
    assert response.status_code == 200
    assert words_of(response).strip().startswith('<div id="commitment">')
    assert f'id="note-{note.pk}" data-standing="on_track" tabindex="-1" data-focus' in words_of(response)
    assert "Note submitted" in response["HX-Trigger"]


def test_twenty_identical_posts_make_one_note(cast, commitment):
    client, once = client_of(cast.official), typed()

    answers = {client.post(create(commitment), once)["Location"] for _ in range(20)}

    assert answers == {ProgressNote.objects.get().get_absolute_url()}


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"as_of": "2025-10-03"}, "as_of", "has not begun anywhere on Earth"),
        ({"as_of": "soon"}, "as_of", "Enter a valid date"),
        ({"status": ""}, "status", "required"),
        ({"status": "splendid"}, "status", "Select a valid choice"),
        ({"status": "underway"}, "status", "Select a valid choice"),
        ({"status": "underway/at_risk"}, "reason", "Say why it is at risk"),
        ({"status": "completed"}, "evidence_url_1", "at least one piece of evidence"),
        ({"status": "discontinued", "reason": "No money."}, "deciding_authority", "Name the authority"),
        ({"status": "superseded"}, "successor", "Name the commitment"),
        ({"status": "paused", "confidence": "certain"}, "confidence", "Select a valid choice"),
        ({"confidence": "at_risk"}, "confidence", "only while the work is"),
        ({"successor": "CJ21-ROL-99"}, "successor", "Select a valid choice"),
        ({"body": ""}, "body", "Say in a sentence"),
        ({"body": "nul\x00"}, "body", "Null characters"),
        ({"body": "x" * 20_001}, "body", "at most 20000"),
        ({"visibility": "secret"}, "visibility", "Select a valid choice"),
        ({"received_in_confidence": "on"}, "visibility", "can never become public"),
        ({"evidence_url_1": "javascript:alert(1)"}, "evidence_url_1", "web address"),
        ({"evidence_url_2": "ftp://example.org/"}, "evidence_url_2", "web address"),
        ({"evidence_title_1": "A paper"}, "evidence_url_1", "Give the link too, or choose the file"),
        ({"body_en": "Twice."}, "body_en", "already given above"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    cast, commitment, wrong, field, sentence
):
    sent = typed(**{"next_steps": "Meet in May.", "evidence_title_3": ""} | wrong)

    response = client_of(cast.official).post(create(commitment), sent)

    form = response.context["form"]
    assert response.status_code == 422
    assert sentence in " ".join(form.errors[field])
    assert f'id="{form[field].auto_id}_error"' in words_of(response)
    assert f'href="#{form[field].auto_id}"' in words_of(response)
    assert "Meet in May." in words_of(response)
    assert ProgressNote.objects.count() == 0


def test_the_words_of_every_language_are_kept_apart(cast, commitment):
    client_of(cast.official).post(
        create(commitment), typed(body_fr="Les pourparlers se poursuivent.", language="en")
    )

    note = ProgressNote.objects.get()
    assert (note.body_en, note.body_fr, note.body_ja) == (
        "Talks went on.",
        "Les pourparlers se poursuivent.",
        "",
    )


def test_a_note_that_completes_a_continuing_commitment_cites_the_decision_to_end_it(cast):
    commitment = cast.commitment(kind="continuing")
    sent = typed(status="completed", evidence_url_1="https://example.org/end")

    refused = client_of(cast.official).post(create(commitment), sent)
    accepted = client_of(cast.official).post(create(commitment), sent | {"evidence_end_1": "on"})

    assert "mark the evidence that cites it" in words_of(refused)
    assert (refused.status_code, accepted.status_code) == (422, 303)


def test_a_stranger_signs_in_first_and_comes_back_to_the_form(cast, commitment):
    response = client_of(None).post(create(commitment), typed())
    part = client_of(None).post(create(commitment), typed(), headers=htmx("commitment"))

    back = f"/sign-in/?next={commitment.get_absolute_url()}%23log"
    assert (response.status_code, response["Location"]) == (302, back)
    assert (part.status_code, part["HX-Redirect"]) == (200, back)
    assert ProgressNote.objects.count() == 0


@pytest.mark.parametrize("person", ["viewer", "other_official", "assessor", "coordinator", "admin"])
@pytest.mark.parametrize("name", ["note-create", "note-confirm"])
def test_whoever_may_not_write_is_refused(cast, commitment, person, name):
    cast.accept(commitment)

    response = client_of(getattr(cast, person)).post(
        reverse(name, args=["canada-japan", commitment.reference]), typed()
    )

    assert response.status_code == 403
    assert ProgressNote.objects.count() == 1


def test_nothing_is_written_by_a_get(cast, commitment):
    note = cast.submit(commitment)
    client = client_of(cast.reviewer)
    addresses = [
        create(commitment),
        reverse("note-confirm", args=["canada-japan", commitment.reference]),
        *[step(note, action) for action in STEPS],
    ]

    answers = {client.get(address).status_code for address in addresses}

    note.refresh_from_db()
    assert answers == {405}
    assert (note.state, ProgressNote.objects.count()) == (NoteState.SUBMITTED, 1)


def test_a_hidden_commitment_takes_no_note(cast):
    hidden = cast.commitment(published=False)

    response = client_of(cast.official).post(create(hidden), typed())

    assert response.status_code == 404


# No change


def confirm(cast, commitment, person=None, **sent):
    return client_of(person or cast.official).post(
        reverse("note-confirm", args=["canada-japan", commitment.reference]), sent
    )


def test_no_change_is_one_click_and_a_real_note(cast, commitment):
    cast.accept(commitment, lifecycle="paused")

    response = confirm(cast, commitment)

    note = ProgressNote.objects.waiting().get()
    assert response.status_code == 303
    assert (note.kind, note.lifecycle, note.as_of) == ("confirmation", "paused", date(2025, 10, 1))


def test_the_third_no_change_in_a_row_asks_for_a_sentence_beside_it(cast, commitment):
    cast.accept(commitment)
    for _ in range(2):
        confirm(cast, commitment)

    refused = confirm(cast, commitment)
    said = confirm(cast, commitment, sentence="Waiting for the budget.")

    assert (refused.status_code, said.status_code) == (422, 303)
    assert 'id="id_confirm_sentence_error"' in words_of(refused)
    assert ProgressNote.objects.waiting().count() == 3


def test_there_is_nothing_to_confirm_before_the_first_accepted_note(cast, commitment):
    response = confirm(cast, commitment)

    assert response.status_code == 422
    assert ProgressNote.objects.count() == 0


# Changing words


def test_the_author_changes_a_draft_with_the_same_form(cast, commitment):
    draft = cast.draft(commitment, body={"ja": "協議中。"}, next_steps={"ja": "五月に会合。"})
    client = client_of(cast.official)

    form = client.get(step(draft, "edit")).context["form"]
    sent = {field.html_name: field.value() for field in form if field.value() not in (None, False)}
    response = client.post(step(draft, "edit"), sent | {"body": "協議は終わった。", "act": "submit"})

    draft.refresh_from_db()
    assert response.status_code == 303
    assert (draft.state, draft.body_ja, draft.next_steps_ja) == (
        "submitted",
        "協議は終わった。",
        "五月に会合。",
    )


def test_a_stale_form_shows_both_texts_and_keeps_what_was_typed(cast, commitment):
    draft = cast.draft(commitment, body={"en": "As it was."})
    seen = draft.version
    notes.revise_note(
        draft, words=cast.words(body={"en": "From the other window."}), by=cast.official, now=NOON
    )
    client = client_of(cast.official)

    response = client.post(step(draft, "edit"), typed(body="From this window.", version=seen))
    again = client.post(
        step(draft, "edit"),
        typed(body="From this window.", version=response.context["form"]["version"].value()),
    )

    page = words_of(response)
    draft.refresh_from_db()
    assert response.status_code == 409
    assert ("From the other window." in page, "From this window." in page) == (True, True)
    assert "Someone else changed this while you were working." in page
    assert "Please check what you typed" not in page
    assert (again.status_code, draft.body_en) == (303, "From this window.")


def test_a_correction_keeps_the_visibility_and_waits_for_a_reviewer(cast, commitment):
    note = cast.accept(commitment, visibility="shared", body={"en": "Ten ships."})
    sent = typed(body="Two ships.", visibility="public", version=note.version)

    response = client_of(cast.colleague).post(step(note, "correct"), sent)

    correction = ProgressNote.objects.get(corrects=note)
    assert response.status_code == 303
    assert (correction.visibility, correction.state, correction.body_en) == (
        "shared",
        "submitted",
        "Two ships.",
    )


def test_a_note_that_was_corrected_already_is_not_corrected_again(cast, commitment):
    note = cast.accept(commitment)
    correction = notes.correct_note(note, words=cast.words(), by=cast.official, now=NOON)
    notes.submit_note(correction, by=cast.official, now=NOON)
    notes.accept_note(correction, by=cast.reviewer, now=NOON)

    response = client_of(cast.official).post(step(note, "correct"), typed(body="Again."))

    assert response.status_code == 422
    assert "Again." in words_of(response)
    assert ProgressNote.objects.filter(corrects=note).count() == 1

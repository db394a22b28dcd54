"""Words that are kept as they are typed, and the forms that begin with them again."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from priorities.models import KeptWords
from priorities.services import notes
from priorities.services.kept_words import keep_words
from tests.conftest import NOON

from .building import HTMX, client_of, typed, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
HERE = "/kept-words/"
RESTORED = "Restored what you were typing on 1 Oct 2025."


@pytest.fixture
def at_sea(cast):
    return cast.commitment(title_en="Sail together")


def key(commitment) -> str:
    return f"note:{commitment.reference}"


def edit(note, action="edit") -> str:
    return reverse(f"note-{action}", args=["canada-japan", note.pk])


def keep_edit(cast, note, **words):
    """What the edit form of the note would send, with these words typed."""
    sent = typed(version=str(note.version), **words)
    return client_of(cast.official).post(HERE, sent | {"keep_key": f"note-edit:{note.pk}"}, headers=HTMX)


def test_typed_words_are_kept_and_the_form_begins_with_them(cast, at_sea):
    official = client_of(cast.official)

    sent = typed(keep_key=key(at_sea), body="Half a sen", status="paused", received_in_confidence="on")
    response = official.post(HERE, sent, headers=HTMX)

    page = words_of(official.get(at_sea.get_absolute_url()))
    assert (response.status_code, response.content) == (204, b"")
    assert RESTORED in page
    assert "Half a sen</textarea>" in page
    assert '<option value="paused" selected>' in page
    assert re.findall(r'name="(\w+)"[^>]* checked', page) == ["received_in_confidence"]


def test_nobody_else_sees_them(cast, at_sea):
    keep_words(cast.official, key(at_sea), typed(body="Half a sen"), NOON)

    pages = [
        words_of(client_of(person).get(at_sea.get_absolute_url()))
        for person in (cast.colleague, cast.reviewer, cast.admin, None)
    ]

    assert "Half a sen" in words_of(client_of(cast.official).get(at_sea.get_absolute_url()))
    assert [page for page in pages if "Half a sen" in page or "Restored" in page] == []


def test_a_form_that_holds_the_same_says_nothing(cast, at_sea):
    draft = cast.draft(at_sea, body={"en": "Line one\nline two"})
    words = typed(version="1", body="Line one\r\nline two", organization="")

    keep_words(cast.official, f"note-edit:{draft.pk}", words, NOON)

    assert "Restored" not in words_of(client_of(cast.official).get(edit(draft)))


def test_the_line_of_my_updates_begins_with_what_was_typed_on_the_commitments_page(cast, at_sea, period):
    keep_words(cast.official, key(at_sea), typed(body="Half a sen"), NOON)

    page = words_of(client_of(cast.official).get(f"/updates/?open={at_sea.reference}"))

    assert "Half a sen</textarea>" in page
    assert RESTORED in page
    assert f'name="next" value="/updates/?open={at_sea.reference}"' in page


@pytest.mark.parametrize("act", ["submit", "draft"])
def test_they_are_forgotten_once_saved_and_do_not_come_back_late(cast, at_sea, act):
    official, sent = client_of(cast.official), typed(keep_key=key(at_sea), act=act)
    official.post(HERE, sent, headers=HTMX)
    assert KeptWords.objects.count() == 1

    official.post(reverse("note-create", args=["canada-japan", at_sea.reference]), sent)
    late = official.post(HERE, sent, headers=HTMX)

    assert late.status_code == 204
    assert KeptWords.objects.count() == 0


def test_a_refused_note_leaves_them(cast, at_sea):
    official, sent = client_of(cast.official), typed(keep_key=key(at_sea), as_of="")
    official.post(HERE, sent, headers=HTMX)

    refused = official.post(reverse("note-create", args=["canada-japan", at_sea.reference]), sent)

    assert refused.status_code == 422
    assert KeptWords.objects.count() == 1


def test_the_words_of_a_changed_draft_are_restored_and_forgotten_once_saved(cast, at_sea):
    draft = cast.draft(at_sea, body={"en": "As it was."})
    keep_edit(cast, draft, body="As it will be.")
    official = client_of(cast.official)

    page = words_of(official.get(edit(draft)))
    official.post(edit(draft), typed(version=str(draft.version), body="As it will be.", act="draft"))

    assert "As it will be.</textarea>" in page
    assert RESTORED in page
    assert KeptWords.objects.count() == 0


def test_the_words_of_a_correction_are_restored(cast, at_sea):
    note = cast.accept(at_sea, body={"en": "As it was."})
    keep_edit(cast, note, body="As it should have been.")

    page = words_of(client_of(cast.official).get(edit(note, "correct")))

    assert "As it should have been.</textarea>" in page


def test_over_a_note_that_moved_on_the_form_holds_what_is_saved_and_the_words_stand_beside_it(cast, at_sea):
    draft = cast.draft(at_sea, body={"en": "As it was."})
    keep_edit(cast, draft, body="Mine <b>.", status="paused")
    notes.revise_note(
        draft, words=cast.words(body={"en": "As another tab has it."}), by=cast.official, now=NOON
    )

    page = words_of(client_of(cast.official).get(edit(draft)))

    assert "As another tab has it.</textarea>" in page
    assert "You were writing:" in page
    assert "<dt>Status</dt><dd>Paused</dd>" in page
    assert "<dt>Note</dt><dd>Mine &lt;b&gt;.</dd>" in page
    assert "Restored" not in page


@pytest.mark.parametrize(
    ("asked", "led"),
    [("/canada-japan/board/", "/canada-japan/board/"), ("https://evil.example/", "/"), ("", "/")],
)
def test_discarding_forgets_and_leads_back_to_our_own_pages_only(cast, at_sea, asked, led):
    keep_words(cast.official, key(at_sea), typed(), NOON)
    keep_words(cast.colleague, key(at_sea), typed(), NOON)

    sent = {"keep_key": key(at_sea), "act": "discard", "next": asked}
    response = client_of(cast.official).post(HERE, sent)

    assert (response.status_code, response.headers["Location"]) == (303, led)
    assert [kept.user for kept in KeptWords.objects.all()] == [cast.colleague]


def test_the_page_offers_to_discard(cast, at_sea):
    keep_words(cast.official, key(at_sea), typed(), NOON)

    page = words_of(client_of(cast.official).get(at_sea.get_absolute_url()))

    assert f'<input type="hidden" name="next" value="{at_sea.get_absolute_url()}">' in page
    assert 'name="act" value="discard"' in page


def test_whoever_is_signed_out_is_told_so_and_nothing_is_kept(cast, at_sea):
    sent = typed(keep_key=key(at_sea))

    quiet = client_of(None).post(HERE, sent, headers=HTMX)
    loud = client_of(None).post(HERE, sent)

    assert quiet.status_code == 401
    assert (loud.status_code, loud.headers["Location"]) == (302, "/sign-in/?next=/")
    assert KeptWords.objects.count() == 0


def test_a_forged_request_is_refused(cast, at_sea):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.official)

    response = client.post(HERE, typed(keep_key=key(at_sea)))

    assert response.status_code == 403
    assert KeptWords.objects.count() == 0


def test_the_address_only_takes_posts(cast):
    assert client_of(cast.official).get(HERE).status_code == 405


@pytest.mark.parametrize("sent", [{"keep_key": "elsewhere"}, {"body": "x" * 100_001}, {"keep_key": ""}])
def test_what_is_not_to_be_kept_is_refused(cast, at_sea, sent):
    response = client_of(cast.official).post(HERE, typed(keep_key=key(at_sea)) | sent, headers=HTMX)

    assert response.status_code == 422
    assert KeptWords.objects.count() == 0

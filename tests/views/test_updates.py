"""My updates: what a person still has to say this period, and saying it in its line."""

import re
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from priorities.models import Membership, ProgressNote
from priorities.services import notes
from tests.conftest import NOON
from tests.copies import copied

from .building import client_of, htmx, typed, words_of

pytestmark = pytest.mark.django_db
HERE = "/updates/"


@pytest.fixture(autouse=True)
def clock(period):
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def silent(cast):
    return silent_commitments(cast)


@copied
def silent_commitments(cast):
    """A commitment on track, of which nothing has been said this period."""
    commitment = cast.commitment(title_en="Sail together")
    cast.accept(commitment, as_of=date(2025, 3, 1), body={"en": "Two ships sailed."})
    return commitment


def new_note(commitment) -> str:
    return reverse("note-create", args=["canada-japan", commitment.reference])


def no_change(commitment) -> str:
    return reverse("note-confirm", args=["canada-japan", commitment.reference])


def step(note, action: str) -> str:
    return reverse(f"note-{action}", args=["canada-japan", note.pk])


def from_here(commitment, **sent) -> dict:
    return {"next": HERE, "open": commitment.reference} | sent


def line(commitment) -> dict:
    return htmx(f"update-{commitment.reference}")


def confirm(commitment, now, **body):
    return notes.confirm_no_change(
        commitment,
        organization=commitment.ownerships.get(organization__acronym="GAC").organization,
        as_of=now.date(),
        by=ProgressNote.objects.first().author,
        now=now,
        **body,
    )


# Looking


def test_the_page_says_what_is_wanted_by_when_and_how_much_is_done(cast, silent):
    done = cast.commitment()
    cast.submit(done)

    response = client_of(cast.official).get(HERE)

    page = words_of(response)
    assert response.status_code == 200
    assert "April to September 2025 · notes due 31 Oct 2025" in page
    assert '<progress value="1" max="2"' in page
    assert "1 of 2 updated" in page
    assert page.index("Sail together") < page.index("Done this period</h2>") < page.index(done.title)


@pytest.mark.parametrize("person", ["viewer", "assessor", "coordinator", "admin"])
def test_who_writes_for_nobody_is_refused(cast, silent, person):
    assert client_of(getattr(cast, person)).get(HERE).status_code == 403


def test_a_stranger_signs_in_first_and_comes_back(cast, silent):
    whole = client_of(None).get(f"{HERE}?open={silent.reference}")
    part = client_of(None).get(f"{HERE}?open={silent.reference}", headers=line(silent))

    back = f"/sign-in/?next=/updates/%3Fopen%3D{silent.reference}"
    assert (whole.status_code, whole["Location"]) == (302, back)
    assert (part.status_code, part["HX-Redirect"]) == (200, back)


def test_a_role_that_ended_is_refused_in_the_open_session(cast, silent):
    client = client_of(cast.official)
    assert client.get(HERE).status_code == 200

    Membership.objects.filter(user=cast.official).update(valid_until=NOON.date())

    assert client.get(HERE).status_code == 403


def test_it_takes_no_post(cast):
    assert client_of(cast.official).post(HERE).status_code == 405


def test_nothing_that_is_another_s_is_on_the_page(cast, silent):
    elsewhere = cast.commitment(owners=("DND",))
    cast.draft(elsewhere, by=cast.other_official, acronym="DND", body={"en": "zx-draft"})
    cast.accept(
        silent, acronym="MOFA", as_of=date(2025, 3, 2), visibility="internal", body={"en": "zx-tokyo"}
    )

    page = words_of(client_of(cast.official).get(f"{HERE}?open={silent.reference}"))

    assert "Two ships sailed." in page
    assert f'id="update-{elsewhere.reference}"' not in page
    assert "zx-" not in page


def test_a_returned_note_is_on_top_with_the_reason(cast, silent):
    other = cast.commitment(title_en="Fly together")
    note = cast.submit(other)
    cast.accept(other, as_of=date(2025, 3, 2), acronym="MOFA")
    notes.return_note(note, reason="Which meeting?", by=cast.reviewer, now=NOON)

    page = words_of(client_of(cast.official).get(HERE))

    assert page.index("Fly together") < page.index("Which meeting?") < page.index("Sail together")
    assert "Revise" in page


def test_nothing_to_update_is_said(cast):
    assert "Nothing to update" in words_of(client_of(cast.official).get(HERE))


def test_a_line_opens_with_the_last_note_and_the_form_begun_from_it(cast, silent):
    response = client_of(cast.official).get(f"{HERE}?open={silent.reference}")

    page = words_of(response)
    assert "Two ships sailed." in page
    assert f'action="{new_note(silent)}"' in page
    assert '<option value="underway/on_track" selected>' in page


def test_htmx_gets_the_one_line_open_or_closed(cast, silent):
    other = cast.commitment(title_en="Fly together")
    client = client_of(cast.official)

    opened = words_of(client.get(f"{HERE}?open={silent.reference}", headers=line(silent)))
    closed = words_of(client.get(HERE, headers=line(silent)))

    for part in (opened, closed):
        assert part.strip().startswith(f'<tbody id="update-{silent.reference}"')
        assert f'id="update-{other.reference}"' not in part
    assert ("<textarea" in opened, "<textarea" in closed) == (True, False)


def test_a_line_that_is_not_one_s_own_is_not_there(cast, silent):
    elsewhere = cast.commitment(owners=("DND",))

    answer = client_of(cast.official).get(f"{HERE}?open={elsewhere.reference}", headers=line(elsewhere))

    assert answer.status_code == 404


def test_the_page_asks_as_much_for_thirty_lines_as_for_one(cast, silent, client, queries_of):
    client.force_login(cast.official)
    one = queries_of(HERE)
    for n in range(30):
        commitment = cast.commitment()
        if n % 3:
            cast.accept(commitment, as_of=date(2025, 3, 1))
        if n % 4 == 1:
            cast.submit(commitment)
        if n % 4 == 2:
            cast.draft(commitment)
        if n % 4 == 3:
            note = cast.submit(commitment)
            notes.return_note(note, reason="Why?", by=cast.reviewer, now=NOON)

    assert queries_of(HERE) == one


# Saying


def test_a_report_is_submitted_and_without_scripts_one_is_back_here(cast, silent):
    answer = client_of(cast.official).post(new_note(silent), from_here(silent, **typed()))

    note = ProgressNote.objects.get(state="submitted")
    assert (answer.status_code, answer["Location"]) == (303, HERE)
    assert (note.kind, note.body_en, note.submitted_by) == ("report", "Talks went on.", cast.official)


def test_the_line_closes_the_meter_moves_and_the_next_line_takes_the_focus(cast, silent):
    following = cast.commitment()
    cast.accept(following, as_of=date(2025, 3, 2))

    answer = client_of(cast.official).post(
        new_note(silent), from_here(silent, **typed()), headers=line(silent)
    )

    part = words_of(answer)
    assert answer.status_code == 200
    assert part.strip().startswith(f'<tbody id="update-{silent.reference}"')
    assert "In review" in part
    assert re.search(r'id="update-meter" hx-swap-oob="true">\s*<progress value="1" max="2"', part)
    assert re.findall(r'id="(open-[^"]+)"[^>]*data-focus', part) == [f"open-{following.reference}"]
    assert "1 of 2 updated" in answer["HX-Trigger"]


def test_no_change_is_one_post_and_can_be_undone(cast, silent):
    client = client_of(cast.official)

    said = client.post(no_change(silent), from_here(silent), headers=line(silent))
    note = ProgressNote.objects.get(kind="confirmation")
    undone = client.post(
        step(note, "unsubmit"), from_here(silent, version=note.version), headers=line(silent)
    )

    assert (said.status_code, undone.status_code) == (200, 200)
    assert "Undo" in words_of(said)
    assert "Needs an update" in words_of(undone)
    assert f'action="{step(note, "submit")}"' in words_of(undone)
    assert f'id="open-{silent.reference}"' in words_of(undone)
    note.refresh_from_db()
    assert note.state == "draft"


def test_no_change_after_undoing_it_sends_the_same_note_again(cast, silent):
    client = client_of(cast.official)
    client.post(no_change(silent), from_here(silent))
    note = ProgressNote.objects.get(kind="confirmation")
    client.post(step(note, "unsubmit"), from_here(silent, version=note.version))
    note.refresh_from_db()

    client.post(step(note, "submit"), from_here(silent, version=note.version))

    assert ProgressNote.objects.get(kind="confirmation").state == "submitted"


def test_an_accepted_no_change_cannot_be_undone(cast, silent):
    client = client_of(cast.official)
    client.post(no_change(silent), from_here(silent))
    note = ProgressNote.objects.get(kind="confirmation")
    notes.accept_note(note, by=cast.reviewer, now=NOON)

    answer = client.post(
        step(note, "unsubmit"), from_here(silent, version=note.version - 1), headers=line(silent)
    )

    assert answer.status_code == 409
    assert "No change, accepted" in words_of(answer)
    assert "Undo" not in words_of(answer)


def test_the_third_silent_no_change_opens_the_line_with_the_field_and_its_error(cast, silent):
    for day in (10, 20):
        note = confirm(silent, NOON.replace(month=3, day=day))
        notes.accept_note(note, by=cast.reviewer, now=NOON)
    client = client_of(cast.official)

    part = client.post(no_change(silent), from_here(silent), headers=line(silent))
    whole = client.post(no_change(silent), from_here(silent))
    said = client.post(no_change(silent), from_here(silent, sentence="Still at sea."), headers=line(silent))

    for refused in (part, whole):
        assert refused.status_code == 422
        assert "third “no change” in a row" in words_of(refused)
        assert f'id="id_{silent.pk}_confirm_sentence"' in words_of(refused)
    assert (said.status_code, ProgressNote.objects.get(body_en="Still at sea.").state) == (200, "submitted")


def test_a_draft_is_kept_marked_and_gone_on_with(cast, silent):
    client = client_of(cast.official)

    saved = client.post(new_note(silent), from_here(silent, **typed(act="draft")), headers=line(silent))
    note = ProgressNote.objects.get(state="draft")
    opened = client.get(f"{HERE}?open={silent.reference}", headers=line(silent))
    sent = client.post(
        step(note, "edit"),
        from_here(silent, **typed(version=note.version, body="More.")),
        headers=line(silent),
    )

    assert "Your draft" in words_of(saved)
    assert f'action="{step(note, "edit")}"' in words_of(opened)
    assert "Talks went on." in words_of(opened)
    assert "In review" in words_of(sent)


@pytest.mark.parametrize("headers", [{}, "line"], ids=["whole", "part"])
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(cast, silent, headers):
    sent = from_here(silent, **typed(status="underway/at_risk", next_steps="Meet in May."))

    answer = client_of(cast.official).post(new_note(silent), sent, headers=line(silent) if headers else {})

    page = words_of(answer)
    assert answer.status_code == 422
    assert f'id="id_{silent.pk}_reason_error"' in page
    assert "Talks went on." in page
    assert "Meet in May." in page
    assert page.strip().startswith("<tbody") == bool(headers)
    assert ProgressNote.objects.exclude(state="accepted").count() == 0


def test_a_conflict_shows_both_texts_and_sending_again_is_meant(cast, silent):
    note = cast.draft(silent, body={"en": "Theirs."})
    seen = note.version
    notes.revise_note(note, words=cast.words(body={"en": "Saved since."}), by=cast.official, now=NOON)
    sent = from_here(silent, **typed(version=seen, body="Mine."))

    refused = client_of(cast.official).post(step(note, "edit"), sent, headers=line(silent))

    assert refused.status_code == 409
    assert "Saved since." in words_of(refused)
    assert "Mine." in words_of(refused)
    assert f'name="version" value="{seen + 1}"' in words_of(refused)


def test_a_draft_is_deleted_from_its_line(cast, silent):
    note = cast.draft(silent)

    answer = client_of(cast.official).post(
        step(note, "delete"), from_here(silent, version=note.version), headers=line(silent)
    )

    assert "Needs an update" in words_of(answer)
    assert not ProgressNote.objects.filter(pk=note.pk).exists()


def test_a_session_that_ended_comes_back_to_the_open_line(cast, silent):
    answer = client_of(None).post(new_note(silent), from_here(silent, **typed()), headers=line(silent))

    assert answer["HX-Redirect"] == f"/sign-in/?next=/updates/%3Fopen%3D{silent.reference}"


@pytest.mark.parametrize(
    "place", ["https://evil.example/updates/", "//evil.example", "/updates", "/review/", ""]
)
def test_no_other_address_is_gone_back_to(cast, silent, place):
    answer = client_of(cast.official).post(new_note(silent), typed(next=place))

    assert answer["Location"] == ProgressNote.objects.get(state="submitted").get_absolute_url()


def test_a_colleague_of_another_ministry_is_refused_by_a_raw_post(cast, silent):
    answer = client_of(cast.other_official).post(no_change(silent), from_here(silent), headers=line(silent))

    assert answer.status_code == 403


def test_a_form_without_its_token_is_refused(cast, silent):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.official)

    assert client.post(no_change(silent), from_here(silent)).status_code == 403


@pytest.mark.parametrize("language", ["fr", "ja"])
def test_the_page_speaks_other_languages_and_comes_back_in_them(cast, silent, language):
    client, address = client_of(cast.official), no_change(silent)

    with translation.override(language):
        page = words_of(client.get(f"/{language}{HERE}"))
        answer = client.post(f"/{language}{address}", {"next": f"/{language}{HERE}"})

    assert f'value="/{language}{HERE}"' in page
    assert answer["Location"] == f"/{language}{HERE}"

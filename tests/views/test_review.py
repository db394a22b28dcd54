"""The review page: what it shows and to whom, deciding, and somebody else having decided first."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from priorities.choices import NoteState
from priorities.models import AuditEntry, ProgressNote
from priorities.services import notes
from tests.conftest import NOON

from .building import bare, client_of, htmx, words_of

pytestmark = pytest.mark.django_db
HTMX = htmx("review")
EVERYBODY_ELSE = [
    "viewer",
    "official",
    "coordinator",
    "other_official",
    "assessor",
    "partner_official",
    "admin",
]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def reviewer(cast):
    return client_of(cast.reviewer)


def address(note, action: str = "note") -> str:
    return reverse(f"review-{action}", args=[note.pk])


def sent(note, **given) -> dict:
    return {"version": note.version, "reason": ""} | given


def state_of(note) -> str:
    return ProgressNote.objects.get(pk=note.pk).state


def test_it_shows_the_note_beside_the_previous_one(cast, commitment, reviewer):
    cast.accept(commitment, as_of=date(2025, 6, 1), body={"en": "Talks began."})
    cast.submit(commitment, lifecycle="paused", body={"en": "Talks are *paused*."}, visibility="internal")

    page = reviewer.get("/review/")

    assert page.status_code == 200
    for words in (
        "Talks began.",
        "Talks are <em>paused</em>.",
        "Previous note · <time",
        "1 note waits for your decision.",
        "<b>Internal to one party</b>",
        "submitted 1 Oct 2025, 12:00 UTC",
        "by official, GAC",
    ):
        assert words in words_of(page)


def test_an_address_of_a_note_opens_that_note(cast, commitment, reviewer, later):
    cast.submit(commitment, now=later(-1))
    second = cast.submit(commitment, body={"en": "The second one."})

    page = reviewer.get(address(second))

    assert page.context["note"] == second
    assert "The second one." in words_of(page)


def test_htmx_gets_the_queue_and_the_pane_without_the_page(cast, commitment, reviewer):
    cast.submit(commitment)

    part = reviewer.get("/review/", headers=HTMX)

    assert words_of(part).lstrip().startswith('<div id="review"')
    assert "<html" not in words_of(part)


def test_an_empty_queue_says_what_the_page_is_for(cast, commitment, reviewer):
    page = reviewer.get("/review/")

    assert "Nothing waits for review" in words_of(page)
    assert "accept it or return it with a reason" in words_of(page)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.parametrize("name", ["open", "note"])
def test_pages_are_only_read(cast, commitment, reviewer, method, name):
    note = cast.submit(commitment)

    response = getattr(reviewer, method)(address(note) if name == "note" else "/review/")

    assert response.status_code == 405


@pytest.mark.parametrize("action", ["accept", "return"])
def test_decisions_are_only_posted(cast, commitment, reviewer, action):
    note = cast.submit(commitment)

    assert reviewer.get(address(note, action)).status_code == 405
    assert state_of(note) == NoteState.SUBMITTED


@pytest.mark.parametrize("person", EVERYBODY_ELSE)
def test_who_reviews_for_nobody_is_refused(cast, commitment, person):
    note = cast.submit(commitment)
    client = client_of(getattr(cast, person))

    answers = [client.get("/review/"), client.get(address(note))] + [
        client.post(address(note, action), sent(note, reason="No.")) for action in ("accept", "return")
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert state_of(note) == NoteState.SUBMITTED


def test_a_stranger_signs_in_first_and_comes_back_to_the_note(cast, commitment):
    note = cast.submit(commitment)
    client = client_of(None)

    assert client.get("/review/")["Location"] == "/sign-in/?next=/review/"
    assert client.post(address(note, "accept"))["Location"] == f"/sign-in/?next=/review/{note.pk}/"
    part = client.post(address(note, "accept"), headers=HTMX)
    assert part["HX-Redirect"] == f"/sign-in/?next=/review/{note.pk}/"


@pytest.mark.parametrize("visibility", ["public", "shared", "internal"])
@pytest.mark.parametrize("action", ["note", "accept", "return"])
def test_a_note_of_another_party_is_not_there_at_all(cast, commitment, visibility, action):
    hidden = cast.submit(commitment, visibility=visibility, body={"en": "zx-hidden"})
    client = client_of(cast.partner_reviewer)

    def ask(where):
        return client.get(where) if action == "note" else client.post(where, sent(hidden, reason="No."))

    there, nowhere = ask(address(hidden, action)), ask(f"/review/987654/{action}/".replace("/note/", "/"))

    assert there.status_code == nowhere.status_code == 404
    assert bare(there) == bare(nowhere)
    assert "zx-hidden" not in words_of(client.get("/review/"))
    assert "zx-hidden" in words_of(client_of(cast.reviewer).get("/review/"))
    assert state_of(hidden) == NoteState.SUBMITTED


def test_a_draft_that_was_never_submitted_is_not_there(cast, commitment, reviewer):
    draft = cast.draft(commitment)

    assert reviewer.get(address(draft)).status_code == 404


def test_accepting_opens_the_next_note_and_says_how_many_are_left(cast, commitment, reviewer, later):
    first, second, _ = (cast.submit(commitment, now=later(day)) for day in (-3, -2, -1))

    part = reviewer.post(address(first, "accept"), sent(first), headers=HTMX)

    assert (part.status_code, state_of(first)) == (200, NoteState.ACCEPTED)
    assert part.context["note"] == second
    assert '"message": "Accepted. 2 left."' in part["HX-Trigger"]
    assert part["HX-Replace-Url"] == address(second)
    assert words_of(part).count("data-focus") == 1


def test_returning_keeps_the_reason_and_goes_on(cast, commitment, reviewer):
    note = cast.submit(commitment)

    part = reviewer.post(address(note, "return"), sent(note, reason="Which talks?"), headers=HTMX)

    note.refresh_from_db()
    assert (note.state, note.return_reason) == (NoteState.RETURNED, "Which talks?")
    assert '"message": "Returned to its author. None left."' in part["HX-Trigger"]
    assert "Nothing waits for review" in words_of(part)


@pytest.mark.parametrize("action", ["accept", "return"])
def test_without_htmx_the_answer_leads_to_the_next_note(cast, commitment, reviewer, later, action):
    first, second = (cast.submit(commitment, now=later(day)) for day in (-2, -1))

    answers = [
        reviewer.post(address(note, action), sent(note, reason="Say more.")) for note in (first, second)
    ]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (303, address(second)),
        (303, "/review/"),
    ]


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_return_needs_a_reason_beside_its_field(cast, commitment, reviewer, reason):
    note = cast.submit(commitment)

    response = reviewer.post(address(note, "return"), sent(note, reason=reason), headers=HTMX)

    assert (response.status_code, state_of(note)) == (422, NoteState.SUBMITTED)
    assert f'id="id_return_{note.pk}_reason_error"' in words_of(response)
    assert "Please give a reason." in words_of(response)
    assert "data-unsaved" in words_of(response)


def test_a_reason_that_is_too_long_comes_back_as_it_was_typed(cast, commitment, reviewer):
    note, typed = cast.submit(commitment), "word " * 1001

    response = reviewer.post(address(note, "return"), sent(note, reason=typed))

    assert (response.status_code, state_of(note)) == (422, NoteState.SUBMITTED)
    assert typed.strip() in words_of(response)


def test_what_may_not_be_accepted_says_why_and_keeps_the_typed_words(cast, commitment, reviewer):
    wrong = cast.accept(commitment, as_of=date(2025, 8, 1))
    draft = notes.correct_note(wrong, words=cast.words(), by=cast.official, now=NOON)
    note = notes.submit_note(draft, by=cast.official, now=NOON)
    notes.withdraw_note(wrong, reason="Mistaken.", by=cast.reviewer, now=NOON)

    response = reviewer.post(address(note, "accept"), sent(note, reason="Perhaps not."))

    assert (response.status_code, state_of(note)) == (422, NoteState.SUBMITTED)
    assert "Only an accepted note can be corrected or withdrawn." in words_of(response)
    assert "Perhaps not." in words_of(response)


def test_ones_own_note_is_shown_without_the_buttons_and_refused(cast, commitment, reviewer):
    own = cast.submit(commitment, by=cast.reviewer, body={"en": "Mine."})

    page = words_of(reviewer.get(address(own)))
    answers = [
        reviewer.post(address(own, action), sent(own, reason="No.")) for action in ("accept", "return")
    ]

    assert "Mine." in page
    assert "Yours: a colleague decides" in page
    assert address(own, "accept") not in page
    assert [answer.status_code for answer in answers] == [403, 403]
    assert state_of(own) == NoteState.SUBMITTED


def second_reviewer(cast):
    from priorities.choices import Role
    from priorities.models import Membership, User
    from priorities.services import register

    person = User.objects.create_user("second-reviewer")
    register.revise_register(
        Membership(
            user=person,
            organization=cast.organizations["GAC"],
            role=Role.REVIEWER,
            valid_from=date(2021, 1, 1),
        ),
        by=cast.admin,
        now=NOON,
    )
    return person


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "page"])
@pytest.mark.parametrize("action", ["accept", "return"])
def test_the_second_of_two_reviewers_hears_who_was_first(cast, commitment, reviewer, action, headers):
    note = cast.submit(commitment)
    other = second_reviewer(cast)
    before = sent(note, reason="I would rather not.")
    client_of(other).post(address(note, "accept"), sent(note))
    entries = AuditEntry.objects.count()

    response = reviewer.post(address(note, action), before, headers=headers)

    note.refresh_from_db()
    assert (response.status_code, note.state, note.accepted_by) == (409, NoteState.ACCEPTED, other)
    assert "second-reviewer accepted this note on 1 Oct 2025 at 12:00 UTC." in words_of(response)
    assert "I would rather not." in words_of(response)
    assert AuditEntry.objects.count() == entries


def test_a_note_that_was_returned_first_shows_the_reason(cast, commitment, reviewer):
    note = cast.submit(commitment)
    before = sent(note)
    notes.return_note(note, reason="Which ship?", by=second_reviewer(cast), now=NOON)

    response = reviewer.post(address(note, "accept"), before)

    assert (response.status_code, state_of(note)) == (409, NoteState.RETURNED)
    assert "second-reviewer returned this note" in words_of(response)
    assert "Which ship?" in words_of(response)


def test_a_note_that_its_author_took_back_says_so(cast, commitment, reviewer):
    note = cast.submit(commitment)
    before = sent(note)
    notes.unsubmit_note(note, by=cast.official, now=NOON)

    response = reviewer.post(address(note, "accept"), before)

    assert (response.status_code, state_of(note)) == (409, NoteState.DRAFT)
    assert "official took this note back: it is a draft again." in words_of(response)


def test_a_note_that_changed_meanwhile_is_shown_as_it_was_read_and_as_it_is(cast, commitment, reviewer):
    note = cast.submit(commitment, body={"en": "Three ships."})
    before = sent(note, reason="Which?")
    notes.unsubmit_note(note, by=cast.official, now=NOON)
    notes.revise_note(note, words=cast.words(body={"en": "Four ships."}), by=cast.official, now=NOON)
    notes.submit_note(note, by=cast.official, now=NOON)

    response = reviewer.post(address(note, "accept"), before, headers=HTMX)

    assert (response.status_code, state_of(note)) == (409, NoteState.SUBMITTED)
    for words in ("Three ships.", "Four ships.", "Which?", f'name="version" value="{note.version}"'):
        assert words in words_of(response)
    assert reviewer.post(address(note, "accept"), sent(note)).status_code == 303


@pytest.mark.parametrize("action", ["accept", "return"])
def test_a_double_click_decides_once_and_goes_on_kindly(cast, commitment, reviewer, action):
    note = cast.submit(commitment)
    data = sent(note, reason="Say more.")

    answers = [reviewer.post(address(note, action), data).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert ProgressNote.objects.get(pk=note.pk).version == data["version"] + 1


def test_looking_at_a_decided_note_says_what_became_of_it(cast, commitment, reviewer):
    note = cast.accept(commitment)

    page = reviewer.get(address(note))

    assert page.status_code == 200
    assert "reviewer accepted this note on 1 Oct 2025" in words_of(page)
    assert address(note, "accept") not in words_of(page)


def test_the_bar_leads_here_and_says_how_many_wait(cast, commitment, reviewer):
    cast.submit(commitment)
    cast.submit(commitment, by=cast.reviewer)

    bar = [
        (place["label"], place["url"]) for place in reviewer.get(commitment.get_absolute_url()).context["nav"]
    ]

    assert ("Review (1)", "/review/") in bar


def test_one_note_and_thirty_ask_the_database_the_same(cast, client, queries_of):
    def waiting():
        commitment = cast.commitment()
        cast.accept(commitment, as_of=date(2025, 8, 1))
        cast.submit(commitment)

    client.force_login(cast.reviewer)
    waiting()
    one = queries_of("/review/")
    for _ in range(29):
        waiting()

    assert queries_of("/review/") == one

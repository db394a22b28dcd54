"""Every state, every action, every actor: what is allowed is this list, and nothing else moves a note."""

import itertools

import pytest
from django.db import transaction

from priorities import exceptions
from priorities.choices import NOTE_TRANSITIONS, Role
from priorities.models import AuditEntry, Membership, ProgressNote, StandingSpan, User
from priorities.services import notes, register
from tests.conftest import NOON, PASSWORD, make_cast

pytestmark = pytest.mark.django_db

STATES = ["draft", "submitted", "returned", "accepted", "withdrawn"]
ACTORS = [
    "official",  # the author
    "colleague",
    "reviewer",
    "second_reviewer",
    "viewer",
    "coordinator",
    "assessor",
    "other_official",
    "partner_official",
    "partner_reviewer",
    "admin",
]
ACTIONS = {
    "revise": lambda note, by: notes.revise_note(note, words=words(note), by=by, now=NOON),
    "submit": lambda note, by: notes.submit_note(note, by=by, now=NOON),
    "unsubmit": lambda note, by: notes.unsubmit_note(note, by=by, now=NOON),
    "accept": lambda note, by: notes.accept_note(note, by=by, now=NOON),
    "return": lambda note, by: notes.return_note(note, reason="Say more.", by=by, now=NOON),
    "withdraw": lambda note, by: notes.withdraw_note(note, reason="Mistaken.", by=by, now=NOON),
    "correct": lambda note, by: notes.correct_note(note, words=words(note), by=by, now=NOON),
    "delete": lambda note, by: notes.delete_draft_note(note, by=by, now=NOON),
}
REVIEWERS = {"reviewer", "second_reviewer"}
# (state, action): who may, and the state it leaves the note in ("" where the note is gone).
ALLOWED = {
    ("draft", "revise"): ({"official"}, "draft"),
    ("draft", "submit"): ({"official"}, "submitted"),
    ("draft", "delete"): ({"official"}, ""),
    ("returned", "revise"): ({"official"}, "returned"),
    ("returned", "submit"): ({"official"}, "submitted"),
    ("submitted", "unsubmit"): ({"official"}, "draft"),
    ("submitted", "accept"): (REVIEWERS, "accepted"),
    ("submitted", "return"): (REVIEWERS, "returned"),
    ("accepted", "withdraw"): (REVIEWERS, "withdrawn"),
    ("accepted", "correct"): (REVIEWERS | {"official", "colleague"}, "accepted"),
}


def words(note):
    return notes.NoteWords(
        as_of=note.as_of, lifecycle="underway", confidence="on_track", body={"en": "Other words."}
    )


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The cast, and a note of the official in each state; each test runs in a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = make_cast()
        cast.people["second_reviewer"] = second = User.objects.create_user(
            "second-reviewer", password=PASSWORD
        )
        register.revise_register(
            Membership(
                user=second,
                organization=cast.organizations["GAC"],
                role=Role.REVIEWER,
                valid_from=NOON.date().replace(year=2021),
            ),
            by=cast.admin,
            now=NOON,
        )
        yield cast, {state: note_in(cast, state).pk for state in STATES}
        transaction.set_rollback(True)


def note_in(cast, state):
    note = cast.draft(cast.commitment())
    if state == "draft":
        return note
    notes.submit_note(note, by=cast.official, now=NOON)
    if state == "returned":
        notes.return_note(note, reason="Why?", by=cast.reviewer, now=NOON)
    if state in ("accepted", "withdrawn"):
        notes.accept_note(note, by=cast.reviewer, now=NOON)
    if state == "withdrawn":
        notes.withdraw_note(note, reason="No.", by=cast.reviewer, now=NOON)
    return note


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize(("state", "action"), list(itertools.product(STATES, ACTIONS)))
def test_what_is_not_allowed_changes_nothing(world, state, action, actor):
    cast, made = world
    note = ProgressNote.objects.get(pk=made[state])
    whom, after = ALLOWED.get((state, action), (set(), ""))
    before = (AuditEntry.objects.count(), list(StandingSpan.objects.order_by("pk").values()))

    try:
        ACTIONS[action](note, getattr(cast, actor))
        refused = False
    except exceptions.Refusal:
        refused = True

    stored = ProgressNote.objects.filter(pk=made[state]).first()
    if actor in whom:
        assert (refused, stored.state if stored else "") == (False, after)
    else:
        assert (refused, stored.state) == (True, state)
        assert (AuditEntry.objects.count(), list(StandingSpan.objects.order_by("pk").values())) == before


def test_the_table_of_transitions_is_the_list_above():
    moves = {
        (state, action, to) for action, (from_states, to) in NOTE_TRANSITIONS.items() for state in from_states
    }

    assert moves == {
        (state, action, after) for (state, action), (_, after) in ALLOWED.items() if after not in ("", state)
    }

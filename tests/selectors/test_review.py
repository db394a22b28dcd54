"""The reviewers' queue: its order, what each note is held against, and what comes next."""

from datetime import date, timedelta

import pytest

from priorities.choices import Role
from priorities.models import Membership
from priorities.selectors import review
from priorities.services import notes, register
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue(cast):
    return lambda person="reviewer": review.review_queue(getattr(cast, person), now=NOON)


@pytest.fixture
def pane(cast):
    return lambda note: review.review_pane(note, user=cast.reviewer)


def ids(lines):
    return [line.id for line in lines]


def test_the_longest_wait_comes_first(cast, commitment, queue, later):
    new = cast.submit(commitment, now=later(-1))
    old = cast.submit(cast.commitment(), now=later(-3))

    found = queue()

    assert ids(found.lines) == [old.pk, new.pk]
    assert [line.days for line in found.lines] == [3, 1]


def test_only_what_waits_in_ones_own_organization_is_there(cast, commitment, queue):
    cast.draft(commitment)
    cast.accept(commitment)
    notes.return_note(cast.submit(commitment), reason="Say more.", by=cast.reviewer, now=NOON)
    cast.submit(commitment, acronym="MOFA", visibility="shared")
    waiting = cast.submit(commitment)

    assert ids(queue().lines) == [waiting.pk]


@pytest.mark.parametrize("person", ["viewer", "official", "coordinator", "admin", "other_official"])
def test_who_reviews_for_nobody_has_no_queue(cast, commitment, queue, person):
    cast.submit(commitment)

    assert queue(person).lines == ()
    assert review.number_waiting(getattr(cast, person)) == 0


def test_ones_own_notes_are_shown_but_are_not_for_oneself_to_decide(cast, commitment, queue, later):
    own = cast.submit(commitment, by=cast.reviewer, now=later(-2))
    other = cast.submit(commitment, now=later(-1))

    found = queue()

    assert [(line.id, line.is_own) for line in found.lines] == [(own.pk, True), (other.pk, False)]
    assert (found.to_decide, found.own, found.first().id) == (1, 1, other.pk)
    assert review.number_waiting(cast.reviewer) == 1


def test_after_a_decision_comes_the_next_and_at_the_end_what_was_passed_over(cast, commitment, queue, later):
    first, second, third = (cast.submit(commitment, now=later(day)) for day in (-3, -2, -1))

    found = queue()

    assert found.after_decision(first).id == second.pk
    assert found.after_decision(third).id == first.pk
    assert (found.previous(second).id, found.next(second).id) == (first.pk, third.pk)
    assert (found.previous(first), found.next(third)) == (None, None)


def test_after_the_last_one_only_ones_own_are_left(cast, commitment, queue, later):
    own = cast.submit(commitment, by=cast.reviewer, now=later(-1))
    only = cast.submit(commitment)

    assert queue().after_decision(only).id == own.pk


def test_a_note_is_held_against_what_its_party_last_said_on_its_day(cast, commitment, queue, pane):
    cast.accept(commitment, as_of=date(2025, 1, 1), lifecycle="not_started")
    before = cast.accept(commitment, as_of=date(2025, 6, 1), confidence="on_track")
    cast.accept(commitment, as_of=date(2025, 9, 15), lifecycle="paused")
    cast.accept(commitment, as_of=date(2025, 8, 1), acronym="MOFA", lifecycle="paused")
    note = cast.submit(commitment, as_of=date(2025, 9, 1), confidence="at_risk", reason={"en": "Rain."})

    assert queue().lines[0].before == ("underway", "on_track")
    shown = pane(note)
    assert (shown.previous.id, shown.before) == (before.pk, ("underway", "on_track"))
    assert shown.later_on == date(2025, 9, 15)


def test_the_first_note_of_a_party_moves_it_from_not_reported(cast, commitment, queue, pane):
    note = cast.submit(commitment)

    assert queue().lines[0].before == ("not_reported", "")
    assert (pane(note).previous, pane(note).later_on) == (None, None)


def test_a_note_that_says_the_same_moves_nothing(cast, commitment, queue, pane):
    cast.accept(commitment, as_of=date(2025, 8, 1))
    note = cast.submit(commitment)

    assert queue().lines[0].before is None
    assert pane(note).says_the_same


def test_a_correction_is_held_against_the_note_it_would_replace(cast, commitment, queue, pane):
    wrong = cast.accept(commitment, as_of=date(2025, 8, 1), lifecycle="paused")
    cast.accept(commitment, as_of=date(2025, 9, 1))
    draft = notes.correct_note(wrong, words=cast.words(as_of=date(2025, 8, 2)), by=cast.official, now=NOON)
    note = notes.submit_note(draft, by=cast.official, now=NOON)

    shown = pane(note)

    assert (shown.previous.id, shown.before) == (wrong.pk, ("paused", ""))
    assert queue().lines[0].before == ("paused", "")


def test_new_evidence_and_what_is_no_longer_cited_are_told_apart(cast, commitment, pane):
    kept, gone, new = (notes.EvidenceWords(name, f"https://example.org/{name}") for name in "abc")
    cast.accept(commitment, as_of=date(2025, 8, 1), evidence=(kept, gone))
    note = cast.submit(commitment, evidence=(kept, new))

    shown = pane(note)

    assert [(source.evidence.title, source.is_new) for source in shown.sources] == [("a", False), ("c", True)]
    assert [evidence.title for evidence in shown.dropped] == ["b"]


def test_missing_translations_are_those_of_the_plans_languages_and_of_fields_with_words(
    cast, commitment, pane
):
    cast.plan.required_languages = "en,fr"
    cast.plan.save(update_fields=["required_languages"])
    note = cast.submit(
        commitment,
        body={"en": "Talks went on.", "fr": "Les discussions se poursuivent."},
        reason={"en": "Rain."},
        next_steps={"fr": "Une visite.", "ja": "訪問"},
    )
    note = review.reviewable(cast.reviewer).get(pk=note.pk)

    found = [(each.code, [str(label) for label in each.fields]) for each in pane(note).missing]

    assert found == [("en", ["Next steps"]), ("fr", ["Reason"])]


def test_words_in_the_other_languages_are_shown_because_they_are_accepted_too(cast, commitment, pane):
    note = cast.submit(commitment, body={"en": "Talks.", "ja": "協議。"})

    assert [(code, [str(text) for _, text in words]) for code, _, words in pane(note).translations] == [
        ("ja", ["協議。"])
    ]


def test_what_changed_since_somebody_looked_is_what_they_read_and_what_it_says_now(cast, commitment):
    note = cast.submit(commitment, body={"en": "First."})
    seen = note.version
    for words in ("Second.", "Third."):
        notes.unsubmit_note(note, by=cast.official, now=NOON)
        notes.revise_note(
            note, words=cast.words(body={"en": words}, lifecycle="paused"), by=cast.official, now=NOON
        )
        notes.submit_note(note, by=cast.official, now=NOON)

    changed = review.revisions_since(note, seen)

    assert [(str(each.label), str(each.read), str(each.now)) for each in changed] == [
        ("Lifecycle", "Underway", "Paused"),
        ("Confidence", "On track", ""),
        ("Note", "First.", "Third."),
    ]
    assert review.revisions_since(note, note.version) == []


def test_a_role_that_ended_empties_the_queue(cast, commitment, queue):
    cast.submit(commitment)
    membership = Membership.objects.get(user=cast.reviewer, role=Role.REVIEWER)
    membership.valid_until = NOON.date() - timedelta(days=1)
    register.revise_register(membership, by=cast.admin, now=NOON)

    assert queue().lines == ()

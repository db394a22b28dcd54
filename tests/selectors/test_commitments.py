"""What the page of one commitment is made of."""

from datetime import date

import pytest

from priorities.models import Milestone
from priorities.selectors.commitments import commitment_page, note_faces, writing_organizations
from priorities.selectors.moments import moment
from priorities.services import notes, register
from tests.conftest import NOON
from tests.views.building import place

pytestmark = pytest.mark.django_db


def page_of(cast, commitment, *, user, as_of=None):
    return commitment_page(
        commitment, user=user, plan=cast.plan, moment=moment(cast.plan, now=NOON, as_of=as_of)
    )


def test_notes_come_newest_first_and_those_that_wait_before_them(cast, commitment):
    old = cast.accept(commitment, as_of=date(2025, 1, 1))
    new = cast.accept(commitment, as_of=date(2025, 6, 1))
    waiting = cast.draft(commitment, as_of=date(2024, 1, 1))

    faces = note_faces(commitment, user=cast.official, on=date(2025, 10, 1), may_act=True)

    assert [face.id for face in faces] == [waiting.pk, new.pk, old.pk]


def test_a_waiting_note_is_held_against_what_stands_on_its_day(cast, commitment):
    cast.accept(commitment, as_of=date(2025, 1, 1), lifecycle="not_started")
    cast.accept(commitment, as_of=date(2025, 6, 1), lifecycle="paused")
    waiting = cast.submit(commitment, as_of=date(2025, 3, 1))

    faces = note_faces(commitment, user=cast.official, on=date(2025, 10, 1), may_act=True)

    assert {face.id: face.before for face in faces}[waiting.pk] == ("not_started", "")


def test_a_correction_is_held_against_what_came_before_the_note_it_corrects(cast, commitment):
    cast.accept(commitment, as_of=date(2025, 1, 1), lifecycle="not_started")
    wrong = cast.accept(commitment, as_of=date(2025, 6, 1), lifecycle="paused")
    words = cast.words(as_of=date(2025, 6, 1))
    correction = notes.correct_note(wrong, words=words, by=cast.official, now=NOON)

    faces = note_faces(commitment, user=cast.official, on=date(2025, 10, 1), may_act=True)

    assert {face.id: face.before for face in faces}[correction.pk] == ("not_started", "")


@pytest.mark.parametrize(
    ("state", "person", "actions"),
    [
        ("draft", "official", {"edit", "submit", "delete"}),
        ("draft", "colleague", set()),
        ("submitted", "official", {"unsubmit"}),
        ("submitted", "reviewer", {"accept", "return"}),
        ("submitted", "coordinator", set()),
        ("accepted", "official", {"correct"}),
        ("accepted", "reviewer", {"correct", "withdraw", "change_visibility"}),
        ("accepted", "partner_reviewer", set()),
    ],
)
def test_each_reader_is_offered_what_they_may_do(cast, commitment, state, person, actions):
    {"draft": cast.draft, "submitted": cast.submit, "accepted": cast.accept}[state](commitment)

    (face,) = note_faces(commitment, user=getattr(cast, person), on=date(2025, 10, 1), may_act=True)

    assert face.actions == actions


def test_nothing_is_offered_on_a_past_day(cast, commitment):
    cast.accept(commitment, as_of=date(2025, 1, 1))

    page = page_of(cast, commitment, user=cast.reviewer, as_of=date(2025, 2, 1))

    assert [face.actions for face in page.notes] == [frozenset()]


def test_a_successor_that_is_hidden_is_not_named(cast, commitment):
    hidden = cast.commitment(published=False)
    cast.accept(commitment, lifecycle="superseded", successor=hidden)

    public = page_of(cast, commitment, user=cast.viewer)
    keeper = page_of(cast, commitment, user=cast.coordinator)

    assert [face.successor for face in public.notes] == [None]
    assert [face.successor.reference for face in keeper.notes] == [hidden.reference]


def test_links_are_said_from_both_ends_and_hidden_ones_are_not(cast):
    old, new, draft = cast.commitment(), cast.commitment(), cast.commitment(published=False)
    for source in (new, draft):
        register.link_commitments(source, kind="implements", target=old, by=cast.coordinator, now=NOON)

    here, there = page_of(cast, new, user=cast.official), page_of(cast, old, user=cast.official)

    assert [(str(link.words), link.reference) for link in here.links] == [("implements", old.reference)]
    assert [(str(link.words), link.reference) for link in there.links] == [
        ("is implemented by", new.reference)
    ]


def test_a_milestone_reached_later_was_not_reached_on_the_day_shown(cast, commitment):
    for title, due_on, reached_on in [
        ("Signed", date(2025, 1, 1), date(2025, 5, 1)),
        ("Surprise", None, date(2025, 6, 1)),
    ]:
        step = Milestone(commitment=commitment, title_en=title, due_on=due_on, reached_on=reached_on)
        register.revise_register(step, by=cast.coordinator, now=NOON)

    past = page_of(cast, commitment, user=cast.official, as_of=date(2025, 3, 1))
    today = page_of(cast, commitment, user=cast.official)

    assert [(str(step.title), step.is_reached, step.is_overdue) for step in past.steps] == [
        ("Signed", False, True)
    ]
    assert [(str(step.title), step.is_reached) for step in today.steps] == [
        ("Signed", True),
        ("Surprise", True),
    ]


def test_the_ledger_says_how_far_each_deadline_slipped(cast, commitment):
    for due_on, decided_on, reason in [
        (date(2025, 1, 1), date(2021, 5, 3), ""),
        (date(2025, 1, 31), date(2024, 12, 1), "Late."),
    ]:
        register.change_due_date(
            commitment, due_on=due_on, reason=reason, decided_on=decided_on, by=cast.coordinator, now=NOON
        )

    page = page_of(cast, commitment, user=cast.official)

    assert [(line.due_on, line.slip_days) for line in page.deadlines] == [
        (date(2025, 1, 31), 30),
        (date(2025, 1, 1), 0),
    ]


def test_a_passage_stands_in_its_own_paragraph(cast, commitment):
    place(cast, commitment, "joint exercises each year")

    (passage,) = page_of(cast, commitment, user=cast.official).passages

    assert passage.words.before == "Enhance defence cooperation to maintain the rule of law, including "
    assert passage.words.after == "."


def test_a_person_writes_for_the_owners_they_belong_to(cast, commitment):
    on = date(2025, 10, 1)

    found = {
        name: [each.acronym for each in writing_organizations(commitment, user=getattr(cast, name), on=on)]
        for name in ("official", "viewer", "other_official", "partner_reviewer")
    }

    assert found == {"official": ["GAC"], "viewer": [], "other_official": [], "partner_reviewer": ["MOFA"]}

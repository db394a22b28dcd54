"""How a note travels, and what stops it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from priorities import exceptions
from priorities.models import AuditEntry, ProgressNote, StandingSpan
from priorities.models.standings import FOREVER
from priorities.services import notes
from tests.conftest import NOON


def standing(commitment, audience="public"):
    return StandingSpan.objects.get(
        commitment=commitment, audience=audience, until_on=FOREVER, known_until=None
    ).standing


def test_a_note_moves_the_board_only_when_a_second_person_accepts_it(cast, commitment):
    note = cast.submit(commitment, confidence="at_risk", reason={"en": "Ships are late."})
    before = standing(commitment)

    notes.accept_note(note, by=cast.reviewer, now=NOON)

    assert (before, standing(commitment), note.state) == ("not_reported", "at_risk", "accepted")


def test_the_author_never_accepts_their_own_note_even_as_a_reviewer(cast, commitment):
    own = cast.submit(commitment, by=cast.reviewer)

    with pytest.raises(exceptions.OwnNote):
        notes.accept_note(own, by=cast.reviewer, now=NOON)

    assert ProgressNote.objects.get().state == "submitted"


def test_the_database_refuses_an_author_as_acceptor_whoever_writes(cast, commitment):
    note = cast.submit(commitment)

    with pytest.raises(IntegrityError), transaction.atomic():
        ProgressNote.objects.filter(pk=note.pk).update(
            state="accepted", accepted_at=NOON, accepted_by=cast.official
        )

    assert ProgressNote.objects.get().state == "submitted"


@pytest.mark.parametrize(
    "person",
    ["viewer", "colleague", "coordinator", "other_official", "assessor", "partner_reviewer", "admin"],
)
def test_only_a_reviewer_of_the_notes_own_organization_accepts(cast, commitment, person):
    note = cast.submit(commitment)

    with pytest.raises(exceptions.NotAllowed):
        notes.accept_note(note, by=getattr(cast, person), now=NOON)

    assert standing(commitment) == "not_reported"


def test_a_returned_note_goes_back_with_its_reason_and_may_be_submitted_again(cast, commitment):
    note = cast.submit(commitment)

    notes.return_note(note, reason="Which exercise?", by=cast.reviewer, now=NOON)
    notes.revise_note(note, words=cast.words(body={"en": "KAEDEX went on."}), by=cast.official, now=NOON)
    notes.submit_note(note, by=cast.official, now=NOON)

    stored = ProgressNote.objects.get()
    assert (stored.state, stored.return_reason, stored.body_en) == (
        "submitted",
        "Which exercise?",
        "KAEDEX went on.",
    )


def test_a_return_needs_a_reason(cast, commitment):
    note = cast.submit(commitment)

    with pytest.raises(exceptions.ReasonRequired):
        notes.return_note(note, reason="  ", by=cast.reviewer, now=NOON)

    assert ProgressNote.objects.get().state == "submitted"


def test_whoever_decides_second_is_told_and_changes_nothing(cast, commitment):
    note = cast.submit(commitment)
    same_note = ProgressNote.objects.get(pk=note.pk)
    notes.accept_note(note, by=cast.reviewer, now=NOON)

    with pytest.raises(exceptions.NotSubmitted):
        notes.return_note(same_note, reason="Too short", by=cast.reviewer, now=NOON)

    assert ProgressNote.objects.get().state == "accepted"


def test_a_stale_save_is_refused_and_not_merged(cast, commitment):
    note = cast.draft(commitment)
    in_another_tab = ProgressNote.objects.get(pk=note.pk)
    notes.revise_note(note, words=cast.words(body={"en": "First tab."}), by=cast.official, now=NOON)

    with pytest.raises(exceptions.Conflict):
        notes.revise_note(
            in_another_tab, words=cast.words(body={"en": "Second tab."}), by=cast.official, now=NOON
        )

    assert ProgressNote.objects.get().body_en == "First tab."


def test_a_submitted_note_is_locked_until_it_is_taken_back(cast, commitment):
    note = cast.submit(commitment)
    with pytest.raises(exceptions.NotDraft):
        notes.revise_note(note, words=cast.words(), by=cast.official, now=NOON)

    notes.unsubmit_note(note, by=cast.official, now=NOON)
    notes.revise_note(note, words=cast.words(body={"en": "Again."}), by=cast.official, now=NOON)

    assert (note.state, note.body_en) == ("draft", "Again.")


def test_one_form_posted_twenty_times_makes_one_note(cast, commitment):
    form = uuid4()

    made = [
        notes.draft_note(
            commitment,
            organization=cast.organizations["GAC"],
            words=cast.words(),
            by=cast.official,
            now=NOON,
            submission_id=form,
        ).pk
        for _ in range(20)
    ]

    assert (len(set(made)), ProgressNote.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ({"as_of": date(2025, 10, 3)}, exceptions.AsOfInFuture),
        ({"confidence": ""}, exceptions.ConfidenceRequired),
        ({"confidence": "at_risk"}, exceptions.ReasonRequired),
        ({"body": {}}, exceptions.WordsRequired),
        ({"lifecycle": "completed"}, exceptions.EvidenceRequired),
        ({"lifecycle": "discontinued", "reason": {"en": "No money."}}, exceptions.AuthorityRequired),
        ({"lifecycle": "discontinued", "deciding_authority": "Cabinet"}, exceptions.ReasonRequired),
        ({"lifecycle": "superseded"}, exceptions.SuccessorRequired),
        ({"lifecycle": "not_reported"}, exceptions.LifecycleNotStated),
    ],
)
def test_what_a_note_lacks_is_named(cast, commitment, words, refusal):
    if words.get("lifecycle") == "not_reported":
        with pytest.raises(IntegrityError):
            cast.draft(commitment, **words)
        return
    note = cast.draft(commitment, **words)

    with pytest.raises(refusal):
        notes.submit_note(note, by=cast.official, now=NOON)

    assert ProgressNote.objects.get().state == "draft"


def test_a_date_that_has_begun_somewhere_on_earth_is_not_the_future(cast, commitment):
    evening_in_ottawa = NOON.replace(hour=22)

    note = cast.submit(commitment, as_of=date(2025, 10, 2), now=evening_in_ottawa)

    assert note.state == "submitted"


def test_a_continuing_commitment_ends_only_by_a_cited_decision(cast):
    continuing = cast.commitment(kind="continuing")
    source = notes.EvidenceWords("Joint statement", "https://example.org/statement")
    decision = notes.EvidenceWords("Decision", "https://example.org/decision", is_end_decision=True)

    with pytest.raises(exceptions.EndDecisionRequired):
        cast.submit(continuing, lifecycle="completed", evidence=(source,))
    accepted = cast.accept(continuing, lifecycle="completed", evidence=(source, decision))

    assert (accepted.state, standing(continuing)) == ("accepted", "completed")


def test_reopening_what_was_completed_needs_a_reason(cast, commitment):
    source = notes.EvidenceWords("Joint statement", "https://example.org/statement")
    cast.accept(commitment, as_of=date(2025, 8, 1), lifecycle="completed", evidence=(source,))

    with pytest.raises(exceptions.ReasonRequired):
        cast.submit(commitment, as_of=date(2025, 9, 1))
    cast.accept(commitment, as_of=date(2025, 9, 1), reason={"en": "The agreement lapsed."})

    assert standing(commitment) == "on_track"


def test_a_correction_changes_what_is_known_now_but_not_what_was_known_then(cast, commitment, later):
    from priorities.selectors import standings

    wrong = cast.accept(commitment, as_of=date(2025, 8, 1), now=later(0))
    fixed = notes.correct_note(
        wrong,
        words=cast.words(as_of=date(2025, 8, 1), confidence="off_track", reason={"en": "It had stopped."}),
        by=cast.official,
        now=later(5),
    )
    notes.submit_note(fixed, by=cast.official, now=later(5))
    notes.accept_note(fixed, by=cast.reviewer, now=later(5))

    facts = standings.facts_of(commitment)
    day = date(2025, 8, 15)
    now_known = standings.positions_on(facts, on=day, audience="public")["CA"].confidence
    then_known = standings.positions_on(facts, on=day, audience="public", known_at=later(1))["CA"].confidence
    assert (now_known, then_known, standing(commitment)) == ("off_track", "on_track", "off_track")


def test_a_correction_keeps_the_visibility_of_what_it_corrects(cast, commitment):
    public = cast.accept(commitment)

    with pytest.raises(exceptions.NotAllowed):
        notes.correct_note(public, words=cast.words(visibility="internal"), by=cast.official, now=NOON)

    assert ProgressNote.objects.count() == 1


def test_a_note_is_corrected_once_and_then_its_correction_is(cast, commitment):
    wrong = cast.accept(commitment)
    first, second = (
        notes.correct_note(wrong, words=cast.words(body={"en": text}), by=cast.official, now=NOON)
        for text in ("A", "B")
    )
    for note in (first, second):
        notes.submit_note(note, by=cast.official, now=NOON)
    notes.accept_note(first, by=cast.reviewer, now=NOON)

    with pytest.raises(exceptions.NotAccepted):
        notes.accept_note(second, by=cast.reviewer, now=NOON)

    assert ProgressNote.objects.get(pk=second.pk).state == "submitted"


def test_a_withdrawn_note_leaves_the_board_and_stays_in_the_record(cast, commitment):
    note = cast.accept(commitment)

    notes.withdraw_note(note, reason="Wrong commitment.", by=cast.reviewer, now=NOON)

    stored = ProgressNote.objects.get()
    assert (standing(commitment), stored.state, stored.withdrawal_reason) == (
        "not_reported",
        "withdrawn",
        "Wrong commitment.",
    )


def test_withdrawing_a_correction_lets_the_note_stand_again(cast, commitment, later):
    cast.accept(commitment, as_of=date(2025, 8, 1))
    wrong = ProgressNote.objects.get()
    fixed = notes.correct_note(
        wrong, words=cast.words(confidence="off_track", reason={"en": "Stopped."}), by=cast.official, now=NOON
    )
    notes.submit_note(fixed, by=cast.official, now=NOON)
    notes.accept_note(fixed, by=cast.reviewer, now=NOON)

    notes.withdraw_note(fixed, reason="It had not stopped.", by=cast.reviewer, now=later(1))

    assert standing(commitment) == "on_track"


def test_no_change_is_a_real_note_and_the_third_silent_one_asks_for_a_sentence(cast, commitment):
    cast.accept(commitment, as_of=date(2025, 6, 1))
    gac = cast.organizations["GAC"]
    for month in (7, 8):
        confirmation = notes.confirm_no_change(
            commitment, organization=gac, as_of=date(2025, month, 1), by=cast.official, now=NOON
        )
        notes.accept_note(confirmation, by=cast.reviewer, now=NOON)

    with pytest.raises(exceptions.SentenceRequired):
        notes.confirm_no_change(
            commitment, organization=gac, as_of=date(2025, 9, 1), by=cast.official, now=NOON
        )
    with_words = notes.confirm_no_change(
        commitment,
        organization=gac,
        as_of=date(2025, 9, 1),
        by=cast.official,
        now=NOON,
        body={"en": "The talks resume in spring."},
    )

    assert (confirmation.kind, confirmation.state, with_words.state) == (
        "confirmation",
        "accepted",
        "submitted",
    )


def test_nothing_can_be_confirmed_before_anything_was_said(cast, commitment):
    with pytest.raises(exceptions.NothingToConfirm):
        notes.confirm_no_change(
            commitment,
            organization=cast.organizations["GAC"],
            as_of=date(2025, 9, 1),
            by=cast.official,
            now=NOON,
        )

    assert ProgressNote.objects.count() == 0


def test_a_draft_may_be_thrown_away_but_nothing_that_was_ever_submitted(cast, commitment):
    notes.delete_draft_note(cast.draft(commitment), by=cast.official, now=NOON)
    kept = cast.submit(commitment)
    notes.unsubmit_note(kept, by=cast.official, now=NOON)

    with pytest.raises(exceptions.CannotDelete):
        notes.delete_draft_note(kept, by=cast.official, now=NOON)

    assert list(ProgressNote.objects.all()) == [kept]


def test_an_internal_note_moves_its_own_partys_board_and_nobody_elses(cast, commitment):
    cast.accept(commitment, visibility="internal", confidence="off_track", reason={"en": "Secret."})

    found = {audience: standing(commitment, audience) for audience in ("public", "CA", "JP")}

    assert found == {"public": "not_reported", "CA": "off_track", "JP": "not_reported"}


def test_what_was_received_in_confidence_never_becomes_public(cast, commitment):
    with pytest.raises(exceptions.ConfidentialNote):
        cast.draft(commitment, received_in_confidence=True)

    assert ProgressNote.objects.count() == 0


def test_the_joint_standing_is_the_weakest_position_and_says_when_they_differ(cast, commitment):
    cast.accept(commitment, acronym="GAC", confidence="at_risk", reason={"en": "Late."})
    cast.accept(commitment, acronym="MOFA")

    span = StandingSpan.objects.get(
        commitment=commitment, audience="public", until_on=FOREVER, known_until=None
    )

    assert (span.standing, span.positions_differ, sorted(span.positions)) == ("at_risk", True, ["CA", "JP"])


def test_an_organization_that_does_not_own_the_commitment_cannot_write_on_it(cast, commitment):
    with pytest.raises(exceptions.NotAllowed):
        cast.draft(commitment, acronym="DND", by=cast.other_official)

    assert ProgressNote.objects.count() == 0


def test_a_role_that_ended_writes_nothing_more(cast, commitment):
    cast.official.memberships.update(valid_until=date(2025, 9, 30) - timedelta(days=1))

    with pytest.raises(exceptions.NotAllowed):
        cast.draft(commitment)

    assert ProgressNote.objects.count() == 0


def test_every_step_of_a_note_is_in_the_audit_with_who(cast, commitment):
    cast.accept(commitment)

    steps = AuditEntry.objects.filter(object_type="progressnote").order_by("sequence")

    assert [(step.action, step.actor.username) for step in steps] == [
        ("note.draft", "official"),
        ("note.submit", "official"),
        ("note.accept", "reviewer"),
    ]

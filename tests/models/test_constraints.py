"""Rules that hold even for somebody at the database's own prompt."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from priorities.models import (
    AuditEntry,
    Commitment,
    CommitmentLink,
    DocumentText,
    DueDate,
    ProgressNote,
    SourceSpan,
)
from priorities.services import notes, register
from tests.conftest import NOON


def refused(write):
    with pytest.raises(IntegrityError), transaction.atomic():
        write()
    return True


def test_a_passage_is_always_the_slice_of_its_text(cast, commitment):
    span = register.place_span(
        commitment, text=cast.text, quote="Enhance defence cooperation", by=cast.coordinator, now=NOON
    )

    assert refused(
        lambda: SourceSpan.objects.filter(pk=span.pk).update(start=span.start + 1, end=span.end + 1)
    )
    assert refused(lambda: SourceSpan.objects.filter(pk=span.pk).update(quote="Enhance defense cooperation"))
    assert cast.text.body[span.start : span.end] == SourceSpan.objects.get().quote


def test_a_cited_text_is_never_edited(cast, commitment):
    register.place_span(
        commitment, text=cast.text, quote="Enhance defence cooperation", by=cast.coordinator, now=NOON
    )

    assert refused(lambda: DocumentText.objects.update(body="Enhance defence cooperation, perhaps."))


def test_the_words_of_an_accepted_note_never_change_but_a_missing_translation_may_come(cast, commitment):
    note = cast.accept(commitment, body={"en": "Work went on."})

    assert refused(lambda: ProgressNote.objects.filter(pk=note.pk).update(body_en="Work stopped."))
    assert refused(
        lambda: ProgressNote.objects.filter(pk=note.pk).update(lifecycle="completed", confidence="")
    )
    ProgressNote.objects.filter(pk=note.pk).update(body_fr="Les travaux se poursuivent.")

    stored = ProgressNote.objects.get()
    assert (stored.body_en, stored.body_fr) == ("Work went on.", "Les travaux se poursuivent.")


def test_the_ledger_and_the_audit_are_only_ever_added_to(cast, commitment):
    register.change_due_date(commitment, due_on=date(2026, 3, 31), by=cast.coordinator, now=NOON)

    assert refused(lambda: DueDate.objects.update(due_on=date(2027, 3, 31)))
    assert refused(lambda: AuditEntry.objects.update(action="nothing.happened"))


def test_a_commitment_is_not_linked_to_itself(cast, commitment):
    assert refused(
        lambda: CommitmentLink.objects.create(commitment=commitment, target=commitment, kind="relates")
    )


def test_a_second_current_lead_of_a_party_is_impossible(cast, commitment):
    assert refused(
        lambda: commitment.ownerships.create(
            organization=cast.organizations["DND"],
            party=cast.organizations["DND"].party,
            role="lead",
            valid_from=date(2025, 1, 1),
        )
    )


def test_an_underway_note_without_confidence_cannot_be_submitted_by_hand(cast, commitment):
    note = cast.draft(commitment, confidence="")

    assert refused(
        lambda: ProgressNote.objects.filter(pk=note.pk).update(
            state="submitted", submitted_at=NOON, submitted_by=cast.official
        )
    )


def test_half_a_decision_is_no_decision(cast, commitment):
    note = cast.submit(commitment)

    assert refused(lambda: ProgressNote.objects.filter(pk=note.pk).update(accepted_at=NOON))
    assert refused(lambda: ProgressNote.objects.filter(pk=note.pk).update(state="accepted"))


def test_what_is_named_in_the_record_cannot_be_deleted(cast, commitment):
    note = cast.accept(commitment)

    for fact in (commitment, cast.plan, cast.official, note.organization):
        with pytest.raises(ProtectedError), transaction.atomic():
            type(fact).objects.get(pk=fact.pk).delete()

    assert Commitment.objects.count() == 1


def test_in_confidence_and_public_exclude_each_other(cast, commitment):
    note = cast.draft(commitment)

    assert refused(lambda: ProgressNote.objects.filter(pk=note.pk).update(received_in_confidence=True))


def test_sqlite_enforces_foreign_keys_and_holds_the_safe_journal(db):
    if connection.vendor != "sqlite":
        pytest.skip("the suite is running on PostgreSQL")

    with connection.cursor() as cursor:
        keys = cursor.execute("PRAGMA foreign_keys").fetchone()[0]

    assert keys == 1


def test_a_submission_is_one_note_in_the_database_too(cast, commitment):
    note = notes.draft_note(
        commitment, organization=cast.organizations["GAC"], words=cast.words(), by=cast.official, now=NOON
    )

    assert refused(
        lambda: ProgressNote.objects.filter(pk=cast.draft(commitment).pk).update(
            submission_id=note.submission_id
        )
    )

"""What is part of the record is only added to, even by somebody at the database's own prompt."""

from datetime import date
from importlib import import_module

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from priorities.models import AuditChain, AuditEntry, Commitment, DueDate, Evidence, ProgressNote
from priorities.services import notes, register
from tests.conftest import NOON

LINK = notes.EvidenceWords("Communiqué", "https://example.org/communique")

RULES = "never|only grows|stays so|part of the record"


def refused(statement, *values):
    """Whether the database itself refuses the statement and leaves everything as it was."""
    with pytest.raises(IntegrityError, match=RULES), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return True


def ledger(commitment, cast):
    return register.change_due_date(commitment, due_on=date(2026, 3, 31), by=cast.coordinator, now=NOON)


def test_an_audit_entry_is_neither_changed_nor_deleted(cast, commitment):
    before = list(AuditEntry.objects.values())

    assert refused("DELETE FROM priorities_auditentry")
    assert refused("DELETE FROM priorities_auditentry WHERE sequence = %s", 1)
    assert refused("UPDATE priorities_auditentry SET action = 'nothing'")

    assert list(AuditEntry.objects.values()) == before


def test_an_audit_chain_only_grows(cast, commitment):
    chain = AuditChain.objects.get(plan=cast.plan)

    assert refused("UPDATE priorities_auditchain SET length = length - 1 WHERE id = %s", chain.pk)
    assert refused("UPDATE priorities_auditchain SET head = '' WHERE id = %s", chain.pk)
    assert refused("UPDATE priorities_auditchain SET plan_id = NULL WHERE id = %s", chain.pk)
    assert refused("DELETE FROM priorities_auditchain WHERE id = %s", chain.pk)

    assert AuditChain.objects.get(plan=cast.plan).length == chain.length


@pytest.mark.parametrize("fate", ["submitted", "taken back", "returned", "accepted", "withdrawn"])
def test_a_note_that_was_ever_submitted_is_never_deleted(cast, commitment, fate):
    note = cast.accept(commitment) if fate in ("accepted", "withdrawn") else cast.submit(commitment)
    if fate == "taken back":
        notes.unsubmit_note(note, by=note.author, now=NOON)
    if fate == "returned":
        notes.return_note(note, reason="Which ships?", by=cast.reviewer, now=NOON)
    if fate == "withdrawn":
        notes.withdraw_note(note, reason="Not ours.", by=cast.reviewer, now=NOON)

    assert refused("DELETE FROM priorities_progressnote WHERE id = %s", note.pk)
    assert refused("UPDATE priorities_progressnote SET submitted_at = NULL, submitted_by_id = NULL")

    assert ProgressNote.objects.get().submitted_at == NOON


def test_a_draft_that_was_never_submitted_is_thrown_away_with_its_evidence(cast, commitment):
    note = cast.draft(commitment, evidence=(LINK,))

    notes.delete_draft_note(note, by=cast.official, now=NOON)

    assert (ProgressNote.objects.count(), Evidence.objects.count()) == (0, 0)


def test_the_evidence_of_an_accepted_note_stays_as_it_was_accepted(cast, commitment):
    accepted = cast.accept(commitment, evidence=(LINK,))
    draft = cast.draft(commitment, evidence=(LINK,))
    columns = [
        field.column for field in Evidence._meta.concrete_fields if field.column not in ("id", "note_id")
    ]
    copied = f"SELECT {', '.join(columns)}, %s FROM priorities_evidence WHERE note_id = {draft.pk}"  # noqa: S608

    assert refused(f"INSERT INTO priorities_evidence ({', '.join(columns)}, note_id) {copied}", accepted.pk)
    assert refused("UPDATE priorities_evidence SET title = 'Rumour' WHERE note_id = %s", accepted.pk)
    assert refused("UPDATE priorities_evidence SET note_id = %s WHERE note_id = %s", accepted.pk, draft.pk)
    assert refused("UPDATE priorities_evidence SET note_id = %s WHERE note_id = %s", draft.pk, accepted.pk)
    assert refused("DELETE FROM priorities_evidence WHERE note_id = %s", accepted.pk)

    assert list(accepted.evidence.values_list("title", "url")) == [(LINK.title, LINK.url)]


def test_the_evidence_of_a_returned_note_may_still_be_changed(cast, commitment):
    note = cast.submit(commitment, evidence=(LINK,))
    notes.return_note(note, reason="The other one.", by=cast.reviewer, now=NOON)
    other = notes.EvidenceWords("Statement", "https://example.org/statement")

    notes.revise_note(note, words=cast.words(evidence=(other,)), by=cast.official, now=NOON)

    assert list(note.evidence.values_list("title", flat=True)) == ["Statement"]


def test_a_line_of_the_ledger_is_never_deleted(cast, commitment):
    line = ledger(commitment, cast)

    assert refused("DELETE FROM priorities_duedate WHERE id = %s", line.pk)
    assert refused("UPDATE priorities_commitment SET state = 'draft' WHERE id = %s", commitment.pk)

    assert DueDate.objects.get() == line


def test_a_commitment_that_was_never_published_takes_its_ledger_along(cast):
    draft = cast.commitment(published=False)
    ledger(draft, cast)

    register.delete_draft_commitment(draft, by=cast.coordinator, now=NOON)

    assert (Commitment.objects.count(), DueDate.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "table",
    ["auditentry", "auditchain", "progressnote", "evidence", "duedate", "assessment", "assessmentsource"],
)
def test_the_record_is_not_emptied_at_one_stroke(db, table):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")

    assert refused(f"TRUNCATE priorities_{table} CASCADE")


def test_the_rules_can_be_taken_out_and_put_in_again_by_a_migration(cast, commitment):
    append_only = import_module("priorities.migrations.0003_append_only")
    editor = connection.schema_editor()
    note = cast.submit(commitment)
    connection.check_constraints()

    append_only.remove(None, editor)
    append_only.install(None, editor)
    append_only.install(None, editor)

    assert refused("DELETE FROM priorities_progressnote WHERE id = %s", note.pk)


@pytest.mark.django_db(transaction=True)
def test_the_rules_stand_aside_for_the_emptying_between_tests_and_stand_again_after_it(cast, commitment):
    """Only the tests' own emptying has this exception (see conftest): `manage.py flush` is refused in life."""
    ledger(commitment, cast)

    call_command("flush", verbosity=0, interactive=False)
    AuditChain.objects.create()

    assert (AuditEntry.objects.count(), DueDate.objects.count()) == (0, 0)
    assert refused("DELETE FROM priorities_auditchain")

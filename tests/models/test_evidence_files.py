"""The migration that adds files made the table anew on SQLite: the triggers are there all the same."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.files import stored_words

TRIGGERS = {
    "accepted_evidence_is_whole",
    "accepted_evidence_stays",
    "accepted_evidence_remains",
    "accepted_words_stay",
    "submitted_note_remains",
    "audit_entry_stays",
    "ledger_line_stays",
    "visibility_line_stays",
    "visibility_line_remains",
    "visibility_moves_by_ledger",
    "sealed_reason_stays",
}
# PostgreSQL keeps its search text in generated columns.
SEARCH_TRIGGERS = {
    f"search_{noun}_{event}"
    for noun in ("commitment", "progressnote", "evidence")
    for event in ("insert", "update", "delete")
}
COLUMNS = "title, url, language, is_end_decision, file_name, storage_name, sha256, size, media_type"


def refused(statement, *values) -> str:
    with pytest.raises(IntegrityError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return str(error.value)


@pytest.mark.django_db
def test_every_trigger_is_there_after_all_migrations():
    catalogue = "sqlite_master WHERE type = 'trigger'" if connection.vendor == "sqlite" else "pg_trigger"
    column = "name" if connection.vendor == "sqlite" else "tgname"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {catalogue}")  # noqa: S608
        found = {name for (name,) in cursor.fetchall()}

    assert found >= TRIGGERS
    if connection.vendor == "sqlite":
        assert found >= SEARCH_TRIGGERS


def test_the_file_of_an_accepted_note_stays_as_it_was_accepted(cast, commitment):
    accepted = cast.accept(commitment, evidence=(stored_words(),))
    draft = cast.draft(commitment, evidence=(stored_words(),))
    before = list(accepted.evidence.values())
    copy = f"INSERT INTO priorities_evidence ({COLUMNS}, note_id) SELECT {COLUMNS}, %s FROM priorities_evidence WHERE note_id = %s"  # noqa: S608

    said = [
        refused(copy, accepted.pk, draft.pk),
        refused("UPDATE priorities_evidence SET storage_name = 'other' WHERE note_id = %s", accepted.pk),
        refused("UPDATE priorities_evidence SET sha256 = 'other' WHERE note_id = %s", accepted.pk),
        refused("DELETE FROM priorities_evidence WHERE note_id = %s", accepted.pk),
    ]

    assert ["the evidence of an accepted note is part of the record" in each for each in said] == [True] * 4
    assert list(accepted.evidence.values()) == before

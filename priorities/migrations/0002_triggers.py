"""Rules that cross rows, held by the database itself on SQLite and PostgreSQL.

A quote is the slice of its text. A cited text, a line of the due-date ledger, an audit entry and the words of an
accepted note are never changed; a translation that was missing may be added. SQLite forgets triggers when a later
migration rebuilds their table, so such a migration must run `install` again (a test notices).
"""

from django.db import migrations

WORDS = [f"{name}_{language}" for name in ("body", "reason", "next_steps") for language in ("en", "fr", "ja")]
FACTS = [
    "as_of", "lifecycle", "confidence", "author_id", "organization_id", "commitment_id", "party_id", "kind",
    "corrects_id", "accepted_at", "accepted_by_id", "successor_id", "deciding_authority",
]


def rules(differs):
    """(name, table, events, condition, message); the body of each trigger is: if condition, refuse."""
    slice_of = (
        "NOT EXISTS (SELECT 1 FROM priorities_documenttext t WHERE t.id = NEW.text_id"
        " AND substr(t.body, NEW.start + 1, NEW.\"end\" - NEW.start) = NEW.quote)"
    )
    changed_words = " OR ".join(f"(coalesce(OLD.{word}, '') <> '' AND {differs(word)})" for word in WORDS)
    changed_facts = " OR ".join(differs(fact) for fact in FACTS)
    return [
        ("span_is_its_slice_insert", "priorities_sourcespan", "INSERT", slice_of, "a passage must be the words of its text"),
        ("span_is_its_slice_update", "priorities_sourcespan", "UPDATE", slice_of, "a passage must be the words of its text"),
        (
            "cited_text_stays", "priorities_documenttext", "UPDATE",
            f"{differs('body')} AND EXISTS (SELECT 1 FROM priorities_sourcespan s WHERE s.text_id = OLD.id)",
            "a cited text is never edited",
        ),
        ("ledger_line_stays", "priorities_duedate", "UPDATE", "1 = 1", "a line of the ledger is never changed"),
        ("audit_entry_stays", "priorities_auditentry", "UPDATE", "1 = 1", "an audit entry is never changed"),
        (
            "accepted_words_stay", "priorities_progressnote", "UPDATE",
            f"OLD.accepted_at IS NOT NULL AND ({changed_words} OR {changed_facts})",
            "the words of an accepted note are never changed",
        ),
    ]


def install(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name, table, event, condition, message in rules(lambda column: f"NEW.{column} IS NOT OLD.{column}"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition}"
                f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        return
    for name, table, event, condition, message in rules(lambda column: f"NEW.{column} IS DISTINCT FROM OLD.{column}"):
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN"
            f" RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
        )
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


def remove(apps, schema_editor):
    for name, table, *_ in rules(lambda column: column):
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("priorities", "0001_record")]
    operations = [migrations.RunPython(install, remove)]

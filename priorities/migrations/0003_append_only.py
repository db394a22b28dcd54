"""What is part of the record is only ever added to, on SQLite and PostgreSQL.

An audit entry or chain, a note that was ever submitted and a line of the due-date ledger are never deleted (a draft
commitment that is thrown away takes its lines along), the evidence of an accepted note stays as it was accepted, and
a chain only grows. What these rules ask about cannot be undone either: submitted stays submitted, published stays
published. SQLite forgets triggers when a later migration rebuilds their table, so such a migration must run `install`
again (a test notices).
"""

from django.db import migrations

RECORD = ["auditentry", "auditchain", "progressnote", "evidence", "duedate"]


def rules(differs):
    """(name, table, event, condition, message); the body of each trigger is: if condition, refuse."""

    def accepted(row):
        note = f"SELECT 1 FROM priorities_progressnote n WHERE n.id = {row}.note_id AND n.accepted_at IS NOT NULL"
        return f"EXISTS ({note})"

    drafted = "EXISTS (SELECT 1 FROM priorities_commitment c WHERE c.id = OLD.commitment_id AND c.state = 'draft')"
    shorter = "NEW.length < OLD.length OR (NEW.length = OLD.length AND NEW.head <> OLD.head)"
    evidence = "the evidence of an accepted note is part of the record"
    return [
        ("audit_entry_remains", "auditentry", "DELETE", "1 = 1", "an audit entry is never deleted"),
        ("audit_chain_remains", "auditchain", "DELETE", "1 = 1", "an audit chain is never deleted"),
        ("audit_chain_grows", "auditchain", "UPDATE", f"{shorter} OR {differs('plan_id')}", "an audit chain only grows"),
        ("submitted_note_remains", "progressnote", "DELETE", "OLD.submitted_at IS NOT NULL", "a note that was submitted is never deleted"),
        ("submitted_note_was_submitted", "progressnote", "UPDATE", "OLD.submitted_at IS NOT NULL AND NEW.submitted_at IS NULL", "a note that was submitted stays so"),
        ("ledger_line_remains", "duedate", "DELETE", f"NOT {drafted}", "a line of the ledger is never deleted"),
        ("published_was_published", "commitment", "UPDATE", "OLD.state <> 'draft' AND NEW.state = 'draft'", "a published commitment is never a draft again"),
        ("accepted_evidence_is_whole", "evidence", "INSERT", accepted("NEW"), evidence),
        ("accepted_evidence_stays", "evidence", "UPDATE", f"{accepted('OLD')} OR {accepted('NEW')}", evidence),
        ("accepted_evidence_remains", "evidence", "DELETE", accepted("OLD"), evidence),
    ]


def install(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name, table, event, condition, message in rules(lambda column: f"NEW.{column} IS NOT OLD.{column}"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON priorities_{table} WHEN {condition}"
                f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        return
    refuse = "RAISE EXCEPTION '{}' USING ERRCODE = 'integrity_constraint_violation';"
    function = "CREATE OR REPLACE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {} END $$"
    for name, table, event, condition, message in rules(lambda column: f"NEW.{column} IS DISTINCT FROM OLD.{column}"):
        # A deletion has no NEW, and a trigger that returns nothing would quietly keep the row.
        body = f"IF {condition} THEN {refuse.format(message)} END IF; RETURN coalesce(NEW, OLD);"
        schema_editor.execute(function.format(name, body))
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON priorities_{table}")
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON priorities_{table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
    # TRUNCATE passes the triggers of rows by.
    schema_editor.execute(function.format("record_remains", refuse.format("the record is never emptied")))
    for table in RECORD:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS record_remains ON priorities_{table}")
        schema_editor.execute(
            f"CREATE TRIGGER record_remains BEFORE TRUNCATE ON priorities_{table} EXECUTE FUNCTION record_remains()"
        )


def remove(apps, schema_editor):
    names = [name for name, *_ in rules(lambda column: column)]
    if schema_editor.connection.vendor == "sqlite":
        for name in names:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        return
    for name in [*names, "record_remains"]:
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("priorities", "0002_triggers")]
    operations = [migrations.RunPython(install, remove)]

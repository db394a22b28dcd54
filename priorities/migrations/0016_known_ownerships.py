"""Since when, and until when, each ownership was the record; the rows there are take it from their audit entries.

How an ownership once read is never changed, and makes no owner of an assessor. SQLite forgets triggers when a later
migration rebuilds their table, so such a migration must run `install` again (a test notices).
"""

import datetime
from importlib import import_module

from django.db import migrations, models

BEGINNING = datetime.datetime(1900, 1, 1, tzinfo=datetime.timezone.utc)
FIELDS = ("role", "focal_point", "valid_from", "valid_until")


def rules():
    """(name, table, event, condition, message); the body of each trigger is: if condition, refuse."""
    owned = (
        "EXISTS (SELECT 1 FROM priorities_ownership o"
        " JOIN priorities_commitment owned ON owned.id = o.commitment_id"
        " JOIN priorities_commitment c ON c.plan_id = owned.plan_id"
        " WHERE c.id = NEW.commitment_id AND o.organization_id = NEW.organization_id AND o.known_until IS NULL"
        " AND (o.valid_until IS NULL OR o.valid_until > o.valid_from))"
    )
    assessed = (
        "NEW.known_until IS NULL AND EXISTS (SELECT 1 FROM priorities_assessment a"
        " JOIN priorities_commitment assessed ON assessed.id = a.commitment_id"
        " JOIN priorities_commitment c ON c.plan_id = assessed.plan_id"
        " WHERE c.id = NEW.commitment_id AND a.organization_id = NEW.organization_id)"
    )
    owner = "who owns a commitment of a plan never assesses that plan"
    return [
        ("new_assessment_of_no_owner", "assessment", "INSERT", owned, owner),
        ("assessment_of_no_owner", "assessment", "UPDATE", owned, owner),
        ("new_ownership_of_no_assessor", "ownership", "INSERT", assessed, owner),
        ("ownership_of_no_assessor", "ownership", "UPDATE", assessed, owner),
        (
            "once_known_ownership_stays", "ownership", "UPDATE", "OLD.known_until IS NOT NULL",
            "what was once known of an ownership is never changed",
        ),
    ]


def install(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name, table, event, condition, message in rules():
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON priorities_{table} WHEN {condition}"
                f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        return
    for name, table, event, condition, message in rules():
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN"
            f" RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
            " RETURN coalesce(NEW, OLD); END $$"
        )
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON priorities_{table}")
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON priorities_{table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


def remove(apps, schema_editor):
    for name, *_ in rules():
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")


def install_former(apps, schema_editor):
    import_module("priorities.migrations.0012_assessments").install(apps, schema_editor)


def remember(apps, schema_editor):
    """Walk back through what was written of each ownership, from how it reads now to how it began."""
    Ownership, AuditEntry = (apps.get_model("priorities", name) for name in ("Ownership", "AuditEntry"))
    entries = AuditEntry.objects.filter(object_type="ownership")
    written_of = models.Exists(entries.filter(object_id=models.OuterRef("pk")))
    for held in Ownership.objects.filter(written_of, known_until=None).order_by("pk").iterator(chunk_size=500):
        written = entries.filter(object_id=held.pk).order_by("-sequence")
        states = list(states_of(held, written))
        (known_from, _until, _values), *earlier = states
        Ownership.objects.filter(pk=held.pk).update(known_from=known_from)
        fixed = {name: getattr(held, name) for name in ("commitment_id", "organization_id", "party_id", "version")}
        Ownership.objects.bulk_create(
            Ownership(**fixed, **values, known_from=known_from, known_until=known_until)
            for known_from, known_until, values in reversed(earlier)
        )


def forget(apps, schema_editor):
    apps.get_model("priorities", "Ownership").objects.filter(known_until__isnull=False).delete()


def states_of(held, written):
    """(known from, known until, what it read) of an ownership, newest first; states of no length are passed over."""
    values = {"role": held.role, "focal_point_id": held.focal_point_id}
    values |= {"valid_from": held.valid_from, "valid_until": held.valid_until}
    until = None
    for entry in written:
        if until is None or entry.at < until:
            yield entry.at, until, dict(values)
            until = entry.at
        if entry.action == "ownership.create":
            return
        for field in FIELDS:
            if field in entry.changes:
                before = entry.changes[field][0]
                if field.startswith("valid") and before is not None:
                    before = datetime.date.fromisoformat(before)
                values["focal_point_id" if field == "focal_point" else field] = before
    if until is not None:
        yield BEGINNING, until, dict(values)


class Migration(migrations.Migration):
    dependencies = [
        ("priorities", "0013_ownership_index"),
    ]

    operations = [
        migrations.RunPython(remove, install_former),
        migrations.RemoveConstraint(model_name="ownership", name="ownership_one_current_lead_per_party"),
        migrations.RemoveConstraint(model_name="ownership", name="ownership_once_per_organization"),
        migrations.AddField(
            model_name="ownership",
            name="known_from",
            field=models.DateTimeField(default=BEGINNING, editable=False, verbose_name="known from"),
        ),
        migrations.AddField(
            model_name="ownership",
            name="known_until",
            field=models.DateTimeField(editable=False, null=True, verbose_name="known until"),
        ),
        migrations.AddConstraint(
            model_name="ownership",
            constraint=models.CheckConstraint(
                condition=models.Q(("known_until__isnull", True), ("known_until__gt", models.F("known_from")), _connector="OR"),
                name="ownership_was_known_for_a_while",
            ),
        ),
        migrations.AddConstraint(
            model_name="ownership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("known_until__isnull", True), ("role", "lead"), ("valid_until__isnull", True)),
                fields=("commitment", "party"),
                name="ownership_one_current_lead_per_party",
            ),
        ),
        migrations.AddConstraint(
            model_name="ownership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("known_until__isnull", True), ("valid_until__isnull", True)),
                fields=("commitment", "organization"),
                name="ownership_once_per_organization",
            ),
        ),
        migrations.RunPython(install, remove),
        migrations.RunPython(remember, forget),
    ]

"""In which language a reason of an assessment, an addendum or a change of visibility was typed, and the title of a source.

The columns are added as they are, as in 0023. An addendum has its language in its seal. An assessment or a note that has
words in one language alone gives that to what was typed beside them, as its form does; of the rest nobody knows.
"""

import json

from django.db import migrations, models

COLUMNS = [
    ("assessment", "reason_language", "language of the reason"),
    ("assessmentsource", "title_language", "language of the title"),
    ("report", "reason_language", "language of the reason"),
    ("visibilitychange", "reason_language", "language of the reason"),
]
LANGUAGES = [("en", "English"), ("fr", "Français"), ("ja", "日本語")]
TRIGGER = "sealed_reason_stays"
MESSAGE = "a frozen report is never changed"


def added(model, name):
    return migrations.RunSQL(
        f"ALTER TABLE priorities_{model} ADD COLUMN {name} varchar(2) DEFAULT '' NOT NULL",
        f"ALTER TABLE priorities_{model} DROP COLUMN {name}",
    )


def only_language(field, table):
    """The one language in which the row of `table` has words, "" where there are several or none."""
    others = {code: [other for other, _ in LANGUAGES if other != code] for code, _ in LANGUAGES}
    cases = " ".join(
        f"WHEN coalesce({table}.{field}_{code}, '') <> '' AND "
        + " AND ".join(f"coalesce({table}.{field}_{other}, '') = ''" for other in others[code])
        + f" THEN '{code}'"
        for code, _ in LANGUAGES
    )
    return f"CASE {cases} ELSE '' END"


def carry_over(apps, schema_editor):
    said = only_language("rationale", "a")
    told = only_language("body", "n")
    without_triggers(
        schema_editor,
        "priorities_assessment",
        "UPDATE priorities_assessment SET reason_language ="
        f" {only_language('rationale', 'priorities_assessment')} WHERE reason <> ''",
    )
    without_triggers(
        schema_editor,
        "priorities_assessmentsource",
        f"UPDATE priorities_assessmentsource SET title_language = (SELECT {said}"
        " FROM priorities_assessment a WHERE a.id = assessment_id) WHERE title <> ''",
    )
    without_triggers(
        schema_editor,
        "priorities_evidence",
        f"UPDATE priorities_evidence SET title_language = (SELECT {told}"
        " FROM priorities_progressnote n WHERE n.id = note_id) WHERE title <> '' AND title_language = ''",
    )
    reports = apps.get_model("priorities", "Report").objects.using(schema_editor.connection.alias)
    for pk, content in list(reports.exclude(reason="").exclude(content="").values_list("pk", "content")):
        language = json.loads(content).get("reason_language", "")
        if language in dict(LANGUAGES):
            reports.filter(pk=pk).update(reason_language=language)


def without_triggers(schema_editor, table, statement):
    """What is accepted or final stays as it is: that stands aside for this statement, which changes none of its words."""
    connection = schema_editor.connection
    if connection.vendor != "sqlite":
        # PostgreSQL alters no table on which a check still waits for the end of the transaction.
        connection.check_constraints()
        schema_editor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER", params=None)
        schema_editor.execute(statement, params=None)
        connection.check_constraints()
        schema_editor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER", params=None)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        triggers = cursor.fetchall()
    for name, _ in triggers:
        schema_editor.execute(f"DROP TRIGGER {name}", params=None)
    schema_editor.execute(statement, params=None)
    for _, created in triggers:
        schema_editor.execute(created, params=None)


def install(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {TRIGGER}")
        schema_editor.execute(
            f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE ON priorities_report"
            " WHEN OLD.sha256 IS NOT NULL AND NEW.reason_language IS NOT OLD.reason_language"
            f" BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        )
        return
    schema_editor.execute(
        f"CREATE OR REPLACE FUNCTION {TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF OLD.sha256 IS NOT NULL AND NEW.reason_language IS DISTINCT FROM OLD.reason_language THEN"
        f" RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
    )
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {TRIGGER} ON priorities_report")
    schema_editor.execute(
        f"CREATE TRIGGER {TRIGGER} BEFORE UPDATE ON priorities_report FOR EACH ROW EXECUTE FUNCTION {TRIGGER}()"
    )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {TRIGGER}")
    else:
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {TRIGGER}() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("priorities", "0023_languages_of_words")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[added(model, name) for model, name, _ in COLUMNS],
            state_operations=[
                migrations.AddField(
                    model_name=model,
                    name=name,
                    field=models.CharField(
                        blank=True,
                        choices=LANGUAGES,
                        db_default="",
                        editable=False,
                        max_length=2,
                        verbose_name=verbose_name,
                    ),
                )
                for model, name, verbose_name in COLUMNS
            ],
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RunPython(install, remove),
    ]

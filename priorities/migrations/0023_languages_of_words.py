"""In which language a reason was typed: why a due date moved, a note was returned or withdrawn. And the title of evidence.

The columns are added as they are, because Django would make the tables of SQLite anew for them, without their triggers.
What was recorded before is of no known language.
"""

from django.db import migrations, models

COLUMNS = [
    ("duedate", "reason_language", "language of the reason"),
    ("progressnote", "return_reason_language", "language of the reason for the return"),
    ("progressnote", "withdrawal_reason_language", "language of the reason for the withdrawal"),
    ("evidence", "title_language", "language of the title"),
]
LANGUAGES = [("en", "English"), ("fr", "Français"), ("ja", "日本語")]


def added(model, name):
    return migrations.RunSQL(
        f"ALTER TABLE priorities_{model} ADD COLUMN {name} varchar(2) DEFAULT '' NOT NULL",
        f"ALTER TABLE priorities_{model} DROP COLUMN {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("priorities", "0022_spans_of_commitments")]

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
    ]

"""What a coordinator lets a report lack, what a plan asks of its reports, and the seal that nobody lifts.

A frozen report is never changed or deleted, but for the one step from shared to public. SQLite forgets triggers when a
later migration rebuilds their table, so such a migration must run `install` again (a test notices).
"""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import priorities.validators

SEALED = ["period_id", "edition", "content", "sha256", "previous_id", "reason", "frozen_at", "frozen_by_id"]


def rules(differs):
    changed = " OR ".join(differs(column) for column in SEALED)
    unpublished = f"OLD.published_at IS NOT NULL AND ({differs('published_at')} OR {differs('published_by_id')})"
    back = "NEW.state NOT IN ('frozen_shared', 'frozen_public') OR (OLD.state = 'frozen_public' AND NEW.state <> OLD.state)"
    return [
        (
            "sealed_report_stays", "UPDATE",
            f"OLD.sha256 IS NOT NULL AND ({changed} OR ({unpublished}) OR {back})",
            "a frozen report is never changed",
        ),
        ("sealed_report_remains", "DELETE", "OLD.sha256 IS NOT NULL", "a frozen report is never deleted"),
    ]


def install(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name, event, condition, message in rules(lambda column: f"NEW.{column} IS NOT OLD.{column}"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON priorities_report WHEN {condition}"
                f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        return
    for name, event, condition, message in rules(lambda column: f"NEW.{column} IS DISTINCT FROM OLD.{column}"):
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN"
            f" RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
            " RETURN coalesce(NEW, OLD); END $$"
        )
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON priorities_report")
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON priorities_report FOR EACH ROW EXECUTE FUNCTION {name}()"
        )


def remove(apps, schema_editor):
    for name, *_ in rules(lambda column: column):
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("priorities", "0010_saved_views")]

    operations = [
        migrations.CreateModel(
            name='AcceptedGap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('note', 'No note in the period'), ('lead', 'No lead for a party'), ('translation', 'Translation missing'), ('next_steps', 'At risk or off track without next steps')], max_length=20, verbose_name='kind')),
                ('reference', models.CharField(max_length=40, verbose_name='reference')),
                ('reason', models.TextField(validators=[priorities.validators.no_nul], verbose_name='reason')),
                ('accepted_at', models.DateTimeField(verbose_name='accepted at')),
            ],
            options={
                'verbose_name': 'accepted gap',
                'verbose_name_plural': 'accepted gaps',
                'ordering': ['period', 'kind', 'reference'],
            },
        ),
        migrations.AddField(
            model_name='plan',
            name='languages_block',
            field=models.BooleanField(default=False, help_text='No report is frozen or published while a text lacks a required language.', verbose_name='missing languages block'),
        ),
        migrations.AddField(
            model_name='plan',
            name='report_parts',
            field=models.CharField(default='summary,changes,commitments,coverage,assessments,gaps,method,sources', help_text='Codes separated by commas, of what the reports of this plan hold.', max_length=200, validators=[django.core.validators.RegexValidator('\\A[a-z_]+(,[a-z_]+)*\\Z', 'Write codes separated by commas, without spaces.')], verbose_name='parts of a report'),
        ),
        migrations.AddField(
            model_name='report',
            name='reason',
            field=models.TextField(blank=True, editable=False, verbose_name='reason'),
        ),
        migrations.AlterField(
            model_name='report',
            name='previous',
            field=models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='next', to='priorities.report', verbose_name='previous report'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(('edition', 1), models.Q(('reason', ''), _negated=True), _connector='OR'), name='report_addendum_for_a_reason'),
        ),
        migrations.AddField(
            model_name='acceptedgap',
            name='accepted_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='accepted by'),
        ),
        migrations.AddField(
            model_name='acceptedgap',
            name='period',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='gaps', to='priorities.reportingperiod', verbose_name='reporting period'),
        ),
        migrations.AddConstraint(
            model_name='acceptedgap',
            constraint=models.UniqueConstraint(fields=('period', 'kind', 'reference'), name='gap_accepted_once'),
        ),
        migrations.AddConstraint(
            model_name='acceptedgap',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='gap_accepted_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='acceptedgap',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['note', 'lead', 'translation', 'next_steps'])), name='gap_kind_known'),
        ),
        migrations.RunPython(install, remove),
    ]

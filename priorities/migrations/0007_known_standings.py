"""Standings as they were known at any moment, and a ledger of who came to see an accepted note, or sees it no more.

Standing spans are derived, so the table is made anew and filled from the notes. The visibility of an accepted note
changes only by a line of the ledger, and such a line stays. SQLite forgets triggers when a later migration rebuilds
their table, so such a migration must run `install` again (a test notices).
"""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import priorities.validators

LEDGER = (
    "NOT EXISTS (SELECT 1 FROM priorities_visibilitychange c WHERE c.note_id = NEW.id"
    " AND c.from_visibility = OLD.visibility AND c.to_visibility = NEW.visibility)"
)
RULES = [
    ("visibility_line_stays", "visibilitychange", "UPDATE", "1 = 1", "a change of visibility stays in the ledger"),
    ("visibility_line_remains", "visibilitychange", "DELETE", "1 = 1", "a change of visibility stays in the ledger"),
    (
        "visibility_moves_by_ledger", "progressnote", "UPDATE",
        f"OLD.accepted_at IS NOT NULL AND NEW.visibility <> OLD.visibility AND {LEDGER}",
        "who sees an accepted note changes by a line of the ledger",
    ),
]


def install(apps, schema_editor):
    for name, table, event, condition, message in RULES:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON priorities_{table} WHEN {condition}"
                f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
            continue
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
    for name, *_ in RULES:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")


def write_spans(apps, schema_editor):
    """The spans of what is recorded already; nothing in a new database."""
    Commitment, ProgressNote, StandingSpan = (
        apps.get_model("priorities", name) for name in ("Commitment", "ProgressNote", "StandingSpan")
    )
    published = Commitment.objects.exclude(state="draft").select_related("area", "plan")
    if not published.exists():
        return
    from priorities.selectors.standings import NoteFact, known_spans

    forever, beginning = datetime.date.max, datetime.datetime(1900, 1, 1, tzinfo=datetime.timezone.utc)
    for commitment in published.iterator(chunk_size=500):
        notes = ProgressNote.objects.filter(commitment=commitment, accepted_at__isnull=False)
        facts = [
            NoteFact(
                id=note.pk, party=note.party.code, as_of=note.as_of, accepted_at=note.accepted_at,
                withdrawn_at=note.withdrawn_at, lifecycle=note.lifecycle, confidence=note.confidence,
                visibility=note.visibility,
                replaced=tuple(
                    (it.accepted_at, it.withdrawn_at, it.visibility)
                    for it in note.corrections.all() if it.accepted_at is not None
                ),
            )
            for note in notes.select_related("party").prefetch_related("corrections")
        ]
        end = commitment.archived_on or forever
        parties = commitment.plan.participations.values_list("party__code", flat=True)
        StandingSpan.objects.bulk_create(
            StandingSpan(
                plan_id=commitment.plan_id, commitment=commitment, audience=audience,
                place=f"{commitment.area.number:05}-{commitment.reference}",
                from_on=known.span.from_on, until_on=min(known.span.until_on or forever, end),
                known_from=known.known_from or beginning, known_until=known.known_until,
                standing=known.span.standing, lifecycle=known.span.lifecycle, confidence=known.span.confidence,
                positions={each.party: each.as_json() for each in known.span.positions},
                positions_differ=known.span.differ, since_on=known.span.since_on, last_note_on=known.span.last_note_on,
            )
            for audience in ["public", *parties]
            for known in known_spans(facts, made_on=commitment.made_on, audience=audience)
            if known.span.from_on < end
        )


class Migration(migrations.Migration):
    dependencies = [("priorities", "0006_kept_words")]

    operations = [
        migrations.DeleteModel(name="StandingSpan"),
        migrations.CreateModel(
            name='StandingSpan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(editable=False, max_length=60)),
                ('audience', models.CharField(help_text='“public”, or a party’s code.', max_length=10, verbose_name='audience')),
                ('from_on', models.DateField(verbose_name='from')),
                ('until_on', models.DateField(default=datetime.date(9999, 12, 31), help_text='The first day it no longer holds; the last of all days: still so.', verbose_name='until')),
                ('known_from', models.DateTimeField(default=datetime.datetime(1900, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), verbose_name='known from')),
                ('known_until', models.DateTimeField(null=True, verbose_name='known until')),
                ('standing', models.CharField(choices=[('not_reported', 'Not reported'), ('not_started', 'Not started'), ('on_track', 'On track'), ('at_risk', 'At risk'), ('off_track', 'Off track'), ('paused', 'Paused'), ('completed', 'Completed'), ('closed', 'Closed')], max_length=20, verbose_name='standing')),
                ('lifecycle', models.CharField(choices=[('not_reported', 'Not reported'), ('not_started', 'Not started'), ('underway', 'Underway'), ('paused', 'Paused'), ('completed', 'Completed as worded'), ('completed_modified', 'Completed with changes'), ('not_delivered', 'Not delivered'), ('discontinued', 'Discontinued'), ('superseded', 'Superseded')], max_length=20, verbose_name='lifecycle')),
                ('confidence', models.CharField(blank=True, choices=[('on_track', 'On track'), ('at_risk', 'At risk'), ('off_track', 'Off track')], max_length=20, verbose_name='confidence')),
                ('positions', models.JSONField(default=dict, verbose_name='positions')),
                ('positions_differ', models.BooleanField(default=False, verbose_name='positions differ')),
                ('since_on', models.DateField(verbose_name='since')),
                ('last_note_on', models.DateField(null=True, verbose_name='last note')),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='standing_spans', to='priorities.commitment', verbose_name='commitment')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='standing_spans', to='priorities.plan', verbose_name='plan')),
            ],
            options={
                'verbose_name': 'standing span',
                'verbose_name_plural': 'standing spans',
                'ordering': ['commitment', 'audience', 'known_from', 'from_on'],
                'indexes': [models.Index(condition=models.Q(('known_until__isnull', True)), fields=['plan', 'audience', 'standing', 'until_on', 'from_on', 'known_until'], name='standing_of_any_day'), models.Index(condition=models.Q(('known_until__isnull', True)), fields=['plan', 'audience', 'standing', 'place', 'until_on', 'from_on', 'commitment', 'known_until'], name='standing_in_its_place'), models.Index(fields=['commitment', 'audience', 'known_from'], name='standing_as_once_known')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('known_until__isnull', True)), fields=('commitment', 'audience', 'from_on'), name='standing_once_per_day'), models.UniqueConstraint(condition=models.Q(('known_until__isnull', True), ('until_on', datetime.date(9999, 12, 31))), fields=('commitment', 'audience'), name='standing_one_open_span'), models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gt', models.F('from_on')), _connector='OR'), name='standing_span_is_not_empty'), models.CheckConstraint(condition=models.Q(('known_until__isnull', True), ('known_until__gt', models.F('known_from')), _connector='OR'), name='standing_was_known_for_a_while'), models.CheckConstraint(condition=models.Q(('since_on__lte', models.F('from_on'))), name='standing_since_not_later'), models.CheckConstraint(condition=models.Q(('standing__in', ['not_reported', 'not_started', 'on_track', 'at_risk', 'off_track', 'paused', 'completed', 'closed'])), name='standing_known')],
            },
        ),
        migrations.CreateModel(
            name='VisibilityChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_visibility', models.CharField(choices=[('public', 'Public'), ('shared', 'Shared between the parties'), ('internal', 'Internal to one party')], max_length=20, verbose_name='from')),
                ('to_visibility', models.CharField(choices=[('public', 'Public'), ('shared', 'Shared between the parties'), ('internal', 'Internal to one party')], max_length=20, verbose_name='to')),
                ('reason', models.TextField(validators=[priorities.validators.no_nul], verbose_name='reason')),
                ('changed_at', models.DateTimeField(verbose_name='changed at')),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='changed by')),
                ('note', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visibility_changes', to='priorities.progressnote', verbose_name='progress note')),
            ],
            options={
                'verbose_name': 'change of visibility',
                'verbose_name_plural': 'changes of visibility',
                'ordering': ['note', 'changed_at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('from_visibility__in', ['public', 'shared', 'internal'])), name='visibility_before_known'), models.CheckConstraint(condition=models.Q(('to_visibility__in', ['public', 'shared', 'internal'])), name='visibility_after_known'), models.CheckConstraint(condition=models.Q(('from_visibility', models.F('to_visibility')), _negated=True), name='visibility_change_is_one'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='visibility_changes_for_a_reason')],
            },
        ),
        migrations.RunPython(install, remove),
        migrations.RunPython(write_spans, migrations.RunPython.noop),
    ]

"""What independent assessors say, the scales they say it on, and the rules that hold both.

A final assessment is never changed or deleted, nor are its sources, nor the scale it stands on; who owns a commitment
of a plan never assesses that plan, and the other way round. SQLite forgets triggers when a later migration rebuilds
their table, so such a migration must run `install` again (a test notices).
"""

import django.core.validators
import django.db.models.deletion
import priorities.validators
import uuid
from django.conf import settings
from django.db import migrations, models

from priorities.scales import ship_scales

RECORD = ["assessment", "assessmentsource"]


def rules():
    """(name, table, event, condition, message); the body of each trigger is: if condition, refuse."""

    def final(row):
        return f"EXISTS (SELECT 1 FROM priorities_assessment a WHERE a.id = {row}.assessment_id AND a.state = 'final')"

    def used(scale):
        return f"EXISTS (SELECT 1 FROM priorities_assessment a WHERE a.scale_id = {scale} AND a.state = 'final')"

    owned = (
        "EXISTS (SELECT 1 FROM priorities_ownership o"
        " JOIN priorities_commitment owned ON owned.id = o.commitment_id"
        " JOIN priorities_commitment c ON c.plan_id = owned.plan_id"
        " WHERE c.id = NEW.commitment_id AND o.organization_id = NEW.organization_id"
        " AND (o.valid_until IS NULL OR o.valid_until > o.valid_from))"
    )
    assessed = (
        "EXISTS (SELECT 1 FROM priorities_assessment a"
        " JOIN priorities_commitment assessed ON assessed.id = a.commitment_id"
        " JOIN priorities_commitment c ON c.plan_id = assessed.plan_id"
        " WHERE c.id = NEW.commitment_id AND a.organization_id = NEW.organization_id)"
    )
    mixed = (
        "NOT EXISTS (SELECT 1 FROM priorities_commitment c JOIN priorities_reportingperiod p ON p.plan_id = c.plan_id"
        " WHERE c.id = NEW.commitment_id AND p.id = NEW.period_id)"
        " OR (NEW.level_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM priorities_level l"
        " WHERE l.id = NEW.level_id AND l.scale_id = NEW.scale_id))"
        " OR (NEW.replaces_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM priorities_assessment a"
        " WHERE a.id = NEW.replaces_id AND a.state = 'final' AND a.commitment_id = NEW.commitment_id"
        " AND a.period_id = NEW.period_id AND a.organization_id = NEW.organization_id AND a.scale_id = NEW.scale_id))"
    )
    unfounded = (
        "NEW.state = 'final' AND NOT EXISTS (SELECT 1 FROM priorities_assessmentsource s WHERE s.assessment_id = NEW.id)"
        " AND NOT EXISTS (SELECT 1 FROM priorities_level l WHERE l.id = NEW.level_id AND l.is_without_evidence)"
    )
    sources = "the sources of a final assessment are part of the record"
    scale = "a scale in use is never changed"
    owner = "who owns a commitment of a plan never assesses that plan"
    piece = "an assessment never mixes plans, scales or what it replaces"
    return [
        ("final_assessment_stays", "assessment", "UPDATE", "OLD.state = 'final'", "a final assessment is never changed"),
        ("final_assessment_remains", "assessment", "DELETE", "OLD.state = 'final'", "a final assessment is never deleted"),
        ("assessment_begins_as_draft", "assessment", "INSERT", "NEW.state = 'final'", "an assessment is never final from the start"),
        ("final_assessment_is_founded", "assessment", "UPDATE", unfounded, "a final assessment is never without a source"),
        ("final_sources_are_whole", "assessmentsource", "INSERT", final("NEW"), sources),
        ("final_sources_stay", "assessmentsource", "UPDATE", f"{final('OLD')} OR {final('NEW')}", sources),
        ("final_sources_remain", "assessmentsource", "DELETE", final("OLD"), sources),
        ("new_assessment_of_no_owner", "assessment", "INSERT", owned, owner),
        ("assessment_of_no_owner", "assessment", "UPDATE", owned, owner),
        ("new_ownership_of_no_assessor", "ownership", "INSERT", assessed, owner),
        ("ownership_of_no_assessor", "ownership", "UPDATE", assessed, owner),
        ("new_assessment_of_one_piece", "assessment", "INSERT", mixed, piece),
        ("assessment_of_one_piece", "assessment", "UPDATE", mixed, piece),
        ("used_scale_stays", "scale", "UPDATE", used("OLD.id"), scale),
        ("used_scale_remains", "scale", "DELETE", used("OLD.id"), scale),
        ("used_scale_is_whole", "level", "INSERT", used("NEW.scale_id"), scale),
        ("used_level_stays", "level", "UPDATE", f"{used('OLD.scale_id')} OR {used('NEW.scale_id')}", scale),
        ("used_level_remains", "level", "DELETE", used("OLD.scale_id"), scale),
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
    refuse = "RAISE EXCEPTION '{}' USING ERRCODE = 'integrity_constraint_violation';"
    function = "CREATE OR REPLACE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {} END $$"
    for name, table, event, condition, message in rules():
        body = f"IF {condition} THEN {refuse.format(message)} END IF; RETURN coalesce(NEW, OLD);"
        schema_editor.execute(function.format(name, body))
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON priorities_{table}")
        schema_editor.execute(
            f"CREATE TRIGGER {name} BEFORE {event} ON priorities_{table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
    # TRUNCATE passes the triggers of rows by.
    schema_editor.execute(function.format("assessments_remain", refuse.format("the record is never emptied")))
    for table in RECORD:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS assessments_remain ON priorities_{table}")
        schema_editor.execute(
            f"CREATE TRIGGER assessments_remain BEFORE TRUNCATE ON priorities_{table}"
            " EXECUTE FUNCTION assessments_remain()"
        )


def remove(apps, schema_editor):
    names = [name for name, *_ in rules()]
    if schema_editor.connection.vendor == "sqlite":
        for name in names:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        return
    for name in [*names, "assessments_remain"]:
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}() CASCADE")


def ship(apps, schema_editor):
    ship_scales(apps.get_model("priorities", "Scale"), apps.get_model("priorities", "Level"))


class Migration(migrations.Migration):

    dependencies = [
        ('priorities', '0011_reports'),
    ]

    operations = [
        migrations.CreateModel(
            name='Level',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveSmallIntegerField(help_text='1 is the lowest.', verbose_name='rank')),
                ('code', models.SlugField(max_length=40, verbose_name='code')),
                ('label', models.CharField(max_length=120, verbose_name='label')),
                ('label_en', models.CharField(max_length=120, null=True, verbose_name='label')),
                ('label_fr', models.CharField(max_length=120, null=True, verbose_name='label')),
                ('label_ja', models.CharField(max_length=120, null=True, verbose_name='label')),
                ('meaning', models.TextField(blank=True, verbose_name='meaning')),
                ('meaning_en', models.TextField(blank=True, null=True, verbose_name='meaning')),
                ('meaning_fr', models.TextField(blank=True, null=True, verbose_name='meaning')),
                ('meaning_ja', models.TextField(blank=True, null=True, verbose_name='meaning')),
                ('agrees_with', models.CharField(blank=True, help_text='Codes of the standings that say the same, separated by commas, for example on_track,completed.', max_length=200, validators=[django.core.validators.RegexValidator('\\A[a-z_]+(,[a-z_]+)*\\Z', 'Write codes separated by commas, without spaces.')], verbose_name='agrees with')),
                ('is_without_evidence', models.BooleanField(default=False, help_text='Such a level needs no source.', verbose_name='says that no evidence was found')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name': 'level',
                'verbose_name_plural': 'levels',
                'ordering': ['scale', 'rank'],
            },
        ),
        migrations.CreateModel(
            name='Scale',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('name_en', models.CharField(max_length=200, null=True, verbose_name='name')),
                ('name_fr', models.CharField(max_length=200, null=True, verbose_name='name')),
                ('name_ja', models.CharField(max_length=200, null=True, verbose_name='name')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('description_en', models.TextField(blank=True, null=True, verbose_name='description')),
                ('description_fr', models.TextField(blank=True, null=True, verbose_name='description')),
                ('description_ja', models.TextField(blank=True, null=True, verbose_name='description')),
                ('method', models.TextField(blank=True, help_text='How a level is found; it stands beside every count.', verbose_name='method')),
                ('method_en', models.TextField(blank=True, help_text='How a level is found; it stands beside every count.', null=True, verbose_name='method')),
                ('method_fr', models.TextField(blank=True, help_text='How a level is found; it stands beside every count.', null=True, verbose_name='method')),
                ('method_ja', models.TextField(blank=True, help_text='How a level is found; it stands beside every count.', null=True, verbose_name='method')),
                ('position', models.PositiveSmallIntegerField(default=100, help_text='The first one is offered first.', verbose_name='order')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                'verbose_name': 'scale',
                'verbose_name_plural': 'scales',
                'ordering': ['position', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sufficiency', models.CharField(blank=True, choices=[('none', 'No evidence'), ('partial', 'Partial evidence'), ('sufficient', 'Sufficient evidence')], max_length=20, verbose_name='evidence')),
                ('rationale', models.TextField(blank=True, validators=[priorities.validators.no_nul], verbose_name='rationale')),
                ('rationale_en', models.TextField(blank=True, null=True, validators=[priorities.validators.no_nul], verbose_name='rationale')),
                ('rationale_fr', models.TextField(blank=True, null=True, validators=[priorities.validators.no_nul], verbose_name='rationale')),
                ('rationale_ja', models.TextField(blank=True, null=True, validators=[priorities.validators.no_nul], verbose_name='rationale')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('final', 'Final')], default='draft', editable=False, max_length=10, verbose_name='state')),
                ('final_at', models.DateTimeField(editable=False, null=True, verbose_name='final at')),
                ('reason', models.TextField(blank=True, help_text='Why it replaces an earlier one.', validators=[priorities.validators.no_nul], verbose_name='reason')),
                ('submission_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(editable=False, verbose_name='created at')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('author', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='author')),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='priorities.commitment', verbose_name='commitment')),
                ('final_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made final by')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='priorities.organization', verbose_name='organization')),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='priorities.reportingperiod', verbose_name='reporting period')),
                ('replaces', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='priorities.assessment', verbose_name='replaces')),
                ('level', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='priorities.level', verbose_name='level')),
                ('scale', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='priorities.scale', verbose_name='scale')),
            ],
            options={
                'verbose_name': 'assessment',
                'verbose_name_plural': 'assessments',
                'ordering': ['commitment', '-period__ends_on', 'organization', 'scale', '-id'],
            },
        ),
        migrations.AddField(
            model_name='level',
            name='scale',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='levels', to='priorities.scale', verbose_name='scale'),
        ),
        migrations.CreateModel(
            name='AssessmentSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, max_length=300, verbose_name='title')),
                ('url', models.URLField(max_length=1000, validators=[django.core.validators.URLValidator(message='Give a web address that begins with https://', schemes=['http', 'https'])], verbose_name='web address')),
                ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='priorities.assessment', verbose_name='assessment')),
            ],
            options={
                'verbose_name': 'source',
                'verbose_name_plural': 'sources',
                'ordering': ['assessment', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('url__startswith', 'https://'), ('url__startswith', 'http://'), _connector='OR'), name='source_is_on_the_web')],
            },
        ),
        migrations.AddConstraint(
            model_name='level',
            constraint=models.UniqueConstraint(fields=('scale', 'rank'), name='level_rank_once'),
        ),
        migrations.AddConstraint(
            model_name='level',
            constraint=models.UniqueConstraint(fields=('scale', 'code'), name='level_code_once'),
        ),
        migrations.AddConstraint(
            model_name='level',
            constraint=models.CheckConstraint(condition=models.Q(('rank__gte', 1)), name='level_rank_from_one'),
        ),
        migrations.AddIndex(
            model_name='assessment',
            index=models.Index(fields=['period', 'scale', 'state'], name='assessment_of_period'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.UniqueConstraint(condition=models.Q(('replaces__isnull', True)), fields=('commitment', 'period', 'organization', 'scale'), name='assessment_once'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'final'])), name='assessment_state_known'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('sufficiency', ''), ('sufficiency__in', ['none', 'partial', 'sufficient']), _connector='OR'), name='assessment_sufficiency_known'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('final_at__isnull', True), ('final_by__isnull', True)), models.Q(('final_at__isnull', False), ('final_by__isnull', False)), _connector='OR'), name='assessment_final_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('final_at__isnull', True), ('state', 'draft')), models.Q(('final_at__isnull', False), ('level__isnull', False), ('state', 'final'), models.Q(('sufficiency', ''), _negated=True)), _connector='OR'), name='assessment_final_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('replaces__isnull', True), models.Q(('state', 'final'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='assessment_replaces_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('replaces__isnull', True), models.Q(('replaces', models.F('id')), _negated=True), _connector='OR'), name='assessment_not_of_itself'),
        ),
        migrations.RunPython(install, remove),
        migrations.RunPython(ship, migrations.RunPython.noop),
    ]

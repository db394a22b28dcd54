"""Why a gap was accepted, in each language."""

from django.db import migrations, models

import priorities.validators


def carry_over(apps, schema_editor):
    gaps = apps.get_model("priorities", "AcceptedGap").objects.using(schema_editor.connection.alias)
    gaps.update(reason_en=models.F("reason"))


def carry_back(apps, schema_editor):
    gaps = apps.get_model("priorities", "AcceptedGap").objects.using(schema_editor.connection.alias)
    for gap in gaps.iterator():
        gap.reason = gap.reason_en or gap.reason_fr or gap.reason_ja
        gap.save(update_fields=["reason"])


def reason(language):
    return models.TextField(
        blank=True,
        db_default="",
        validators=[priorities.validators.no_nul],
        verbose_name=f"reason ({language})",
    )


class Migration(migrations.Migration):
    dependencies = [("priorities", "0016_known_ownerships")]

    operations = [
        migrations.RemoveConstraint(model_name="acceptedgap", name="gap_accepted_for_a_reason"),
        migrations.AddField(model_name="acceptedgap", name="reason_en", field=reason("English")),
        migrations.AddField(model_name="acceptedgap", name="reason_fr", field=reason("French")),
        migrations.AddField(model_name="acceptedgap", name="reason_ja", field=reason("Japanese")),
        migrations.RunPython(carry_over, carry_back, elidable=True),
        migrations.AlterField(
            model_name="acceptedgap", name="reason", field=models.TextField(db_default="", verbose_name="reason")
        ),
        migrations.RemoveField(model_name="acceptedgap", name="reason"),
        migrations.AddConstraint(
            model_name="acceptedgap",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason_en", ""), ("reason_fr", ""), ("reason_ja", ""), _negated=True),
                name="gap_accepted_for_a_reason",
            ),
        ),
    ]

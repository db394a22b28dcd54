from importlib import import_module

import django.core.validators
from django.db import migrations, models

MEDIA_TYPES = [
    ("application/pdf", "PDF"),
    ("image/png", "PNG"),
    ("image/jpeg", "JPEG"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "DOCX"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"),
    ("text/plain", "TXT"),
]


def install_triggers(apps, schema_editor):
    """SQLite forgot the triggers of the table it made anew."""
    for name in ("0002_triggers", "0003_append_only"):
        import_module(f"priorities.migrations.{name}").install(apps, schema_editor)


class Migration(migrations.Migration):

    dependencies = [
        ("priorities", "0004_throttle"),
    ]

    operations = [
        # On the way back this one is the last.
        migrations.RunPython(migrations.RunPython.noop, install_triggers),
        migrations.RemoveConstraint(
            model_name="evidence",
            name="evidence_is_on_the_web",
        ),
        migrations.AddField(
            model_name="evidence",
            name="file_name",
            field=models.CharField(blank=True, default="", editable=False, max_length=200, verbose_name="file name"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="evidence",
            name="media_type",
            field=models.CharField(blank=True, choices=MEDIA_TYPES, default="", editable=False, max_length=100, verbose_name="media type"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="evidence",
            name="sha256",
            field=models.CharField(blank=True, default="", editable=False, max_length=64, verbose_name="SHA-256"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="evidence",
            name="size",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="size"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="storage_name",
            field=models.CharField(blank=True, default="", editable=False, max_length=100),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="evidence",
            name="url",
            field=models.URLField(blank=True, max_length=1000, validators=[django.core.validators.URLValidator(message="Give a web address that begins with https://", schemes=["http", "https"])], verbose_name="web address"),
        ),
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(fields=["storage_name"], name="evidence_by_file"),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("url__startswith", "https://"), ("url__startswith", "http://"), _connector="OR"),
                        ("file_name", ""), ("media_type", ""), ("sha256", ""), ("size", 0), ("storage_name", ""),
                    ),
                    models.Q(
                        ("media_type__in", [code for code, _ in MEDIA_TYPES]), ("size__gt", 0), ("url", ""),
                        models.Q(("file_name", ""), _negated=True),
                        models.Q(("storage_name", ""), _negated=True),
                        models.Q(("sha256", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="evidence_is_link_or_file",
            ),
        ),
        migrations.RunPython(install_triggers, migrations.RunPython.noop),
    ]



from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("priorities", "0012_assessments"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="ownership",
            index=models.Index(
                fields=["commitment", "party", "role", "valid_from"], name="ownership_of_commitment"
            ),
        ),
    ]

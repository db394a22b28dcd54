import priorities.validators
from django.db import migrations, models


def obstacle():
    return models.TextField(
        blank=True,
        help_text="What the words leave open, so that nobody could say whether they were kept. Empty: they can be assessed.",
        null=True,
        validators=[priorities.validators.no_nul],
        verbose_name="why it cannot be assessed",
    )


class Migration(migrations.Migration):

    dependencies = [
        ("priorities", "0008_search"),
    ]

    operations = [
        migrations.AddField(model_name="commitment", name=name, field=obstacle())
        for name in (
            "assessment_obstacle",
            "assessment_obstacle_en",
            "assessment_obstacle_fr",
            "assessment_obstacle_ja",
        )
    ]

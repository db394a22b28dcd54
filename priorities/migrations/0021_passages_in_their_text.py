"""An index for what stands on one page of a long text."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('priorities', '0020_turns_of_standings'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='sourcespan',
            index=models.Index(fields=['text', 'start', 'end', 'commitment'], name='span_in_its_text'),
        ),
    ]

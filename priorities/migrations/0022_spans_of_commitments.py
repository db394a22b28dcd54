"""Indexes that answer for every commitment of a plan without its tables."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('priorities', '0021_passages_in_their_text'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='duedate',
            name='due_date_newest',
        ),
        migrations.RemoveIndex(
            model_name='ownership',
            name='ownership_of_commitment',
        ),
        migrations.AddIndex(
            model_name='duedate',
            index=models.Index(fields=['commitment', '-decided_on', '-id', 'due_on', 'recorded_at'], name='due_date_newest_line'),
        ),
        migrations.AddIndex(
            model_name='ownership',
            index=models.Index(fields=['commitment', 'party', 'role', 'valid_from', 'valid_until', 'known_until', 'known_from'], name='ownership_of_commitment_on'),
        ),
        migrations.AddIndex(
            model_name='standingspan',
            index=models.Index(condition=models.Q(('known_until__isnull', True)), fields=['commitment', 'audience', 'until_on', 'from_on'], name='standing_of_commitment'),
        ),
        migrations.AddIndex(
            model_name='standingspan',
            index=models.Index(condition=models.Q(('known_until__isnull', True)), fields=['commitment', 'audience', 'until_on', 'from_on', 'standing', 'last_note_on', 'positions_differ', 'known_until'], name='standing_counted'),
        ),
    ]

"""Indexes for what was taken back and for the newest notes, and a version for saved views, so that none is written
over unseen."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('priorities', '0018_report_files'),
    ]

    operations = [
        migrations.AddField(
            model_name='savedview',
            name='version',
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddIndex(
            model_name='progressnote',
            index=models.Index(fields=['state', '-as_of', '-accepted_at', '-id'], name='note_newest'),
        ),
        migrations.AddIndex(
            model_name='progressnote',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', False)), fields=['withdrawn_at'], name='note_withdrawn'),
        ),
        migrations.AddIndex(
            model_name='progressnote',
            index=models.Index(condition=models.Q(('corrects__isnull', False)), fields=['accepted_at', 'corrects'], name='note_correcting'),
        ),
    ]

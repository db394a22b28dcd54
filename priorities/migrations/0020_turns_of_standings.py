"""Numbers of any day from an index that grows with days instead of commitments, and boards as once known from another.

Turns are derived from the standing spans, and counted here from those that are stored.
"""

import datetime
from collections import Counter

import django.db.models.deletion
from django.db import migrations, models

STANDINGS = [
    "not_reported",
    "not_started",
    "on_track",
    "at_risk",
    "off_track",
    "paused",
    "completed",
    "closed",
]
LABELS = [
    "Not reported",
    "Not started",
    "On track",
    "At risk",
    "Off track",
    "Paused",
    "Completed",
    "Closed",
]


def count_turns(apps, schema_editor):
    """What the spans add, day by day; nothing in a new database."""
    StandingSpan, StandingTurn = (
        apps.get_model("priorities", name) for name in ("StandingSpan", "StandingTurn")
    )
    spans = StandingSpan.objects.filter(known_until__isnull=True).order_by()
    numbers = Counter()
    for day, number in (("from_on", 1), ("until_on", -1)):
        rows = spans.exclude(until_on=datetime.date.max) if number < 0 else spans
        for *key, found in rows.values_list("plan", "audience", "standing", day).annotate(n=models.Count("pk")):
            numbers[tuple(key)] += number * found
    StandingTurn.objects.bulk_create(
        [
            StandingTurn(plan_id=plan, audience=audience, standing=standing, turned_on=day, number=number)
            for (plan, audience, standing, day), number in numbers.items()
            if number
        ],
        batch_size=1000,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("priorities", "0019_notes_taken_back"),
    ]

    operations = [
        migrations.CreateModel(
            name="StandingTurn",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("audience", models.CharField(max_length=10, verbose_name="audience")),
                (
                    "standing",
                    models.CharField(
                        choices=list(zip(STANDINGS, LABELS, strict=True)), max_length=20, verbose_name="standing"
                    ),
                ),
                ("turned_on", models.DateField(verbose_name="day")),
                ("number", models.IntegerField(verbose_name="number")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="standing_turns",
                        to="priorities.plan",
                        verbose_name="plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "turn of standings",
                "verbose_name_plural": "turns of standings",
                "ordering": ["plan", "audience", "standing", "turned_on"],
                "indexes": [
                    models.Index(
                        fields=["plan", "audience", "standing", "turned_on", "number"],
                        name="turn_summed_from_index",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("plan", "audience", "standing", "turned_on"), name="turn_once_per_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(standing__in=STANDINGS), name="turn_standing_known"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="progressnote",
            index=models.Index(fields=["state", "as_of", "visibility", "commitment"], name="note_of_newest_day"),
        ),
        migrations.AddIndex(
            model_name="standingspan",
            index=models.Index(
                fields=[
                    "plan",
                    "audience",
                    "standing",
                    "place",
                    "until_on",
                    "from_on",
                    "known_from",
                    "known_until",
                    "commitment",
                ],
                name="standing_once_in_its_place",
            ),
        ),
        migrations.RunPython(count_turns, migrations.RunPython.noop, elidable=True),
    ]

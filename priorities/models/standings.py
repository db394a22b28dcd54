from datetime import date, datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from priorities.choices import Confidence, Lifecycle, Standing

from .commitments import Commitment
from .plans import Plan
from .rules import BEGINNING, known, known_then, starts_before_ends

PUBLIC_AUDIENCE = "public"
FOREVER = date.max


def span_holds(day: date, known_at: datetime | None = None, path: str = "") -> Q:
    """The span that holds on `day` with what was known at `known_at` (None: now), reached over `path`."""
    return Q(**{f"{path}from_on__lte": day, f"{path}until_on__gt": day}) & known_then(known_at, path)


class StandingSpanQuerySet(models.QuerySet):
    def on(self, day: date, known_at: datetime | None = None):
        """The spans that hold on `day`: one for each commitment and audience, from the day it was made."""
        return self.filter(span_holds(day, known_at))

    def known(self, known_at: datetime | None = None):
        """The spans of all days as they were known at a moment (None: now)."""
        return self.filter(known_then(known_at))


class StandingSpan(models.Model):
    """Where a published commitment stood for one audience, over a stretch of days, and while that was believed.

    A correction ends what was known and begins what is known since, so the board of any day can be asked for as it
    was at any moment. Derived from the notes, rebuilt by services only. There is none from the day of archiving on.
    """

    # The commitment's own plan, and its place on a board: its area's number, then its reference. Copied here so that
    # an index alone counts and orders the board of a plan.
    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="standing_spans", verbose_name=_("plan")
    )
    place = models.CharField(max_length=60, editable=False)
    commitment = models.ForeignKey(
        Commitment, on_delete=models.CASCADE, related_name="standing_spans", verbose_name=_("commitment")
    )
    audience = models.CharField(_("audience"), max_length=10, help_text=_("“public”, or a party’s code."))
    from_on = models.DateField(_("from"))
    until_on = models.DateField(
        _("until"),
        default=FOREVER,
        help_text=_("The first day it no longer holds; the last of all days: still so."),
    )
    known_from = models.DateTimeField(_("known from"), default=BEGINNING)
    known_until = models.DateTimeField(_("known until"), null=True)
    standing = models.CharField(_("standing"), max_length=20, choices=Standing.choices)
    lifecycle = models.CharField(_("lifecycle"), max_length=20, choices=Lifecycle.choices)
    confidence = models.CharField(_("confidence"), max_length=20, choices=Confidence.choices, blank=True)
    positions = models.JSONField(_("positions"), default=dict)
    positions_differ = models.BooleanField(_("positions differ"), default=False)
    since_on = models.DateField(_("since"))
    last_note_on = models.DateField(_("last note"), null=True)

    objects = StandingSpanQuerySet.as_manager()

    class Meta:
        verbose_name = _("standing span")
        verbose_name_plural = _("standing spans")
        ordering = ["commitment", "audience", "known_from", "from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "audience", "from_on"],
                condition=Q(known_until__isnull=True),
                name="standing_once_per_day",
            ),
            models.UniqueConstraint(
                fields=["commitment", "audience"],
                condition=Q(until_on=FOREVER, known_until__isnull=True),
                name="standing_one_open_span",
            ),
            starts_before_ends("from_on", "until_on", "standing_span_is_not_empty"),
            starts_before_ends("known_from", "known_until", "standing_was_known_for_a_while"),
            models.CheckConstraint(condition=Q(since_on__lte=F("from_on")), name="standing_since_not_later"),
            known("standing", Standing, "standing_known"),
        ]
        indexes = [
            # Counts by standing on a day: from the index alone (hence `known_until`), and today's from its far ends.
            models.Index(
                fields=["plan", "audience", "standing", "until_on", "from_on", "known_until"],
                condition=Q(known_until__isnull=True),
                name="standing_of_any_day",
            ),
            # The first cards of a column, in the order of the board.
            models.Index(
                fields=[
                    "plan",
                    "audience",
                    "standing",
                    "place",
                    "until_on",
                    "from_on",
                    "commitment",
                    "known_until",
                ],
                condition=Q(known_until__isnull=True),
                name="standing_in_its_place",
            ),
            # Where each of many commitments stands: today it is the last span, so one entry is read, not all.
            models.Index(
                fields=["commitment", "audience", "until_on", "from_on"],
                condition=Q(known_until__isnull=True),
                name="standing_of_commitment",
            ),
            # The same for what is only counted, from the index alone.
            models.Index(
                fields=[
                    "commitment",
                    "audience",
                    "until_on",
                    "from_on",
                    "standing",
                    "last_note_on",
                    "positions_differ",
                    "known_until",
                ],
                condition=Q(known_until__isnull=True),
                name="standing_counted",
            ),
            models.Index(fields=["commitment", "audience", "known_from"], name="standing_as_once_known"),
            # The same two for what was known at another moment.
            models.Index(
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
        ]

    def __str__(self):
        return f"{self.commitment_id} · {self.audience} · {self.from_on}"


class StandingTurn(models.Model):
    """How many commitments of a plan came to stand somewhere on a day, less those that stood there until then.

    Derived from the spans that are known now, and written with them: what a standing counts on a day is the sum of its
    turns up to that day, however many commitments there are.
    """

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="standing_turns", verbose_name=_("plan")
    )
    audience = models.CharField(_("audience"), max_length=10)
    standing = models.CharField(_("standing"), max_length=20, choices=Standing.choices)
    turned_on = models.DateField(_("day"))
    number = models.IntegerField(_("number"))

    class Meta:
        verbose_name = _("turn of standings")
        verbose_name_plural = _("turns of standings")
        ordering = ["plan", "audience", "standing", "turned_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "audience", "standing", "turned_on"], name="turn_once_per_day"
            ),
            known("standing", Standing, "turn_standing_known"),
        ]
        indexes = [
            models.Index(
                fields=["plan", "audience", "standing", "turned_on", "number"], name="turn_summed_from_index"
            )
        ]

    def __str__(self):
        return f"{self.audience} · {self.standing} · {self.turned_on}: {self.number:+}"

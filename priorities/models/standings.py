from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from priorities.choices import Confidence, Lifecycle, Standing

from .commitments import Commitment
from .rules import known, starts_before_ends

PUBLIC_AUDIENCE = "public"


class StandingSpanQuerySet(models.QuerySet):
    def on(self, day: date):
        """The spans that hold on `day`: one for each commitment and audience, from the day it was made."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gt=day), from_on__lte=day)


class StandingSpan(models.Model):
    """Where a commitment stood for one audience, over a stretch of days. Derived, rebuilt by services only."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.CASCADE, related_name="standing_spans", verbose_name=_("commitment")
    )
    audience = models.CharField(_("audience"), max_length=10, help_text=_("“public”, or a party’s code."))
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, help_text=_("The first day it no longer holds."))
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
        ordering = ["commitment", "audience", "from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "audience", "from_on"], name="standing_once_per_day"
            ),
            models.UniqueConstraint(
                fields=["commitment", "audience"],
                condition=Q(until_on__isnull=True),
                name="standing_one_open_span",
            ),
            starts_before_ends("from_on", "until_on", "standing_span_is_not_empty"),
            models.CheckConstraint(condition=Q(since_on__lte=F("from_on")), name="standing_since_not_later"),
            known("standing", Standing, "standing_known"),
        ]
        indexes = [
            models.Index(
                fields=["audience", "from_on", "until_on", "standing", "commitment"],
                name="standing_of_any_day",
            )
        ]

    def __str__(self):
        return f"{self.commitment_id} · {self.audience} · {self.from_on}"

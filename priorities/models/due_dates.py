from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from priorities.choices import Precision

from .commitments import Commitment
from .rules import known, typed_language
from .users import User


class DueDateQuerySet(models.QuerySet):
    def on(self, day: date, known_at: datetime | None = None):
        """The ledgers as they were on `day`, with the lines that were recorded by `known_at` (None: all)."""
        lines = self.filter(decided_on__lte=day)
        return lines if known_at is None else lines.filter(recorded_at__lte=known_at)


class DueDate(models.Model):
    """A line of a commitment's ledger of deadlines. Lines are added, never changed; the newest counts."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.CASCADE, related_name="due_dates", verbose_name=_("commitment")
    )
    due_on = models.DateField(_("due on"), help_text=_("The last day it is still on time."))
    precision = models.CharField(
        _("precision"), max_length=10, choices=Precision.choices, default=Precision.DAY
    )
    is_baseline = models.BooleanField(_("baseline due date"), default=False)
    reason = models.TextField(_("reason"), blank=True)
    reason_language = typed_language(_("language of the reason"))
    decided_on = models.DateField(_("decided on"), help_text=_("The day this deadline began to count."))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )

    objects = DueDateQuerySet.as_manager()

    class Meta:
        verbose_name = _("due date")
        verbose_name_plural = _("due dates")
        ordering = ["commitment", "decided_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment"], condition=Q(is_baseline=True), name="due_date_one_baseline"
            ),
            models.CheckConstraint(
                condition=Q(is_baseline=True) | ~Q(reason=""), name="due_date_moves_for_a_reason"
            ),
            known("precision", Precision, "due_date_precision_known"),
        ]
        indexes = [
            # The newest line of many ledgers, from the index alone.
            models.Index(
                fields=["commitment", "-decided_on", "-id", "due_on", "recorded_at"],
                name="due_date_newest_line",
            )
        ]

    def __str__(self):
        return f"{self.due_on}"

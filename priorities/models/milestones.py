from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .commitments import Commitment


class Milestone(models.Model):
    """A dated step on the way to a commitment, and the day it was reached."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.CASCADE, related_name="milestones", verbose_name=_("commitment")
    )
    title = models.CharField(_("title"), max_length=250)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    reached_on = models.DateField(_("reached on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["commitment", "due_on", "reached_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__isnull=False) | Q(reached_on__isnull=False), name="milestone_has_a_day"
            )
        ]

    def __str__(self):
        return self.title

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from priorities import validators

from .plans import Plan


class PriorityArea(models.Model):
    """A numbered area of a plan, with a short code."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="areas", verbose_name=_("plan"))
    number = models.PositiveSmallIntegerField(_("number"))
    code = models.CharField(_("code"), max_length=10, validators=[validators.code])
    name = models.CharField(_("name"), max_length=250)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("priority area")
        verbose_name_plural = _("priority areas")
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="area_number_once_per_plan"),
            models.UniqueConstraint(fields=["plan", "code"], name="area_code_once_per_plan"),
            models.CheckConstraint(condition=Q(number__gte=1), name="area_number_from_one"),
        ]

    def __str__(self):
        return f"{self.number} {self.name}"

from django.db import models
from django.utils.translation import gettext_lazy as _

from priorities import validators


class Instrument(models.Model):
    """A treaty, agreement or initiative that commitments rely on."""

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[validators.code])
    name = models.CharField(_("name"), max_length=250)
    url = models.URLField(_("web address"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        ordering = ["code"]

    def __str__(self):
        return f"{self.code} · {self.name}"

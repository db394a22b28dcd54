from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Throttle(models.Model):
    """How often one account or one address has lately tried the door. Kept here so that all workers share it.

    The key is a keyed hash: what people type into the wrong field, a password for one, is stored nowhere.
    """

    key = models.CharField(_("key"), max_length=64, unique=True)
    tries = models.PositiveIntegerField(_("tries"), default=0)
    until = models.DateTimeField(_("until"), help_text=_("When these tries are forgotten."))

    class Meta:
        verbose_name = _("throttle")
        verbose_name_plural = _("throttles")
        indexes = [models.Index(fields=["until"], name="throttle_by_end")]
        constraints = [models.CheckConstraint(condition=~Q(key=""), name="throttle_has_key")]

    def __str__(self):
        return self.key[:12]

    def is_shut(self, limit: int, now) -> bool:
        return self.tries >= limit and now < self.until

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class KeptWords(models.Model):
    """What one person was typing in one form and has not saved. Nothing of the record: never audited or exported."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(_("key"), max_length=120, help_text=_("Which form, of what."))
    words = models.JSONField(_("words"), help_text=_("By the names of the form’s fields."))
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("kept words")
        verbose_name_plural = _("kept words")
        indexes = [models.Index(fields=["saved_at"], name="kept_words_by_age")]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="kept_words_once"),
            models.CheckConstraint(condition=~Q(key=""), name="kept_words_have_key"),
        ]

    def __str__(self):
        return self.key

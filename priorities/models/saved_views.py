import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from priorities import validators

from .organizations import Organization
from .plans import Plan


class SavedView(models.Model):
    """What a person looks at again and again: a board's query under a name, at an address that stays.

    It is its owner's alone, or for every member of one of their organizations to open too.
    """

    slug = models.UUIDField(_("address"), default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", verbose_name=_("account")
    )
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="saved_views", verbose_name=_("plan"))
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="saved_views",
        verbose_name=_("shared with"),
        help_text=_("Empty: its owner alone opens it."),
    )
    name = models.CharField(_("name"), max_length=80, validators=[validators.no_nul])
    query = models.TextField(
        _("query"),
        blank=True,
        help_text=_("As in the address of the board. Empty: all of it, as it is today."),
    )
    created_at = models.DateTimeField(_("created at"))
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "plan", "name"], name="saved_view_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_has_a_name"),
        ]

    def __str__(self):
        # Others read this in the audit, and the name is not for them.
        return str(self.slug)

    def get_absolute_url(self):
        return reverse("view-open", args=[self.plan.slug, self.slug])

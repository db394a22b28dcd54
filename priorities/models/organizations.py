from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from priorities import validators
from priorities.choices import Role

from .plans import Party
from .rules import known
from .users import User


class Organization(models.Model):
    """A ministry or agency of one party."""

    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="organizations", verbose_name=_("party")
    )
    acronym = models.CharField(_("acronym"), max_length=30, unique=True, validators=[validators.no_nul])
    name = models.CharField(_("name"), max_length=250)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["party", "acronym"]

    def __str__(self):
        return f"{self.acronym} · {self.name}"


class MembershipQuerySet(models.QuerySet):
    def current(self, on: date):
        """Memberships that hold on `on`; `valid_until` is the first day they no longer do."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on), valid_from__lte=on)


class Membership(models.Model):
    """A person's role in an organization, from a day until a day."""

    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("account")
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("organization")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("The first day it no longer holds.")
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["organization", "user", "role"]
        constraints = [
            known("role", Role, "membership_role_known"),
            models.CheckConstraint(
                # Equal days are a membership taken back before it began to count.
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="membership_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["user", "organization", "role"],
                condition=Q(valid_until__isnull=True),
                name="membership_once_at_a_time",
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()} · {self.organization.acronym}"

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from priorities.choices import OwnerRole

from .commitments import Commitment
from .organizations import Organization
from .plans import Party
from .rules import BEGINNING, known, known_then, starts_before_ends
from .users import User


def owned_on(day: date, known_at: datetime | None = None, path: str = "") -> Q:
    """The ownership that holds on `day` with what was recorded by `known_at` (None: now), reached over `path`."""
    lasting = Q(**{f"{path}valid_until__isnull": True}) | Q(**{f"{path}valid_until__gt": day})
    return Q(**{f"{path}valid_from__lte": day}) & lasting & known_then(known_at, path)


class OwnershipQuerySet(models.QuerySet):
    def current(self, on: date, known_at: datetime | None = None):
        """Ownerships that hold on `on`; `valid_until` is the first day they no longer do."""
        return self.filter(owned_on(on, known_at))

    def known(self, known_at: datetime | None = None):
        """The ownerships of all days as they were recorded at a moment (None: now)."""
        return self.filter(known_then(known_at))

    def leads(self):
        return self.filter(role=OwnerRole.LEAD)


class Ownership(models.Model):
    """An organization answers for a commitment, from a day until a day, and while that was the record.

    What is written anew keeps its row; how the row read before stays beside it, with the moment until which it did.
    """

    commitment = models.ForeignKey(
        Commitment, on_delete=models.CASCADE, related_name="ownerships", verbose_name=_("commitment")
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="ownerships", verbose_name=_("organization")
    )
    # The organization's party, written by the service, so that "one lead per party" can be a constraint.
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("party")
    )
    role = models.CharField(_("role"), max_length=20, choices=OwnerRole.choices, default=OwnerRole.LEAD)
    focal_point = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="focal_for",
        verbose_name=_("focal point"),
    )
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("The first day it no longer holds.")
    )
    known_from = models.DateTimeField(_("known from"), default=BEGINNING, editable=False)
    known_until = models.DateTimeField(_("known until"), null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OwnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("ownership")
        verbose_name_plural = _("ownerships")
        ordering = ["commitment", "party", "-role", "id"]
        constraints = [
            known("role", OwnerRole, "ownership_role_known"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="ownership_ends_after_it_starts",
            ),
            starts_before_ends("known_from", "known_until", "ownership_was_known_for_a_while"),
            models.UniqueConstraint(
                fields=["commitment", "party"],
                condition=Q(role="lead", valid_until__isnull=True, known_until__isnull=True),
                name="ownership_one_current_lead_per_party",
            ),
            models.UniqueConstraint(
                fields=["commitment", "organization"],
                condition=Q(valid_until__isnull=True, known_until__isnull=True),
                name="ownership_once_per_organization",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "commitment", "valid_from"], name="ownership_of_organization"
            ),
            # Without it SQLite would rather look among all of a party's for those of one commitment. Whether there is
            # a lead is told by the index alone.
            models.Index(
                fields=[
                    "commitment",
                    "party",
                    "role",
                    "valid_from",
                    "valid_until",
                    "known_until",
                    "known_from",
                ],
                name="ownership_of_commitment_on",
            ),
        ]

    def __str__(self):
        return f"{self.organization.acronym} · {self.get_role_display()}"

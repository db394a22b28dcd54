"""Who answers for a commitment, from when to when."""

from datetime import date, datetime

from django.db import transaction

from priorities.models import Commitment, Organization, Ownership, User
from priorities.services.audit import record_audit
from priorities.services.writing import lock, require

from .revising import revise_register, rewrite_ownership


@transaction.atomic
def assign_owner(
    commitment: Commitment,
    *,
    organization: Organization,
    role: str,
    valid_from: date,
    by: User,
    now: datetime,
    focal_point: User | None = None,
) -> Ownership:
    """Make an organization answer for a commitment from a day on; its earlier ownership ends that day.

    Raises LeadTaken if the party has another current lead, WrongParty, AssessorOwnsNothing or NotAllowed.
    """
    commitment = lock(commitment)
    require(by, "commitment.edit_register", commitment)
    for held in commitment.ownerships.known().filter(organization=organization, valid_until=None):
        end_ownership(held, valid_until=max(valid_from, held.valid_from), by=by, now=now)
    ownership = Ownership(
        commitment=commitment,
        organization=organization,
        role=role,
        valid_from=valid_from,
        focal_point=focal_point,
    )
    return revise_register(ownership, by=by, now=now)


@transaction.atomic
def end_ownership(ownership: Ownership, *, valid_until: date, by: User, now: datetime) -> Ownership:
    """An organization answers for it no longer from `valid_until` on."""
    require(by, "commitment.edit_register", ownership.commitment)
    announced = ownership.valid_until
    rewrite_ownership(ownership, expected=ownership.version, now=now, valid_until=valid_until)
    record_audit(
        ownership,
        plan=ownership.commitment.plan,
        action="ownership.end",
        by=by,
        now=now,
        changes={"valid_until": [announced, valid_until]},
    )
    return ownership

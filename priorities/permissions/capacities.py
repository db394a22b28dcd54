"""What a person is today: the account and its current memberships.

The answers come from memberships that hold today. A role that ended is refused in an open session too, because
nothing is remembered longer than a request.
"""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from priorities.choices import Role
from priorities.models import Membership, Participation, Plan, User
from priorities.models.standings import PUBLIC_AUDIENCE

WRITERS = frozenset({Role.OFFICIAL, Role.REVIEWER})


@dataclass(frozen=True)
class Capacity:
    """What a person is, today: the account and its current memberships as (organization, party, party code, role)."""

    user_id: int | None
    is_administrator: bool
    roles: frozenset[tuple[int, int, str, str]]

    def organizations(self, *roles) -> set[int]:
        """Organizations in which this person has one of `roles` (any role where none is given)."""
        return {organization for organization, _, _, role in self.roles if not roles or role in roles}

    @property
    def parties(self) -> set[int]:
        return {party for _, party, _, _ in self.roles}

    def has(self, *roles) -> bool:
        return any(role in roles for *_, role in self.roles)


NOBODY = Capacity(user_id=None, is_administrator=False, roles=frozenset())


def capacity_of(user: User | AnonymousUser, on: date | None = None) -> Capacity:
    """The person's capacity on `on` (today where None); read once a request, see `remember`."""
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    remembered = user.__dict__.get("_capacity")
    if remembered is not None and on is None:
        return remembered
    current = Membership.objects.current(on or timezone.now().date()).filter(user=user)
    return Capacity(
        user_id=user.pk,
        is_administrator=user.is_superuser,
        roles=frozenset(
            current.values_list(
                "organization_id", "organization__party_id", "organization__party__code", "role"
            )
        ),
    )


def remember(user: User | AnonymousUser) -> None:
    """Keep the capacity on this very user object, which lives as long as the request that loaded it."""
    if user.is_authenticated:
        user.__dict__["_capacity"] = capacity_of(user)


def audience_of(user: User | AnonymousUser, plan: Plan) -> str:
    """The audience this person reads `plan` as: a party's code, or "public" for everybody else."""
    codes = {code for _, _, code, _ in capacity_of(user).roles}
    if not codes:
        return PUBLIC_AUDIENCE
    taking_part = [part.party.code for part in participations(plan)]
    return next((code for code in taking_part if code in codes), PUBLIC_AUDIENCE)


def participations(plan: Plan) -> list[Participation]:
    """The plan's parties in their order; read once for each plan object."""
    if "_participations" not in plan.__dict__:
        plan.__dict__["_participations"] = list(
            plan.participations.select_related("party", "secretariat").order_by("position", "id")
        )
    return plan.__dict__["_participations"]


def is_coordinator(capacity: Capacity, plan: Plan) -> bool:
    """A coordinator of one of the plan's secretariats."""
    secretariats = {part.secretariat_id for part in participations(plan) if part.secretariat_id}
    return bool(secretariats & capacity.organizations(Role.COORDINATOR))


def reads_as_party(capacity: Capacity, plan: Plan) -> bool:
    return any(part.party_id in capacity.parties for part in participations(plan))

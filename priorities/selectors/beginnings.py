"""What a new tracker still needs before anything can stand on a board, in the order in which it is made."""

from dataclasses import dataclass

from priorities.choices import Role
from priorities.models import Commitment, Membership, Organization, Party, Plan


@dataclass(frozen=True)
class Step:
    """`code` names what is made; `is_next` is the first that is not done."""

    code: str
    is_done: bool
    is_next: bool


def first_steps() -> tuple[Step, ...]:
    """The steps up to the first published commitment; none once there is one."""
    if Commitment.objects.published().exists():
        return ()
    done = {
        "party": Party.objects.exists(),
        "organization": Organization.objects.exists(),
        "membership": Membership.objects.filter(role=Role.COORDINATOR).exists(),
        "plan": Plan.objects.exists(),
        "commitment": False,
    }
    following = next(code for code, is_done in done.items() if not is_done)
    return tuple(Step(code, is_done, code == following) for code, is_done in done.items())

"""A plan in which commitments differ in everything that a board filters, groups or counts."""

from datetime import date

from priorities.models import PriorityArea
from priorities.services import register
from tests.conftest import NOON, Cast
from tests.copies import copied


@copied
def filled(cast: Cast, number: int) -> None:
    """So many more commitments, each with a note of either party and a due date that has passed."""
    for _ in range(number):
        commitment = cast.commitment()
        cast.accept(commitment, as_of=date(2025, 8, 1), body={"en": "The heron met."})
        cast.accept(commitment, as_of=date(2025, 9, 1), acronym="MOFA", lifecycle="not_started")
        register.change_due_date(
            commitment, due_on=date(2025, 9, 1), decided_on=date(2021, 5, 3), by=cast.coordinator, now=NOON
        )


@copied
def enumerated(cast: Cast, number: int, owners: tuple[str, ...] = (), made_on=date(2021, 5, 3)) -> None:
    """So many commitments CJ21-ROL-000, 001 and so on, of which nothing was said."""
    for each in range(number):
        cast.commitment(reference=f"CJ21-ROL-{each:03}", owners=owners, made_on=made_on)


@copied
def mixed_board(cast: Cast) -> Cast:
    """Seven commitments in two areas: of one owner, of several, of none; some say more to one party than to the other."""
    energy = register.revise_register(
        PriorityArea(plan=cast.plan, number=2, code="ENS", name_en="Energy"), by=cast.coordinator, now=NOON
    )
    differs = cast.commitment(title_en="Joint exercises")
    cast.accept(differs, as_of=date(2025, 8, 1))
    cast.accept(differs, as_of=date(2025, 9, 1), acronym="MOFA", lifecycle="not_started")
    hidden = cast.commitment(title_en="Heron watch")
    cast.accept(hidden, as_of=date(2025, 8, 1))
    cast.accept(
        hidden,
        as_of=date(2025, 9, 10),
        confidence="off_track",
        reason={"en": "Delay."},
        visibility="internal",
    )
    shared = cast.commitment(kind="continuing", owners=["GAC", "MOFA"], title_en="Éclair")
    cast.accept(shared, as_of=date(2025, 1, 1), confidence="at_risk", reason={"en": "Delay."})
    cast.accept(shared, as_of=date(2025, 9, 20), acronym="MOFA", lifecycle="paused", visibility="shared")
    helped = cast.commitment(area=energy, reference="CJ21-ENS-01", owners=["MOFA"])
    register.assign_owner(
        helped,
        organization=cast.organizations["DND"],
        role="contributor",
        valid_from=date(2021, 5, 3),
        by=cast.coordinator,
        now=NOON,
    )
    ledger = ((date(2025, 6, 30), date(2021, 5, 3), ""), (date(2025, 9, 30), date(2024, 1, 1), "Late."))
    for day, decided, reason in ledger:
        register.change_due_date(
            helped, due_on=day, decided_on=decided, reason=reason, by=cast.coordinator, now=NOON
        )
    twice = cast.commitment(area=energy, reference="CJ21-ENS-02", owners=["GAC"])
    own_twice(cast, twice, "GAC")
    cast.commitment(area=energy, reference="CJ21-ENS-03", owners=[], made_on=date(2025, 9, 15))
    cast.commitment(area=energy, reference="CJ21-ENS-04", published=False)
    return cast


def own_twice(cast: Cast, commitment, acronym: str) -> None:
    """Give the organization a second ownership before the first, announced to end, has ended."""
    held = commitment.ownerships.get(organization=cast.organizations[acronym])
    register.end_ownership(held, valid_until=date(2030, 1, 1), by=cast.coordinator, now=NOON)
    register.assign_owner(
        commitment,
        organization=cast.organizations[acronym],
        role="contributor",
        valid_from=date(2025, 1, 1),
        by=cast.coordinator,
        now=NOON,
    )

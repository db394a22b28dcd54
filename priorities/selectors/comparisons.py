"""What moved between two boards: pure functions over what each of them says of a commitment.

The boards may be of two days, or two that were sealed: nothing here asks the record.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from priorities.choices import ChangeKind, Freshness, Lifecycle

from .standings import RANKS

# What each kind is, read from the other side. Not CORRECTED: that is a change in what is known, not between boards.
MIRRORS = {
    ChangeKind.FORWARD: ChangeKind.BACK,
    ChangeKind.FIRST_REPORTED: ChangeKind.UNREPORTED,
    ChangeKind.NEW: ChangeKind.GONE,
    ChangeKind.SLIPPED: ChangeKind.BROUGHT_FORWARD,
    ChangeKind.DATED: ChangeKind.UNDATED,
    ChangeKind.NEW_OWNER: ChangeKind.NEW_OWNER,
    ChangeKind.FIRST_OWNER: ChangeKind.NO_OWNER,
    ChangeKind.GONE_QUIET: ChangeKind.HEARD_AGAIN,
}
MIRRORS |= {mirror: kind for kind, mirror in MIRRORS.items()}
HEARD = frozenset({Freshness.FRESH, Freshness.AGEING})


@dataclass(frozen=True)
class Side:
    """What one board says of a commitment. `leads` are (code of the party, acronym) pairs."""

    standing: str
    lifecycle: str
    confidence: str
    due_on: date | None = None
    leads: frozenset[tuple[str, str]] = frozenset()
    last_note_on: date | None = None
    freshness: str = Freshness.NEVER.value

    def leads_of(self, party: str) -> tuple[str, ...]:
        return tuple(sorted(acronym for code, acronym in self.leads if code == party))


@dataclass(frozen=True)
class Change:
    """One thing that moved. `before` or `after` is None where that board does not hold the commitment.

    `days` is by how many a due date moved, below zero where it is earlier now; `party` is whose lead is another.
    """

    reference: str
    kind: ChangeKind
    before: Side | None
    after: Side | None
    days: int = 0
    party: str = ""


def compare(before: Mapping[str, Side], after: Mapping[str, Side]) -> list[Change]:
    """Everything that moved, in the order of the references (the keys).

    A commitment that only one of the boards holds is new or gone, and nothing else.
    """
    return [
        change
        for reference in sorted(before.keys() | after.keys())
        for change in _changes(reference, before.get(reference), after.get(reference))
    ]


def _changes(reference: str, before: Side | None, after: Side | None) -> Iterator[Change]:
    if before is None or after is None:
        yield Change(reference, ChangeKind.NEW if before is None else ChangeKind.GONE, before, after)
        return
    then, now = (before.lifecycle, before.confidence), (after.lifecycle, after.confidence)
    if then != now and (kind := movement(then, now)):
        yield Change(reference, kind, before, after)
    if kind := _due(before.due_on, after.due_on):
        days = (after.due_on - before.due_on).days if before.due_on and after.due_on else 0
        yield Change(reference, kind, before, after, days=days)
    others = before.leads ^ after.leads  # most leads stay
    for party in sorted({code for code, _ in others}):
        if kind := _owner(before.leads_of(party), after.leads_of(party)):
            yield Change(reference, kind, before, after, party=party)
    if kind := _heard(before.freshness, after.freshness):
        yield Change(reference, kind, before, after)


def movement(then: tuple[str, str], now: tuple[str, str]) -> ChangeKind | None:
    """Which way a change of (lifecycle, confidence) goes; None where it goes nowhere.

    The weakest-first order of positions is the measure. A first report goes neither forward nor back: before it,
    nobody had said where the work was.
    """
    old, new = rank_of(then), rank_of(now)
    if old == new:
        return None
    if old is None:
        return ChangeKind.FIRST_REPORTED
    if new is None:
        return ChangeKind.UNREPORTED
    return ChangeKind.FORWARD if new > old else ChangeKind.BACK


@cache
def rank_of(place: tuple[str, str]) -> int | None:
    """Lower is weaker; None while nothing was reported. Confidence counts only while underway."""
    lifecycle, confidence = place
    if lifecycle == Lifecycle.NOT_REPORTED:
        return None
    return RANKS[(Lifecycle(lifecycle), confidence if lifecycle == Lifecycle.UNDERWAY else "")]


def _due(then: date | None, now: date | None) -> ChangeKind | None:
    if then == now:
        return None
    if then is None or now is None:
        return ChangeKind.DATED if then is None else ChangeKind.UNDATED
    return ChangeKind.SLIPPED if now > then else ChangeKind.BROUGHT_FORWARD


def _owner(then: tuple[str, ...], now: tuple[str, ...]) -> ChangeKind | None:
    if then == now:
        return None
    if then and now:
        return ChangeKind.NEW_OWNER
    return ChangeKind.FIRST_OWNER if now else ChangeKind.NO_OWNER


def _heard(then: str, now: str) -> ChangeKind | None:
    """Who had reported in time is stale now, or the other way round. What never reported has not gone quiet."""
    if then in HEARD and now == Freshness.STALE:
        return ChangeKind.GONE_QUIET
    return ChangeKind.HEARD_AGAIN if then == Freshness.STALE and now in HEARD else None

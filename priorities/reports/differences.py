"""What two reports say differently: of the plain documents that were sealed, or of what the record says now.

Pure: nothing here asks the record, so the difference of two sealed reports is the same for ever.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from priorities.choices import ChangeKind
from priorities.selectors.comparisons import Change, Side, compare

Said = Mapping[str, dict[str, Any]]


def difference(before: Said, after: Said) -> list[dict[str, Any]]:
    """Everything that moved between two reports' `sides`, in the order of the references.

    Of a report and itself it is empty, and the other way round every change is its mirror.
    """
    return [
        _plain(change, (after.get(change.reference) or before[change.reference]))
        for change in changes_of(before, after)
    ]


def changes_of(before: Said, after: Said) -> list[Change]:
    """The same with both sides whole."""
    then = {reference: _side(said) for reference, said in before.items()}
    now = {reference: _side(said) for reference, said in after.items()}
    found = compare(then, now) + [
        Change(reference, ChangeKind.CORRECTED, then[reference], now[reference])
        for reference in before.keys() & after.keys()
        if is_corrected(before[reference], after[reference])
    ]
    return sorted(found, key=lambda change: change.reference)


def is_corrected(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether the one that knows more has a correction of what the other speaks of, accepted since that was made.

    Which of the two comes first does not matter: "corrected" is its own mirror.
    """
    earlier, later = sorted((one, other), key=lambda said: said["known_at"])
    if earlier["known_at"] == later["known_at"]:
        return False
    known = {pk for pk, _as_of, _accepted_on in earlier["corrections"]}
    return any(
        pk not in known and as_of <= earlier["as_of"] and accepted_on >= earlier["known_at"][:10]
        for pk, as_of, accepted_on in later["corrections"]
    )


def _side(said: dict[str, Any]) -> Side:
    return Side(
        standing=said["standing"],
        lifecycle=said["lifecycle"],
        confidence=said["confidence"],
        due_on=_day(said["due_on"]),
        leads=frozenset((party, acronym) for party, acronym in said["leads"]),
        last_note_on=_day(said["last_note_on"]),
        freshness=said["freshness"],
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _plain(change: Change, said: dict[str, Any]) -> dict[str, Any]:
    return {
        "reference": change.reference,
        "area": said["area"],
        "title": said["title"],
        "kind": change.kind.value,
        "before": _place(change, change.before),
        "after": _place(change, change.after),
        "days": change.days,
        "party": change.party,
    }


def _place(change: Change, side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    return {
        "standing": side.standing,
        "due_on": side.due_on.isoformat() if side.due_on else None,
        "leads": list(side.leads_of(change.party)) if change.party else [],
    }

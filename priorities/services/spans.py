"""Writes down where a commitment stands, for every day and audience."""

from priorities.models import Commitment, StandingSpan
from priorities.models.standings import PUBLIC_AUDIENCE
from priorities.selectors import standings


def audiences(commitment: Commitment) -> list[str]:
    codes = commitment.plan.participations.order_by("position", "id").values_list("party__code", flat=True)
    return [PUBLIC_AUDIENCE, *codes]


def rebuild_spans(commitment: Commitment) -> None:
    """Make the stored spans equal to what the notes say now. Runs in the transaction of the change."""
    facts = standings.facts_of(commitment)
    rows = [
        StandingSpan(
            commitment=commitment,
            audience=audience,
            from_on=span.from_on,
            until_on=span.until_on,
            standing=span.standing,
            lifecycle=span.lifecycle,
            confidence=span.confidence,
            positions={position.party: position.as_json() for position in span.positions},
            positions_differ=span.differ,
            since_on=span.since_on,
            last_note_on=span.last_note_on,
        )
        for audience in audiences(commitment)
        for span in standings.spans(facts, made_on=commitment.made_on, audience=audience)
    ]
    StandingSpan.objects.filter(commitment=commitment).delete()
    StandingSpan.objects.bulk_create(rows)

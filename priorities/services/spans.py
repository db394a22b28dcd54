"""Writes down where a commitment stands, for every day, audience and moment of knowing."""

from datetime import date

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Concat

from priorities.choices import CommitmentState
from priorities.models import Commitment, PriorityArea, StandingSpan
from priorities.models.standings import BEGINNING, FOREVER, PUBLIC_AUDIENCE
from priorities.selectors import standings

from .turns import move_turns, turns_of


def audiences(commitment: Commitment) -> list[str]:
    codes = commitment.plan.participations.order_by("position", "id").values_list("party__code", flat=True)
    return [PUBLIC_AUDIENCE, *codes]


def rebuild_spans(commitment: Commitment) -> None:
    """Make the stored spans equal to what the notes say now, and the turns to the spans.

    Runs in the transaction of the change.
    """
    stored = StandingSpan.objects.filter(commitment=commitment)
    before = turns_of(stored)
    stored.delete()
    rows = []
    if commitment.state != CommitmentState.DRAFT:
        rows = span_rows(commitment, standings.facts_of(commitment))
        StandingSpan.objects.bulk_create(rows)
    move_turns(commitment.plan, before, turns_of(rows))


def span_rows(
    commitment: Commitment, facts: list[standings.NoteFact], read_by: list[str] | None = None
) -> list[StandingSpan]:
    """The spans of a published commitment, up to the day it was archived, for every audience.

    `read_by` are those audiences, where whoever asks for many commitments of a plan has read them once.
    """
    end = commitment.archived_on or FOREVER
    found: dict[tuple[bool, ...], list[standings.KnownSpan]] = {}
    rows = []
    for audience in read_by or audiences(commitment):
        seen = _seen_by(audience, facts)
        if seen not in found:
            found[seen] = standings.known_spans(facts, made_on=commitment.made_on, audience=audience)
        rows += [_row(commitment, audience, known, end) for known in found[seen] if known.span.from_on < end]
    return rows


def _seen_by(audience: str, facts: list[standings.NoteFact]) -> tuple[bool, ...]:
    """What `audience` sees of the notes and their corrections, or once saw: who sees the same has the same spans."""
    return tuple(
        standings.may_see(audience, visibility, note.party)
        for note in facts
        for visibility in (
            note.visibility,
            *(visibility for _accepted, _withdrawn, visibility in note.replaced),
            *(visibility for _until, visibility in note.once_visible),
        )
    )


def _row(commitment: Commitment, audience: str, known: standings.KnownSpan, end: date) -> StandingSpan:
    span = known.span
    return StandingSpan(
        plan_id=commitment.plan_id,
        place=f"{_area_place(commitment.area)}{commitment.reference}",
        commitment_id=commitment.pk,
        audience=audience,
        from_on=span.from_on,
        until_on=min(span.until_on or FOREVER, end),
        known_from=known.known_from or BEGINNING,
        known_until=known.known_until,
        standing=span.standing,
        lifecycle=span.lifecycle,
        confidence=span.confidence,
        positions={position.party: position.as_json() for position in span.positions},
        positions_differ=span.differ,
        since_on=span.since_on,
        last_note_on=span.last_note_on,
    )


def _area_place(area: PriorityArea) -> str:
    """Areas in the order of their numbers, which are whole and below 32,768."""
    return f"{area.number:05}-"


def replace_spans(area: PriorityArea) -> None:
    """Give the spans of an area their place again, after its number changed."""
    references = Commitment.objects.filter(pk=OuterRef("commitment")).values("reference")
    StandingSpan.objects.filter(commitment__area=area).update(
        place=Concat(Value(_area_place(area)), Subquery(references))
    )

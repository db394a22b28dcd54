"""Where commitments stand, computed from notes: the one place in the code that says how.

Pure functions over `NoteFact`s. The stored spans are these answers written down, day by day.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import groupby

from priorities.choices import (
    CLOSED_LIFECYCLES,
    COMPLETED_LIFECYCLES,
    TERMINAL_STANDINGS,
    Confidence,
    Freshness,
    Lifecycle,
    NoteState,
    Schedule,
    Standing,
    Visibility,
)
from priorities.models import Commitment, ProgressNote
from priorities.models.standings import PUBLIC_AUDIENCE

# From the weakest to the strongest; the joint standing is the first of these that any party reports.
WEAKEST_FIRST = [
    (Lifecycle.NOT_DELIVERED, ""),
    (Lifecycle.DISCONTINUED, ""),
    (Lifecycle.SUPERSEDED, ""),
    (Lifecycle.NOT_STARTED, ""),
    (Lifecycle.PAUSED, ""),
    (Lifecycle.UNDERWAY, Confidence.OFF_TRACK),
    (Lifecycle.UNDERWAY, Confidence.AT_RISK),
    (Lifecycle.UNDERWAY, Confidence.ON_TRACK),
    (Lifecycle.COMPLETED_MODIFIED, ""),
    (Lifecycle.COMPLETED, ""),
]
RANKS = {place: rank for rank, place in enumerate(WEAKEST_FIRST)}

DUE_SOON_DAYS = 30


@dataclass(frozen=True)
class NoteFact:
    """What a standing needs of an accepted note.

    `replaced` are (moment accepted, moment withdrawn or None, visibility) of its corrections: a withdrawn correction
    replaces nothing any more. `once_visible` are (moment, visibility until that moment), the oldest first.
    """

    id: int
    party: str
    as_of: date
    accepted_at: datetime
    withdrawn_at: datetime | None
    lifecycle: str
    confidence: str
    visibility: str
    replaced: tuple[tuple[datetime, datetime | None, str], ...] = ()
    once_visible: tuple[tuple[datetime, str], ...] = ()

    def visibility_at(self, known_at: datetime) -> str:
        return next((before for until, before in self.once_visible if known_at < until), self.visibility)

    def turning_points(self) -> Iterator[datetime]:
        """The moments at which what is known of this note changed."""
        yield self.accepted_at
        if self.withdrawn_at is not None:
            yield self.withdrawn_at
        for accepted, withdrawn, _visibility in self.replaced:
            yield accepted
            if withdrawn is not None:
                yield withdrawn
        yield from (until for until, _before in self.once_visible)


@dataclass(frozen=True)
class Position:
    """What one party last said."""

    party: str
    lifecycle: str
    confidence: str
    note_id: int
    as_of: date

    def as_json(self) -> dict:
        return {
            "lifecycle": self.lifecycle,
            "confidence": self.confidence,
            "note": self.note_id,
            "as_of": self.as_of.isoformat(),
        }


@dataclass(frozen=True)
class Span:
    """A standing over the days from `from_on` until the day before `until_on` (None: still so)."""

    from_on: date
    until_on: date | None
    standing: str
    lifecycle: str
    confidence: str
    positions: tuple[Position, ...]
    differ: bool
    since_on: date
    last_note_on: date | None


@cache
def standing_of(lifecycle: str, confidence: str) -> Standing:
    """The board column of what an owner states. Work underway stands where its confidence puts it."""
    if lifecycle == Lifecycle.UNDERWAY:
        return Standing(confidence)
    if lifecycle in COMPLETED_LIFECYCLES:
        return Standing.COMPLETED
    if lifecycle in CLOSED_LIFECYCLES:
        return Standing.CLOSED
    return Standing(lifecycle)


def rank(position: Position) -> int:
    """Lower is weaker. Confidence counts only while underway."""
    confidence = position.confidence if position.lifecycle == Lifecycle.UNDERWAY else ""
    return RANKS[(Lifecycle(position.lifecycle), confidence)]


def may_see(audience: str, visibility: str, party: str) -> bool:
    """Whether `audience` sees an accepted note of `party`."""
    if audience == PUBLIC_AUDIENCE:
        return visibility == Visibility.PUBLIC
    return visibility != Visibility.INTERNAL or party == audience


def counts(note: NoteFact, audience: str, known_at: datetime | None) -> bool:
    """Whether a note counts for `audience` with what was known at `known_at` (None: now).

    A correction takes its place only for those who see the correction: an audience must not lose a note to one
    that is hidden from it. What was hidden from it then did not count then, and what is hidden from it now counts on
    no board, however old.
    """

    def by_then(moment: datetime | None) -> bool:
        return moment is not None and (known_at is None or moment <= known_at)

    if not may_see(audience, note.visibility, note.party):
        return False
    if known_at is not None and not may_see(audience, note.visibility_at(known_at), note.party):
        return False
    if not by_then(note.accepted_at) or by_then(note.withdrawn_at):
        return False
    return not any(
        by_then(accepted) and not by_then(withdrawn) and may_see(audience, visibility, note.party)
        for accepted, withdrawn, visibility in note.replaced
    )


def positions_on(
    notes: Iterable[NoteFact], *, on: date, audience: str, known_at: datetime | None = None
) -> dict[str, Position]:
    """Each party's latest note as of `on`, by (as_of, accepted_at, id)."""
    latest: dict[str, NoteFact] = {}
    for note in notes:
        if note.as_of <= on and counts(note, audience, known_at):
            known = latest.get(note.party)
            if known is None or _order(note) > _order(known):
                latest[note.party] = note
    return {party: _position(note) for party, note in sorted(latest.items())}


def _order(note: NoteFact):
    return (note.as_of, note.accepted_at, note.id)


def _position(note: NoteFact) -> Position:
    return Position(note.party, note.lifecycle, note.confidence, note.id, note.as_of)


def joint(positions: Iterable[Position]) -> tuple[Standing, str, str]:
    """The weakest position, as (standing, lifecycle, confidence)."""
    weakest = min(positions, key=rank, default=None)
    if weakest is None:
        return Standing.NOT_REPORTED, Lifecycle.NOT_REPORTED.value, ""
    return standing_of(weakest.lifecycle, weakest.confidence), weakest.lifecycle, weakest.confidence


def differ(positions: Iterable[Position]) -> bool:
    return len({rank(position) for position in positions}) > 1


def spans(
    notes: Iterable[NoteFact], *, made_on: date, audience: str, known_at: datetime | None = None
) -> list[Span]:
    """The standing of every day from `made_on` on, in stretches. A stretch ends when any party's note changes."""
    counting = sorted((note for note in notes if counts(note, audience, known_at)), key=_order)
    by_day = [
        (day, list(group)) for day, group in groupby(counting, key=lambda note: max(note.as_of, made_on))
    ]
    if not by_day or by_day[0][0] > made_on:
        by_day.insert(0, (made_on, []))
    found: list[Span] = []
    latest: dict[str, Position] = {}
    for place, (day, news) in enumerate(by_day):
        latest = latest | {note.party: _position(note) for note in news}
        positions = tuple(latest[party] for party in sorted(latest))
        standing, lifecycle, confidence = joint(positions)
        since = found[-1].since_on if found and found[-1].standing == standing else day
        found.append(
            Span(
                from_on=day,
                until_on=by_day[place + 1][0] if place + 1 < len(by_day) else None,
                standing=standing,
                lifecycle=lifecycle,
                confidence=confidence,
                positions=positions,
                differ=differ(positions),
                since_on=since,
                last_note_on=max((position.as_of for position in positions), default=None),
            )
        )
    return found


@dataclass(frozen=True)
class KnownSpan:
    """A span, and the moments from and until which it was what was known (None: from the first, still)."""

    span: Span
    known_from: datetime | None
    known_until: datetime | None


def known_spans(notes: Iterable[NoteFact], *, made_on: date, audience: str) -> list[KnownSpan]:
    """Every span that was ever known: those of `spans` at each moment that something became known, as stretches."""
    notes = [note for note in notes if may_see(audience, note.visibility, note.party)]
    moments = sorted({moment for note in notes for moment in note.turning_points()})
    found: list[KnownSpan] = []
    held: dict[Span, datetime | None] = dict.fromkeys(spans([], made_on=made_on, audience=audience))
    for moment in moments:
        then = spans(notes, made_on=made_on, audience=audience, known_at=moment)
        kept = set(then)
        found += [KnownSpan(span, since, moment) for span, since in held.items() if span not in kept]
        held = {span: held.get(span, moment) for span in then}
    return found + [KnownSpan(span, since, None) for span, since in held.items()]


def note_facts(notes) -> list[NoteFact]:
    """Facts of a queryset of notes that were ever accepted, in three queries."""
    notes = (
        notes.ever_accepted().select_related("party").prefetch_related("corrections", "visibility_changes")
    )
    return [
        NoteFact(
            id=note.pk,
            party=note.party.code,
            as_of=note.as_of,
            accepted_at=note.accepted_at,
            withdrawn_at=note.withdrawn_at,
            lifecycle=note.lifecycle,
            confidence=note.confidence,
            visibility=note.visibility,
            replaced=tuple(
                (correction.accepted_at, correction.withdrawn_at, correction.visibility)
                for correction in note.corrections.all()
                if correction.accepted_at is not None
            ),
            once_visible=tuple(
                (change.changed_at, change.from_visibility) for change in note.visibility_changes.all()
            ),
        )
        for note in notes
    ]


def facts_of(commitment: Commitment) -> list[NoteFact]:
    return note_facts(ProgressNote.objects.filter(commitment=commitment))


def is_in_force(note: ProgressNote) -> bool:
    """Accepted, and no accepted correction has taken its place."""
    return note.state == NoteState.ACCEPTED and not note.corrections.filter(state=NoteState.ACCEPTED).exists()


def freshness(standing: str, last_note_on: date | None, *, on: date, cadence_days: int) -> Freshness:
    """How old the last note is against the cadence: ageing in its last quarter, stale after it.

    What is completed or closed owes no more notes, so it does not go stale.
    """
    if last_note_on is None:
        return Freshness.NEVER
    age = (on - last_note_on).days
    if standing in TERMINAL_STANDINGS or age * 4 <= cadence_days * 3:
        return Freshness.FRESH
    return Freshness.AGEING if age <= cadence_days else Freshness.STALE


def schedule(standing: str, due_on: date | None, *, on: date) -> Schedule:
    """Where a deadline stands on `on`; the due day itself is still on time. Nothing terminal is overdue."""
    if due_on is None:
        return Schedule.NO_DATE
    if standing in TERMINAL_STANDINGS:
        return Schedule.ON_TIME
    if due_on < on:
        return Schedule.OVERDUE
    return Schedule.DUE_SOON if (due_on - on).days <= DUE_SOON_DAYS else Schedule.ON_TIME

"""The notes of one generated commitment: where its parties say it stands, over the years, and in which words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from priorities.choices import Confidence, Lifecycle, NoteKind, NoteState, Visibility
from priorities.models import Commitment, Evidence, Organization, Party, ProgressNote, User
from priorities.selectors.standings import NoteFact

from . import benchmark_words as words

LAST_DAY = date(2026, 9, 30)
ACCEPTED_AFTER = timedelta(days=2)

# What comes after what, as (lifecycle, confidence) and its weight.
State = tuple[str, str]
ON_TRACK, AT_RISK, OFF_TRACK = ((Lifecycle.UNDERWAY.value, each) for each in Confidence.values)
NOT_STARTED, PAUSED = (Lifecycle.NOT_STARTED.value, ""), (Lifecycle.PAUSED.value, "")
STEPS: dict[State | None, list[tuple[State, int]]] = {
    None: [(ON_TRACK, 6), (NOT_STARTED, 3), (AT_RISK, 1)],
    NOT_STARTED: [(NOT_STARTED, 4), (ON_TRACK, 5), (AT_RISK, 1)],
    ON_TRACK: [(ON_TRACK, 15), (AT_RISK, 3), (OFF_TRACK, 1), (PAUSED, 1)],
    AT_RISK: [(ON_TRACK, 4), (AT_RISK, 4), (OFF_TRACK, 2)],
    OFF_TRACK: [(AT_RISK, 4), (OFF_TRACK, 5), (PAUSED, 1)],
    PAUSED: [(PAUSED, 5), (AT_RISK, 5)],
}
ENDS: list[tuple[str, int]] = [
    (Lifecycle.COMPLETED.value, 6),
    (Lifecycle.COMPLETED_MODIFIED.value, 2),
    (Lifecycle.NOT_DELIVERED.value, 1),
    (Lifecycle.DISCONTINUED.value, 1),
]
COMPLETED = (Lifecycle.COMPLETED, Lifecycle.COMPLETED_MODIFIED)
VISIBILITIES = [(Visibility.PUBLIC.value, 88), (Visibility.SHARED.value, 7), (Visibility.INTERNAL.value, 5)]
# In which languages each party writes, the first most often.
SPOKEN = {"CA": [(("en", "fr"), 7), (("en",), 2), (("fr",), 1)], "JP": [(("ja", "en"), 6), (("ja",), 4)]}


def weighted(draw: Random, choices: list[tuple[Any, int]]):
    """One of (value, weight) pairs."""
    values, weights = zip(*choices, strict=True)
    return draw.choices(values, weights)[0]


@dataclass
class Side:
    """One party of the plan: who owns, who writes, who accepts."""

    party: Party
    organizations: list[Organization]
    author: User
    reviewer: User


@dataclass
class Said:
    """A note that was submitted, and what becomes of it."""

    note: ProgressNote
    side: Side
    accepted_at: datetime
    evidence: Evidence | None = None
    withdrawn_at: datetime | None = None
    correction: "Said | None" = None

    @property
    def is_correction(self) -> bool:
        return self.note.kind == NoteKind.CORRECTION

    def fact(self) -> NoteFact:
        """What a standing is made of, without reading it back."""
        note, correction = self.note, self.correction
        return NoteFact(
            id=note.pk,
            party=self.side.party.code,
            as_of=note.as_of,
            accepted_at=self.accepted_at,
            withdrawn_at=self.withdrawn_at,
            lifecycle=note.lifecycle,
            confidence=note.confidence,
            visibility=note.visibility,
            replaced=(
                ((correction.accepted_at, correction.withdrawn_at, correction.note.visibility),)
                if correction
                else ()
            ),
        )


class Talk:
    """Who speaks of one commitment, and what it is about. `ids` gives each note its own."""

    def __init__(
        self,
        draw: Random,
        commitment: Commitment,
        about: words.Promise,
        voices: list[tuple[Side, Organization]],
        ids: Iterator[UUID],
    ):
        self.draw, self.commitment, self.about, self.voices, self.ids = draw, commitment, about, voices, ids

    def notes(self, number: int) -> list[Said]:
        """So many notes, each going on from where its party stood; three in ten commitments come to an end."""
        draw, made_on = self.draw, self.commitment.made_on
        length = (LAST_DAY - made_on).days
        days = sorted(made_on + timedelta(days=draw.randint(0, length)) for _ in range(number))
        speaking = [draw.choice(self.voices) for _ in days]
        ends = weighted(draw, ENDS) if draw.random() < 0.3 else ""
        latest: dict[str, Said] = {}
        found = []
        for place, (day, (side, organization)) in enumerate(zip(days, speaking, strict=True)):
            code = side.party.code
            is_last = all(later is not side for later, _ in speaking[place + 1 :])
            said = self.note(side, organization, day)
            before = latest.get(code)
            if before and not before.is_correction and not before.correction and draw.random() < 0.04:
                self.correct(said, before)
            else:
                self.go_on(said.note, before.note if before else None, ends if is_last else "")
            if said.note.lifecycle in COMPLETED or draw.random() < 0.4:
                said.evidence = self.cite(said.note)
            latest[code] = said
            found.append(said)
        for said in found:
            if not said.is_correction and not said.correction and draw.random() < 0.01:
                said.withdrawn_at = said.accepted_at + timedelta(days=draw.randint(1, 60))
        return found

    def note(self, side: Side, organization: Organization, day: date) -> Said:
        """Without words yet."""
        after = timedelta(days=self.draw.randint(0, 20), minutes=self.draw.randint(0, 600))
        submitted_at = datetime.combine(day, time(12), UTC) + after
        note = ProgressNote(
            commitment=self.commitment,
            organization=organization,
            party=side.party,
            author=side.author,
            state=NoteState.SUBMITTED,
            as_of=day,
            submission_id=next(self.ids),
            submitted_at=submitted_at,
            submitted_by=side.author,
        )
        return Said(note, side, accepted_at=submitted_at + ACCEPTED_AFTER)

    def correct(self, said: Said, before: Said) -> None:
        """`said` says again, and otherwise, what `before` said of its day."""
        note = said.note
        before.correction = said
        note.kind, note.corrects = NoteKind.CORRECTION, before.note
        note.as_of, note.visibility = before.note.as_of, before.note.visibility
        self.put(note, self.draw.choice((ON_TRACK, AT_RISK, OFF_TRACK)))

    def go_on(self, note: ProgressNote, before: ProgressNote | None, ends: str) -> None:
        stood = (before.lifecycle, before.confidence) if before else None
        note.visibility = weighted(self.draw, VISIBILITIES)
        if ends:
            self.put(note, (ends, ""))
        elif stood and self.draw.random() < 0.12:
            note.kind = NoteKind.CONFIRMATION
            self.put(note, stood)
        else:
            self.put(note, weighted(self.draw, STEPS[stood]))

    def put(self, note: ProgressNote, state: State) -> None:
        """Where the note puts its commitment, and the words that such a note needs."""
        draw = self.draw
        spoken = weighted(draw, SPOKEN[note.party.code])
        note.lifecycle, note.confidence = state
        said = {"body": words.CONFIRMATION if note.kind == NoteKind.CONFIRMATION else self.about.report(draw)}
        if state in (AT_RISK, OFF_TRACK) or note.lifecycle == Lifecycle.DISCONTINUED:
            said |= {"reason": draw.choice(words.REASONS), "next_steps": draw.choice(words.NEXT_STEPS)}
        if note.lifecycle == Lifecycle.DISCONTINUED:
            note.deciding_authority = draw.choice(words.AUTHORITIES)
        for name, text in said.items():
            for column, value in words.columns(name, text, spoken).items():
                setattr(note, column, value)

    def cite(self, note: ProgressNote) -> Evidence:
        title = f"{self.draw.choice(words.EVIDENCE)}, {note.as_of.isoformat()}"
        return Evidence(note=note, title=title, url=f"https://example.org/{note.submission_id}")

"""What a note must hold before it may be submitted, and again before it is accepted."""

from datetime import datetime

from priorities import exceptions
from priorities.choices import (
    COMPLETED_LIFECYCLES,
    TERMINAL_LIFECYCLES,
    CommitmentKind,
    Confidence,
    Language,
    Lifecycle,
    NoteKind,
    Visibility,
)
from priorities.models import ProgressNote
from priorities.selectors import standings
from priorities.validators import latest_date_on_earth

WITH_CONFIDENCE = {Lifecycle.UNDERWAY, Lifecycle.NOT_STARTED, Lifecycle.PAUSED}
SILENT_CONFIRMATIONS = 2


def any_words(note: ProgressNote, field: str) -> bool:
    """Whether the field has words in any language."""
    return any((getattr(note, f"{field}_{language}") or "").strip() for language in Language.values)


def check_note(note: ProgressNote, *, now: datetime) -> None:
    """Raises the first refusal that the note meets, in the order of the form's fields."""
    if note.as_of > latest_date_on_earth(now):
        raise exceptions.AsOfInFuture
    _check_status(note)
    _check_words(note)
    if note.received_in_confidence and note.visibility == Visibility.PUBLIC:
        raise exceptions.ConfidentialNote
    _check_ending(note)


def _check_status(note: ProgressNote) -> None:
    if note.lifecycle not in Lifecycle.values or note.lifecycle == Lifecycle.NOT_REPORTED:
        raise exceptions.LifecycleNotStated
    if note.lifecycle == Lifecycle.UNDERWAY and not note.confidence:
        raise exceptions.ConfidenceRequired
    if note.confidence and note.lifecycle not in WITH_CONFIDENCE:
        raise exceptions.ConfidenceNotAllowed
    if note.confidence in (Confidence.AT_RISK, Confidence.OFF_TRACK) and not any_words(note, "reason"):
        raise exceptions.ReasonRequired(exceptions.sentence_for_trouble())
    if _leaves_terminal(note) and not any_words(note, "reason"):
        raise exceptions.ReasonRequired(exceptions.sentence_for_reopening())


def _check_words(note: ProgressNote) -> None:
    if any_words(note, "body"):
        return
    if note.kind != NoteKind.CONFIRMATION:
        raise exceptions.WordsRequired
    if silent_confirmations_before(note) >= SILENT_CONFIRMATIONS:
        raise exceptions.SentenceRequired


def _check_ending(note: ProgressNote) -> None:
    if note.lifecycle in COMPLETED_LIFECYCLES:
        evidence = list(note.evidence.all())
        if not evidence:
            raise exceptions.EvidenceRequired
        if note.commitment.kind == CommitmentKind.CONTINUING and not any(
            each.is_end_decision for each in evidence
        ):
            raise exceptions.EndDecisionRequired
    if note.lifecycle == Lifecycle.DISCONTINUED:
        if not any_words(note, "reason"):
            raise exceptions.ReasonRequired
        if not note.deciding_authority.strip():
            raise exceptions.AuthorityRequired
    if note.lifecycle == Lifecycle.SUPERSEDED and note.successor_id in (None, note.commitment_id):
        raise exceptions.SuccessorRequired


def _leaves_terminal(note: ProgressNote) -> bool:
    """Whether the party's position on the note's day is terminal, and the note says something else."""
    facts = [
        fact for fact in standings.facts_of(note.commitment) if fact.id not in (note.pk, note.corrects_id)
    ]
    position = standings.positions_on(facts, on=note.as_of, audience=note.party.code).get(note.party.code)
    return (
        position is not None
        and position.lifecycle in TERMINAL_LIFECYCLES
        and position.lifecycle != note.lifecycle
    )


def silent_confirmations_before(note: ProgressNote) -> int:
    """How many wordless "no change" notes of this organization stand, unbroken, at the end of its record."""
    earlier = (
        ProgressNote.objects.filter(
            commitment_id=note.commitment_id,
            organization_id=note.organization_id,
            state__in=["submitted", "accepted"],
            as_of__lte=note.as_of,
        )
        .exclude(pk=note.pk)
        .order_by("-as_of", "-id")[:SILENT_CONFIRMATIONS]
    )
    count = 0
    for previous in earlier:
        if previous.kind != NoteKind.CONFIRMATION or any_words(previous, "body"):
            break
        count += 1
    return count

"""What waits for a reviewer, and one note of it beside what its party said before."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from priorities import permissions
from priorities.choices import Confidence, Language, Lifecycle, NoteState, Role, Visibility
from priorities.models import AuditEntry, Evidence, ProgressNote
from priorities.words import Text, text_of

from .commitments import NoteFace, note_face

WORDS = (("body", _("Note")), ("reason", _("Reason")), ("next_steps", _("Next steps")))
NOT_REPORTED = ("not_reported", "")


@dataclass(frozen=True)
class Earlier:
    """An accepted note that a waiting one may be held against."""

    id: int
    as_of: date
    accepted_at: datetime | None
    lifecycle: str
    confidence: str


@dataclass(frozen=True)
class Line:
    """A note that waits. `before` is what its party had said, None where the note leaves that as it was."""

    note: ProgressNote
    title: Text
    before: tuple[str, str] | None
    waited: timedelta
    is_own: bool

    @property
    def id(self) -> int:
        return self.note.pk

    @property
    def days(self) -> int:
        return max(self.waited.days, 0)

    @property
    def hours(self) -> int:
        return int(self.waited.total_seconds()) // 3600

    @property
    def minutes(self) -> int:
        return max(int(self.waited.total_seconds()) // 60, 1)


@dataclass(frozen=True)
class Queue:
    """The notes that wait, the longest wait first."""

    lines: tuple[Line, ...]

    @property
    def to_decide(self) -> int:
        """How many this reviewer may decide on: their own wait for a colleague."""
        return sum(not line.is_own for line in self.lines)

    @property
    def own(self) -> int:
        return len(self.lines) - self.to_decide

    def first(self) -> Line | None:
        """Where to begin: a note that this reviewer may decide on, before any of their own."""
        return next((line for line in self.lines if not line.is_own), next(iter(self.lines), None))

    def place_of(self, note: ProgressNote) -> int | None:
        """1 for the first; None for a note that does not wait (any more)."""
        return next((place for place, line in enumerate(self.lines, 1) if line.id == note.pk), None)

    def previous(self, note: ProgressNote) -> Line | None:
        return next((line for line in reversed(self.lines) if _turn(line.note) < _turn(note)), None)

    def next(self, note: ProgressNote) -> Line | None:
        """The note after this one, whether this one still waits or not."""
        return next((line for line in self.lines if _turn(line.note) > _turn(note)), None)

    def after_decision(self, note: ProgressNote) -> Line | None:
        """What to open once this note is decided: the next to decide on, or the first of those passed over."""
        left = [line for line in self.lines if not line.is_own and line.id != note.pk]
        return next((line for line in left if _turn(line.note) > _turn(note)), None) or (
            left[0] if left else next((line for line in self.lines if line.id != note.pk), None)
        )


def _turn(note: ProgressNote):
    return note.submitted_at, note.pk


@dataclass(frozen=True)
class Source:
    """A piece of evidence; `is_new` where the previous note did not cite it."""

    evidence: Evidence
    is_new: bool


@dataclass(frozen=True)
class Missing:
    """A language the plan requires, and the labels of the fields that have words in others only."""

    code: str
    language: str
    fields: tuple[str | Promise, ...]


@dataclass(frozen=True)
class Pane:
    """One note for a reviewer. `previous` is the accepted note it is held against: the one it would replace, if it is
    a correction, otherwise what its party last said on the note's day. `later_on` is the day of a newer accepted
    note of the party, because of which accepting this one moves the past and not today."""

    face: NoteFace
    title: Text
    area: Text
    previous: NoteFace | None
    before: tuple[str, str] | None
    later_on: date | None
    sources: tuple[Source, ...]
    dropped: tuple[Evidence, ...]
    missing: tuple[Missing, ...]
    translations: tuple[tuple[str, str, tuple[tuple[str | Promise, Text], ...]], ...]

    @property
    def note(self) -> ProgressNote:
        return self.face.note

    @property
    def is_waiting(self) -> bool:
        return self.note.state == NoteState.SUBMITTED

    @property
    def says_the_same(self) -> bool:
        """Word for word what the previous note said, in every language."""
        return self.previous is not None and all(
            getattr(self.note, column) == getattr(self.previous.note, column)
            for name, _label in WORDS
            for column in _columns(name)
        )

    @property
    def visibility_before(self) -> str:
        """The previous note's visibility, where this one's differs."""
        was = self.previous.note.visibility if self.previous else self.note.visibility
        return str(Visibility(was).label) if was != self.note.visibility else ""


@dataclass(frozen=True)
class Revision:
    """A field that changed since a reviewer looked: what they read, and what it says now."""

    label: str | Promise
    read: Text
    now: Text


def reviewable(user) -> QuerySet[ProgressNote]:
    """Notes of the organizations this person reviews for that were ever handed in, decided since or not."""
    reviewed = permissions.capacity_of(user).organizations(Role.REVIEWER)
    notes = ProgressNote.objects.filter(organization__in=reviewed, submitted_at__isnull=False)
    return permissions.visible_to(user, notes).select_related(
        "commitment__plan",
        "commitment__area",
        "organization__party",
        "party",
        "author",
        "submitted_by",
        "accepted_by",
        "returned_by",
        "withdrawn_by",
    )


def number_waiting(user) -> int:
    """How many notes wait for this person to decide on."""
    return (
        reviewable(user)
        .filter(state=NoteState.SUBMITTED)
        .exclude(author=user)
        .exclude(submitted_by=user)
        .count()
    )


def review_queue(user, *, now: datetime) -> Queue:
    """What waits, for `user` to decide on or, where they wrote it, to see that it waits."""
    notes = list(reviewable(user).filter(state=NoteState.SUBMITTED).order_by("submitted_at", "pk"))
    counting = _counting(notes)
    return Queue(
        tuple(
            Line(
                note=note,
                title=text_of(note.commitment, "title"),
                before=_move(note, _held_against(note, counting)),
                waited=now - (note.submitted_at or now),
                is_own=not permissions.can(user, "note.accept", note),
            )
            for note in notes
        )
    )


def review_pane(note: ProgressNote, *, user) -> Pane:
    """`note` as a reviewer needs it, held against the party's record as the party itself reads it."""
    counting = _counting([note])
    earlier = _held_against(note, counting)
    previous = None
    if earlier is not None:
        known = ProgressNote.objects.select_related("commitment__plan", "organization", "accepted_by")
        previous = note_face(known.get(pk=earlier.id), user=user)
    cited = [] if previous is None else list(previous.note.evidence.all())
    sources = list(note.evidence.all())
    newest = max(
        (each.as_of for each in counting[note.commitment_id, note.party_id] if each.id != note.pk),
        default=note.as_of,
    )
    return Pane(
        face=note_face(note, user=user),
        title=text_of(note.commitment, "title"),
        area=text_of(note.commitment.area, "name"),
        previous=previous,
        before=_move(note, earlier),
        later_on=newest if newest > note.as_of else None,
        sources=tuple(
            Source(each, previous is not None and _cites(each) not in {_cites(old) for old in cited})
            for each in sources
        ),
        dropped=tuple(old for old in cited if _cites(old) not in {_cites(each) for each in sources}),
        missing=tuple(_missing(note)),
        translations=tuple(_translations(note)),
    )


def _cites(evidence: Evidence) -> str:
    """What makes two pieces of evidence the same: the web address, or the bytes of the file."""
    return evidence.url or evidence.sha256


def _counting(notes: Iterable[ProgressNote]) -> dict[tuple[int, int], list[Earlier]]:
    """The accepted notes that no correction replaced, oldest first, by commitment and party; one query for all."""
    notes = list(notes)
    accepted = list(
        ProgressNote.objects.accepted()
        .filter(
            commitment__in={note.commitment_id for note in notes},
            party__in={note.party_id for note in notes},
        )
        .order_by("as_of", "accepted_at", "pk")
    )
    corrected = {note.corrects_id for note in accepted}
    found: dict[tuple[int, int], list[Earlier]] = defaultdict(list)
    for note in accepted:
        if note.pk not in corrected:
            found[note.commitment_id, note.party_id].append(
                Earlier(note.pk, note.as_of, note.accepted_at, note.lifecycle, note.confidence)
            )
    return found


def _held_against(note: ProgressNote, counting) -> Earlier | None:
    record = [each for each in counting[note.commitment_id, note.party_id] if each.id != note.pk]
    if note.corrects_id:
        return next((each for each in record if each.id == note.corrects_id), None)
    return next((each for each in reversed(record) if each.as_of <= note.as_of), None)


def _move(note: ProgressNote, earlier: Earlier | None) -> tuple[str, str] | None:
    before = (earlier.lifecycle, earlier.confidence) if earlier else NOT_REPORTED
    return before if before != (note.lifecycle, note.confidence) else None


# Languages


def _columns(name: str) -> list[str]:
    return [f"{name}_{code}" for code in Language.values]


def _missing(note: ProgressNote) -> Iterable[Missing]:
    """What the plan's languages lack of the words that are there in another."""
    said = [(name, label) for name, label in WORDS if any(getattr(note, each) for each in _columns(name))]
    for code in note.commitment.plan.languages:
        lacking = tuple(label for name, label in said if not getattr(note, f"{name}_{code}"))
        if lacking:
            yield Missing(code, str(Language(code).label), lacking)


def _translations(note: ProgressNote):
    """The words in the languages that the page does not show already: accepting accepts those too."""
    shown = {name: text_of(note, name).language for name, _label in WORDS}
    for code, language in Language.choices:
        words = tuple(
            (label, Text(value, code))
            for name, label in WORDS
            if code != shown[name] and (value := getattr(note, f"{name}_{code}"))
        )
        if words:
            yield code, str(language), words


# Since somebody looked


FACTS = (
    ("as_of", _("As of"), None),
    ("lifecycle", _("Lifecycle"), Lifecycle),
    ("confidence", _("Confidence"), Confidence),
    ("visibility", _("Visibility"), Visibility),
)


def _written(value) -> str:
    """A column's value as an audit entry holds it."""
    return value.isoformat() if isinstance(value, date) else value or ""


def _spoken(choices, value) -> str:
    """A column's value for people: the label of a choice."""
    written = _written(value)
    return str(choices(written).label) if choices and written else written


def revisions_since(note: ProgressNote, version: int) -> list[Revision]:
    """What the author changed since `version`, from the audit entries of the note: each write leaves one.

    Empty where the entries do not tell; the note as it is now is shown anyway.
    """
    entries = list(
        AuditEntry.objects.filter(object_type="progressnote", object_id=note.pk).order_by("sequence")
    )
    if len(entries) != note.version:
        return []
    read: dict[str, str] = {}
    for entry in entries[version:]:
        for column, (before, _after) in entry.changes.items():
            read.setdefault(column, before or "")
    facts = [
        Revision(label, Text(_spoken(choices, read[column])), Text(_spoken(choices, getattr(note, column))))
        for column, label, choices in FACTS
        if column in read and read[column] != _written(getattr(note, column))
    ]
    return facts + [
        Revision(label, Text(read[column], code), Text(getattr(note, column) or "", code))
        for name, label in WORDS
        for code, column in zip(Language.values, _columns(name), strict=True)
        if column in read and read[column] != (getattr(note, column) or "")
    ]

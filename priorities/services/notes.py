"""How a note travels: draft, submitted, accepted or returned; then corrected or withdrawn. One verb each.

Every verb takes the note as its reader saw it: where somebody else has written since, it raises Conflict (or the
refusal that names what they did) and writes nothing.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from priorities import exceptions, permissions
from priorities.choices import NOTE_TRANSITIONS, Language, NoteKind, NoteState, Precision, Visibility
from priorities.models import Commitment, Evidence, Organization, ProgressNote, User
from priorities.selectors import standings

from .audit import record_audit
from .evidence_files import StoredFile, drop_files, use_file
from .guards import check_note
from .spans import rebuild_spans
from .writing import lock, require, write


@dataclass(frozen=True)
class EvidenceWords:
    """A link, or a file that is kept already; never both. `language` is that of what is cited."""

    title: str
    url: str
    is_end_decision: bool = False
    language: str = ""
    file: StoredFile | None = None
    title_language: str = ""

    def __str__(self):
        return str(self.file or self.url)


@dataclass(frozen=True)
class NoteWords:
    """What a note says. `body`, `reason` and `next_steps` map a language code to words."""

    as_of: date
    lifecycle: str
    confidence: str = ""
    body: dict[str, str] = field(default_factory=dict)
    reason: dict[str, str] = field(default_factory=dict)
    next_steps: dict[str, str] = field(default_factory=dict)
    visibility: str = Visibility.PUBLIC
    received_in_confidence: bool = False
    as_of_precision: str = Precision.DAY
    deciding_authority: str = ""
    successor: Commitment | None = None
    evidence: tuple[EvidenceWords, ...] = ()

    def columns(self) -> dict:
        """Column values; a language that is not given is empty."""
        translated = {
            f"{name}_{language}": (words.get(language) or "").strip()
            for name, words in (("body", self.body), ("reason", self.reason), ("next_steps", self.next_steps))
            for language in Language.values
        }
        return translated | {
            "as_of": self.as_of,
            "as_of_precision": self.as_of_precision,
            "lifecycle": self.lifecycle,
            "confidence": self.confidence,
            "visibility": self.visibility,
            "received_in_confidence": self.received_in_confidence,
            "deciding_authority": self.deciding_authority.strip(),
            "successor": self.successor,
        }


def evidence_of(note: ProgressNote) -> tuple[EvidenceWords, ...]:
    """The evidence of a note as another note may give it too: both then share the files."""
    return tuple(
        EvidenceWords(
            each.title,
            each.url,
            each.is_end_decision,
            each.language,
            StoredFile.of(each),
            each.title_language,
        )
        for each in note.evidence.all()
    )


def title_languages(note: ProgressNote | None) -> dict[str, str]:
    """The language of each title that the evidence of `note` has already; one query."""
    return {each.title: each.title_language for each in note.evidence.all()} if note else {}


def title_language(known: dict[str, str], title: str, language: str) -> str:
    """That of a title which is `known`; `language`, in which it was typed, of a new one."""
    return known.get(title, language) if title else ""


def draft_note(
    commitment: Commitment,
    *,
    organization: Organization,
    words: NoteWords,
    by: User,
    now: datetime,
    submission_id: UUID | None = None,
    corrects: ProgressNote | None = None,
    kind: str = NoteKind.REPORT,
) -> ProgressNote:
    """Begin a note. The same `submission_id` again gives the note it made, so a double click makes one.

    Raises NotOwner if `by` cannot write for `organization`, ConfidentialNote if it may not be public.
    """
    if submission_id and (made := _made_by(submission_id, by)):
        return made
    try:
        with transaction.atomic():
            return _create(commitment, organization, words, by, now, submission_id or uuid4(), corrects, kind)
    except IntegrityError:
        # Two posts of one form at once: the constraint let one through, and this is the other.
        if submission_id and (made := _made_by(submission_id, by)):
            return made
        raise


def _made_by(submission_id: UUID, by: User) -> ProgressNote | None:
    return ProgressNote.objects.filter(submission_id=submission_id, author=by).first()


def _create(commitment, organization, words, by, now, submission_id, corrects, kind) -> ProgressNote:
    commitment = lock(commitment)
    if corrects is None:
        require(by, "note.create", commitment)
    if organization.pk not in permissions.capacity_of(by).organizations(*permissions.WRITERS):
        raise exceptions.NotOwner
    if (
        corrects is None
        and not commitment.ownerships.current(now.date()).filter(organization=organization).exists()
    ):
        raise exceptions.NotOwner
    if words.received_in_confidence and words.visibility == Visibility.PUBLIC:
        raise exceptions.ConfidentialNote
    note = ProgressNote(
        commitment=commitment,
        organization=organization,
        party=organization.party,
        author=by,
        kind=kind,
        corrects=corrects,
        submission_id=submission_id,
        **words.columns(),
    )
    note.save(force_insert=True)
    _set_evidence(note, words.evidence, now)
    record_audit(note, plan=commitment.plan, action="note.draft", by=by, now=now, changes=_said(words))
    return note


def _set_evidence(note: ProgressNote, evidence: tuple[EvidenceWords, ...], now: datetime) -> None:
    """Take `evidence` in the place of what the note has. Raises LinkOrFile, or FileNotKept where a file is gone."""
    for each in evidence:
        if bool(each.url.strip()) == bool(each.file):
            raise exceptions.LinkOrFile
        if each.file:
            use_file(each.file, now=now)
    drop_files(note.evidence.values_list("storage_name", flat=True))
    note.evidence.all().delete()
    Evidence.objects.bulk_create(
        Evidence(
            note=note,
            title=each.title.strip(),
            url=each.url.strip(),
            is_end_decision=each.is_end_decision,
            language=each.language,
            title_language=each.title_language,
            **(each.file.columns() if each.file else {}),
        )
        for each in evidence
    )


def _said(words: NoteWords, note: ProgressNote | None = None) -> dict[str, list]:
    """[from, to] of every column that changes (from None where the note is new)."""
    columns = words.columns()
    before = {name: getattr(note, name) if note else None for name in columns}
    changed = {
        name: [before[name], value]
        for name, value in columns.items()
        if (before[name] or None) != (value or None)
    }
    given = [str(each) for each in words.evidence]
    known = [str(each) for each in evidence_of(note)] if note else []
    return changed | ({"evidence": [known, given]} if given != known else {})


@transaction.atomic
def revise_note(note: ProgressNote, *, words: NoteWords, by: User, now: datetime) -> ProgressNote:
    """Change the words of a draft or returned note. Raises NotDraft, NotAllowed or Conflict."""
    commitment = lock(note.commitment)
    _require_start(note, "submit", exceptions.NotDraft)
    require(by, "note.edit", note)
    if words.received_in_confidence and words.visibility == Visibility.PUBLIC:
        raise exceptions.ConfidentialNote
    if note.corrects and words.visibility != note.corrects.visibility:
        raise exceptions.NotAllowed(exceptions.sentence_for_correction(), field="visibility")
    changes = _said(words, note)
    write(note, expected=note.version, **words.columns())
    _set_evidence(note, words.evidence, now)
    record_audit(note, plan=commitment.plan, action="note.revise", by=by, now=now, changes=changes)
    return note


def _require_start(note: ProgressNote, action: str, refusal: type[exceptions.Refusal]) -> None:
    """The state in the database, not the one the reader last saw, must be one that `action` starts from."""
    states, _ = NOTE_TRANSITIONS[action]
    if not ProgressNote.objects.filter(pk=note.pk, state__in=states).exists():
        raise refusal


@transaction.atomic
def submit_note(note: ProgressNote, *, by: User, now: datetime) -> ProgressNote:
    """Hand a note to the reviewers and lock it. Raises NotDraft, NotAllowed, or the guard that it does not meet."""
    commitment = lock(note.commitment)
    _require_start(note, "submit", exceptions.NotDraft)
    require(by, "note.submit", note)
    check_note(note, now=now)
    return _move(note, commitment, "submit", by, now, submitted_at=now, submitted_by=by)


@transaction.atomic
def unsubmit_note(note: ProgressNote, *, by: User, now: datetime) -> ProgressNote:
    """Take a note back before anybody decided on it. Raises NotSubmitted, NotAllowed or Conflict."""
    commitment = lock(note.commitment)
    _require_start(note, "unsubmit", exceptions.NotSubmitted)
    require(by, "note.unsubmit", note)
    return _move(note, commitment, "unsubmit", by, now)


@transaction.atomic
def accept_note(note: ProgressNote, *, by: User, now: datetime) -> ProgressNote:
    """Accept a submitted note, so that it counts on the boards.

    Raises OwnNote if `by` wrote it, NotSubmitted if it is not waiting, NotAccepted if it corrects a note that was
    corrected or withdrawn meanwhile.
    """
    commitment = lock(note.commitment)
    _require_decision(note, "accept", by)
    check_note(note, now=now)
    if note.corrects and not standings.is_in_force(note.corrects):
        raise exceptions.NotAccepted
    _move(note, commitment, "accept", by, now, accepted_at=now, accepted_by=by)
    rebuild_spans(commitment)
    return note


@transaction.atomic
def return_note(
    note: ProgressNote, *, reason: str, by: User, now: datetime, language: str = ""
) -> ProgressNote:
    """Send a submitted note back to its author, for a reason in `language`. Raises ReasonRequired, OwnNote, NotSubmitted or NotAllowed."""
    if not reason.strip():
        raise exceptions.ReasonRequired
    commitment = lock(note.commitment)
    _require_decision(note, "return", by)
    decided = {"returned_at": now, "returned_by": by, "return_reason": reason.strip()}
    decided["return_reason_language"] = language
    return _move(note, commitment, "return", by, now, **decided)


def _require_decision(note: ProgressNote, action: str, by: User) -> None:
    _require_start(note, action, exceptions.NotSubmitted)
    if by.pk in (note.author_id, note.submitted_by_id):
        raise exceptions.OwnNote
    require(by, f"note.{action}", note)


def _move(note: ProgressNote, commitment: Commitment, action: str, by: User, now: datetime, **values):
    """Take the note along `action`, if nobody wrote it since it was read."""
    _, state = NOTE_TRANSITIONS[action]
    changes = {"state": [note.state, state]} | {
        name: [getattr(note, name), value] for name, value in values.items() if "_reason" in name
    }
    write(note, expected=note.version, state=state, **values)
    record_audit(note, plan=commitment.plan, action=f"note.{action}", by=by, now=now, changes=changes)
    return note


def correct_note(
    note: ProgressNote, *, words: NoteWords, by: User, now: datetime, submission_id: UUID | None = None
) -> ProgressNote:
    """Draft a note that takes the place of an accepted one once it is accepted itself.

    It keeps the visibility of what it corrects, so that no audience loses a note to one it may not see.
    Raises NotAccepted if `note` is not in force, NotAllowed if `by` cannot write for its organization.
    """
    if not standings.is_in_force(note):
        raise exceptions.NotAccepted
    require(by, "note.correct", note)
    if words.visibility != note.visibility:
        raise exceptions.NotAllowed(exceptions.sentence_for_correction(), field="visibility")
    return draft_note(
        note.commitment,
        organization=note.organization,
        words=words,
        by=by,
        now=now,
        submission_id=submission_id,
        corrects=note,
        kind=NoteKind.CORRECTION,
    )


@transaction.atomic
def withdraw_note(
    note: ProgressNote, *, reason: str, by: User, now: datetime, language: str = ""
) -> ProgressNote:
    """Take an accepted note off the boards; it stays readable to the team, with who and why (in `language`).

    Raises ReasonRequired, NotAccepted, NotAllowed or Conflict.
    """
    if not reason.strip():
        raise exceptions.ReasonRequired
    commitment = lock(note.commitment)
    _require_start(note, "withdraw", exceptions.NotAccepted)
    require(by, "note.withdraw", note)
    decided = {"withdrawn_at": now, "withdrawn_by": by, "withdrawal_reason": reason.strip()}
    decided["withdrawal_reason_language"] = language
    _move(note, commitment, "withdraw", by, now, **decided)
    rebuild_spans(commitment)
    return note


@transaction.atomic
def confirm_no_change(
    commitment: Commitment,
    *,
    organization: Organization,
    as_of: date,
    by: User,
    now: datetime,
    body: dict[str, str] | None = None,
    submission_id: UUID | None = None,
) -> ProgressNote:
    """Say that all is as the party's last accepted note has it; the confirmation waits for a reviewer like any note.

    Raises NothingToConfirm without such a note, SentenceRequired for the third wordless one in a row.
    """
    if submission_id and (made := _made_by(submission_id, by)):
        return made
    last = latest_note(commitment, organization=organization, as_of=as_of)
    if last is None:
        raise exceptions.NothingToConfirm
    words = NoteWords(
        as_of=as_of,
        lifecycle=last.lifecycle,
        confidence=last.confidence,
        reason={language: getattr(last, f"reason_{language}") for language in Language.values},
        body=body or {},
        visibility=last.visibility,
        received_in_confidence=last.received_in_confidence,
        deciding_authority=last.deciding_authority,
        successor=last.successor,
        evidence=evidence_of(last),
    )
    note = draft_note(
        commitment,
        organization=organization,
        words=words,
        by=by,
        now=now,
        submission_id=submission_id,
        kind=NoteKind.CONFIRMATION,
    )
    return submit_note(note, by=by, now=now)


def latest_note(commitment: Commitment, *, organization: Organization, as_of: date) -> ProgressNote | None:
    """The note that makes the position of the organization's party on `as_of`, as the party itself sees it."""
    code = organization.party.code
    position = standings.positions_on(standings.facts_of(commitment), on=as_of, audience=code).get(code)
    return ProgressNote.objects.get(pk=position.note_id) if position else None


@transaction.atomic
def delete_draft_note(note: ProgressNote, *, by: User, now: datetime) -> None:
    """Throw away a draft that was never submitted. Raises CannotDelete for anything else."""
    commitment = lock(note.commitment)
    if not ProgressNote.objects.filter(pk=note.pk, state=NoteState.DRAFT, submitted_at=None).exists():
        raise exceptions.CannotDelete
    require(by, "note.delete", note)
    drop_files(list(note.evidence.values_list("storage_name", flat=True)))
    record_audit(note, plan=commitment.plan, action="note.delete", by=by, now=now)
    note.delete()

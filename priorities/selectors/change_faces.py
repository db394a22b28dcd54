"""What a reader is shown of each change: when it happened, what did it, and the note that says so."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from priorities import permissions
from priorities.choices import ChangeKind
from priorities.models import Commitment, Ownership, ProgressNote, StandingSpan
from priorities.words import Text, text_of

from . import boards, notes
from .changes import Changes
from .comparisons import Change, Side, rank_of
from .overviews import excerpt

MOVES = frozenset({ChangeKind.FORWARD, ChangeKind.BACK, ChangeKind.FIRST_REPORTED})
DATES = frozenset({ChangeKind.SLIPPED, ChangeKind.BROUGHT_FORWARD, ChangeKind.DATED})
OWNERS = frozenset({ChangeKind.NEW_OWNER, ChangeKind.FIRST_OWNER, ChangeKind.NO_OWNER})


@dataclass(frozen=True)
class CitedNote:
    """The note that did it, or the last one before a silence."""

    id: int
    as_of: date
    precision: str
    organization: str
    organization_name: Text
    party: str
    body: Text
    excerpt: Text
    url: str


@dataclass(frozen=True)
class ChangeFace:
    """A change as its reader sees it. `on` is the day it happened, as exact as `precision`.

    `reason` is why a due date moved, or the document that a new promise stands in; `stated` are the (lifecycle,
    confidence) that a corrected note said, and its correction says, where they differ. `note` is None where no note
    did it, or none that this reader may open.
    """

    kind: ChangeKind
    reference: str
    title: Text
    area_code: str
    area_number: int
    area_name: Text
    url: str
    before: Side | None
    after: Side | None
    on: date | None
    precision: str = "day"
    days: int = 0
    party: str = ""
    leads_before: tuple[str, ...] = ()
    leads_after: tuple[str, ...] = ()
    due_precisions: tuple[str, str] = ("day", "day")
    reason: Text = field(default_factory=Text)
    stated: tuple[tuple[str, str], ...] = ()
    is_withdrawal: bool = False
    note: CitedNote | None = None

    @property
    def days_earlier(self) -> int:
        return -self.days

    @property
    def changes_column(self) -> bool:
        """Whether it stands in another column of the board, rather than otherwise in the same."""
        return bool(self.before and self.after and self.before.standing != self.after.standing)


def change_faces(changes: Changes, chosen: Sequence[Change], *, user) -> list[ChangeFace]:
    """The faces of `chosen`, in their order; at most a dozen queries, however many there are."""
    return _Faces(changes, chosen, user).build()


@dataclass(frozen=True)
class _Retraction:
    """A note that was taken back, and its correction; None where it was withdrawn."""

    note: ProgressNote
    correction: ProgressNote | None
    on: date


class _Faces:
    """Reads, all at once, what the chosen changes need to be told."""

    def __init__(self, changes: Changes, chosen: Sequence[Change], user):
        self.changes, self.chosen, self.user = changes, chosen, user
        self.address = f"{changes.plan.get_absolute_url()}commitments/"
        references = {change.reference for change in chosen}
        found = Commitment.objects.filter(plan=changes.plan, reference__in=references)
        self.commitments = {each.reference: each for each in found.select_related("area", "document")}
        self.spans = self._spans()
        self.ledgers = boards.deadlines_of(self._with(DATES), changes.end)
        self.leads = self._leads()
        self.retractions = self._retractions()
        self.cited = {change: self._note_id(change) for change in chosen}
        self.notes = self._notes(number for number in self.cited.values() if number is not None)

    def build(self) -> list[ChangeFace]:
        return [self._face(change) for change in self.chosen]

    def _with(self, kinds: Iterable[ChangeKind]) -> list[Commitment]:
        wanted = {change.reference for change in self.chosen if change.kind in kinds}
        return [commitment for reference, commitment in self.commitments.items() if reference in wanted]

    # What is read

    def _spans(self) -> dict[int, list[StandingSpan]]:
        """The spans from the first day to the last of what moved, and the last of what was heard or fell silent."""
        start, end = self.changes.start, self.changes.end
        held = StandingSpan.objects.known(end.known_at).filter(
            audience=self.changes.audience,
            commitment__in=self._with({*MOVES, ChangeKind.GONE_QUIET, ChangeKind.HEARD_AGAIN}),
            until_on__gt=start.on,
            from_on__lte=end.on,
        )
        found: dict[int, list[StandingSpan]] = defaultdict(list)
        for span in held.order_by("from_on"):
            found[span.commitment_id].append(span)
        return found

    def _leads(self) -> dict[tuple[int, str], list[Ownership]]:
        """Leads that began or ended in between, by commitment and party, in the order in which they began."""
        start, end = self.changes.start.on, self.changes.end.on
        held = (
            Ownership.objects.known(self.changes.end.known_at)
            .leads()
            .filter(commitment__in=self._with(OWNERS), valid_from__lte=end)
        )
        found: dict[tuple[int, str], list[Ownership]] = defaultdict(list)
        for each in held.select_related("party").order_by("valid_from", "id"):
            if each.valid_from > start or (each.valid_until and start < each.valid_until <= end):
                found[each.commitment_id, each.party.code].append(each)
        return found

    def _retractions(self) -> dict[int, _Retraction]:
        """The newest of each commitment."""
        changes = self.changes
        asked = self._with({ChangeKind.CORRECTED})
        numbers = [number for each in asked for number in changes.taken_back.get(each.pk, ())]
        taken = list(ProgressNote.objects.filter(pk__in=numbers).select_related("organization__party"))
        corrections = notes.in_force(
            ProgressNote.objects.filter(corrects__in=taken), changes.audience, changes.end.known_at
        )
        correction_of = {correction.corrects_id: correction for correction in corrections}
        found: dict[int, _Retraction] = {}
        for note in taken:
            correction = correction_of.get(note.pk)
            moment = correction.accepted_at if correction else note.withdrawn_at
            if moment is None:  # a correction of a correction: the last of them is told
                continue
            on = note.organization.party.today(moment)
            known = found.get(note.commitment_id)
            if known is None or known.on <= on:
                found[note.commitment_id] = _Retraction(note, correction, on)
        return found

    def _notes(self, numbers: Iterable[int]) -> dict[int, ProgressNote]:
        """The notes that this reader may open; the boards named only what their audience sees, the door is asked again."""
        seen = permissions.visible_to(self.user, ProgressNote.objects.filter(pk__in=set(numbers)))
        return {note.pk: note for note in seen.select_related("organization", "party", "commitment")}

    # What did it

    def _note_id(self, change: Change) -> int | None:
        commitment = self.commitments[change.reference]
        if change.kind in MOVES:
            return _note_that_moved(self.spans[commitment.pk])
        if change.kind in (ChangeKind.GONE_QUIET, ChangeKind.HEARD_AGAIN):
            return _newest_note(self.spans[commitment.pk][-1].positions)
        if change.kind == ChangeKind.CORRECTED and commitment.pk in self.retractions:
            retraction = self.retractions[commitment.pk]
            return (retraction.correction or retraction.note).pk
        return None

    def _face(self, change: Change) -> ChangeFace:
        commitment = self.commitments[change.reference]
        number = self.cited[change]
        note = self.notes.get(number) if number is not None else None
        told = {"on": note.as_of if note else None, "precision": note.as_of_precision if note else "day"}
        return ChangeFace(
            kind=change.kind,
            reference=change.reference,
            title=text_of(commitment, "title"),
            area_code=commitment.area.code,
            area_number=commitment.area.number,
            area_name=text_of(commitment.area, "name"),
            url=f"{self.address}{change.reference}/{self.changes.end.query}",
            before=change.before,
            after=change.after,
            party=change.party,
            leads_before=change.before.leads_of(change.party) if change.before else (),
            leads_after=change.after.leads_of(change.party) if change.after else (),
            note=self._cited(note) if note else None,
            **told | self._told(change, commitment),
        )

    def _told(self, change: Change, commitment: Commitment) -> dict:
        """What each kind says beside its note."""
        if change.kind == ChangeKind.NEW:
            return {"on": commitment.made_on, "reason": text_of(commitment.document, "title")}
        if change.kind == ChangeKind.GONE:
            return {"on": commitment.archived_on}
        if change.kind in DATES:
            return self._ledger_line(change, self.ledgers[commitment.pk])
        if change.kind in OWNERS:
            return {"on": self._owner_day(change, commitment)}
        if change.kind == ChangeKind.GONE_QUIET and change.after and change.after.last_note_on:
            return {"days": (self.changes.end.on - change.after.last_note_on).days}
        if change.kind == ChangeKind.CORRECTED and commitment.pk in self.retractions:
            return _retracted(self.retractions[commitment.pk])
        return {}

    def _ledger_line(self, change: Change, ledger: list[boards.LedgerLine]) -> dict:
        line = ledger[-1]
        then = [each for each in ledger if each.decided_on <= self.changes.start.on]
        return {
            "on": line.decided_on,
            "days": change.days,
            "reason": Text(line.reason, line.reason_language),
            "due_precisions": (then[-1].precision if then else "day", line.precision),
        }

    def _owner_day(self, change: Change, commitment: Commitment) -> date | None:
        leads = self.leads[commitment.pk, change.party]
        if change.kind == ChangeKind.NO_OWNER:
            return max((each.valid_until for each in leads if each.valid_until), default=None)
        return max((each.valid_from for each in leads), default=None)

    def _cited(self, note: ProgressNote) -> CitedNote:
        body, end = text_of(note, "body"), self.changes.end
        day = end.query if note.as_of <= end.on else ""
        return CitedNote(
            id=note.pk,
            as_of=note.as_of,
            precision=note.as_of_precision,
            organization=note.organization.acronym,
            organization_name=text_of(note.organization, "name"),
            party=note.party.code,
            body=body,
            excerpt=excerpt(body),
            url=f"{self.address}{note.commitment.reference}/{day}#note-{note.pk}",
        )


def _note_that_moved(spans: list[StandingSpan]) -> int | None:
    """The note that brought a commitment where it stands at the last of `spans`.

    Of several notes of that day it is one that says itself where the commitment stands since.
    """
    steps = [(earlier, later) for earlier, later in pairwise(spans) if _rank(earlier) != _rank(later)]
    if not steps:
        return None
    before, after = steps[-1]
    fresh = [stated for party, stated in after.positions.items() if stated != before.positions.get(party)]
    place = (after.lifecycle, after.confidence)
    saying_so = [stated for stated in fresh if (stated["lifecycle"], stated["confidence"]) == place]
    return max((stated["note"] for stated in saying_so or fresh), default=None)


def _rank(span: StandingSpan) -> int | None:
    return rank_of((span.lifecycle, span.confidence))


def _newest_note(positions: dict[str, dict]) -> int | None:
    newest = max(positions.values(), key=lambda stated: (stated["as_of"], stated["note"]), default=None)
    return newest["note"] if newest else None


def _retracted(retraction: _Retraction) -> dict:
    said = (retraction.note.lifecycle, retraction.note.confidence)
    told: dict = {"on": retraction.on, "precision": "day", "is_withdrawal": retraction.correction is None}
    if retraction.correction:
        says = (retraction.correction.lifecycle, retraction.correction.confidence)
        told["stated"] = (said, says) if says != said else ()
    return told

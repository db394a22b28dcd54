"""Everything one page says of one commitment, on one day, to one reader."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import F
from django.db.models.functions import Greatest, Substr
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from priorities import permissions
from priorities.choices import LinkKind, NoteState, OwnerRole, Precision
from priorities.models import (
    Commitment,
    CommitmentLink,
    Milestone,
    Organization,
    Ownership,
    Plan,
    ProgressNote,
    SourceSpan,
)
from priorities.models.standings import PUBLIC_AUDIENCE
from priorities.sources.paragraphs import paragraphs
from priorities.sources.segments import Excerpt, excerpt
from priorities.words import Text, text_of

from . import boards, standings
from .moments import Moment

NOTE_ACTIONS = (
    "edit",
    "submit",
    "unsubmit",
    "delete",
    "accept",
    "return",
    "correct",
    "withdraw",
    "change_visibility",
)

AROUND = 1000  # characters read before and after a passage

FROM_THE_OTHER_SIDE = {
    LinkKind.IMPLEMENTS: _("is implemented by"),
    LinkKind.SUPERSEDES: _("is superseded by"),
    LinkKind.SPLITS: _("is split by"),
    LinkKind.MERGES: _("is merged by"),
    LinkKind.RELATES: _("relates to"),
}


@dataclass(frozen=True)
class Passage:
    """The words promised inside their paragraph; `url` leads to them in the source text."""

    words: Excerpt
    language: str
    url: str


@dataclass(frozen=True)
class NoteFace:
    """A note as its reader sees it. `before` is the party's position that it changed, None where it changed none;
    `is_corrected` is True where a correction has taken its place; `actions` is what this reader may do to it."""

    note: ProgressNote
    standing: str
    before: tuple[str, str] | None
    body: Text
    reason: Text
    next_steps: Text
    organization_name: Text
    successor: "Link | None"
    is_corrected: bool
    actions: frozenset[str]

    @property
    def id(self) -> int:
        return self.note.pk

    @property
    def is_waiting(self) -> bool:
        """Not accepted yet, so seen by its team only."""
        return self.note.accepted_at is None


@dataclass(frozen=True)
class Deadline:
    """A line of the ledger; `slip_days` counts from the first deadline."""

    due_on: date
    precision: str
    decided_on: date
    reason: Text
    is_baseline: bool
    slip_days: int


@dataclass(frozen=True)
class Step:
    """A milestone on the day shown: one reached later was not reached yet."""

    title: Text
    day: date
    is_reached: bool
    is_overdue: bool


@dataclass(frozen=True)
class Link:
    words: str | Promise
    reference: str
    title: Text
    url: str


@dataclass(frozen=True)
class CommitmentPage:
    """`card` is None while the boards of the day do not hold the commitment: not made yet, not published, archived."""

    card: boards.Card | None
    owners: tuple[boards.OwnerFace, ...]
    parties: tuple[tuple[str, Text], ...]
    passages: tuple[Passage, ...]
    notes: tuple[NoteFace, ...]
    deadlines: tuple[Deadline, ...]
    steps: tuple[Step, ...]
    links: tuple[Link, ...]
    instruments: tuple[tuple[str, Text, str], ...] = field(default=())
    reads_as_party: bool = False

    @property
    def waiting(self) -> tuple[NoteFace, ...]:
        return tuple(face for face in self.notes if face.is_waiting)

    @property
    def recorded(self) -> tuple[NoteFace, ...]:
        return tuple(face for face in self.notes if not face.is_waiting)

    @property
    def leads(self) -> list[tuple[str, Text, list[boards.OwnerFace]]]:
        """Each party, and who leads for it: nobody, where the list is empty."""
        return [
            (
                code,
                name,
                [owner for owner in self.owners if owner.party == code and owner.role == OwnerRole.LEAD],
            )
            for code, name in self.parties
        ]

    def with_role(self, role: str) -> list[boards.OwnerFace]:
        return [owner for owner in self.owners if owner.role == role]

    @property
    def co_leads(self) -> list[boards.OwnerFace]:
        return self.with_role(OwnerRole.CO_LEAD)

    @property
    def contributors(self) -> list[boards.OwnerFace]:
        return self.with_role(OwnerRole.CONTRIBUTOR)

    def position_of(self, party: str) -> boards.PositionFace | None:
        """What a party last said; None while it has said nothing."""
        positions = self.card.positions if self.card else ()
        return next((each for each in positions if each.party == party and each.note_id), None)


def commitment_page(commitment: Commitment, *, user, plan: Plan, moment: Moment) -> CommitmentPage:
    """The page of `commitment` as `user` may see it on the day of `moment`."""
    found = boards.board_commitments(plan, user=user, moment=moment).filter(pk=commitment.pk)
    card = next(iter(boards.cards(found, plan=plan, moment=moment)), None)
    owners = card.owners if card else tuple(boards.owners_of([commitment], moment)[commitment.pk])
    instruments = ((each.code, text_of(each, "name"), each.url) for each in commitment.instruments.all())
    return CommitmentPage(
        card=card,
        owners=owners,
        parties=tuple(
            (part.party.code, text_of(part.party, "name")) for part in permissions.participations(plan)
        ),
        passages=tuple(_passages(commitment, moment)),
        notes=tuple(
            note_faces(
                commitment,
                user=user,
                on=moment.on,
                may_act=not moment.is_past,
                known_at=moment.known_at,
            )
        ),
        deadlines=tuple(_deadlines(boards.deadlines_of([commitment], moment)[commitment.pk])),
        steps=tuple(sorted(_steps(commitment, moment), key=lambda step: step.day)),
        links=tuple(_links(commitment, user)),
        instruments=tuple(instruments),
        reads_as_party=permissions.audience_of(user, plan) != PUBLIC_AUDIENCE,
    )


def writing_organizations(commitment: Commitment, *, user, on: date) -> list[Organization]:
    """The owners of the commitment on `on` that this person writes for, its leads first."""
    held = (
        Ownership.objects.current(on)
        .filter(
            commitment=commitment,
            organization__in=permissions.capacity_of(user).organizations(*permissions.WRITERS),
        )
        .select_related("organization__party")
    )
    order = {"lead": 0, "co_lead": 1, "contributor": 2}
    return [each.organization for each in sorted(held, key=lambda each: (order[each.role], each.pk))]


# The words promised


def _passages(commitment: Commitment, moment: Moment) -> Iterable[Passage]:
    """The passages of the newest text in each language."""
    # Of a long text, only what stands about the passage.
    first = Greatest(F("start") + 1 - AROUND, 1)
    around = Substr("text__body", first, F("end") - F("start") + 2 * AROUND)
    spans = SourceSpan.objects.filter(commitment=commitment).select_related("text__document__plan")
    spans = spans.defer("text__body").annotate(around=around)
    newest: dict[str, int] = {}
    for span in spans:
        newest[span.text.language] = max(newest.get(span.text.language, 0), span.text.text_version)
    for span in spans:
        if span.text.text_version == newest[span.text.language]:
            yield _passage(commitment, span, moment)


def _passage(commitment: Commitment, span: SourceSpan, moment: Moment) -> Passage:
    text = span.text
    body = span.around  # type: ignore[attr-defined] # an annotation of _passages
    start = min(span.start, AROUND)
    end = start + span.end - span.start
    within = next(
        ((each.start, each.end) for each in paragraphs(body) if each.start <= start < each.end), (start, end)
    )
    address = text.document.get_absolute_url()
    query = f"text={text.language}&commitment={commitment.reference}{moment.more}"
    return Passage(
        words=excerpt(body, start, end, within=within),
        language=text.language,
        url=f"{address}?{query}#{commitment.reference}",
    )


# Notes


def note_faces(
    commitment: Commitment, *, user, on: date, may_act: bool, known_at: datetime | None = None
) -> list[NoteFace]:
    """What `user` may see of the notes as of `on` or before: those not accepted yet first, then newest first.

    Only notes accepted by `known_at`, corrected and withdrawn as they were then; None is now, waiting ones too.
    """
    seen = permissions.visible_to(user, ProgressNote.objects.filter(commitment=commitment))
    if known_at is not None:
        seen = seen.filter(accepted_at__lte=known_at)
    notes = list(
        # In no order, for asked for the newest first SQLite reads those of all commitments. They are put in order below.
        seen.order_by()
        .select_related("organization", "party", "author", "accepted_by", "returned_by", "withdrawn_by")
        .prefetch_related("evidence")
    )
    for note in notes:
        if known_at is not None and note.withdrawn_at is not None and note.withdrawn_at > known_at:
            note.state = NoteState.ACCEPTED
    corrected = {note.corrects_id for note in notes if note.state == NoteState.ACCEPTED and note.corrects_id}
    before = _positions_before(notes, corrected)
    successors = _successors(notes, user)
    faces = []
    for note in sorted(notes, key=_newest, reverse=True):
        note.commitment = commitment
        if note.as_of <= on:
            may_do = _actions(note, note.pk in corrected, user) if may_act else frozenset()
            faces.append(
                _note_face(
                    note, before.get(note.pk), note.pk in corrected, may_do, successors.get(note.successor_id)
                )
            )
    return faces


def note_face(note: ProgressNote, *, user) -> NoteFace:
    """One note by itself, as what is saved now is shown beside what somebody typed."""
    return _note_face(note, None, False, frozenset(), _successors([note], user).get(note.successor_id))


def _successors(notes: Iterable[ProgressNote], user) -> dict[int | None, Link]:
    """What took over, where the reader may know of it."""
    wanted = [note.successor_id for note in notes if note.successor_id]
    if not wanted:
        return {}
    found = permissions.visible_to(user, Commitment.objects.filter(pk__in=wanted).select_related("plan"))
    return {each.pk: _link("", each) for each in found}


def _newest(note: ProgressNote):
    return note.accepted_at is None, note.as_of, note.accepted_at or note.created_at, note.pk


def _positions_before(notes: Iterable[ProgressNote], corrected: set[int]) -> dict[int, tuple[str, str]]:
    """What each note's party had said before it, by (as_of, accepted_at, id), among the notes that count.

    A note that waits is held against what stands on its day, less what it would correct.
    """
    counting = sorted(
        (note for note in notes if note.state == NoteState.ACCEPTED and note.pk not in corrected),
        key=lambda note: (note.as_of, note.accepted_at, note.pk),
    )
    found: dict[int, tuple[str, str]] = {}
    last: dict[int, tuple[str, str]] = {}
    for note in counting:
        if note.party_id in last:
            found[note.pk] = last[note.party_id]
        last[note.party_id] = (note.lifecycle, note.confidence)
    for note in notes:
        if note.accepted_at is None:
            earlier = [
                each
                for each in counting
                if each.party_id == note.party_id and each.as_of <= note.as_of and each.pk != note.corrects_id
            ]
            if earlier:
                found[note.pk] = (earlier[-1].lifecycle, earlier[-1].confidence)
    return found


def _note_face(
    note: ProgressNote, before, is_corrected: bool, actions: frozenset[str], successor
) -> NoteFace:
    return NoteFace(
        note=note,
        standing=_standing(note),
        before=before if before != (note.lifecycle, note.confidence) else None,
        body=text_of(note, "body"),
        reason=text_of(note, "reason"),
        next_steps=text_of(note, "next_steps"),
        organization_name=text_of(note.organization, "name"),
        successor=successor,
        is_corrected=is_corrected,
        actions=actions,
    )


def _standing(note: ProgressNote) -> str:
    """The look of a note. A draft may be underway without a confidence yet."""
    if note.lifecycle == "underway" and not note.confidence:
        return "on_track"
    return standings.standing_of(note.lifecycle, note.confidence).value


def _actions(note: ProgressNote, is_corrected: bool, user) -> frozenset[str]:
    """What `user` may do to the note. One that a correction replaced is history."""
    if is_corrected:
        return frozenset()
    return frozenset(action for action in NOTE_ACTIONS if permissions.can(user, f"note.{action}", note))


# Facts


def _deadlines(ledger: list[boards.LedgerLine]) -> Iterable[Deadline]:
    """The ledger, newest line first."""
    for line in reversed(ledger):
        yield Deadline(
            due_on=line.due_on,
            precision=line.precision or Precision.DAY.value,
            decided_on=line.decided_on,
            reason=Text(line.reason, line.reason_language),
            is_baseline=line.is_baseline,
            slip_days=(line.due_on - ledger[0].due_on).days,
        )


def _steps(commitment: Commitment, moment: Moment) -> Iterable[Step]:
    for milestone in Milestone.objects.filter(commitment=commitment):
        is_reached = milestone.reached_on is not None and milestone.reached_on <= moment.on
        day = milestone.reached_on if is_reached else milestone.due_on
        if day is not None:  # otherwise its only day is still to come on the day shown
            yield Step(text_of(milestone, "title"), day, is_reached, not is_reached and day < moment.on)


def _links(commitment: Commitment, user) -> Iterable[Link]:
    links = permissions.visible_to(
        user, CommitmentLink.objects.select_related("commitment__plan", "target__plan")
    )
    for link in links.filter(commitment=commitment):
        yield _link(LinkKind(link.kind).label, link.target)
    for link in links.filter(target=commitment):
        yield _link(FROM_THE_OTHER_SIDE[LinkKind(link.kind)], link.commitment)


def _link(words, other: Commitment) -> Link:
    return Link(words, other.reference, text_of(other, "title"), other.get_absolute_url())

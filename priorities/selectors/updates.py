"""What one person still has to say this period, plan by plan: the commitments that their organizations own."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from priorities import permissions
from priorities.choices import (
    TERMINAL_LIFECYCLES,
    TERMINAL_STANDINGS,
    CommitmentState,
    Lifecycle,
    NoteKind,
    NoteState,
    OwnerRole,
)
from priorities.models import Commitment, Organization, Ownership, Plan, ProgressNote, ReportingPeriod
from priorities.models.standings import PUBLIC_AUDIENCE
from priorities.words import Text, text_of

from . import boards, notes, periods
from .moments import Moment, moment

LEADS_FIRST = {OwnerRole.LEAD: 0, OwnerRole.CO_LEAD: 1, OwnerRole.CONTRIBUTOR: 2}


@dataclass(frozen=True)
class UpdateRow:
    """A commitment, and what its owner said of it this period.

    `said` is the note of this period that is accepted or waits for review; `returned` and `drafts` are notes that
    went back or were never sent, whoever of the organization wrote them; `confirmation` is a "no change" that the
    reader took back. `last_note` is the note that makes the party's position, None while it has said nothing.
    """

    commitment: Commitment
    title: Text
    organizations: tuple[Organization, ...]
    lifecycle: str
    confidence: str
    last_note: int | None
    last_note_on: date | None
    said: ProgressNote | None
    returned: ProgressNote | None
    draft: ProgressNote | None
    confirmation: ProgressNote | None
    is_over: bool
    reader: int

    @property
    def reference(self) -> str:
        return self.commitment.reference

    @property
    def is_done(self) -> bool:
        return self.said is not None and self.returned is None

    @property
    def is_owed(self) -> bool:
        """Still wanted. What is completed or closed owes no note, but what was begun or came back is not lost."""
        return not self.is_done and (not self.is_over or self.returned is not None or self.draft is not None)

    @property
    def open_note(self) -> ProgressNote | None:
        """The reader's own note to go on with."""
        return next((note for note in (self.returned, self.draft) if note and self._is_own(note)), None)

    @property
    def may_confirm(self) -> bool:
        """Whether there is something to say again, and nothing begun that would be left behind."""
        return self.last_note is not None and self.open_note is None

    @property
    def may_take_back(self) -> bool:
        return self.said is not None and self.said.state == NoteState.SUBMITTED and self._is_own(self.said)

    def _is_own(self, note: ProgressNote) -> bool:
        return note.author_id == self.reader

    def order(self, was_returned: bool = False) -> tuple:
        """Returned ones first, then those that were silent for longest."""
        is_returned = was_returned or self.returned is not None
        return not is_returned, self.last_note_on or date.min, self.reference


@dataclass(frozen=True)
class PlanUpdates:
    """One plan's rows; `period` is None before its first one, and then nothing is owed."""

    plan: Plan
    title: Text
    period: ReportingPeriod | None
    period_title: Text
    rows: tuple[UpdateRow, ...]

    @property
    def owed(self) -> list[UpdateRow]:
        return [row for row in self.rows if row.is_owed]

    @property
    def done(self) -> list[UpdateRow]:
        return [row for row in self.rows if row.is_done]


@dataclass(frozen=True)
class Updates:
    plans: tuple[PlanUpdates, ...]

    @property
    def done(self) -> int:
        return sum(len(each.done) for each in self.plans)

    @property
    def total(self) -> int:
        return self.done + sum(len(each.owed) for each in self.plans)

    def row(self, reference: str) -> UpdateRow | None:
        """The row of a commitment, wanted or done or neither."""
        return next((row for each in self.plans for row in each.rows if row.reference == reference), None)

    def after(self, row: UpdateRow, *, was_returned: bool = False) -> UpdateRow | None:
        """The row that wants a note next, when `row` has been dealt with; from the top again after the last."""
        plans = [each.plan.pk for each in self.plans]
        here = (plans.index(row.commitment.plan_id), row.order(was_returned))
        waiting = [
            ((place, other.order()), other)
            for place, each in enumerate(self.plans)
            for other in each.owed
            if other.reference != row.reference
        ]
        later = [other for place, other in waiting if place > here]
        return next(iter(later or [other for _place, other in waiting]), None)


def my_updates(user, *, now: datetime) -> Updates:
    """Everything that `user`'s organizations own today; a few queries for each plan, however much it holds."""
    writing = permissions.capacity_of(user).organizations(*permissions.WRITERS)
    owned = Commitment.objects.owned_by(writing, now.date())
    plans = permissions.visible_to(user, Plan.objects.filter(pk__in=owned.values("plan")))
    found = (_plan_updates(plan, user, writing, now) for plan in plans.order_by("-adopted_on", "slug"))
    return Updates(tuple(found))


def _plan_updates(plan: Plan, user, writing: set[int], now: datetime) -> PlanUpdates:
    shown = moment(plan, now=now)
    audience = permissions.audience_of(user, plan)
    period = None
    if audience != PUBLIC_AUDIENCE:
        period = periods.current_period(plan, shown.day_of([audience]))
    return PlanUpdates(
        plan=plan,
        title=text_of(plan, "title"),
        period=period,
        period_title=text_of(period, "title") if period else Text(),
        rows=tuple(_rows(plan, period, user, writing, shown, audience)) if period else (),
    )


def _rows(
    plan: Plan, period: ReportingPeriod, user, writing: set[int], shown: Moment, audience: str
) -> list[UpdateRow]:
    owned = boards.board_commitments(plan, user=user, moment=shown).filter(
        pk__in=Commitment.objects.owned_by(writing, shown.now.date()).values("pk"),
        state=CommitmentState.PUBLISHED,
    )
    commitments = list(owned)
    owners = _owners(commitments, writing, shown)
    accepted = _by_commitment(_accepted(commitments, period, audience))
    waiting = _by_commitment(_unaccepted(commitments, user, writing))
    capacity = permissions.capacity_of(user)
    rows = []
    for commitment in commitments:
        commitment.plan = plan
        row = _row(
            commitment,
            owners[commitment.pk],
            accepted[commitment.pk],
            waiting[commitment.pk],
            period,
            audience,
            capacity.user_id or 0,
        )
        rows.append(row)
    return sorted(rows, key=lambda row: row.order())


def _owners(commitments: list[Commitment], writing: set[int], shown: Moment) -> dict[int, list[Organization]]:
    """For each commitment, the organizations that the person may write for: its leads first."""
    held = (
        Ownership.objects.current(shown.now.date())
        .filter(commitment__in=commitments, organization__in=writing)
        .select_related("organization__party")
    )
    found: dict[int, list[Organization]] = defaultdict(list)
    for each in sorted(held, key=lambda each: (LEADS_FIRST[OwnerRole(each.role)], each.pk)):
        found[each.commitment_id].append(each.organization)
    return found


def _accepted(commitments: list[Commitment], period: ReportingPeriod, audience: str):
    """What the party has said of the period. One that ended is open until the next begins, so no day is too late."""
    said = ProgressNote.objects.filter(
        commitment__in=commitments, party__code=audience, as_of__gte=period.starts_on
    )
    return (
        notes.in_force(said, audience).select_related("organization").order_by("as_of", "accepted_at", "id")
    )


def _unaccepted(commitments: list[Commitment], user, writing: set[int]):
    """What the organizations have written that nobody has accepted, oldest first."""
    states = [NoteState.DRAFT, NoteState.SUBMITTED, NoteState.RETURNED]
    written = ProgressNote.objects.filter(
        commitment__in=commitments, organization__in=writing, state__in=states
    )
    return (
        permissions.visible_to(user, written)
        .select_related("organization", "author", "returned_by")
        .order_by("created_at", "id")
    )


def _by_commitment(found: Iterable[ProgressNote]) -> dict[int, list[ProgressNote]]:
    grouped: dict[int, list[ProgressNote]] = defaultdict(list)
    for note in found:
        grouped[note.commitment_id].append(note)
    return grouped


def _row(commitment, organizations, accepted, waiting, period, audience: str, reader: int) -> UpdateRow:
    for note in (*accepted, *waiting):
        note.commitment = commitment
    stated = commitment.positions.get(audience)
    lifecycle = stated["lifecycle"] if stated else Lifecycle.NOT_REPORTED.value
    submitted = [
        note
        for note in waiting
        if note.state == NoteState.SUBMITTED and note.as_of >= period.starts_on and not note.corrects_id
    ]
    drafts = [note for note in waiting if note.state == NoteState.DRAFT and not note.corrects_id]
    said = _last(submitted) or _last(accepted)
    return UpdateRow(
        commitment=commitment,
        title=text_of(commitment, "title"),
        organizations=tuple(organizations),
        lifecycle=lifecycle,
        confidence=stated["confidence"] if stated else "",
        last_note=stated["note"] if stated else None,
        last_note_on=date.fromisoformat(stated["as_of"]) if stated else None,
        said=said,
        returned=_last(_still_returned(waiting, [*submitted, *accepted]), reader),
        draft=_last([note for note in drafts if note.kind != NoteKind.CONFIRMATION], reader),
        confirmation=_last(
            note
            for note in drafts
            if note.kind == NoteKind.CONFIRMATION
            and note.as_of >= period.starts_on
            and note.author_id == reader
        ),
        is_over=commitment.standing in TERMINAL_STANDINGS or lifecycle in TERMINAL_LIFECYCLES,
        reader=reader,
    )


def _still_returned(waiting: list[ProgressNote], said: list[ProgressNote]) -> Iterator[ProgressNote]:
    """Notes that went back, and that nothing was sent in place of since."""
    sent = [note.submitted_at for note in said if note.submitted_at]
    for note in waiting:
        if (
            note.returned_at
            and note.state == NoteState.RETURNED
            and max(sent, default=note.returned_at) <= note.returned_at
        ):
            yield note


def _last(found: Iterable[ProgressNote], reader: int = 0) -> ProgressNote | None:
    """The newest, the reader's own before those of colleagues."""
    return max(found, key=lambda note: (note.author_id == reader, note.created_at, note.pk), default=None)

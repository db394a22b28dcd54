"""Boards of a plan on a day: which commitments, where they stand, and everything a card says about them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice, pairwise

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber

from priorities import permissions
from priorities.choices import TERMINAL_STANDINGS, Freshness, Lifecycle, Schedule, Standing
from priorities.models import Commitment, DueDate, Ownership, Plan, StandingSpan
from priorities.models.standings import span_holds
from priorities.words import Text, text_of

from . import standings
from .moments import Moment

COLUMN_LIMIT = 50
CHUNK = 500


@dataclass(frozen=True)
class OwnerFace:
    acronym: str
    name: Text
    party: str
    role: str


@dataclass(frozen=True)
class PositionFace:
    """What one party last said; `as_of` is None, and all else says not reported, while it has said nothing."""

    party: str
    party_name: Text
    standing: str
    lifecycle: str
    confidence: str
    as_of: date | None
    note_id: int | None


@dataclass(frozen=True)
class Card:
    """One commitment on one day, as one audience sees it.

    `slip_days` is current due date less baseline; `moves` is how often the ledger changed the day.
    """

    id: int
    reference: str
    title: Text
    wording: Text
    area_code: str
    area_number: int
    area_name: Text
    kind: str
    standing: str
    lifecycle: str
    confidence: str
    since: date
    last_note_on: date | None
    freshness: str
    schedule: str
    due_on: date | None
    due_precision: str
    slip_days: int
    positions: tuple[PositionFace, ...]
    positions_differ: bool
    owners: tuple[OwnerFace, ...]
    parties_without_lead: tuple[str, ...]
    days_silent: int | None
    url: str
    baseline_on: date | None = None
    moves: int = 0

    @property
    def leads(self) -> tuple[OwnerFace, ...]:
        return tuple(owner for owner in self.owners if owner.role == "lead")


@dataclass(frozen=True)
class Column:
    """One standing; `total` may be more than the cards shown."""

    standing: str
    total: int
    cards: tuple[Card, ...]

    @property
    def hidden(self) -> int:
        return self.total - len(self.cards)


@dataclass(frozen=True)
class Board:
    columns: tuple[Column, ...]

    @property
    def total(self) -> int:
        return sum(column.total for column in self.columns)

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        return tuple((column.standing, column.total) for column in self.columns)


def board_commitments(plan: Plan, *, user, moment: Moment, audience: str | None = None) -> QuerySet:
    """The commitments of a board, each with its standing for this reader as `standing`, `lifecycle`, `confidence`,
    `positions`, `positions_differ`, `since_on`, `last_note_on`, and its deadline of that day as `due_on`.

    `audience` is the reader's own where None; a report names the one it is for.
    """
    audience = audience or permissions.audience_of(user, plan)
    ledger = DueDate.objects.on(moment.on, moment.known_at).filter(commitment=OuterRef("pk"))
    ledger = ledger.order_by("-decided_on", "-id")
    return (
        permissions.visible_to(user, Commitment.objects.filter(plan=plan).on_boards(moment.on))
        .annotate(
            span=FilteredRelation(
                "standing_spans",
                condition=Q(standing_spans__audience=audience)
                & span_holds(moment.on, moment.known_at, "standing_spans__"),
            )
        )
        .filter(span__standing__isnull=False)
        .annotate(
            standing=F("span__standing"),
            lifecycle=F("span__lifecycle"),
            confidence=F("span__confidence"),
            positions=F("span__positions"),
            positions_differ=F("span__positions_differ"),
            since_on=F("span__since_on"),
            last_note_on=F("span__last_note_on"),
            due_on=Subquery(ledger.values("due_on")[:1]),
        )
        .order_by("area__number", "reference")
    )


# Deadlines and silence, as questions to the database


def deadline_day(moment: Moment, shift: int = 0) -> Case | Value:
    """The day a commitment's deadline is held against, as an expression: see `Moment.day_of`."""
    by_day = defaultdict(list)
    for code, day in moment.days:
        by_day[day].append(code)
    if len(by_day) < 2:
        return Value(moment.on + timedelta(days=shift), output_field=DateField())
    leads = Ownership.objects.current(moment.on).leads().filter(commitment=OuterRef("pk"))
    cases = [
        When(Exists(leads.filter(party__code__in=codes)), then=Value(day + timedelta(days=shift)))
        for day, codes in sorted(by_day.items())
    ]
    return Case(*cases, default=Value(min(by_day) + timedelta(days=shift)), output_field=DateField())


def with_schedule(commitments: QuerySet, schedules: Iterable[str], moment: Moment) -> QuerySet:
    """The commitments whose schedule is one of `schedules`; the same rule as `standings.schedule`."""
    today, soon = deadline_day(moment), deadline_day(moment, standings.DUE_SOON_DAYS)
    open_, ended = ~Q(standing__in=TERMINAL_STANDINGS), Q(standing__in=TERMINAL_STANDINGS)
    rules = {
        Schedule.NO_DATE: Q(due_on__isnull=True),
        Schedule.OVERDUE: open_ & Q(due_on__lt=F("deadline_day")),
        Schedule.DUE_SOON: open_ & Q(due_on__gte=F("deadline_day"), due_on__lte=F("soon_day")),
        Schedule.ON_TIME: Q(due_on__isnull=False) & (ended | Q(due_on__gt=F("soon_day"))),
    }
    asked = Q(pk__in=[])
    for schedule in schedules:
        asked |= rules[Schedule(schedule)]
    return commitments.annotate(deadline_day=today, soon_day=soon).filter(asked)


def with_freshness(
    commitments: QuerySet, freshnesses: Iterable[str], moment: Moment, cadence_days: int
) -> QuerySet:
    """The commitments whose freshness is one of `freshnesses`; the same rule as `standings.freshness`."""
    stale_before = moment.on - timedelta(days=cadence_days)
    ageing_before = moment.on - timedelta(days=cadence_days * 3 // 4)
    ended = Q(standing__in=TERMINAL_STANDINGS)
    rules = {
        Freshness.NEVER: Q(last_note_on__isnull=True),
        Freshness.STALE: ~ended & Q(last_note_on__lt=stale_before),
        Freshness.AGEING: ~ended & Q(last_note_on__gte=stale_before, last_note_on__lt=ageing_before),
        Freshness.FRESH: Q(last_note_on__isnull=False) & (ended | Q(last_note_on__gte=ageing_before)),
    }
    asked = Q(pk__in=[])
    for freshness in freshnesses:
        asked |= rules[Freshness(freshness)]
    return commitments.filter(asked)


def without_lead(commitments: QuerySet, plan: Plan, moment: Moment) -> QuerySet:
    """Commitments for which some party of the plan has no lead that day."""
    leads = Ownership.objects.current(moment.on).leads().filter(commitment=OuterRef("pk"))
    gap = Q(pk__in=[])
    for part in permissions.participations(plan):
        gap |= ~Q(Exists(leads.filter(party=part.party_id)))
    return commitments.filter(gap)


# Cards


def iter_cards(commitments: QuerySet, *, plan: Plan, moment: Moment) -> Iterator[Card]:
    """The cards of `board_commitments`, in its order; four queries for each 500."""
    rows = commitments.select_related("area").iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        yield from _cards(chunk, plan, moment)


def cards(commitments: Iterable[Commitment], *, plan: Plan, moment: Moment) -> list[Card]:
    """The cards of commitments that `board_commitments` annotated; two queries in all."""
    return list(_cards(list(commitments), plan, moment))


def _cards(commitments: list[Commitment], plan: Plan, moment: Moment) -> Iterator[Card]:
    owners, deadlines = owners_of(commitments, moment), deadlines_of(commitments, moment)
    parts = permissions.participations(plan)
    names = {part.party.code: text_of(part.party, "name") for part in parts}
    for commitment in commitments:
        yield _card(commitment, plan, moment, owners[commitment.pk], deadlines[commitment.pk], names)


def _card(commitment, plan, moment, owners, deadlines, names) -> Card:
    current, baseline = (deadlines[-1], deadlines[0]) if deadlines else (None, None)
    due_on = current.due_on if current else None
    leads = {owner.party for owner in owners if owner.role == "lead"}
    last = commitment.last_note_on
    return Card(
        id=commitment.pk,
        reference=commitment.reference,
        title=text_of(commitment, "title"),
        wording=Text(commitment.wording, commitment.wording_language),
        area_code=commitment.area.code,
        area_number=commitment.area.number,
        area_name=text_of(commitment.area, "name"),
        kind=commitment.kind,
        standing=commitment.standing,
        lifecycle=commitment.lifecycle,
        confidence=commitment.confidence,
        since=commitment.since_on,
        last_note_on=last,
        freshness=standings.freshness(
            commitment.standing, last, on=moment.on, cadence_days=plan.cadence_days
        ).value,
        schedule=standings.schedule(commitment.standing, due_on, on=moment.day_of(leads)).value,
        due_on=due_on,
        due_precision=current.precision if current else "",
        slip_days=(current.due_on - baseline.due_on).days if current and baseline else 0,
        positions=tuple(
            _position(code, name, commitment.positions.get(code)) for code, name in names.items()
        ),
        positions_differ=commitment.positions_differ,
        owners=tuple(owners),
        parties_without_lead=tuple(code for code in names if code not in leads),
        days_silent=(moment.on - last).days if last else None,
        url=f"{plan.get_absolute_url()}commitments/{commitment.reference}/",
        baseline_on=baseline.due_on if baseline else None,
        moves=sum(1 for before, after in pairwise(deadlines) if before.due_on != after.due_on),
    )


def _position(code: str, name: Text, stated: dict | None) -> PositionFace:
    if stated is None:
        return PositionFace(
            code, name, Standing.NOT_REPORTED.value, Lifecycle.NOT_REPORTED.value, "", None, None
        )
    standing = standings.standing_of(stated["lifecycle"], stated["confidence"])
    as_of = date.fromisoformat(stated["as_of"])
    return PositionFace(
        code, name, standing.value, stated["lifecycle"], stated["confidence"], as_of, stated["note"]
    )


def owners_of(commitments: list[Commitment], moment: Moment) -> dict[int, list[OwnerFace]]:
    """Who owned each commitment on the day: leads first, in the order of the parties."""
    held = (
        Ownership.objects.current(moment.on)
        .filter(commitment__in=commitments)
        .select_related("organization", "party")
        .order_by("party__code", "id")
    )
    found: dict[int, list[OwnerFace]] = defaultdict(list)
    order = {"lead": 0, "co_lead": 1, "contributor": 2}
    for each in sorted(held, key=lambda held: order[held.role]):
        organization = each.organization
        found[each.commitment_id].append(
            OwnerFace(organization.acronym, text_of(organization, "name"), each.party.code, each.role)
        )
    return found


def deadlines_of(commitments: list[Commitment], moment: Moment) -> dict[int, list[DueDate]]:
    """The ledger of each commitment as it was on the day, oldest line first."""
    ledger = DueDate.objects.on(moment.on, moment.known_at).filter(commitment__in=commitments)
    lines = ledger.order_by("decided_on", "id")
    found: dict[int, list[DueDate]] = defaultdict(list)
    for line in lines:
        found[line.commitment_id].append(line)
    return found


# Boards and tables


def counts_by_standing(commitments: QuerySet) -> dict[str, int]:
    """How many stand where, every standing named, in the order of the board."""
    found = dict(commitments.order_by().values_list("standing").annotate(n=Count("pk", distinct=True)))
    return {standing.value: found.get(standing.value, 0) for standing in Standing}


def status_board(commitments: QuerySet, *, plan: Plan, moment: Moment) -> Board:
    """The columns of a board, at most 50 cards in each; the totals count all."""
    counts = counts_by_standing(commitments)
    shown = commitments.select_related("area")
    if max(counts.values(), default=0) > COLUMN_LIMIT:
        place = Window(RowNumber(), partition_by=[F("standing")], order_by=["area__number", "reference"])
        shown = shown.annotate(place=place).filter(place__lte=COLUMN_LIMIT)
    by_standing = defaultdict(list)
    for card in cards(shown, plan=plan, moment=moment):
        by_standing[card.standing].append(card)
    return Board(tuple(Column(code, total, tuple(by_standing[code])) for code, total in counts.items()))

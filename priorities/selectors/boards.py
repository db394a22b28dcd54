"""Boards of a plan on a day: which commitments, where they stand, and everything a card says about them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from django.db import connection
from django.db.models import (
    Case,
    CharField,
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
from django.db.models.functions import Coalesce, RowNumber

from priorities import permissions
from priorities.choices import (
    TERMINAL_STANDINGS,
    ChangeKind,
    Freshness,
    Language,
    Lifecycle,
    Schedule,
    Standing,
    Trend,
)
from priorities.models import Commitment, DueDate, Ownership, Plan, StandingSpan
from priorities.models.standings import span_holds
from priorities.words import Text, first_text, text_of

from . import standings
from .chunks import in_chunks
from .comparisons import movement
from .frames import frame_of
from .moments import Moment

BOARD_LIMIT = 200
COLUMN_LIMIT = 8
THEN = ("commitment_id", "lifecycle", "confidence")
TRENDS = {
    None: Trend.UNCHANGED,
    ChangeKind.FORWARD: Trend.IMPROVED,
    ChangeKind.BACK: Trend.WORSENED,
    ChangeKind.UNREPORTED: Trend.WORSENED,
}
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

    `slip_days` is current due date less baseline; `moves` is how often the ledger changed the day; `trend` is against
    the end of the previous period, "" while the plan has none.
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
    baseline_precision: str = ""
    moves: int = 0
    trend: str = ""

    @property
    def last_note_id(self) -> int | None:
        """The newest of the notes that the positions stand on, as the audience of the board sees them."""
        stated = [(each.as_of, each.note_id) for each in self.positions if each.as_of and each.note_id]
        return max(stated)[1] if stated else None

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
            read_as=Value(audience, output_field=CharField()),
            span=FilteredRelation(
                "standing_spans",
                condition=Q(standing_spans__audience=audience)
                & span_holds(moment.on, moment.known_at, "standing_spans__"),
            ),
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
    leads = Ownership.objects.current(moment.on, moment.known_at).leads().filter(commitment=OuterRef("pk"))
    cases = [
        When(Exists(leads.filter(party__code__in=codes)), then=Value(day + timedelta(days=shift)))
        for day, codes in sorted(by_day.items())
    ]
    return Case(*cases, default=Value(min(by_day) + timedelta(days=shift)), output_field=DateField())


def with_schedule(commitments: QuerySet, schedules: Iterable[str], moment: Moment) -> QuerySet:
    """The commitments whose schedule is one of `schedules`."""
    return with_deadline_days(commitments, moment).filter(schedule_is(schedules))


def with_deadline_days(commitments: QuerySet, moment: Moment) -> QuerySet:
    """With the days that `schedule_is` holds the deadlines against."""
    soon = deadline_day(moment, standings.DUE_SOON_DAYS)
    return commitments.alias(deadline_day=deadline_day(moment), soon_day=soon)


def schedule_is(schedules: Iterable[str]) -> Q:
    """The same rule as `standings.schedule`."""
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
    return asked


def with_freshness(
    commitments: QuerySet, freshnesses: Iterable[str], moment: Moment, cadence_days: int
) -> QuerySet:
    """The commitments whose freshness is one of `freshnesses`."""
    return commitments.filter(freshness_is(freshnesses, moment, cadence_days))


def freshness_is(freshnesses: Iterable[str], moment: Moment, cadence_days: int) -> Q:
    """The same rule as `standings.freshness`."""
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
    return asked


def without_lead(commitments: QuerySet, plan: Plan, moment: Moment) -> QuerySet:
    """Commitments for which some party of the plan has no lead that day."""
    return commitments.filter(lacks_lead(plan, moment))


def lacks_lead(plan: Plan, moment: Moment) -> Q:
    leads = Ownership.objects.current(moment.on, moment.known_at).leads().filter(commitment=OuterRef("pk"))
    gap = Q(pk__in=[])
    for part in permissions.participations(plan):
        gap |= ~Q(Exists(leads.filter(party=part.party_id)))
    return gap


# Cards


def iter_cards(commitments: QuerySet, *, plan: Plan, moment: Moment) -> Iterator[Card]:
    """The cards of `board_commitments`, in its order; four queries for each 500, and one for all."""
    for chunk in in_chunks(commitments.select_related("area"), CHUNK):
        yield from _cards(chunk, plan, moment)


def cards(commitments: Iterable[Commitment], *, plan: Plan, moment: Moment) -> list[Card]:
    """The cards of commitments that `board_commitments` annotated; two queries in all."""
    return list(_cards(list(commitments), plan, moment))


def _cards(commitments: list[Commitment], plan: Plan, moment: Moment) -> Iterator[Card]:
    owners, deadlines = owners_of(commitments, moment), deadlines_of(commitments, moment)
    earlier = standings_before(commitments, plan, moment)
    parts = permissions.participations(plan)
    names = {part.party.code: text_of(part.party, "name") for part in parts}
    for commitment in commitments:
        trend = _trend(commitment, earlier)
        yield _card(commitment, plan, moment, owners[commitment.pk], deadlines[commitment.pk], names, trend)


def standings_before(
    commitments: list[Commitment], plan: Plan, moment: Moment
) -> dict[int, tuple[str, str]] | None:
    """(lifecycle, confidence) of each commitment at the end of the period before the day's; None before the first."""
    period = frame_of(plan).period_on(moment.on)
    if period is None or not commitments:
        return None
    audience: str = commitments[0].read_as  # type: ignore[attr-defined] # an annotation of board_commitments
    spans = StandingSpan.objects.on(period.day_before, moment.known_at).filter(
        commitment__in=commitments, audience=audience
    )
    return {pk: (lifecycle, confidence) for pk, lifecycle, confidence in spans.order_by().values_list(*THEN)}


def _trend(commitment, earlier: dict[int, tuple[str, str]] | None) -> str:
    """Against the end of the previous period; "" while the plan has no period."""
    if earlier is None:
        return ""
    then = earlier.get(commitment.pk, (Lifecycle.NOT_REPORTED, ""))
    if then[0] == Lifecycle.NOT_REPORTED and commitment.lifecycle != Lifecycle.NOT_REPORTED:
        return Trend.NEW
    return TRENDS[movement(then, (commitment.lifecycle, commitment.confidence))]


def _card(commitment, plan, moment, owners, deadlines, names, trend) -> Card:
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
        baseline_precision=baseline.precision if baseline else "",
        trend=trend,
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
    names = [f"organization__name_{code}" for code in Language.values]
    held = (
        Ownership.objects.current(moment.on, moment.known_at)
        .filter(commitment__in=commitments)
        .order_by("party__code", "id")
        .values_list("commitment_id", "organization__acronym", "party__code", "role", *names)
    )
    found: dict[int, list[OwnerFace]] = defaultdict(list)
    order = {"lead": 0, "co_lead": 1, "contributor": 2}
    for pk, acronym, party, role, *named in sorted(held, key=lambda row: order[row[3]]):
        name = first_text(dict(zip(Language.values, named, strict=True)))
        found[pk].append(OwnerFace(acronym, name, party, role))
    return found


class LedgerLine(NamedTuple):
    """A line of the ledger of deadlines."""

    due_on: date
    precision: str
    decided_on: date
    reason: str
    is_baseline: bool


def deadlines_of(commitments: list[Commitment], moment: Moment) -> dict[int, list[LedgerLine]]:
    """The ledger of each commitment as it was on the day, oldest line first."""
    ledger = DueDate.objects.on(moment.on, moment.known_at).filter(commitment__in=commitments)
    lines = ledger.order_by("decided_on", "id").values_list("commitment_id", *LedgerLine._fields)
    found: dict[int, list[LedgerLine]] = defaultdict(list)
    for pk, *line in lines:
        found[pk].append(LedgerLine(*line))
    return found


# Boards and tables


def counts_by_standing(commitments: QuerySet) -> dict[str, int]:
    """How many stand where, every standing named, in the order of the board."""
    found = dict(commitments.order_by().values_list("standing").annotate(n=Count("pk", distinct=True)))
    return {standing.value: found.get(standing.value, 0) for standing in Standing}


def whole_board(plan: Plan, *, user, moment: Moment) -> Board:
    """The board of all commitments: the answer of `status_board` without a filter, from the indexes of the spans."""
    counts = plan_counts(plan, user=user, moment=moment)
    commitments = board_commitments(plan, user=user, moment=moment)
    if is_large(counts):
        audience = permissions.audience_of(user, plan)
        commitments = commitments.filter(pk__in=_first_of_each(plan, audience, moment, counts))
    return _board(commitments, counts, plan, moment)


def plan_counts(plan: Plan, *, user, moment: Moment) -> dict[str, int]:
    """How many of all commitments stand where: `counts_by_standing` without a filter, from an index alone."""
    spans = StandingSpan.objects.on(moment.on, moment.known_at).filter(
        plan=plan, audience=permissions.audience_of(user, plan)
    )
    # Every standing is named, so that the index is sought once for each and nothing is sorted.
    named = spans.filter(standing__in=Standing.values).order_by()
    found = dict(named.values_list("standing").annotate(n=Count("pk")))
    return {standing.value: found.get(standing.value, 0) for standing in Standing}


def is_large(counts: dict[str, int]) -> bool:
    """Whether columns show their first cards only."""
    return sum(counts.values()) > BOARD_LIMIT


def _first_of_each(plan: Plan, audience: str, moment: Moment, counts: dict[str, int]) -> list[int]:
    """The commitments that begin each column, in one query that reads little more of an index than it shows."""
    # Without the function round it, SQLite would rather read all that still holds and sort it.
    spans = StandingSpan.objects.known(moment.known_at).annotate(end=Coalesce("until_on", "until_on"))
    spans = spans.filter(plan=plan, audience=audience, from_on__lte=moment.on, end__gt=moment.on)
    statements, values = [], []
    for standing, number in counts.items():
        if number:
            first = spans.filter(standing=standing).order_by("place").values("commitment_id")[:COLUMN_LIMIT]
            statement, given = first.query.sql_with_params()
            statements.append(f"SELECT * FROM ({statement}) AS {standing}")  # noqa: S608 Django's own, and a code
            values += given
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(statements), values)
        return [pk for (pk,) in cursor.fetchall()]


def status_board(commitments: QuerySet, *, plan: Plan, moment: Moment) -> Board:
    """The columns of a board; in a large one, with the first 8 cards each. The totals count all."""
    counts = counts_by_standing(commitments)
    if is_large(counts):
        place = Window(RowNumber(), partition_by=[F("standing")], order_by=["area__number", "reference"])
        commitments = commitments.annotate(place=place).filter(place__lte=COLUMN_LIMIT)
    return _board(commitments, counts, plan, moment)


def _board(commitments: QuerySet, counts: dict[str, int], plan: Plan, moment: Moment) -> Board:
    shown = commitments.select_related("area")
    by_standing = defaultdict(list)
    for card in cards(shown, plan=plan, moment=moment):
        by_standing[card.standing].append(card)
    return Board(tuple(Column(code, total, tuple(by_standing[code])) for code, total in counts.items()))

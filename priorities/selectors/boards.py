"""Boards of a plan on a day: which commitments, and where they stand."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from operator import attrgetter

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
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
from priorities.choices import TERMINAL_STANDINGS, Freshness, Schedule, Standing
from priorities.models import Commitment, DueDate, Ownership, Plan, StandingSpan

from . import board_lines, standings
from . import cards as made
from .cards import Card, LedgerLine, Line, OwnerFace, PositionFace, deadlines_of, owners_of
from .chunks import in_chunks
from .frames import frame_of
from .moments import Moment

__all__ = ["Card", "LedgerLine", "OwnerFace", "PositionFace", "deadlines_of", "owners_of"]

BOARD_LIMIT = 200
COLUMN_LIMIT = 6  # with eight columns about fifty cards
THEN = ("commitment_id", "lifecycle", "confidence")
CHUNK = 500


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
    seen = permissions.visible_to(user, Commitment.objects.filter(plan=plan))
    return (
        board_lines.standing_on(seen, moment.on, moment.known_at, audience)
        .annotate(
            read_as=Value(audience, output_field=CharField()),
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
    for chunk in in_chunks(commitments, CHUNK):
        yield from made.cards(_lines(chunk, plan, moment), plan=plan, moment=moment)


def cards(commitments: Iterable[Commitment], *, plan: Plan, moment: Moment) -> list[Card]:
    """The cards of commitments that `board_commitments` annotated; three queries in all."""
    return list(made.cards(_lines(list(commitments), plan, moment), plan=plan, moment=moment))


def _lines(commitments: list[Commitment], plan: Plan, moment: Moment) -> list[Line]:
    earlier = _standings_before(commitments, plan, moment)
    path = [attrgetter(name.replace("__", ".")) for name in Line._fields[:-2]]
    return [
        Line(*(of(commitment) for of in path), *earlier.get(commitment.pk, (None, None)))
        for commitment in commitments
    ]


def _standings_before(
    commitments: list[Commitment], plan: Plan, moment: Moment
) -> dict[int, tuple[str, str]]:
    """(lifecycle, confidence) of each commitment at the end of the period before the day's."""
    period = frame_of(plan).period_on(moment.on)
    if period is None or not commitments:
        return {}
    audience: str = commitments[0].read_as  # type: ignore[attr-defined] # an annotation of board_commitments
    spans = StandingSpan.objects.on(period.day_before, moment.known_at).filter(
        commitment__in=commitments, audience=audience
    )
    return {pk: (lifecycle, confidence) for pk, lifecycle, confidence in spans.order_by().values_list(*THEN)}


def cards_of(pks: Sequence[int], *, plan: Plan, user, moment: Moment) -> list[Card]:
    """The cards of the commitments with these ids that stand on the board, in this order; three queries."""
    lines = {line.pk: line for line in board_lines.among(pks, plan=plan, user=user, moment=moment)}
    return list(made.cards([lines[pk] for pk in pks if pk in lines], plan=plan, moment=moment))


# Boards and tables


def counts_by_standing(commitments: QuerySet) -> dict[str, int]:
    """How many stand where, every standing named, in the order of the board."""
    found = dict(commitments.order_by().values_list("standing").annotate(n=Count("pk", distinct=True)))
    return {standing.value: found.get(standing.value, 0) for standing in Standing}


def whole_board(plan: Plan, *, user, moment: Moment, only: Collection[str] = ()) -> Board:
    """The board of all commitments, or of all that stand at one of `only`: the answer of `status_board` without any
    other filter, from indexes.
    """
    counts = plan_counts(plan, user=user, moment=moment)
    if only:
        counts = {standing: number if standing in only else 0 for standing, number in counts.items()}
    most = COLUMN_LIMIT if is_large(counts) else BOARD_LIMIT
    first = {standing: min(number, most) for standing, number in counts.items()}
    lines = board_lines.beginning(first, plan=plan, user=user, moment=moment)
    return _board(list(made.cards(lines, plan=plan, moment=moment)), counts)


def plan_counts(plan: Plan, *, user, moment: Moment) -> dict[str, int]:
    """How many of all commitments stand where: `counts_by_standing` without a filter, from an index alone."""
    found = board_lines.numbers(plan, user=user, moment=moment)
    return {standing.value: found.get(standing.value, 0) for standing in Standing}


def is_large(counts: dict[str, int]) -> bool:
    """Whether columns show their first cards only."""
    return sum(counts.values()) > BOARD_LIMIT


def status_board(commitments: QuerySet, *, plan: Plan, user, moment: Moment) -> Board:
    """The columns of a board; in a large one, with the first six cards each. The totals count all."""
    counts = counts_by_standing(commitments)
    if is_large(counts):
        place = Window(RowNumber(), partition_by=[F("standing")], order_by=["area__number", "reference"])
        commitments = commitments.annotate(place=place).filter(place__lte=COLUMN_LIMIT)
    pks = list(commitments.values_list("pk", flat=True))
    return _board(cards_of(pks, plan=plan, user=user, moment=moment), counts)


def _board(shown: Iterable[Card], counts: dict[str, int]) -> Board:
    by_standing = defaultdict(list)
    for card in shown:
        by_standing[card.standing].append(card)
    return Board(tuple(Column(code, total, tuple(by_standing[code])) for code, total in counts.items()))

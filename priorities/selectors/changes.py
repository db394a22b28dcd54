"""What moved between two days of a plan, as one audience sees it: which commitments, and in which way.

Both days are read with what is known at one moment, so that a late note or a correction is no move by itself. The
database picks the commitments that differ; only of those is anything read.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import Exists, Expression, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from priorities import permissions
from priorities.choices import TERMINAL_STANDINGS, ChangeKind
from priorities.models import Commitment, DueDate, Ownership, Plan, ProgressNote
from priorities.models.standings import span_holds

from . import notes, standings
from .comparisons import Change, Side, compare
from .moments import Moment, end_of
from .plain import a_day, day_of, plain_rows

MOST_AT_ONCE = 5000  # ids that a question names; the databases have limits
KIND_ORDER = {kind: place for place, kind in enumerate(ChangeKind)}


@dataclass(frozen=True)
class Changes:
    """`found` is in the order of the board, and of one commitment in that of the kinds. `areas` says in which area
    (its code) each reference is, and `taken_back` which notes of a commitment were corrected or withdrawn since."""

    plan: Plan
    audience: str
    start: Moment
    end: Moment
    found: tuple[Change, ...]
    areas: dict[str, str]
    taken_back: dict[int, list[int]]

    @cached_property
    def counts(self) -> Counter[ChangeKind]:
        return Counter(change.kind for change in self.found)

    @property
    def commitments(self) -> int:
        """How many commitments moved, in one way or several."""
        return len({change.reference for change in self.found})

    def group_of(self, by: str) -> Callable[[Change], str]:
        """The code of the group that a change is in, where changes are grouped `by` "kind" or by "area"."""
        if by == "area":
            return lambda change: self.areas[change.reference]
        return lambda change: change.kind.value

    def arranged(self, by: str) -> list[Change]:
        """Kind by kind, or as they are: area by area."""
        return (
            sorted(self.found, key=lambda change: KIND_ORDER[change.kind])
            if by == "kind"
            else list(self.found)
        )

    def only(self, *, kinds: Collection[str] = (), areas: Collection[str] = ()) -> "Changes":
        """Those of these kinds and areas; all, where none is named."""
        found = (
            change
            for change in self.found
            if (not kinds or change.kind in kinds) and (not areas or self.areas[change.reference] in areas)
        )
        return replace(self, found=tuple(found))


def changes_between(plan: Plan, *, user, start: Moment, end: Moment, audience: str | None = None) -> Changes:
    """What stands otherwise at `end` than at `start`, for `audience` (the reader's own where None); six queries.

    "Corrected since": a note of a day up to `end` that counted on this audience's boards, and was corrected or
    withdrawn after the end of the day of `start`. It may have moved nothing: then it is named all the same, because
    what readers of that day were told is not what the record says now.
    """
    audience = audience or permissions.audience_of(user, plan)
    taken_back: defaultdict[int, list[int]] = defaultdict(list)
    taken = notes_taken_back(plan, audience=audience, start=start, end=end).order_by("id")
    for pk, number in taken.values_list("commitment", "pk"):
        taken_back[pk].append(number)
    rows = _rows(plan, user, audience, start, end, taken_back.keys())
    leads_then, leads_now = _leads(plan, start, end)
    then, now = _Sides(start, plan), _Sides(end, plan)
    before = {row.reference: then.side(row.then, leads_then[row.pk]) for row in rows if row.then[0]}
    after = {row.reference: now.side(row.now, leads_now[row.pk]) for row in rows if row.now[0]}
    corrected = {row.reference for row in rows if row.pk in taken_back}
    found = compare(before, after) + [
        Change(reference, ChangeKind.CORRECTED, before.get(reference), side)
        for reference, side in after.items()
        if reference in corrected
    ]
    places = {row.reference: place for place, row in enumerate(rows)}
    found.sort(key=lambda change: (places[change.reference], KIND_ORDER[change.kind], change.party))
    areas = {row.reference: row.area_code for row in rows}
    return Changes(plan, audience, start, end, tuple(found), areas, dict(taken_back))


def notes_taken_back(plan: Plan, *, audience: str, start: Moment, end: Moment) -> QuerySet[ProgressNote]:
    """Notes of days up to `end` that counted for `audience` at, or some time after, the end of the day of `start`, and
    count no more: a correction took their place, or they were withdrawn."""
    since = end_of(start.on, plan)
    # By their own indexes, and as one list, so that no note is read that nothing happened to.
    withdrawn = ProgressNote.objects.filter(withdrawn_at__gt=since).order_by().values("pk")
    corrections = ProgressNote.objects.filter(corrects__isnull=False, accepted_at__gt=since).order_by()
    # Without the function round it, SQLite would look for each of them among those of every commitment of the plan.
    noted = ProgressNote.objects.alias(of_plan=Coalesce("commitment__plan", "commitment__plan"))
    touched = (
        noted.filter(of_plan=plan.pk, as_of__lte=end.on, accepted_at__isnull=False)
        .filter(notes.seen_by(audience))
        .filter(pk__in=withdrawn.union(corrections.values("corrects")))
    )
    if end.known_at is not None:
        touched = touched.filter(accepted_at__lte=end.known_at)
    itself = ProgressNote.objects.filter(pk=OuterRef("pk"))
    counted = Exists(notes.in_force(itself, audience, since))
    counting = Exists(notes.in_force(itself, audience, end.known_at))
    return touched.filter(Q(accepted_at__gt=since) | counted).exclude(counting)


# What one of the days says of a commitment: standing (None where it is not on the board), lifecycle, confidence, and
# the days of its last note and of its deadline, as `plain` keeps them.
Told = tuple[str | None, str, str, Any, Any]


class Row(NamedTuple):
    """A commitment on both days."""

    pk: int
    area_number: int
    reference: str
    area_code: str
    then: Told
    now: Told


def _rows(
    plan: Plan, user, audience: str, start: Moment, end: Moment, taken_back: Collection[int]
) -> list[Row]:
    """What both days say of the commitments that differ, or of which something was taken back, in board order."""
    both = _both_days(plan, user, audience, start, end)
    rows = _read(both.filter(_differs(plan, start, end)))
    rest = sorted(set(taken_back) - {row.pk for row in rows})
    for first in range(0, len(rest), MOST_AT_ONCE):
        rows += _read(both.filter(pk__in=rest[first : first + MOST_AT_ONCE]))
    return sorted(rows, key=attrgetter("area_number", "reference"))


def _read(both: QuerySet) -> list[Row]:
    columns: list[str | Expression] = ["pk", "area__number", "reference", "area__code"]
    for when in ("then", "now"):
        columns += [f"{when}_standing", f"{when}_lifecycle", f"{when}_confidence"]
        columns += [a_day(f"{when}_last_note_on"), f"{when}_due"]
    found = plain_rows(both, *columns)
    return [
        Row(pk, area, reference, code, tuple(told[:5]), tuple(told[5:]))
        for pk, area, reference, code, *told in found
    ]


def _differs(plan: Plan, start: Moment, end: Moment) -> Q:
    """Perhaps a few more than differ: what counts as a difference is for `compare` to say."""
    ledger = DueDate.objects.on(end.on, end.known_at).filter(decided_on__gt=start.on)
    rescheduled = ledger.filter(commitment=OuterRef("pk"))
    reassigned = _reassigned(start, end).filter(commitment=OuterRef("pk"))
    is_here, was_here = Q(now_standing__isnull=False), Q(then_standing__isnull=False)
    return (
        ~is_here
        | ~was_here
        | ~Q(then_lifecycle=F("now_lifecycle"))
        | ~Q(then_confidence=F("now_confidence"))
        | _went_quiet(plan, start, end)
        | Q(Exists(rescheduled))
        | Q(Exists(reassigned))
    )


def _both_days(plan: Plan, user, audience: str, start: Moment, end: Moment) -> QuerySet:
    """What both days say of every commitment that is on one of them."""
    is_here, was_here = Q(now_standing__isnull=False), Q(then_standing__isnull=False)
    return (
        permissions.visible_to(user, Commitment.objects.filter(plan=plan).published())
        .annotate(span_then=_span(audience, start), span_now=_span(audience, end))
        .annotate(**_told("then"), **_told("now"), then_due=_due(start), now_due=_due(end))
        .filter(is_here | was_here)
        .order_by()
    )


def _span(audience: str, moment: Moment) -> FilteredRelation:
    holds = span_holds(moment.on, moment.known_at, "standing_spans__")
    return FilteredRelation("standing_spans", condition=Q(standing_spans__audience=audience) & holds)


def _told(when: str) -> dict[str, F]:
    columns = ("standing", "lifecycle", "confidence", "last_note_on")
    return {f"{when}_{column}": F(f"span_{when}__{column}") for column in columns}


def _due(moment: Moment) -> Subquery:
    ledger = DueDate.objects.on(moment.on, moment.known_at).filter(commitment=OuterRef("pk"))
    return Subquery(ledger.order_by("-decided_on", "-id").values("due_on")[:1])


def _went_quiet(plan: Plan, start: Moment, end: Moment) -> Q:
    """Stale on one of the days only, as far as days tell: a move to or from an end is a difference anyway."""
    cadence = timedelta(days=plan.cadence_days)
    quiet_then, heard_then = _either_side("then", start.on - cadence)
    quiet_now, heard_now = _either_side("now", end.on - cadence)
    open_now = ~Q(now_standing__in=TERMINAL_STANDINGS)
    return open_now & ((heard_then & quiet_now) | (quiet_then & heard_now))


def _either_side(when: str, day: date) -> tuple[Q, Q]:
    return Q(**{f"{when}_last_note_on__lt": day}), Q(**{f"{when}_last_note_on__gte": day})


def _reassigned(start: Moment, end: Moment) -> QuerySet[Ownership]:
    """Leads that came or went in between."""
    came = Q(valid_from__gt=start.on, valid_from__lte=end.on)
    went = Q(valid_until__gt=start.on, valid_until__lte=end.on)
    return Ownership.objects.known(end.known_at).leads().filter(came | went)


Leads = defaultdict[int, frozenset[tuple[str, str]]]


def _leads(plan: Plan, start: Moment, end: Moment) -> tuple[Leads, Leads]:
    """The leads of both days by commitment, where one came or went in between; elsewhere nobody on either side."""
    moved = _reassigned(start, end).filter(commitment__plan=plan).values("commitment")
    found: list[Leads] = []
    for moment in (start, end):
        held: defaultdict[int, set[tuple[str, str]]] = defaultdict(set)
        leads = Ownership.objects.current(moment.on, moment.known_at).leads().filter(commitment__in=moved)
        for pk, party, acronym in leads.values_list("commitment", "party__code", "organization__acronym"):
            held[pk].add((party, acronym))
        found.append(defaultdict(frozenset, {pk: frozenset(pairs) for pk, pairs in held.items()}))
    return found[0], found[1]


class _Sides:
    """What one of the days says, side by side; how fresh a note is, is asked once for each day."""

    def __init__(self, moment: Moment, plan: Plan):
        self.moment, self.plan = moment, plan
        self.freshness: dict[tuple, str] = {}

    def side(self, told: Told, leads: frozenset[tuple[str, str]]) -> Side:
        standing, lifecycle, confidence, last, due = told
        return Side(
            standing or "",
            lifecycle,
            confidence,
            day_of(due),
            leads,
            day_of(last),
            self._freshness(standing or "", last),
        )

    def _freshness(self, standing: str, last: Any) -> str:
        if (standing, last) not in self.freshness:
            on, cadence_days = self.moment.on, self.plan.cadence_days
            found = standings.freshness(standing, day_of(last), on=on, cadence_days=cadence_days)
            self.freshness[standing, last] = found.value
        return self.freshness[standing, last]

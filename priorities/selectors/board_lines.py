"""The lines of a board and their numbers, read by prepared questions."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from django.db.models import (
    Aggregate,
    BigIntegerField,
    CharField,
    Count,
    DateField,
    DateTimeField,
    F,
    FilteredRelation,
    IntegerField,
    Q,
    QuerySet,
    Sum,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from priorities import permissions
from priorities.choices import Standing
from priorities.models import Commitment, Plan, StandingSpan, StandingTurn
from priorities.models.standings import BEGINNING, span_holds
from priorities.permissions import Capacity

from .cards import Line
from .frames import frame_of
from .moments import Moment
from .prepared import Keys, Parameter, Prepared, prepare
from .prepared import among as any_of

KEPT = 200  # questions: one for each kind of reader

OF_SPANS = (
    "standing",
    "lifecycle",
    "confidence",
    "positions",
    "positions_differ",
    "since_on",
    "last_note_on",
)

# The querysets take them as the days and moments that they stand for.
plan_id: Any = Parameter("plan", BigIntegerField())
audience: Any = Parameter("audience", CharField())
day: Any = Parameter("day", DateField())
day_before: Any = Parameter("day_before", DateField())


def _known_at(is_known_then: bool) -> Any:
    return Parameter("known_at", DateTimeField()) if is_known_then else None


def _given(plan: Plan, user, moment: Moment) -> dict:
    """What every question here is asked with."""
    return {
        "plan": plan.pk,
        "audience": permissions.audience_of(user, plan),
        "day": moment.on,
        "known_at": moment.known_at,
    }


def standing_on(commitments: Any, day, known_at, audience) -> QuerySet:
    """Those of `commitments` that were on the boards of `day`, with where they stood for `audience`."""
    held = Q(standing_spans__audience=audience) & span_holds(day, known_at, "standing_spans__")
    return (
        commitments.on_boards(day)
        .annotate(span=FilteredRelation("standing_spans", condition=held))
        .filter(span__standing__isnull=False)
        .annotate(**{name: F(f"span__{name}") for name in OF_SPANS})
    )


# Numbers


@cache
def _numbers() -> Prepared:
    turns = StandingTurn.objects.filter(plan=plan_id, audience=audience, turned_on__lte=day)
    return prepare(_by_standing(turns, Sum("number")), "standing", "n")


@cache
def _numbers_then() -> Prepared:
    spans = StandingSpan.objects.on(day, _known_at(is_known_then=True)).filter(
        plan=plan_id, audience=audience
    )
    return prepare(_by_standing(spans, Count("pk")), "standing", "n")


def _by_standing(rows: QuerySet, number: Aggregate) -> QuerySet:
    """Every standing is named, so that an index is sought once for each and nothing is sorted."""
    return rows.filter(standing__in=Standing.values).order_by().values("standing").annotate(n=number)


def numbers(plan: Plan, *, user, moment: Moment) -> dict[str, int]:
    """How many commitments of the plan stand where. Those of today are kept with the frame of the plan."""
    question = _numbers() if moment.known_at is None else _numbers_then()
    given = _given(plan, user, moment)
    if moment.is_past:
        return dict(question.ask(**given))
    key = ("numbers", given["audience"], moment.on)
    return frame_of(plan).once(key, lambda: dict(question.ask(**given)))


# Lines


@lru_cache(KEPT)
def _lines(capacity: Capacity, is_known_then: bool, begins: bool) -> Prepared:
    """Of the commitments whose ids are given, or of those that begin each column."""
    known_at = _known_at(is_known_then)
    seen = permissions.visible_with(capacity, Commitment.objects.filter(plan=plan_id))
    asked = _first_of_each(known_at) if begins else any_of(Keys("pks"))
    held = Q(standing_spans__audience=audience) & span_holds(day_before, known_at, "standing_spans__")
    found = standing_on(seen.filter(pk__in=asked), day, known_at, audience)
    before = FilteredRelation("standing_spans", condition=held)
    return prepare(found.annotate(before=before).order_by(), *Line._fields)


def _first_of_each(known_at: Any) -> RawSQL:
    """The ids of the first of each standing, so many as are asked for, from little more of an index than that."""
    # Without the function round it, SQLite would rather read all that still holds and sort it.
    spans = StandingSpan.objects.known(known_at).annotate(end=Coalesce("until_on", "until_on"))
    spans = spans.filter(plan=plan_id, audience=audience, from_on__lte=day, end__gt=day).order_by("place")
    statements, parameters = [], []
    for standing in Standing.values:
        first = prepare(spans.filter(standing=standing), "commitment_id")
        statements.append(f"SELECT * FROM ({first.sql} LIMIT %s) AS {standing}")  # noqa: S608 Django's own, and a code
        parameters += [*first.parameters, Parameter(f"first_{standing}", IntegerField())]
    return RawSQL(" UNION ALL ".join(statements), parameters)  # noqa: S611


def among(pks: Sequence[int], *, plan: Plan, user, moment: Moment) -> list[Line]:
    """The lines of those of the commitments that stand on the board, in no order."""
    return _asked(plan, user, moment, begins=False, pks=pks)


def beginning(first: Mapping[str, int], *, plan: Plan, user, moment: Moment) -> list[Line]:
    """The lines of the first of each standing, as many as `first` says of each, in the order of the board."""
    named = {f"first_{standing}": number for standing, number in first.items()}
    lines = _asked(plan, user, moment, begins=True, **named)
    numbers_of = {area.pk: area.number for area in frame_of(plan).areas}
    return sorted(lines, key=lambda line: (numbers_of[line.area_id], line.reference))


def _asked(plan: Plan, user, moment: Moment, *, begins: bool, **given) -> list[Line]:
    period = frame_of(plan).period_on(moment.on)
    question = _lines(permissions.capacity_of(user), moment.known_at is not None, begins)
    given["day_before"] = period.day_before if period else BEGINNING.date()
    return [Line(*row) for row in question.ask(**_given(plan, user, moment), **given)]

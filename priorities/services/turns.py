"""Keeps how many commitments stand where on each day, as the spans that are known now say."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db.models import Count, QuerySet

from priorities.models import AuditChain, Plan, StandingSpan, StandingTurn
from priorities.models.standings import FOREVER

Key = tuple[str, str, date]  # audience, standing, day


def turns_of(spans: Iterable[StandingSpan]) -> Counter[Key]:
    """What these spans add: one on the first day of each, one less on the first day that it no longer holds."""
    found: Counter[Key] = Counter()
    for span in spans:
        if span.known_until is None:
            found[span.audience, span.standing, span.from_on] += 1
            found[span.audience, span.standing, span.until_on] -= 1
    return found


def move_turns(plan: Plan, before: Counter[Key], after: Counter[Key]) -> None:
    """Put what spans add now in the place of what they added. Runs in the transaction of the change."""
    moved = {key: after[key] - before[key] for key in before.keys() | after.keys()}
    moved = {key: number for key, number in moved.items() if number and key[2] != FOREVER}
    if not moved:
        return
    # Writers of a plan come one after the other: all of them take the end of its audit chain.
    list(AuditChain.objects.select_for_update(of=("self",)).filter(plan=plan).values("pk"))
    _, _, days = zip(*moved, strict=True)
    held = StandingTurn.objects.filter(plan=plan, turned_on__in=set(days))
    stored = {(turn.audience, turn.standing, turn.turned_on): turn.number for turn in held}
    StandingTurn.objects.bulk_create(
        [_turn(plan, key, stored.get(key, 0) + number) for key, number in moved.items()],
        update_conflicts=True,
        unique_fields=["plan", "audience", "standing", "turned_on"],
        update_fields=["number"],
    )


def recount_turns(plan: Plan) -> None:
    """Count all of a plan anew, after many of its spans were written at once."""
    spans = StandingSpan.objects.known().filter(plan=plan).order_by()
    numbers = _by_day(spans, "from_on")
    numbers.subtract(_by_day(spans.exclude(until_on=FOREVER), "until_on"))
    StandingTurn.objects.filter(plan=plan).delete()
    StandingTurn.objects.bulk_create(
        [_turn(plan, key, number) for key, number in numbers.items() if number], batch_size=1000
    )


def _by_day(spans: QuerySet, day: str) -> Counter[Key]:
    rows = spans.values_list("audience", "standing", day).annotate(n=Count("pk"))
    return Counter({(audience, standing, on): number for audience, standing, on, number in rows})


def _turn(plan: Plan, key: Key, number: int) -> StandingTurn:
    audience, standing, day = key
    return StandingTurn(plan=plan, audience=audience, standing=standing, turned_on=day, number=number)

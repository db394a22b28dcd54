"""Reporting periods: what moved in one, and who owes a note."""

from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, QuerySet

from priorities.choices import TERMINAL_STANDINGS
from priorities.models import Plan, ProgressNote, ReportingPeriod, StandingSpan

from .frames import frame_of
from .notes import in_force


def current_period(plan: Plan, on: date) -> ReportingPeriod | None:
    """The shortest period that holds `on`, else the last one that ended before it."""
    return frame_of(plan).period_on(on)


def standings_on(
    plan: Plan, *, on: date, audience: str, known_at: datetime | None = None
) -> dict[int, StandingSpan]:
    """The span of each commitment of the plan on `on`; none for one that was not made by then."""
    spans = StandingSpan.objects.on(on, known_at).filter(plan=plan, audience=audience)
    return {span.commitment_id: span for span in spans}


def coverage(
    commitments: QuerySet,
    period: ReportingPeriod,
    *,
    audience: str,
    on: date,
    known_at: datetime | None = None,
) -> tuple[int, int]:
    """(reported, owed): of the commitments that owe a note for the period, how many have one by `on`.

    A commitment owes a note unless it was completed or closed before the period began. `commitments` is a queryset
    of `boards.board_commitments`.
    """
    owed = owing(commitments, period, audience=audience, known_at=known_at)
    said = in_force(ProgressNote.objects.all(), audience, known_at).filter(
        commitment=OuterRef("pk"), as_of__gte=period.starts_on, as_of__lte=min(on, period.ends_on)
    )
    counted = owed.aggregate(reported=Count("pk", filter=Exists(said)), owed=Count("pk"))
    return counted["reported"], counted["owed"]


def owing(
    commitments: QuerySet, period: ReportingPeriod, *, audience: str, known_at: datetime | None = None
) -> QuerySet:
    """Those of `boards.board_commitments` that owe a note for the period."""
    ended_before = StandingSpan.objects.on(period.day_before, known_at).filter(
        audience=audience, standing__in=TERMINAL_STANDINGS, commitment=OuterRef("pk")
    )
    return commitments.order_by().exclude(Exists(ended_before))

"""A fiscal year and its report, from the notes to the seal, as tests of reports need them again and again."""

from datetime import UTC, date, datetime

from priorities.choices import PeriodKind
from priorities.models import Report, ReportingPeriod
from priorities.reports.drafts import draft_document
from priorities.reports.gaps import gaps_of
from priorities.services import periods, reports
from tests.conftest import NOON
from tests.copies import copied

FROZEN = datetime(2026, 5, 20, 9, 12, tzinfo=UTC)


@copied
def fiscal_year(cast, starting=2025, grace_days=5) -> ReportingPeriod:
    """April to March; notes are due on 30 April."""
    [made] = periods.add_periods(
        cast.plan,
        kind=PeriodKind.YEAR,
        starting=starting,
        grace_days=grace_days,
        by=cast.coordinator,
        now=NOON,
    )
    return ReportingPeriod.objects.select_related("plan").get(pk=made.pk)


@copied
def told(cast, commitment, **words) -> None:
    """Both governments report on the commitment in fiscal year 2025-26."""
    cast.accept(commitment, **words)
    cast.accept(commitment, acronym="MOFA", as_of=date(2025, 9, 3))


@copied
def accept_gaps(cast, period, now=FROZEN, reason="Known.") -> None:
    draft = draft_document(period, user=cast.coordinator, now=now, site="")
    for gap in gaps_of(draft):
        reports.accept_gap(
            period, kind=gap.kind, reference=gap.reference, reason=reason, by=cast.coordinator, now=now
        )


@copied
def frozen(cast, period, now=FROZEN) -> Report:
    """The report for the parties; what it lacks is accepted."""
    accept_gaps(cast, period, now)
    return reports.freeze_report(period, by=cast.coordinator, now=now)


@copied
def published(cast, period, now=FROZEN) -> Report:
    return reports.publish_report(frozen(cast, period, now), by=cast.coordinator, now=now)


def addendum(cast, period, now=FROZEN, reason="A wrong confidence.") -> Report:
    return reports.add_addendum(period, reason=reason, by=cast.coordinator, now=now)

"""What the tests of assessments build again and again, on top of the cast."""

from datetime import UTC, date, datetime

from priorities.models import Assessment, Level, ReportingPeriod, Scale
from priorities.scales import ship_scales
from priorities.services import assessments, register

from .conftest import NOON

SOURCE = assessments.SourceWords("https://example.org/report", "Report")
MAY = datetime(2025, 5, 1, 12, tzinfo=UTC)


def ogp() -> Scale:
    ship_scales(Scale, Level)  # a test that empties tables took them along
    return Scale.objects.get(code="ogp")


def year(cast, first: int = 2024) -> ReportingPeriod:
    """The fiscal year that begins in `first`; that of 2024 is over at NOON."""
    return register.revise_register(
        ReportingPeriod(
            plan=cast.plan,
            slug=f"{first}-{first - 1999}",
            title_en=f"Fiscal year {first}",
            starts_on=date(first, 4, 1),
            ends_on=date(first + 1, 3, 31),
            due_on=date(first + 1, 4, 30),
            grace_days=14,
        ),
        by=cast.coordinator,
        now=NOON,
    )


def words(level: str = "limited", **given) -> assessments.AssessmentWords:
    given.setdefault("sufficiency", "partial")
    given.setdefault("rationale", {"en": "Two meetings, no outcome."})
    given.setdefault("sources", (SOURCE,))
    return assessments.AssessmentWords(level=ogp().levels.get(code=level) if level else None, **given)


def draft(cast, commitment, period, level: str = "limited", *, now=NOON, **given) -> Assessment:
    return assessments.draft_assessment(
        commitment,
        period=period,
        scale=ogp(),
        organization=cast.organizations["AUDIT"],
        words=words(level, **given),
        by=cast.assessor,
        now=now,
    )


def final(cast, commitment, period, level: str = "limited", *, now=NOON, **given) -> Assessment:
    begun = draft(cast, commitment, period, level, now=now, **given)
    return assessments.finalize_assessment(begun, by=cast.assessor, now=now)


def replaced(cast, said: Assessment, level: str, *, now=NOON) -> Assessment:
    begun = assessments.draft_assessment(
        said.commitment,
        period=said.period,
        scale=said.scale,
        organization=said.organization,
        words=words(level, reason="A source came late."),
        by=cast.assessor,
        now=now,
        replaces=said,
    )
    return assessments.finalize_assessment(begun, by=cast.assessor, now=now)

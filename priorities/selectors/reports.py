"""Which reports of a plan a reader may see, at which address, and what stands before and after each."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from priorities import permissions
from priorities.choices import PeriodState, ReportState
from priorities.models import Plan, Report, ReportingPeriod
from priorities.permissions import participations
from priorities.words import Text, text_of

from .moments import end_of

EDITION = re.compile(r"(?P<period>.+)-(?P<edition>[1-9][0-9]{0,4})")
SHOWN_OF_A_SEAL = 16


@dataclass(frozen=True)
class ReportFace:
    """A sealed report on a list. `slug` is the end of its address; `superseded_by` the newest edition, where that is
    another; `before` the report of the period before it, the newest edition that this reader may see."""

    report: Report
    title: Text
    slug: str
    superseded_by: int | None
    before: str | None

    @property
    def is_public(self) -> bool:
        return self.report.state == ReportState.FROZEN_PUBLIC

    @property
    def seal_start(self) -> str:
        return (self.report.sha256 or "")[:SHOWN_OF_A_SEAL]


class Place(NamedTuple):
    """What an address names: a period, and the sealed edition shown there; None where there is none to show."""

    period: ReportingPeriod
    report: Report | None


def sealed_reports(plan: Plan, user) -> QuerySet[Report]:
    """The sealed reports of the plan that this person may know of. Their content is read only when asked for."""
    reports = Report.objects.filter(period__plan=plan, sha256__isnull=False).defer("content")
    return permissions.visible_to(user, reports)


def find(plan: Plan, slug: str, *, user) -> Place | None:
    """The period at `slug` with its newest edition that this person may see; or the one edition that `slug` names.

    None where there is no such period, or no such edition for this person.
    """
    periods = permissions.visible_to(user, ReportingPeriod.objects.filter(plan=plan))
    if period := periods.filter(slug=slug).first():
        period.plan = plan
        editions = sealed_reports(plan, user).filter(period=period)
        return Place(period, editions.order_by("-edition").first())
    named = EDITION.fullmatch(slug)
    if named is None:
        return None
    edition = sealed_reports(plan, user).filter(
        period__slug=named["period"], edition=int(named["edition"]), period__in=periods
    )
    report = edition.select_related("period").first()
    if report is None:
        return None
    report.period.plan = plan
    return Place(report.period, report)


def archive(plan: Plan, *, user) -> list[ReportFace]:
    """Every sealed report that this person may see: the newest period first, and of each its newest edition."""
    reports = list(
        sealed_reports(plan, user)
        .select_related("period")
        .order_by("-period__ends_on", "-period__starts_on", "period", "-edition")
    )
    newest: dict[int, Report] = {}
    for report in reports:
        report.period.plan = plan
        newest.setdefault(report.period_id, report)
    return [_face(report, newest) for report in reports]


def face_of(report: Report, *, user) -> ReportFace:
    """The same of one report."""
    return next(face for face in archive(report.period.plan, user=user) if face.report == report)


def _face(report: Report, newest: dict[int, Report]) -> ReportFace:
    period, last = report.period, newest[report.period_id]
    earlier = [each for each in newest.values() if each.period.ends_on < period.starts_on]
    before = max(earlier, key=lambda each: each.period.ends_on, default=None)
    return ReportFace(
        report=report,
        title=text_of(period, "title"),
        slug=period.slug if report == last else f"{period.slug}-{report.edition}",
        superseded_by=last.edition if report != last else None,
        before=before.period.slug if before else None,
    )


# Periods


@dataclass(frozen=True)
class PeriodFace:
    """A period of the calendar. `state` is "ahead", "running", "collecting" until notes are due, "late" until the
    cut-off, "over", and "locked" for those who prepare its report."""

    period: ReportingPeriod
    title: Text
    state: str
    is_frozen: bool


def calendar(plan: Plan, *, user, now: datetime) -> list[PeriodFace]:
    """The periods of the plan, the newest first, as this person may know them; two queries.

    That a period is locked, or its report frozen, is told to those only who may see the report it has become.
    """
    periods = list(permissions.visible_to(user, ReportingPeriod.objects.filter(plan=plan)))
    frozen = set(sealed_reports(plan, user).values_list("period", flat=True))
    prepares = permissions.can(user, "report.view_live", plan)
    faces = []
    for period in periods:
        period.plan = plan
        is_locked = prepares and period.state == PeriodState.LOCKED
        state = "locked" if is_locked else state_of(period, now)
        faces.append(PeriodFace(period, text_of(period, "title"), state, period.pk in frozen))
    return faces


def state_of(period: ReportingPeriod, now: datetime) -> str:
    """Where a period is by the clock: it lasts as long as its last day does for some party."""
    if not is_over(period.ends_on, period.plan, now):
        days = [part.party.today(now) for part in participations(period.plan)] or [now.date()]
        return "ahead" if max(days) < period.starts_on else "running"
    if not is_over(period.due_on, period.plan, now):
        return "collecting"
    return "over" if is_over(period.last_day_of_grace, period.plan, now) else "late"


def is_over(day: date, plan: Plan, now: datetime) -> bool:
    """Whether a day has ended for every party."""
    return now > end_of(day, plan)


class LocalMoment(NamedTuple):
    """A moment as the clocks of a party show it."""

    party: Text
    zone: str
    at: datetime

    @property
    def on(self) -> date:
        return self.at.date()

    @property
    def iso(self) -> str:
        return self.at.isoformat(timespec="minutes")


def cut_off_of(period: ReportingPeriod) -> list[LocalMoment]:
    """The last moment at which an accepted note still counts for the period, in the time zone of every party."""
    at = end_of(period.last_day_of_grace, period.plan)
    return [
        LocalMoment(
            text_of(part.party, "name"),
            part.party.time_zone,
            at.astimezone(ZoneInfo(part.party.time_zone)),
        )
        for part in participations(period.plan)
    ]

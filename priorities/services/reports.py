"""From a live draft to a report that nobody can change: accept what it lacks, freeze, mend by an addendum, publish.

All of it under the locks of the audit chains, which every write takes before it ends: while a report is frozen nothing
else of the plan, or of what plans share, can come in between.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from priorities import exceptions, permissions
from priorities.choices import GapKind, Language, PeriodState, ReportState
from priorities.models import AcceptedGap, AuditChain, Organization, Plan, Report, ReportingPeriod, User
from priorities.reports.drafts import draft_document, fingerprint, last_report, latest_report
from priorities.reports.gaps import Gap, gaps_of
from priorities.reports.seals import Document, canonical, seal_of

from .audit import record_audit
from .writing import require, write


@transaction.atomic
def accept_gap(
    period: ReportingPeriod,
    *,
    kind: str,
    reference: str,
    reason: str,
    by: User,
    now: datetime,
    language: str = settings.LANGUAGE_CODE,
) -> AcceptedGap:
    """Let the report lack something, for a reason. Once more changes the reason, or says it in another `language`.

    Raises ReasonRequired, NotAllowed.
    """
    require(by, "report.freeze", period.plan)
    if not reason.strip():
        raise exceptions.ReasonRequired
    field = f"reason_{Language(language)}"
    gap, made = AcceptedGap.objects.update_or_create(
        period=period,
        kind=GapKind(kind),
        reference=reference,
        defaults={field: reason.strip(), "accepted_at": now, "accepted_by": by},
    )
    record_audit(
        gap,
        plan=period.plan,
        action="gap.accept" if made else "gap.revise",
        by=by,
        now=now,
        changes={field: [None, getattr(gap, field)]},
    )
    return gap


@transaction.atomic
def freeze_report(
    period: ReportingPeriod, *, by: User, now: datetime, previewed: str | None = None
) -> Report:
    """Seal the report of a period, for the parties first. Whoever comes second gets the report of the first.

    `previewed` is the fingerprint of the draft that `by` has read. Raises PeriodRunning before the period is over
    everywhere, GapsOpen, LanguageMissing, Conflict where the draft is another by now, NotAllowed.
    """
    require(by, "report.freeze", period.plan)
    chain = _lock(period.plan)
    if made := period.reports.filter(edition=1, sha256__isnull=False).first():
        return made
    if any(party.today(now) <= period.ends_on for party in period.plan.parties.all()):
        raise exceptions.PeriodRunning
    if period.state == PeriodState.OPEN:
        write(period, expected=period.version, state=PeriodState.LOCKED)
    return _seal(period, chain, by, now, previewed=previewed)


@transaction.atomic
def add_addendum(
    period: ReportingPeriod,
    *,
    reason: str,
    by: User,
    now: datetime,
    replaces: str | None = None,
    language: str = settings.LANGUAGE_CODE,
) -> Report:
    """Seal a next edition that takes the place of the last and says why, in `language`; that one stays as it is.

    `replaces` is the seal of the edition that `by` means. Raises ReasonRequired, NotFrozen, GapsOpen,
    LanguageMissing, Conflict where another edition was sealed meanwhile, NotAllowed.
    """
    require(by, "report.freeze", period.plan)
    if not reason.strip():
        raise exceptions.ReasonRequired
    chain = _lock(period.plan)
    last = last_report(period)
    if last is None:
        raise exceptions.NotFrozen
    if replaces not in (None, last.sha256):
        raise exceptions.Conflict
    return _seal(period, chain, by, now, reason=reason.strip(), language=language)


def _lock(plan: Plan) -> AuditChain:
    """Hold back every other write to the plan and to what plans share, until this one is done."""
    AuditChain.objects.get_or_create(plan=plan)
    locked = AuditChain.objects.select_for_update(of=("self",)).filter(Q(plan=plan) | Q(plan=None))
    return next(chain for chain in locked.order_by("pk") if chain.plan_id == plan.pk)


def _seal(
    period: ReportingPeriod,
    chain: AuditChain,
    by: User,
    now: datetime,
    *,
    reason: str = "",
    language: str = "",
    previewed: str | None = None,
) -> Report:
    document = draft_document(
        period,
        user=by,
        now=now,
        site=settings.SITE_URL,
        by=str(by),
        organization=_organization(by, period.plan),
        reason=reason,
        reason_language=language,
        chain=chain,
    )
    if previewed not in (None, fingerprint(document)):
        raise exceptions.Conflict
    check_gaps(period, document)
    report = Report(
        period=period,
        edition=document["edition"],
        state=ReportState.FROZEN_SHARED,
        content=canonical(document).decode(),
        sha256=seal_of(document),
        previous=latest_report(period.plan),
        reason=reason,
        reason_language=language if reason else "",
        frozen_at=now,
        frozen_by=by,
    )
    report.save(force_insert=True)
    changes: dict[str, list] = {
        "sha256": [None, report.sha256],
        "reason": [None, reason],
        "reason_language": [None, report.reason_language],
    }
    record_audit(report, plan=period.plan, action="report.freeze", by=by, now=now, changes=changes)
    return report


def _organization(by: User, plan: Plan) -> str:
    """The secretariat for which this person freezes."""
    held = permissions.capacity_of(by).organizations("coordinator")
    secretariats = [part.secretariat_id for part in permissions.participations(plan)]
    found = Organization.objects.filter(pk__in=held & set(secretariats)).first()
    return found.acronym if found else ""


def open_gaps(period: ReportingPeriod, document: Document) -> list[Gap]:
    """What the document lacks and nobody has accepted."""
    accepted = set(period.gaps.values_list("kind", "reference"))
    return [gap for gap in gaps_of(document) if (gap.kind, gap.reference) not in accepted]


def check_gaps(period: ReportingPeriod, document: Document) -> None:
    """Raises GapsOpen, or LanguageMissing in a plan that accepts no missing translation."""
    if period.plan.languages_block and any(gap.kind == GapKind.TRANSLATION for gap in gaps_of(document)):
        raise exceptions.LanguageMissing
    if found := open_gaps(period, document):
        raise exceptions.GapsOpen(found)


@transaction.atomic
def publish_report(report: Report, *, by: User, now: datetime) -> Report:
    """Let everybody read a frozen report. Raises AlreadyPublished, NotFrozen, LanguageMissing, NotAllowed."""
    plan = report.period.plan
    require(by, "report.publish", plan)
    _lock(plan)
    stored = Report.objects.get(pk=report.pk)
    if stored.state == ReportState.FROZEN_PUBLIC:
        raise exceptions.AlreadyPublished
    if stored.sha256 is None:
        raise exceptions.NotFrozen
    if plan.languages_block and any(gap.kind == GapKind.TRANSLATION for gap in gaps_of(stored.document)):
        raise exceptions.LanguageMissing
    Report.objects.filter(pk=report.pk).update(
        state=ReportState.FROZEN_PUBLIC, published_at=now, published_by=by
    )
    changes: dict[str, list] = {"state": [ReportState.FROZEN_SHARED, ReportState.FROZEN_PUBLIC]}
    record_audit(report, plan=plan, action="report.publish", by=by, now=now, changes=changes)
    report.refresh_from_db()
    return report

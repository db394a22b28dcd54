"""The next edition of a period's report as it would be sealed now: what is previewed, and what is frozen."""

from datetime import datetime

from priorities.models import AuditChain, Plan, Report, ReportingPeriod
from priorities.models.standings import PUBLIC_AUDIENCE

from .document_notes import words
from .documents import Freezing, build_document
from .seals import Document, seal_of

PREVIEWED = ("edition", "parts", "plan", "period", "commitments", "coverage", "changes", "gaps")


def draft_document(
    period: ReportingPeriod,
    *,
    user,
    now: datetime,
    site: str,
    audience: str = PUBLIC_AUDIENCE,
    by: str = "",
    organization: str = "",
    reason: str = "",
    reason_language: str = "",
    chain: AuditChain | None = None,
) -> Document:
    """The document that a freeze at `now` would seal.

    `by`, of `organization`, freezes it, `reason` is why there is an addendum, and `chain` is the plan's audit chain:
    known only when it is frozen. A draft for one party is compared with the day before, as sealed reports are public.
    """
    last, previous = last_report(period), latest_report(period.plan)
    earlier = _compared_with(period) if audience == PUBLIC_AUDIENCE else None
    freezing = Freezing(
        edition=last.edition + 1 if last else 1,
        by=by,
        organization=organization,
        previous=earlier.document if earlier else None,
        compared_with_sha256=earlier.sha256 if earlier else None,
        previous_sha256=previous.sha256 if previous else None,
        replaces_sha256=last.sha256 if last else None,
        reason=reason,
        reason_language=reason_language,
        audit_length=chain.length if chain else 0,
        audit_head=chain.head if chain else "",
        gaps=accepted_gaps(period),
    )
    return build_document(period, user=user, now=now, site=site, audience=audience, freezing=freezing)


def fingerprint(document: Document) -> str:
    """The same for two drafts as long as nothing a reader sees has changed between them."""
    return seal_of({name: document[name] for name in PREVIEWED})


def accepted_gaps(period: ReportingPeriod) -> tuple[Document, ...]:
    accepted = period.gaps.order_by("reference", "kind")
    return tuple(
        {"kind": gap.kind, "reference": gap.reference, "reason": words(gap, "reason")} for gap in accepted
    )


def last_report(period: ReportingPeriod) -> Report | None:
    """The newest sealed edition of the period."""
    return period.reports.filter(sha256__isnull=False).defer("content").order_by("-edition").first()


def latest_report(plan: Plan) -> Report | None:
    """The end of the plan's chain of sealed reports."""
    sealed = Report.objects.filter(period__plan=plan, sha256__isnull=False, next=None)
    return sealed.defer("content").order_by("-pk").first()


def _compared_with(period: ReportingPeriod) -> Report | None:
    """The report of the last earlier period that has one, in its newest edition."""
    earlier = Report.objects.filter(
        period__plan=period.plan, sha256__isnull=False, period__ends_on__lt=period.starts_on
    )
    return earlier.order_by("-period__ends_on", "-edition").first()

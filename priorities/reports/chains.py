"""The chain of a plan's sealed reports: each content under its seal, each naming the report before it."""

import json

import rfc8785

from priorities.models import Plan, Report

from .seals import seal_of


def verify_chain(plan: Plan) -> list[str]:
    """A sentence for everything that is not as it was sealed; none where all is whole."""
    sealed = Report.objects.filter(period__plan=plan, sha256__isnull=False).select_related(
        "period", "previous"
    )
    faults: list[str] = []
    first = 0
    for report in sealed.order_by("pk"):
        faults += [f"{report.slug}: {fault}" for fault in _faults(report)]
        first += report.previous_id is None
    if first > 1:
        faults.append(f"{first} reports name none before them; a chain has one beginning.")
    return faults


def _faults(report: Report) -> list[str]:
    try:
        document = json.loads(report.content)
        actual = seal_of(document)
    except (ValueError, rfc8785.CanonicalizationError):
        return ["its content cannot be read."]
    found = []
    if actual != report.sha256:
        found.append(f"its content has the seal {actual}, not {report.sha256}.")
    previous = report.previous.sha256 if report.previous else None
    if document.get("previous_sha256") != previous:
        found.append("it names another report before it than the record does.")
    said = (document.get("edition"), document.get("reason"), document.get("period", {}).get("slug"))
    if said != (report.edition, report.reason, report.period.slug):
        found.append("its edition, reason or period is not the record's.")
    return found

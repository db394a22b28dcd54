"""Who takes part in a plan, and which of its periods are closed."""

from datetime import datetime

from django.db import transaction

from priorities import exceptions
from priorities.choices import PeriodState
from priorities.models import Organization, Participation, Party, Plan, ReportingPeriod, User
from priorities.services.audit import record_audit
from priorities.services.spans import rebuild_spans
from priorities.services.writing import require, write


@transaction.atomic
def set_participation(
    plan: Plan, *, party: Party, secretariat: Organization | None, by: User, now: datetime, position: int = 1
) -> Participation:
    """A party takes part in a plan, with the organization that keeps the register for it. Raises WrongParty."""
    require(by, "account.manage", plan)
    if secretariat and secretariat.party_id != party.pk:
        raise exceptions.WrongParty
    part = Participation.objects.filter(plan=plan, party=party).first()
    before = part.secretariat.acronym if part and part.secretariat else None
    part, made = Participation.objects.update_or_create(
        plan=plan, party=party, defaults={"secretariat": secretariat, "position": position}
    )
    plan.__dict__.pop("_participations", None)
    changes = {f"secretariat of {party.code}": [before, secretariat.acronym if secretariat else None]}
    record_audit(plan, plan=plan, action="plan.set_participation", by=by, now=now, changes=changes)
    if made:
        for commitment in plan.commitments.select_related("plan"):
            rebuild_spans(commitment)
    return part


@transaction.atomic
def lock_period(period: ReportingPeriod, *, by: User, now: datetime) -> ReportingPeriod:
    """Close a period: notes that come later belong to the next one. Raises PeriodLocked, NotAllowed or Conflict."""
    require(by, "period.lock", period.plan)
    if period.state == PeriodState.LOCKED:
        raise exceptions.PeriodLocked
    write(period, expected=period.version, state=PeriodState.LOCKED)
    record_audit(
        period, plan=period.plan, action="period.lock", by=by, now=now, changes={"state": ["open", "locked"]}
    )
    return period

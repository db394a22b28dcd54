"""A row of the register is written, new or changed, and the record says from what to what."""

import hashlib
from datetime import datetime
from typing import TypeVar

from django.db import models, transaction

from priorities import exceptions
from priorities.choices import OwnerRole, PeriodState
from priorities.models import (
    Assessment,
    Commitment,
    DocumentText,
    Instrument,
    Level,
    Membership,
    Milestone,
    Organization,
    Ownership,
    Party,
    Plan,
    PriorityArea,
    ReportingPeriod,
    Scale,
    SourceDocument,
    User,
)
from priorities.services.audit import record_audit
from priorities.services.spans import rebuild_spans, replace_spans
from priorities.services.writing import require, translated_fields, write

Record = TypeVar("Record", bound=models.Model)

# Models whose rows `revise_register` may write, with the way from a row to its plan (None: no plan's).
PLAN_OF = {
    Plan: lambda it: it,
    PriorityArea: lambda it: it.plan,
    SourceDocument: lambda it: it.plan,
    DocumentText: lambda it: it.document.plan,
    Commitment: lambda it: it.plan,
    Milestone: lambda it: it.commitment.plan,
    Ownership: lambda it: it.commitment.plan,
    ReportingPeriod: lambda it: it.plan,
    Instrument: lambda it: None,
    Scale: lambda it: None,
    Level: lambda it: None,
    Organization: lambda it: None,
    Party: lambda it: None,
    Membership: lambda it: None,
    User: lambda it: None,
}
# Columns that no form sets: their own verbs do, or the software.
NEVER_REVISED = frozenset(
    {
        "id",
        "version",
        "created_at",
        "state",
        "archived_on",
        "archived_by",
        "last_login",
        "known_from",
        "known_until",
    }
)


def right_to_revise(record: models.Model) -> tuple[str, object]:
    """The (action, object) that `can` is asked before this record is written."""
    if isinstance(record, Commitment):
        return ("commitment.edit_register", record) if record.pk else ("commitment.create", record.plan)
    if isinstance(record, (Milestone, Ownership)):
        return "commitment.edit_register", record.commitment
    if isinstance(record, DocumentText):
        return ("source_text.edit", record) if record.pk else ("register.edit", record.document.plan)
    if isinstance(record, (PriorityArea, SourceDocument, ReportingPeriod)) or (
        isinstance(record, Plan) and record.pk
    ):
        return "register.edit", PLAN_OF[type(record)](record)
    if isinstance(record, Instrument):
        return "instrument.edit", record
    if isinstance(record, (Scale, Level)):
        return "scale.edit", record if isinstance(record, Scale) else record.scale
    return "account.manage", record


def changed_fields(record: models.Model) -> dict[str, list]:
    """{field: [stored, new]} of the columns that differ from the row in the database (all of them for a new row)."""
    stored = type(record)._base_manager.filter(pk=record.pk).first() if record.pk else None
    changes = {}
    passed_over = NEVER_REVISED | set(translated_fields(record))
    for column in record._meta.concrete_fields:
        if column.name in passed_over or column.primary_key:
            continue
        old, new = (getattr(stored, column.attname) if stored else None), getattr(record, column.attname)
        if old != new and not (stored is None and new in (None, "")):
            changes[column.name] = [old, new]
    return changes


@transaction.atomic
def revise_register(record: Record, *, by: User, now: datetime, version: int | None = None) -> Record:
    """Write a new or changed row of the register, with an audit entry that says what from what to what.

    `version` is the one the writer read (the record's own where None). Raises NotAllowed, Conflict if it was
    written since, TextIsCited for the body of a cited text. A row that did not change is not written.
    """
    action, obj = right_to_revise(record)
    if isinstance(record, DocumentText):
        _prepare_text(record)
    require(by, action, obj)
    if isinstance(record, Ownership):
        record.party = record.organization.party
        check_owner(record)
    if isinstance(record, Membership):
        check_membership(record, by)
    if isinstance(record, Commitment):
        check_plan(record)
    if isinstance(record, ReportingPeriod) and record.pk and record.state == PeriodState.LOCKED:
        raise exceptions.PeriodLocked
    changes = changed_fields(record)
    kind = record._meta.model_name
    is_new = record.pk is None
    if is_new:
        if isinstance(record, Ownership):
            record.known_from = now
        record.save(force_insert=True)
    elif changes:
        expected: int = version or record.version  # type: ignore[attr-defined]
        values = {name: getattr(record, name) for name in changes}
        if isinstance(record, Ownership):
            rewrite_ownership(record, expected=expected, now=now, **values)
        else:
            write(record, expected=expected, **values)
    if is_new or changes:
        record_audit(
            record,
            plan=PLAN_OF[type(record)](record),
            action=f"{kind}.{'create' if is_new else 'revise'}",
            by=by,
            now=now,
            changes=_shown(changes),
        )
    if isinstance(record, Commitment) and changes.keys() & {"made_on", "area", "reference"}:
        rebuild_spans(record)
    if isinstance(record, PriorityArea) and "number" in changes:
        replace_spans(record)
    return record


def _shown(changes: dict[str, list]) -> dict[str, list]:
    """Audit entries say that a password changed, never to what."""
    return {name: ["…", "…"] if name == "password" else pair for name, pair in changes.items()}


def _prepare_text(text: DocumentText) -> None:
    text.sha256 = hashlib.sha256(text.body.encode()).hexdigest()
    if text.pk and text.spans.exists():
        raise exceptions.TextIsCited


def check_owner(ownership: Ownership) -> None:
    """Raises WrongParty, AssessorOwnsNothing or LeadTaken."""
    commitment, organization = ownership.commitment, ownership.organization
    if not commitment.plan.participations.filter(party=organization.party).exists():
        raise exceptions.WrongParty
    if organization.memberships.current(ownership.valid_from).filter(role="assessor").exists():
        raise exceptions.AssessorOwnsNothing
    if Assessment.objects.filter(organization=organization, commitment__plan=commitment.plan).exists():
        raise exceptions.AssessorOwnsNothing
    if ownership.role == OwnerRole.LEAD and ownership.valid_until is None:
        leads = commitment.ownerships.known().leads().filter(party=organization.party, valid_until=None)
        if leads.exclude(pk=ownership.pk).exists():
            raise exceptions.LeadTaken


def check_plan(commitment: Commitment) -> None:
    """A commitment's area and document are of its own plan. Raises OtherPlan."""
    for name in ("area", "document"):
        if getattr(commitment, name).plan_id != commitment.plan_id:
            raise exceptions.OtherPlan(field=name)


def check_membership(membership: Membership, by: User) -> None:
    """A person's memberships are all with organizations of one party, and never given by themselves.

    Raises OwnRole, OnePartyOnly.
    """
    if membership.user_id == by.pk:
        raise exceptions.OwnRole
    others = (
        Membership.objects.current(membership.valid_from)
        .filter(user=membership.user)
        .exclude(pk=membership.pk)
    )
    if others.exclude(organization__party=membership.organization.party).exists():
        raise exceptions.OnePartyOnly


def rewrite_ownership(ownership: Ownership, *, expected: int, now: datetime, **values) -> None:
    """Write it as it is known from `now` on; how it read until then stays known for the moments before.

    Raises Conflict if it was written since `expected`, or is no longer the record itself.
    """
    before = Ownership.objects.known().filter(pk=ownership.pk).first()
    if before is None:
        raise exceptions.Conflict
    known_from = max(before.known_from, now)
    if before.known_from < now:
        before.pk, before.known_until = None, now
        before.save(force_insert=True)
    write(ownership, expected=expected, known_from=known_from, **values)

"""The hash-chained record of who changed what. Written by services, in the transaction of the change itself."""

from datetime import date, datetime
from typing import Any

from django.db import models

from priorities.exceptions import Conflict
from priorities.models import AuditChain, AuditEntry, Plan, User
from priorities.selectors.audit import entry_hash

# What every reader of JSON takes for the same integer; canonical JSON refuses a greater one.
LARGEST_INTEGER = 2**53 - 1


def plain(value: Any) -> Any:
    """A field's value as JSON holds it, the same before and after any database kept it: fractions are words."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, (bool, str)) or value is None:
        return value
    if isinstance(value, int) and abs(value) <= LARGEST_INTEGER:
        return value
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    return str(value)


def record_audit(
    record: models.Model,
    *,
    plan: Plan | None,
    action: str,
    by: User,
    now: datetime,
    changes: dict[str, list] | None = None,
) -> AuditEntry:
    """Add an entry to the plan's chain (to the accounts' chain where `plan` is None).

    `changes` maps a field to [from, to]. Must run inside the transaction of the change. Raises Conflict where
    another writer took the place, which a database that locks rows (or SQLite's one writer) never lets happen.
    """
    AuditChain.objects.get_or_create(plan=plan)
    chain = AuditChain.objects.select_for_update(of=("self",)).get(plan=plan)
    entry = AuditEntry(
        chain=chain,
        sequence=chain.length + 1,
        at=now,
        actor=by,
        action=action,
        object_type=record._meta.label_lower.rpartition(".")[2],
        object_id=record.pk,
        object_label=str(record)[:400],
        changes={field: [plain(old), plain(new)] for field, (old, new) in (changes or {}).items()},
        previous_hash=chain.head,
    )
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    moved = AuditChain.objects.filter(pk=chain.pk, length=chain.length).update(
        length=entry.sequence, head=entry.hash
    )
    if not moved:
        raise Conflict
    return entry

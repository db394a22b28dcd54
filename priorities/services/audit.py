"""The hash-chained record of who changed what. Written by services, in the transaction of the change itself."""

import hashlib
from datetime import date, datetime
from typing import Any

import rfc8785
from django.db import models

from priorities.exceptions import Conflict
from priorities.models import AuditChain, AuditEntry, Plan, User


def plain(value: Any) -> Any:
    """A field's value as JSON holds it."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, (bool, int, str)) or value is None:
        return value
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    return str(value)


def entry_hash(entry: AuditEntry) -> str:
    """SHA-256 over the canonical JSON (RFC 8785) of everything the entry says, the previous hash included."""
    said = {
        "chain": entry.chain_id,
        "sequence": entry.sequence,
        "at": entry.at.isoformat(),
        "actor": entry.actor_id,
        "action": entry.action,
        "object_type": entry.object_type,
        "object_id": entry.object_id,
        "object_label": entry.object_label,
        "changes": entry.changes,
        "previous_hash": entry.previous_hash,
    }
    return hashlib.sha256(rfc8785.dumps(said)).hexdigest()


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

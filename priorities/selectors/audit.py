"""The audit chains, read from their beginning: is every entry what was written, where it was written?"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from itertools import chain as one_after_another
from itertools import pairwise
from typing import Any

import rfc8785
from django.db import OperationalError, models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from priorities.models import AuditChain, AuditEntry, Plan

CHUNK = 200


class Fault(models.TextChoices):
    ALTERED = "altered", _("altered entry")
    MISSING = "missing", _("missing entry")
    OUT_OF_ORDER = "out_of_order", _("entry out of order")
    INSERTED = "inserted", _("inserted entry")
    TRUNCATED = "truncated", _("truncated end")
    OTHER_END = "other_end", _("altered last entry, or truncated end")
    NO_CHAIN = "no_chain", _("missing chain")


@dataclass(frozen=True)
class BrokenLink:
    """The first place at which a chain does not hold, and why. What comes after it proves nothing."""

    sequence: int
    fault: Fault


@dataclass(frozen=True)
class ChainFinding:
    """What a walk along one chain found: entries up to number `reached`, the last with the hash `head`, hold."""

    chain: AuditChain
    reached: int
    head: str
    broken: BrokenLink | None


def entry_hash(entry: AuditEntry, **instead: Any) -> str:
    """SHA-256 over the canonical JSON (RFC 8785) of everything the entry says, the previous hash included.

    The moment is hashed in UTC, as the database gives it back. `instead` asks what the hash would be elsewhere.
    """
    said = {
        "chain": entry.chain_id,
        "sequence": entry.sequence,
        "at": entry.at.astimezone(UTC).isoformat(),
        "actor": entry.actor_id,
        "action": entry.action,
        "object_type": entry.object_type,
        "object_id": entry.object_id,
        "object_label": entry.object_label,
        "changes": entry.changes,
        "previous_hash": entry.previous_hash,
    }
    return hashlib.sha256(rfc8785.dumps(said | instead)).hexdigest()


def verify_chains(plan: Plan | None = None) -> Iterator[ChainFinding]:
    """A finding for every chain, or for the plan's alone."""
    chains = AuditChain.objects.select_related("plan").order_by(F("plan__slug").asc(nulls_first=True))
    plans = Plan.objects.order_by("slug")
    if plan:
        chains, plans = chains.filter(plan=plan), plans.filter(pk=plan.pk)
    for chain in chains:
        yield verify_chain(chain)
    lost = [AuditChain(plan=each) for each in plans.filter(audit_chain=None)]
    if not plan:
        orphans = AuditEntry.objects.exclude(chain__in=AuditChain.objects.values("pk")).order_by("chain_id")
        lost += [AuditChain(pk=pk) for pk in orphans.values_list("chain_id", flat=True).distinct()]
    for chain in lost:
        yield ChainFinding(chain, 0, "", BrokenLink(1, Fault.NO_CHAIN))


def verify_chain(chain: AuditChain, *, first: int = 1) -> ChainFinding:
    """Walk a chain from the entry numbered `first` to its end, or to the first broken link.

    Holds a few entries in memory, however long the chain is. What stands before `first` is taken at its word.
    """
    link = "" if first == 1 else _hash_at(chain, first - 1)
    before = None
    reached = first - 1
    for entry, following in pairwise(one_after_another(_entries(chain, first), [None])):
        if broken := _broken_link(entry, before, following, expected=reached + 1, link=link):
            return ChainFinding(chain, reached, link, broken)
        before, reached, link = entry, reached + 1, entry.hash
    length, head = _end(chain, before)
    if reached < length:
        return ChainFinding(chain, reached, link, BrokenLink(reached + 1, Fault.TRUNCATED))
    if link != head:
        return ChainFinding(chain, reached, link, BrokenLink(reached, Fault.OTHER_END))
    return ChainFinding(chain, reached, link, None)


def _hash_at(chain: AuditChain, sequence: int) -> str:
    return (
        AuditEntry.objects.filter(chain=chain, sequence=sequence).values_list("hash", flat=True).first() or ""
    )


def _end(chain: AuditChain, last: Any) -> tuple[int, str]:
    """How long the chain says it is and with what hash it ends, at the moment at which `last` was read."""
    if last:
        return last.chain_length, last.chain_head
    return AuditChain.objects.values_list("length", "head").get(pk=chain.pk)


def _entries(chain: AuditChain, first: int) -> Iterator[Any]:
    """The entries in order, each with the end of the chain as it was then: others may write during the walk.

    A row that cannot be read (SQLite keeps bytes that are no text, and dates that are none) is an empty entry.
    """
    rows = (
        AuditEntry.objects.filter(chain=chain, sequence__gte=first)
        .annotate(chain_length=F("chain__length"), chain_head=F("chain__head"))
        .order_by("sequence", "id")
    )
    read = 0
    # A row that cannot be read spoils the chunk it is in, so the rows of that chunk are read again one by one.
    for chunk in (CHUNK, 1):
        try:
            for entry in rows[read:].iterator(chunk_size=chunk):
                yield entry
                read += 1
            return
        except (ValueError, OperationalError) as error:
            if isinstance(error, OperationalError) and "UTF-8" not in str(error):
                raise
    unreadable: Any = AuditEntry(chain=chain, sequence=first + read)
    unreadable.chain_length = unreadable.sequence
    yield unreadable


def _broken_link(entry, before, following, *, expected: int, link: str) -> BrokenLink | None:
    """What is wrong with the entry that stands where number `expected` should, after the hash `link`."""
    if entry.sequence != expected:
        twice = isinstance(entry.sequence, (int, float)) and entry.sequence < expected
        return BrokenLink(expected - 1, Fault.INSERTED) if twice else BrokenLink(expected, Fault.MISSING)
    if entry.sequence > entry.chain_length:
        return BrokenLink(expected, Fault.INSERTED)
    linked = entry.previous_hash == link
    if _holds(entry):
        if linked:
            return None
        # Whole, but written after another entry than the one before it. The rest of the chain says which is genuine.
        genuine = entry.hash == (following.previous_hash if following else entry.chain_head)
        if genuine and expected > 1:
            return BrokenLink(expected - 1, Fault.ALTERED)
        return BrokenLink(expected, Fault.INSERTED)
    if before and _holds(entry, sequence=expected - 1, previous_hash=before.previous_hash):
        return BrokenLink(expected - 1, Fault.INSERTED)
    if not linked and AuditEntry.objects.filter(chain=entry.chain_id, hash=entry.previous_hash).exists():
        return BrokenLink(expected, Fault.OUT_OF_ORDER)
    if not linked and _holds(entry, sequence=expected + 1):
        return BrokenLink(expected, Fault.MISSING)
    return BrokenLink(expected, Fault.ALTERED)


def _holds(entry: AuditEntry, **instead: Any) -> bool:
    try:
        return entry_hash(entry, **instead) == entry.hash
    except (AttributeError, TypeError, ValueError):  # no moment, or nothing that JSON can hold
        return False

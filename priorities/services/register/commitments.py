"""What was promised: published, taken off the boards, due on a day, tied to instruments and to other commitments."""

from datetime import date, datetime

from django.db import transaction

from priorities import exceptions
from priorities.choices import CommitmentState, LinkKind, Precision
from priorities.models import Commitment, CommitmentLink, DueDate, User
from priorities.services.audit import record_audit
from priorities.services.spans import rebuild_spans
from priorities.services.writing import lock, require, write


@transaction.atomic
def set_instruments(commitment: Commitment, *, instruments, by: User, now: datetime) -> None:
    """Say which instruments the commitment relies on."""
    require(by, "commitment.edit_register", commitment)
    before = sorted(commitment.instruments.values_list("code", flat=True))
    after = sorted(instrument.code for instrument in instruments)
    if before != after:
        commitment.instruments.set(instruments)
        record_audit(
            commitment,
            plan=commitment.plan,
            action="commitment.revise",
            by=by,
            now=now,
            changes={"instruments": [before, after]},
        )


@transaction.atomic
def publish_commitment(commitment: Commitment, *, by: User, now: datetime) -> Commitment:
    """Put a draft on the boards of every day from the day it was made. Raises NotAllowed or Conflict."""
    commitment = _fresh(commitment)
    require(by, "commitment.publish", commitment)
    write(commitment, expected=commitment.version, state=CommitmentState.PUBLISHED)
    rebuild_spans(commitment)
    changes: dict[str, list] = {"state": [CommitmentState.DRAFT, CommitmentState.PUBLISHED]}
    record_audit(
        commitment, plan=commitment.plan, action="commitment.publish", by=by, now=now, changes=changes
    )
    return commitment


@transaction.atomic
def archive_commitment(commitment: Commitment, *, on: date, by: User, now: datetime) -> Commitment:
    """Take a commitment off the boards from `on`; its page stays. Raises NotAllowed or Conflict."""
    commitment = _fresh(commitment)
    require(by, "commitment.archive", commitment)
    write(
        commitment,
        expected=commitment.version,
        state=CommitmentState.ARCHIVED,
        archived_on=on,
        archived_by=by,
    )
    rebuild_spans(commitment)
    changes: dict[str, list] = {
        "state": [CommitmentState.PUBLISHED, CommitmentState.ARCHIVED],
        "archived_on": [None, on],
    }
    record_audit(
        commitment, plan=commitment.plan, action="commitment.archive", by=by, now=now, changes=changes
    )
    return commitment


@transaction.atomic
def delete_draft_commitment(commitment: Commitment, *, by: User, now: datetime) -> None:
    """Throw away a commitment that was never published. Raises CannotDelete or NotAllowed."""
    commitment = _fresh(commitment)
    if commitment.state != CommitmentState.DRAFT:
        raise exceptions.CannotDelete
    require(by, "commitment.delete", commitment)
    record_audit(commitment, plan=commitment.plan, action="commitment.delete", by=by, now=now)
    commitment.delete()


def _fresh(commitment: Commitment) -> Commitment:
    """The commitment as stored, locked, if nobody wrote it since it was read."""
    stored = lock(commitment)
    if stored.version != commitment.version:
        raise exceptions.Conflict
    return stored


@transaction.atomic
def change_due_date(
    commitment: Commitment,
    *,
    due_on: date,
    by: User,
    now: datetime,
    reason: str = "",
    reason_language: str = "",
    precision: str = Precision.DAY,
    decided_on: date | None = None,
) -> DueDate:
    """Add a line to the ledger of deadlines. The first is the baseline; every later one needs a reason.

    `decided_on` is the day from which boards hold it (today, in UTC, where None). Raises ReasonRequired, NotAllowed,
    or BeforeBaseline for a day on which there was nothing to move yet.
    """
    commitment = lock(commitment)
    require(by, "commitment.edit_register", commitment)
    newest = commitment.due_dates.order_by("-decided_on", "-id").first()
    if newest and not reason.strip():
        raise exceptions.ReasonRequired
    decided_on = decided_on or now.date()
    baseline = commitment.due_dates.filter(is_baseline=True).first()
    if baseline and decided_on < baseline.decided_on:
        raise exceptions.BeforeBaseline
    line = DueDate.objects.create(
        commitment=commitment,
        due_on=due_on,
        precision=precision,
        reason=reason.strip(),
        reason_language=reason_language if reason.strip() else "",
        is_baseline=newest is None,
        decided_on=decided_on,
        recorded_at=now,
        recorded_by=by,
    )
    changes: dict[str, list] = {
        "due_on": [newest.due_on if newest else None, due_on],
        "reason": [None, line.reason],
        "reason_language": [None, line.reason_language],
    }
    record_audit(
        commitment, plan=commitment.plan, action="commitment.change_due_date", by=by, now=now, changes=changes
    )
    return line


@transaction.atomic
def link_commitments(
    commitment: Commitment, *, kind: str, target: Commitment, by: User, now: datetime
) -> CommitmentLink:
    """Say how one commitment bears on another. Raises LinkToSelf, LinkCycle (supersedes only) or NotAllowed."""
    require(by, "commitment.edit_register", commitment)
    if commitment.pk == target.pk:
        raise exceptions.LinkToSelf
    if kind == LinkKind.SUPERSEDES and _supersedes(target, commitment):
        raise exceptions.LinkCycle
    link, made = CommitmentLink.objects.get_or_create(commitment=commitment, kind=kind, target=target)
    if made:
        changes = {"link": [None, f"{kind} {target.reference}"]}
        record_audit(commitment, plan=commitment.plan, action="link.create", by=by, now=now, changes=changes)
    return link


def _supersedes(one: Commitment, other: Commitment) -> bool:
    """Whether `one` supersedes `other`, at any remove."""
    seen: set[int] = set()
    reach = {one.pk}
    while reach:
        if other.pk in reach:
            return True
        seen |= reach
        found = CommitmentLink.objects.filter(kind=LinkKind.SUPERSEDES, commitment__in=reach)
        reach = set(found.values_list("target", flat=True)) - seen
    return False


@transaction.atomic
def unlink_commitments(link: CommitmentLink, *, by: User, now: datetime) -> None:
    """Take a link away."""
    commitment = link.commitment
    require(by, "commitment.edit_register", commitment)
    changes = {"link": [f"{link.kind} {link.target.reference}", None]}
    record_audit(commitment, plan=commitment.plan, action="link.remove", by=by, now=now, changes=changes)
    link.delete()

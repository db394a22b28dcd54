"""The register: what was promised, by whom, until when. Kept by the coordinators of a plan's secretariats."""

import hashlib
from datetime import date, datetime
from typing import TypeVar

from django.db import models, transaction

from priorities import exceptions
from priorities.choices import CommitmentState, LinkKind, OwnerRole, PeriodState, Precision
from priorities.models import (
    Assessment,
    Commitment,
    CommitmentLink,
    DocumentText,
    DueDate,
    Instrument,
    Level,
    Membership,
    Milestone,
    Organization,
    Ownership,
    Participation,
    Party,
    Plan,
    PriorityArea,
    ReportingPeriod,
    Scale,
    SourceDocument,
    SourceSpan,
    User,
)
from priorities.sources.quotes import find_quote

from .audit import record_audit
from .spans import rebuild_spans, replace_spans
from .writing import lock, require, translated_fields, write

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
    if record.pk is None:
        if isinstance(record, Ownership):
            record.known_from = now
        record.save(force_insert=True)
        record_audit(
            record,
            plan=PLAN_OF[type(record)](record),
            action=f"{kind}.create",
            by=by,
            now=now,
            changes=_shown(changes),
        )
    elif changes:
        expected: int = version or record.version  # type: ignore[attr-defined]
        values = {name: getattr(record, name) for name in changes}
        if isinstance(record, Ownership):
            _rewrite(record, expected=expected, now=now, **values)
        else:
            write(record, expected=expected, **values)
        record_audit(
            record,
            plan=PLAN_OF[type(record)](record),
            action=f"{kind}.revise",
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
def assign_owner(
    commitment: Commitment,
    *,
    organization: Organization,
    role: str,
    valid_from: date,
    by: User,
    now: datetime,
    focal_point: User | None = None,
) -> Ownership:
    """Make an organization answer for a commitment from a day on; its earlier ownership ends that day.

    Raises LeadTaken if the party has another current lead, WrongParty, AssessorOwnsNothing or NotAllowed.
    """
    commitment = lock(commitment)
    require(by, "commitment.edit_register", commitment)
    for held in commitment.ownerships.known().filter(organization=organization, valid_until=None):
        end_ownership(held, valid_until=max(valid_from, held.valid_from), by=by, now=now)
    ownership = Ownership(
        commitment=commitment,
        organization=organization,
        role=role,
        valid_from=valid_from,
        focal_point=focal_point,
    )
    return revise_register(ownership, by=by, now=now)


def _rewrite(ownership: Ownership, *, expected: int, now: datetime, **values) -> None:
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


@transaction.atomic
def end_ownership(ownership: Ownership, *, valid_until: date, by: User, now: datetime) -> Ownership:
    """An organization answers for it no longer from `valid_until` on."""
    require(by, "commitment.edit_register", ownership.commitment)
    announced = ownership.valid_until
    _rewrite(ownership, expected=ownership.version, now=now, valid_until=valid_until)
    record_audit(
        ownership,
        plan=ownership.commitment.plan,
        action="ownership.end",
        by=by,
        now=now,
        changes={"valid_until": [announced, valid_until]},
    )
    return ownership


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
def place_span(
    commitment: Commitment,
    *,
    text: DocumentText,
    quote: str,
    by: User,
    now: datetime,
    start: int | None = None,
) -> SourceSpan:
    """Anchor a commitment to the words that made it, by pasting them.

    The offsets are found. Raises QuoteNotFound, or QuoteAmbiguous with the places where the quote stands more than
    once and `start` does not say which.
    """
    require(by, "span.edit", commitment)
    if text.document.plan_id != commitment.plan_id:
        raise exceptions.OtherPlan(field="text")
    places = find_quote(text.body, quote)
    if not places:
        raise exceptions.QuoteNotFound
    chosen = [place for place in places if start is None or place.start == start]
    if len(chosen) != 1:
        raise exceptions.QuoteAmbiguous(places)
    place = chosen[0]
    span, _ = SourceSpan.objects.get_or_create(
        commitment=commitment, text=text, start=place.start, end=place.end, defaults={"quote": place.quote}
    )
    changes = {"passage": [None, f"{place.start}–{place.end}: {place.quote}"]}
    record_audit(commitment, plan=commitment.plan, action="span.place", by=by, now=now, changes=changes)
    return span


@transaction.atomic
def remove_span(span: SourceSpan, *, by: User, now: datetime) -> None:
    """Take an anchor away."""
    commitment = span.commitment
    require(by, "span.edit", commitment)
    changes = {"passage": [f"{span.start}–{span.end}: {span.quote}", None]}
    record_audit(commitment, plan=commitment.plan, action="span.remove", by=by, now=now, changes=changes)
    span.delete()


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

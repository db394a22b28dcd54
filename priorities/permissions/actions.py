"""What a person may do: a rule for each action. What has none is refused."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from priorities.choices import NOTE_TRANSITIONS, AssessmentState, CommitmentState, NoteState, Role
from priorities.models import Assessment, Commitment, Ownership, Plan, ProgressNote, User

from .capacities import WRITERS, Capacity, capacity_of, is_coordinator, participations, reads_as_party


def can(user: User | AnonymousUser, action: str, obj=None) -> bool:
    """Whether this person may do `action` ("note.accept") to `obj`. An unknown action is a KeyError, not a no."""
    rule = RULES[action]
    capacity = capacity_of(user)
    return action in OPEN_TO_ALL or (capacity.user_id is not None and rule(capacity, obj))


def owns(capacity: Capacity, commitment: Commitment, *roles) -> bool:
    """A member, in one of `roles`, of an organization that owns the commitment today."""
    organizations = capacity.organizations(*roles)
    return bool(organizations) and (
        Ownership.objects.current(timezone.now().date())
        .filter(commitment=commitment, organization__in=organizations)
        .exists()
    )


def _coordinates(capacity: Capacity, plan: Plan) -> bool:
    return is_coordinator(capacity, plan)


def _keeps(capacity: Capacity, commitment: Commitment) -> bool:
    return commitment.state != CommitmentState.ARCHIVED and is_coordinator(capacity, commitment.plan)


def _starts(action: str, note: ProgressNote) -> bool:
    """Whether the note is in a state that this action starts from."""
    return note.state in NOTE_TRANSITIONS[action][0]


def _writes(capacity: Capacity, note: ProgressNote) -> bool:
    return note.organization_id in capacity.organizations(*WRITERS)


def _authors(capacity: Capacity, note: ProgressNote) -> bool:
    return note.author_id == capacity.user_id and _writes(capacity, note)


def _reviews(capacity: Capacity, note: ProgressNote) -> bool:
    return note.organization_id in capacity.organizations(Role.REVIEWER)


def _decides(capacity: Capacity, note: ProgressNote) -> bool:
    """Four eyes: a reviewer of the note's own organization who did not write it."""
    return _reviews(capacity, note) and capacity.user_id not in (note.author_id, note.submitted_by_id)


def _may_view_live_report(capacity: Capacity, plan: Plan) -> bool:
    """The live draft is the working paper of the plan's secretariats, open to assessors and administrators."""
    if capacity.is_administrator or is_coordinator(capacity, plan):
        return True
    secretariats = {part.secretariat_id for part in participations(plan) if part.secretariat_id}
    return _assesses(capacity, plan) or bool(secretariats & capacity.organizations(*WRITERS))


def _nobody(capacity: Capacity, obj) -> bool:
    """What no role may do, because the record would not be one any more."""
    return False


def _assesses(capacity: Capacity, plan: Plan) -> bool:
    return capacity.has(Role.ASSESSOR) and reads_as_party(capacity, plan)


def _drafts(capacity: Capacity, assessment: Assessment) -> bool:
    """Until it is final it is its organization's, whoever of its assessors began it."""
    return assessment.state == AssessmentState.DRAFT and assessment.organization_id in capacity.organizations(
        Role.ASSESSOR
    )


OPEN_TO_ALL = frozenset({"board.view", "api.read", "report.verify", "file.ask"})

RULES: dict[str, Callable[[Capacity, Any], bool]] = {
    "commitment.create": _coordinates,
    "commitment.edit_register": _keeps,
    "commitment.publish": lambda who, it: it.state == CommitmentState.DRAFT and is_coordinator(who, it.plan),
    "commitment.archive": lambda who, it: (
        it.state == CommitmentState.PUBLISHED and is_coordinator(who, it.plan)
    ),
    "commitment.delete": lambda who, it: it.state == CommitmentState.DRAFT and is_coordinator(who, it.plan),
    "register.edit": _coordinates,
    "source_text.edit": lambda who, it: not it.spans.exists() and is_coordinator(who, it.document.plan),
    "span.edit": _keeps,
    "note.create": lambda who, it: it.state == CommitmentState.PUBLISHED and owns(who, it, *WRITERS),
    "note.edit": lambda who, it: it.is_open and _authors(who, it),
    "note.submit": lambda who, it: _starts("submit", it) and _authors(who, it),
    "note.delete": lambda who, it: (
        it.state == NoteState.DRAFT and it.submitted_at is None and _authors(who, it)
    ),
    "note.unsubmit": lambda who, it: _starts("unsubmit", it) and _authors(who, it),
    "note.accept": lambda who, it: _starts("accept", it) and _decides(who, it),
    "note.return": lambda who, it: _starts("return", it) and _decides(who, it),
    "note.correct": lambda who, it: it.state == NoteState.ACCEPTED and _writes(who, it),
    "note.withdraw": lambda who, it: _starts("withdraw", it) and _reviews(who, it),
    "note.widen_visibility": lambda who, it: it.state == NoteState.ACCEPTED and _decides(who, it),
    "note.narrow_visibility": lambda who, it: (
        it.state == NoteState.ACCEPTED and (_reviews(who, it) or is_coordinator(who, it.commitment.plan))
    ),
    "note.change_visibility": lambda who, it: (
        RULES["note.widen_visibility"](who, it) or RULES["note.narrow_visibility"](who, it)
    ),
    "period.lock": _coordinates,
    "report.view_live": _may_view_live_report,
    "report.freeze": _coordinates,
    "report.publish": _coordinates,
    "file.ask": lambda who, _: True,
    "file.cancel": lambda who, file: who.is_administrator or file.asked_by_id == who.user_id,
    "report.edit": _nobody,
    "report.delete": _nobody,
    "report.verify": lambda who, _: True,
    "assessment.create": _assesses,
    "assessment.view_draft": lambda who, plan: who.is_administrator or _assesses(who, plan),
    "assessment.edit": _drafts,
    "assessment.replace": lambda who, it: (
        it.state == AssessmentState.FINAL and it.organization_id in who.organizations(Role.ASSESSOR)
    ),
    "assessment.edit_final": _nobody,
    "import.dry_run": _coordinates,
    "import.apply": _coordinates,
    "audit.edit": _nobody,
    "account.grant_own_role": _nobody,
    "board.view": lambda who, _: True,
    "api.read": lambda who, _: True,
    "api.write": _nobody,
    "audit.view": lambda who, plan: who.is_administrator or (plan is not None and is_coordinator(who, plan)),
    "instrument.edit": lambda who, _: who.has(Role.COORDINATOR),
    # Assessors do not make the measure they measure with, and nobody changes one that was used.
    "scale.edit": lambda who, scale: (
        who.has(Role.COORDINATOR) and not (scale and scale.pk and scale.assessments.exists())
    ),
    "account.manage": lambda who, _: who.is_administrator,
    "admin_site.open": lambda who, _: who.is_administrator or who.has(*(set(Role.values) - {Role.VIEWER})),
    # What a person keeps for themselves asks for no role; sharing it asks for a membership that holds today.
    "view.save": lambda who, _: True,
    "view.share": lambda who, organization: organization.pk in who.organizations(),
    "view.revise": lambda who, it: it.owner_id == who.user_id,
    "view.delete": lambda who, it: it.owner_id == who.user_id,
    "updates.open": lambda who, _: who.has(*WRITERS),
    "review.open": lambda who, _: who.has(Role.REVIEWER),
}

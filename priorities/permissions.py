"""Who may see and do what. `can` and `visible_to` are the only doors; everything not named here is refused.

The answers come from memberships that hold today. A role that ended is refused in an open session too, because
nothing is remembered longer than a request.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from priorities.choices import (
    NOTE_TRANSITIONS,
    AssessmentState,
    CommitmentState,
    NoteState,
    ReportState,
    Role,
    Visibility,
)
from priorities.models import (
    Assessment,
    AssessmentSource,
    AuditEntry,
    Commitment,
    CommitmentLink,
    DocumentText,
    DueDate,
    Evidence,
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
    ProgressNote,
    Report,
    ReportFile,
    ReportingPeriod,
    SavedView,
    Scale,
    SourceDocument,
    SourceSpan,
    User,
)
from priorities.models.standings import PUBLIC_AUDIENCE

WRITERS = frozenset({Role.OFFICIAL, Role.REVIEWER})


@dataclass(frozen=True)
class Capacity:
    """What a person is, today: the account and its current memberships as (organization, party, party code, role)."""

    user_id: int | None
    is_administrator: bool
    roles: frozenset[tuple[int, int, str, str]]

    def organizations(self, *roles) -> set[int]:
        """Organizations in which this person has one of `roles` (any role where none is given)."""
        return {organization for organization, _, _, role in self.roles if not roles or role in roles}

    @property
    def parties(self) -> set[int]:
        return {party for _, party, _, _ in self.roles}

    def has(self, *roles) -> bool:
        return any(role in roles for *_, role in self.roles)


NOBODY = Capacity(user_id=None, is_administrator=False, roles=frozenset())


def capacity_of(user: User | AnonymousUser, on: date | None = None) -> Capacity:
    """The person's capacity on `on` (today where None); read once a request, see `remember`."""
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    remembered = user.__dict__.get("_capacity")
    if remembered is not None and on is None:
        return remembered
    current = Membership.objects.current(on or timezone.now().date()).filter(user=user)
    return Capacity(
        user_id=user.pk,
        is_administrator=user.is_superuser,
        roles=frozenset(
            current.values_list(
                "organization_id", "organization__party_id", "organization__party__code", "role"
            )
        ),
    )


def remember(user: User | AnonymousUser) -> None:
    """Keep the capacity on this very user object, which lives as long as the request that loaded it."""
    if user.is_authenticated:
        user.__dict__["_capacity"] = capacity_of(user)


def audience_of(user: User | AnonymousUser, plan: Plan) -> str:
    """The audience this person reads `plan` as: a party's code, or "public" for everybody else."""
    codes = {code for _, _, code, _ in capacity_of(user).roles}
    if not codes:
        return PUBLIC_AUDIENCE
    taking_part = [part.party.code for part in participations(plan)]
    return next((code for code in taking_part if code in codes), PUBLIC_AUDIENCE)


def participations(plan: Plan) -> list[Participation]:
    """The plan's parties in their order; read once for each plan object."""
    if "_participations" not in plan.__dict__:
        plan.__dict__["_participations"] = list(
            plan.participations.select_related("party", "secretariat").order_by("position", "id")
        )
    return plan.__dict__["_participations"]


def is_coordinator(capacity: Capacity, plan: Plan) -> bool:
    """A coordinator of one of the plan's secretariats."""
    secretariats = {part.secretariat_id for part in participations(plan) if part.secretariat_id}
    return bool(secretariats & capacity.organizations(Role.COORDINATOR))


def _reads_as_party(capacity: Capacity, plan: Plan) -> bool:
    return any(part.party_id in capacity.parties for part in participations(plan))


# What is visible


def visible_to(user: User | AnonymousUser, queryset: QuerySet) -> QuerySet:
    """The part of `queryset` this person may know to exist. Raises KeyError for a model that has no rule."""
    return visible_with(capacity_of(user), queryset)


def visible_with(capacity: Capacity, queryset: QuerySet) -> QuerySet:
    """`visible_to` whoever has this capacity: for what is worked out once for all of them."""
    return queryset.filter(VISIBILITY[queryset.model](capacity))


def _plans(capacity: Capacity, path: str = "") -> Q:
    if capacity.is_administrator:
        return Q()
    coordinated = Q(
        **{f"{path}pk__in": Participation.objects.filter(party__in=capacity.parties).values("plan")}
    )
    return (
        Q(**{f"{path}is_public": True}) | coordinated if capacity.roles else Q(**{f"{path}is_public": True})
    )


def _kept_plans(capacity: Capacity):
    """Plans whose register this person keeps."""
    return Participation.objects.filter(secretariat__in=capacity.organizations(Role.COORDINATOR)).values(
        "plan"
    )


def _commitments(capacity: Capacity, path: str = "") -> Q:
    if capacity.is_administrator:
        return Q()
    published = ~Q(**{f"{path}state": CommitmentState.DRAFT})
    if capacity.has(Role.COORDINATOR):
        published |= Q(**{f"{path}plan__in": _kept_plans(capacity)})
    return published & _plans(capacity, f"{path}plan__")


def _notes(capacity: Capacity, path: str = "") -> Q:
    if capacity.is_administrator:
        return Q()
    accepted = Q(**{f"{path}visibility": Visibility.PUBLIC})
    if capacity.parties:
        accepted |= Q(**{f"{path}visibility": Visibility.SHARED}) & Q(
            **{
                f"{path}commitment__plan__in": Participation.objects.filter(
                    party__in=capacity.parties
                ).values("plan")
            }
        )
        accepted |= Q(**{f"{path}party__in": capacity.parties})
    seen = Q(**{f"{path}state": NoteState.ACCEPTED}) & accepted
    if writing := capacity.organizations(*WRITERS):
        seen |= Q(**{f"{path}organization__in": writing})
    if capacity.has(Role.COORDINATOR):
        seen |= Q(
            **{
                f"{path}party__in": capacity.parties,
                f"{path}commitment__plan__in": _kept_plans(capacity),
            }
        )
    return seen & _commitments(capacity, f"{path}commitment__")


def _reports(capacity: Capacity) -> Q:
    seen = Q(state=ReportState.FROZEN_PUBLIC)
    if capacity.parties:
        seen |= Q(
            state=ReportState.FROZEN_SHARED,
            period__plan__in=Participation.objects.filter(party__in=capacity.parties).values("plan"),
        )
    return seen & _plans(capacity, "period__plan__") if not capacity.is_administrator else Q()


def _report_files(capacity: Capacity) -> Q:
    """What is made of a sealed report is as hidden as the report; of a live draft, as the draft of that audience."""
    sealed = Q(report__in=Report.objects.filter(_reports(capacity)).values("pk"))
    if capacity.user_id is None:
        return sealed
    plans = Q(period__plan__in=_live_report_plans(capacity)) if not capacity.is_administrator else Q()
    audiences = {PUBLIC_AUDIENCE, *(code for _, _, code, _ in capacity.roles)}
    return sealed | Q(report=None, audience__in=audiences) & plans


def _live_report_plans(capacity: Capacity):
    """Plans whose live drafts this person reads, as `_may_view_live_report` says of one."""
    parties = capacity.parties if capacity.has(Role.ASSESSOR) else ()
    return Participation.objects.filter(
        Q(secretariat__in=capacity.organizations(Role.COORDINATOR, *WRITERS)) | Q(party__in=parties)
    ).values("plan")


def _assessments(capacity: Capacity, path: str = "") -> Q:
    """Final ones, and the drafts of organizations for which this person assesses. Not even owners see a draft."""
    if capacity.is_administrator:
        return Q()
    seen = Q(**{f"{path}state": AssessmentState.FINAL})
    if assessing := capacity.organizations(Role.ASSESSOR):
        seen |= Q(**{f"{path}organization__in": assessing})
    return seen & _commitments(capacity, f"{path}commitment__")


def _saved_views(capacity: Capacity) -> Q:
    """One's own, and what an organization one is a member of shares. An administrator is no exception."""
    own = Q(owner=capacity.user_id) if capacity.user_id else Q(pk__in=[])
    return (own | Q(organization__in=capacity.organizations())) & _plans(capacity, "plan__")


def _audit(capacity: Capacity) -> Q:
    if capacity.is_administrator:
        return Q()
    if not capacity.has(Role.COORDINATOR):
        return Q(pk__in=[])
    # An entry quotes the words of its note, so it is as hidden as the note.
    readable = ProgressNote.objects.filter(_notes(capacity)).values("pk")
    assessed = Assessment.objects.filter(_assessments(capacity)).values("pk")
    return (
        Q(chain__plan__in=_kept_plans(capacity))
        & (~Q(object_type="progressnote") | Q(object_id__in=readable))
        & (~Q(object_type="assessment") | Q(object_id__in=assessed))
    )


VISIBILITY: dict[type, Callable[[Capacity], Q]] = {
    Party: lambda capacity: Q(),
    Organization: lambda capacity: Q(),
    Instrument: lambda capacity: Q(),
    User: lambda capacity: Q() if capacity.is_administrator else Q(pk=capacity.user_id),
    Membership: lambda capacity: Q() if capacity.is_administrator else Q(user=capacity.user_id),
    Plan: _plans,
    PriorityArea: lambda capacity: _plans(capacity, "plan__"),
    SourceDocument: lambda capacity: _plans(capacity, "plan__"),
    DocumentText: lambda capacity: _plans(capacity, "document__plan__"),
    ReportingPeriod: lambda capacity: _plans(capacity, "plan__"),
    Commitment: _commitments,
    SourceSpan: lambda capacity: _commitments(capacity, "commitment__"),
    CommitmentLink: lambda capacity: (
        _commitments(capacity, "commitment__") & _commitments(capacity, "target__")
    ),
    Ownership: lambda capacity: _commitments(capacity, "commitment__"),
    DueDate: lambda capacity: _commitments(capacity, "commitment__"),
    Milestone: lambda capacity: _commitments(capacity, "commitment__"),
    ProgressNote: _notes,
    Evidence: lambda capacity: _notes(capacity, "note__"),
    Report: _reports,
    ReportFile: _report_files,
    Scale: lambda capacity: Q(),
    Level: lambda capacity: Q(),
    Assessment: _assessments,
    AssessmentSource: lambda capacity: _assessments(capacity, "assessment__"),
    SavedView: _saved_views,
    AuditEntry: _audit,
}


# What may be done


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
    return capacity.has(Role.ASSESSOR) and _reads_as_party(capacity, plan)


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

"""What a person may know to exist: a rule for each model."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from priorities.choices import AssessmentState, CommitmentState, NoteState, ReportState, Role, Visibility
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
    VisibilityChange,
)
from priorities.models.standings import PUBLIC_AUDIENCE

from .capacities import WRITERS, Capacity, capacity_of


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


def _visibility_changes(capacity: Capacity) -> Q:
    """Why others came to see a note is for those who write for its organization and coordinators of its party."""
    if capacity.is_administrator:
        return Q()
    told = Q(note__organization__in=capacity.organizations(*WRITERS))
    if capacity.has(Role.COORDINATOR):
        told |= Q(note__party__in=capacity.parties)
    return told & _notes(capacity, "note__")


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
    VisibilityChange: _visibility_changes,
    Report: _reports,
    ReportFile: _report_files,
    Scale: lambda capacity: Q(),
    Level: lambda capacity: Q(),
    Assessment: _assessments,
    AssessmentSource: lambda capacity: _assessments(capacity, "assessment__"),
    SavedView: _saved_views,
    AuditEntry: _audit,
}

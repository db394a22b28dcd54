"""What independent assessors say: beside a commitment, in a report, and held against what its owners say."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from priorities import permissions
from priorities.choices import AssessmentState, Role
from priorities.models import Assessment, Commitment, Level, Organization, Plan, ReportingPeriod
from priorities.words import Text, text_of

from .moments import Moment

PARTS = ("commitment__plan", "commitment__area", "level", "scale", "period", "organization__party", "author")


@dataclass(frozen=True)
class AssessmentFace:
    """An assessment as its reader sees it: a level in words, and its place among `levels`."""

    assessment: Assessment
    level: Text
    meaning: Text
    rank: int | None
    levels: int
    scale: Text
    method: Text
    organization: Text
    party: Text
    period: Text
    rationale: Text
    sources: tuple[tuple[Text, str], ...]
    may_edit: bool
    may_replace: bool

    @property
    def is_draft(self) -> bool:
        return not self.assessment.is_final

    @property
    def rungs(self) -> list[bool]:
        """The levels of the scale from the lowest, each whether it is reached."""
        return [rank <= (self.rank or 0) for rank in range(1, self.levels + 1)]


def with_parts(assessments: QuerySet) -> QuerySet:
    """What a face or a report needs of each, in two queries for however many."""
    steps = Level.objects.filter(scale=OuterRef("scale")).order_by().values("scale").annotate(n=Count("pk"))
    return (
        assessments.select_related(*PARTS)
        .annotate(levels=Coalesce(Subquery(steps.values("n")), 0))
        .prefetch_related("sources")
    )


def face_of(assessment: Assessment, *, user, may_act: bool = True) -> AssessmentFace:
    """`assessment` came through `with_parts`."""
    level, may = assessment.level, partial(permissions.can, user)
    return AssessmentFace(
        assessment=assessment,
        level=text_of(level, "label") if level else Text(),
        meaning=text_of(level, "meaning") if level else Text(),
        rank=level.rank if level else None,
        levels=assessment.levels,  # type: ignore[attr-defined]
        scale=text_of(assessment.scale, "name"),
        method=text_of(assessment.scale, "method"),
        organization=text_of(assessment.organization, "name"),
        party=text_of(assessment.organization.party, "name"),
        period=text_of(assessment.period, "title"),
        rationale=text_of(assessment, "rationale"),
        sources=tuple((each.name, each.url) for each in assessment.sources.all()),
        may_edit=may_act and may("assessment.edit", assessment),
        may_replace=may_act and may("assessment.replace", assessment),
    )


def assessments_of(commitment: Commitment, *, user, moment: Moment) -> list[AssessmentFace]:
    """What `user` may see of the assessments of a commitment, newest period first, drafts before final ones.

    On a past day those of periods that had ended by then, as known then; drafts are of today only.
    """
    said = Assessment.objects.in_force(moment.known_at).filter(commitment=commitment)
    shown = permissions.visible_to(user, said)
    if moment.names_a_day:
        shown = shown.filter(period__ends_on__lte=moment.on)
    if not moment.is_past:
        drafts = Assessment.objects.filter(commitment=commitment, state=AssessmentState.DRAFT)
        shown = shown | permissions.visible_to(user, drafts)
    found = with_parts(shown).order_by("-period__ends_on", "state", "scale__position", "organization", "pk")
    return [face_of(each, user=user, may_act=not moment.is_past) for each in found]


def said_for_reports(
    commitments: Iterable[int], period: ReportingPeriod, *, known_at: datetime
) -> dict[int, list[Assessment]]:
    """The final assessments of a period by commitment, as known at a moment; two queries."""
    found: dict[int, list[Assessment]] = defaultdict(list)
    said = Assessment.objects.in_force(known_at).filter(period=period, commitment__in=list(commitments))
    for each in with_parts(said).order_by("scale__position", "scale__code", "organization__acronym", "pk"):
        found[each.commitment_id].append(each)
    return found


def assessing_organizations(user, plan: Plan) -> list[Organization]:
    """The organizations for which this person may assess the plan."""
    if not permissions.can(user, "assessment.create", plan):
        return []
    held = permissions.capacity_of(user).organizations(Role.ASSESSOR)
    return list(Organization.objects.filter(pk__in=held).select_related("party").order_by("acronym"))

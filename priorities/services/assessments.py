"""How an assessment comes about: a draft that only its organization knows of, then final for ever, or replaced.

Assessors are independent: their organization owns, and owned, nothing in the plan. What they say moves no standing.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from priorities import exceptions, permissions
from priorities.choices import AssessmentState, CommitmentState, Language, Role, Sufficiency
from priorities.models import (
    Assessment,
    AssessmentSource,
    Commitment,
    Level,
    Organization,
    Ownership,
    Plan,
    ReportingPeriod,
    Scale,
    User,
)

from .audit import record_audit
from .writing import lock, require, write


@dataclass(frozen=True)
class SourceWords:
    url: str
    title: str = ""
    title_language: str = ""


@dataclass(frozen=True)
class AssessmentWords:
    """What an assessment says; `rationale` maps a language code to words. A draft may lack any of it.

    `reason` says, in `reason_language`, why it replaces an earlier one.
    """

    level: Level | None = None
    sufficiency: str = ""
    rationale: dict[str, str] = field(default_factory=dict)
    sources: tuple[SourceWords, ...] = ()
    reason: str = ""
    reason_language: str = ""

    def columns(self) -> dict:
        rationale = {
            f"rationale_{language}": (self.rationale.get(language) or "").strip()
            for language in Language.values
        }
        return rationale | {
            "level": self.level,
            "sufficiency": self.sufficiency,
            "reason": self.reason.strip(),
            "reason_language": self.reason_language if self.reason.strip() else "",
        }


def is_independent(organization: Organization, plan: Plan) -> bool:
    """Whether it has never owned a commitment of the plan, for a day at least."""
    owned = Ownership.objects.known().filter(organization=organization, commitment__plan=plan)
    return not owned.filter(Q(valid_until=None) | Q(valid_until__gt=F("valid_from"))).exists()


def draft_assessment(
    commitment: Commitment,
    *,
    period: ReportingPeriod,
    scale: Scale,
    organization: Organization,
    words: AssessmentWords,
    by: User,
    now: datetime,
    submission_id: UUID | None = None,
    replaces: Assessment | None = None,
) -> Assessment:
    """Begin an assessment. The same `submission_id` again gives the one it made, so a double click makes one.

    `replaces` is a final one whose place it will take. Raises AssessorOwnsNothing where the organization is not
    independent, AssessedAlready, OtherPlan, PromisedLater or NotAllowed.
    """
    if submission_id and (made := _made_by(submission_id, by)):
        return made
    begun = Assessment(
        commitment=commitment,
        period=period,
        organization=organization,
        author=by,
        scale=scale,
        replaces=replaces,
        submission_id=submission_id or uuid4(),
        created_at=now,
        **words.columns(),
    )
    try:
        with transaction.atomic():
            return _create(begun, words, by, now)
    except IntegrityError:
        if submission_id and (made := _made_by(submission_id, by)):
            return made
        if found := same_as(begun):
            raise exceptions.AssessedAlready(found) from None
        raise


def _made_by(submission_id: UUID, by: User) -> Assessment | None:
    return Assessment.objects.filter(submission_id=submission_id, author=by).first()


def same_as(assessment: Assessment) -> Assessment | None:
    """The one that already stands where this one would."""
    if assessment.replaces_id:
        return Assessment.objects.filter(replaces=assessment.replaces_id).first()
    return Assessment.objects.filter(
        commitment=assessment.commitment,
        period=assessment.period,
        organization=assessment.organization,
        scale=assessment.scale,
        replaces=None,
    ).first()


def _create(begun: Assessment, words: AssessmentWords, by: User, now: datetime) -> Assessment:
    commitment = lock(begun.commitment)
    require(by, "assessment.create", commitment.plan)
    if begun.organization_id not in permissions.capacity_of(by).organizations(Role.ASSESSOR):
        raise exceptions.NotAllowed
    if not is_independent(begun.organization, commitment.plan):
        raise exceptions.AssessorOwnsNothing
    if begun.period.plan_id != commitment.plan_id or commitment.state == CommitmentState.DRAFT:
        raise exceptions.OtherPlan
    if commitment.made_on > begun.period.ends_on:
        raise exceptions.PromisedLater
    _check_level(begun.scale, words)
    if begun.replaces:
        require(by, "assessment.replace", begun.replaces)
    if found := same_as(begun):
        raise exceptions.AssessedAlready(found)
    begun.save(force_insert=True)
    _set_sources(begun, words.sources)
    record_audit(
        begun, plan=commitment.plan, action="assessment.draft", by=by, now=now, changes=_said(words, None)
    )
    return begun


def _check_level(scale: Scale, words: AssessmentWords) -> None:
    if words.level and words.level.scale_id != scale.pk:
        raise exceptions.LevelRequired


def _set_sources(assessment: Assessment, sources: tuple[SourceWords, ...]) -> None:
    assessment.sources.all().delete()
    AssessmentSource.objects.bulk_create(
        AssessmentSource(
            assessment=assessment,
            title=each.title.strip(),
            title_language=each.title_language if each.title.strip() else "",
            url=each.url.strip(),
        )
        for each in sources
    )


def sources_of(assessment: Assessment) -> tuple[SourceWords, ...]:
    return tuple(SourceWords(each.url, each.title, each.title_language) for each in assessment.sources.all())


def _said(words: AssessmentWords, assessment: Assessment | None) -> dict[str, list]:
    """[from, to] of every column that changes; None before where the assessment is new."""
    columns = words.columns()
    before = {name: getattr(assessment, name) if assessment else None for name in columns}
    changed = {
        name: [before[name], value]
        for name, value in columns.items()
        if (before[name] or None) != (value or None)
    }
    given = [each.url for each in words.sources]
    known = [each.url for each in sources_of(assessment)] if assessment else []
    return changed | ({"sources": [known, given]} if given != known else {})


@transaction.atomic
def revise_assessment(
    assessment: Assessment, *, words: AssessmentWords, by: User, now: datetime
) -> Assessment:
    """Change the words of a draft. Raises AssessmentIsFinal, NotAllowed or Conflict."""
    commitment = _locked_draft(assessment, by)
    _check_level(assessment.scale, words)
    changes = _said(words, assessment)
    write(assessment, expected=assessment.version, **words.columns())
    _set_sources(assessment, words.sources)
    record_audit(
        assessment, plan=commitment.plan, action="assessment.revise", by=by, now=now, changes=changes
    )
    return assessment


@transaction.atomic
def finalize_assessment(assessment: Assessment, *, by: User, now: datetime) -> Assessment:
    """Make a draft final: everybody reads it from now on, and nobody changes it.

    Raises PeriodNotOver, LevelRequired, SufficiencyRequired, NoEvidenceMeant, RationaleRequired, SourceRequired,
    ReasonRequired, AssessorOwnsNothing, AssessmentIsFinal, NotAllowed or Conflict.
    """
    commitment = _locked_draft(assessment, by)
    if not is_independent(assessment.organization, commitment.plan):
        raise exceptions.AssessorOwnsNothing
    check_whole(assessment, now)
    write(
        assessment,
        expected=assessment.version,
        state=AssessmentState.FINAL,
        final_at=now,
        final_by=by,
    )
    changes: dict[str, list] = {"state": [AssessmentState.DRAFT, AssessmentState.FINAL]}
    record_audit(
        assessment, plan=commitment.plan, action="assessment.finalize", by=by, now=now, changes=changes
    )
    return assessment


def check_whole(assessment: Assessment, now: datetime) -> None:
    """Raises the first thing that a final assessment may not lack."""
    level = assessment.level
    if any(party.today(now) <= assessment.period.ends_on for party in assessment.period.plan.parties.all()):
        raise exceptions.PeriodNotOver
    if level is None:
        raise exceptions.LevelRequired
    if not assessment.sufficiency:
        raise exceptions.SufficiencyRequired
    if level.is_without_evidence and assessment.sufficiency != Sufficiency.NONE:
        raise exceptions.NoEvidenceMeant
    if not any(getattr(assessment, f"rationale_{language}") for language in Language.values):
        raise exceptions.RationaleRequired
    if not level.is_without_evidence and not assessment.sources.exists():
        raise exceptions.SourceRequired
    if assessment.replaces_id and not assessment.reason:
        raise exceptions.ReasonRequired


@transaction.atomic
def delete_draft_assessment(assessment: Assessment, *, by: User, now: datetime) -> None:
    """Throw a draft away. Raises AssessmentIsFinal, NotAllowed or Conflict."""
    commitment = _locked_draft(assessment, by)
    write(assessment, expected=assessment.version)
    record_audit(assessment, plan=commitment.plan, action="assessment.delete", by=by, now=now)
    assessment.delete()


def _locked_draft(assessment: Assessment, by: User) -> Commitment:
    commitment = lock(assessment.commitment)
    if not Assessment.objects.filter(pk=assessment.pk, state=AssessmentState.DRAFT).exists():
        raise exceptions.AssessmentIsFinal
    require(by, "assessment.edit", assessment)
    return commitment

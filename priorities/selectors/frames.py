"""What stands round every page of a plan and moves seldom: its parties, areas, owners, periods and documents.

Read once for each revision of the plan by each process, so that a page asks the database only for its own matter.
"""

import hashlib
from dataclasses import dataclass

from django.core.cache import caches
from django.db.models import Exists, OuterRef

from priorities.choices import CommitmentState
from priorities.models import (
    Organization,
    Ownership,
    Participation,
    Plan,
    PriorityArea,
    ReportingPeriod,
    SourceDocument,
)

from .revisions import revision_of


@dataclass(frozen=True)
class Frame:
    """The same for every reader of the plan. `owners` own, or owned, some commitment that was published."""

    revision: str
    participations: tuple[Participation, ...]
    areas: tuple[PriorityArea, ...]
    owners: tuple[Organization, ...]
    periods: tuple[ReportingPeriod, ...]
    documents: tuple[SourceDocument, ...]

    def period_on(self, day) -> ReportingPeriod | None:
        """The shortest period that holds `day`, else the last one that ended before it."""
        holding = [period for period in self.periods if period.starts_on <= day <= period.ends_on]
        if holding:
            return min(holding, key=lambda period: period.ends_on - period.starts_on)
        ended = [period for period in self.periods if period.ends_on < day]
        return max(ended, key=lambda period: period.ends_on, default=None)


def frame_of(plan: Plan) -> Frame:
    """The frame of a plan, kept on this very plan object for as long as the request that loaded it."""
    if "_frame" not in plan.__dict__:
        frame = plan.__dict__["_frame"] = _kept(plan)
        plan.__dict__["_participations"] = list(frame.participations)  # see permissions.participations
    return plan.__dict__["_frame"]


def _kept(plan: Plan) -> Frame:
    revision = hashlib.sha256(revision_of(plan.slug).encode()).hexdigest()
    key = f"frame-{plan.pk}-{revision}"
    found = caches["pages"].get(key)
    if found is None:
        found = _read(plan, revision)
        caches["pages"].set(key, found)
    return found


def _read(plan: Plan, revision: str) -> Frame:
    owned = Ownership.objects.filter(organization=OuterRef("pk"), commitment__plan=plan).exclude(
        commitment__state=CommitmentState.DRAFT
    )
    parts = plan.participations.select_related("party", "secretariat").order_by("position", "id")
    parties = [part.party_id for part in parts]
    owners = Organization.objects.filter(Exists(owned), party__in=parties).order_by("party__code", "acronym")
    return Frame(
        revision=revision,
        participations=tuple(parts),
        areas=tuple(PriorityArea.objects.filter(plan=plan).order_by("number")),
        owners=tuple(owners),
        periods=tuple(ReportingPeriod.objects.filter(plan=plan)),
        documents=tuple(SourceDocument.objects.filter(plan=plan).order_by("published_on", "code")),
    )

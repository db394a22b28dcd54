"""What stands round every page of a plan and moves seldom: its parties, areas, owners, periods and documents.

Read once for each revision of the plan by each process, so that a page asks the database only for its own matter.
"""

import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, TypeVar

from django.db.models import BigIntegerField, CharField, Exists, Model, OuterRef

from priorities import permissions
from priorities.choices import CommitmentState
from priorities.models import (
    Organization,
    Ownership,
    Participation,
    Party,
    Plan,
    PriorityArea,
    ReportingPeriod,
    SourceDocument,
)
from priorities.permissions import Capacity

from .prepared import Parameter, Prepared, gathered, prepare
from .revisions import revision_of

Made = TypeVar("Made")


@dataclass(frozen=True)
class Frame:
    """The same for every reader of the plan. `owners` own, or owned, some commitment that was published."""

    revision: str
    participations: tuple[Participation, ...]
    areas: tuple[PriorityArea, ...]
    owners: tuple[Organization, ...]
    periods: tuple[ReportingPeriod, ...]
    documents: tuple[SourceDocument, ...]
    _made: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` makes, kept by `key` as long as this frame is. There must be few keys."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def period_on(self, day) -> ReportingPeriod | None:
        """The shortest period that holds `day`, else the last one that ended before it."""
        holding = [period for period in self.periods if period.starts_on <= day <= period.ends_on]
        if holding:
            return min(holding, key=lambda period: period.ends_on - period.starts_on)
        ended = [period for period in self.periods if period.ends_on < day]
        return max(ended, key=lambda period: period.ends_on, default=None)


@lru_cache(maxsize=200)
def _plan(capacity: Capacity) -> Prepared:
    plans = permissions.visible_with(capacity, Plan.objects.filter(slug=Parameter("slug", CharField())))
    return prepare(plans.order_by(), *_columns(Plan))


def visible_plan(user, slug: str) -> Plan | None:
    """The plan at this address with its frame, if this person may know of it."""
    for values in _plan(permissions.capacity_of(user)).ask(slug=slug):
        plan = Plan.from_db("default", _columns(Plan), values)
        frame_of(plan)
        return plan
    return None


def frame_of(plan: Plan) -> Frame:
    """The frame of a plan, kept on this very plan object for as long as the request that loaded it."""
    if "_frame" not in plan.__dict__:
        revision = hashlib.sha256(revision_of(plan.slug).encode()).hexdigest()
        frame = plan.__dict__["_frame"] = kept(plan.pk, revision)
        plan.__dict__["_participations"] = list(frame.participations)  # see permissions.participations
    return plan.__dict__["_frame"]


@cache
def _questions() -> Prepared:
    """All of a frame in one."""
    plan = Parameter("plan", BigIntegerField())
    owned = Ownership.objects.filter(organization=OuterRef("pk"), commitment__plan=plan).exclude(
        commitment__state=CommitmentState.DRAFT
    )
    parts = Participation.objects.filter(plan=plan)
    owners = Organization.objects.filter(Exists(owned), party__in=parts.values("party"))
    return gathered(
        participations=prepare(
            parts.order_by("position", "id"), *_columns(Participation), *_columns(Party, "party__")
        ),
        areas=prepare(PriorityArea.objects.filter(plan=plan).order_by("number"), *_columns(PriorityArea)),
        owners=prepare(owners.order_by("party__code", "acronym"), *_columns(Organization)),
        periods=prepare(
            ReportingPeriod.objects.filter(plan=plan).order_by("-starts_on", "-ends_on"),
            *_columns(ReportingPeriod),
        ),
        documents=prepare(
            SourceDocument.objects.filter(plan=plan).order_by("published_on", "code"),
            *_columns(SourceDocument),
        ),
    )


def _columns(model: type[Model], path: str = "") -> list[str]:
    return [f"{path}{each.attname}" for each in model._meta.concrete_fields]


def _record(model: type[Model], values: list):
    fields = model._meta.concrete_fields
    return model.from_db(
        "default",
        [each.attname for each in fields],
        [each.to_python(value) for each, value in zip(fields, values, strict=True)],
    )


def _participation(values: list) -> Participation:
    own = len(Participation._meta.concrete_fields)
    part = _record(Participation, values[:own])
    part.party = _record(Party, values[own:])
    return part


@lru_cache(maxsize=50)
def kept(plan_id: int, revision: str) -> Frame:
    """The frame of a plan at a revision. Its records are shared by all who read it, and are not for changing."""
    [(parts, areas, owners, periods, documents)] = _questions().ask(plan=plan_id)
    return Frame(
        revision=revision,
        participations=tuple(_participation(each) for each in parts),
        areas=tuple(_record(PriorityArea, each) for each in areas),
        owners=tuple(_record(Organization, each) for each in owners),
        periods=tuple(_record(ReportingPeriod, each) for each in periods),
        documents=tuple(_record(SourceDocument, each) for each in documents),
    )

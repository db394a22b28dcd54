"""What two sealed reports say differently, or a sealed report and today, as pages and files show it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from priorities.choices import ChangeKind
from priorities.models import Plan, PriorityArea
from priorities.models.standings import PUBLIC_AUDIENCE
from priorities.selectors.change_faces import ChangeFace
from priorities.selectors.changes import KIND_ORDER
from priorities.selectors.comparisons import Change
from priorities.selectors.moments import moment
from priorities.words import Text, first_text

from .differences import Said, changes_of
from .document_notes import words
from .documents import sides, sides_at
from .seals import Document

OWNER_CHANGES = frozenset({ChangeKind.NEW_OWNER, ChangeKind.FIRST_OWNER, ChangeKind.NO_OWNER})


@dataclass(frozen=True)
class Compared:
    """One of the two: what it says of each commitment, of which day, and (number, names) of its areas by code."""

    as_of: date
    sides: Said
    areas: dict[str, tuple[int, dict[str, str]]]


def of_report(document: Document) -> Compared:
    """What was sealed."""
    return Compared(
        as_of=date.fromisoformat(document["as_of"]),
        sides=sides(document),
        areas={area["code"]: (area["number"], area["name"]) for area in document["areas"]},
    )


def of_today(plan: Plan, *, user, now: datetime) -> Compared:
    """What the public is told today: sealed reports are public, so nothing else can be held against one."""
    today = moment(plan, now=now)
    areas = PriorityArea.objects.filter(plan=plan)
    return Compared(
        as_of=today.on,
        sides=sides_at(plan, user=user, audience=PUBLIC_AUDIENCE, shown=today),
        areas={area.code: (area.number, words(area, "name")) for area in areas},
    )


def difference_faces(plan: Plan, before: Compared, after: Compared) -> list[ChangeFace]:
    """Every change from one to the other in the page's language: kind by kind, and of one kind area by area."""
    faces = [_face(plan, change, before, after) for change in changes_of(before.sides, after.sides)]
    return sorted(faces, key=lambda face: (KIND_ORDER[face.kind], face.area_number, face.reference))


def _face(plan: Plan, change: Change, before: Compared, after: Compared) -> ChangeFace:
    then, now = before.sides.get(change.reference), after.sides.get(change.reference)
    said: dict[str, Any] = now or then or {}
    number, name = after.areas.get(said["area"]) or before.areas[said["area"]]
    return ChangeFace(
        kind=change.kind,
        reference=change.reference,
        title=first_text(said["title"]),
        area_code=said["area"],
        area_number=number,
        area_name=first_text(name),
        url=reverse("commitment-detail", args=[plan.slug, change.reference]),
        before=change.before,
        after=change.after,
        on=None,
        days=_days(change, after),
        party=change.party,
        leads_before=_leads(change, change.before),
        leads_after=_leads(change, change.after),
        due_precisions=(_precision(then), _precision(now)),
    )


def _days(change: Change, after: Compared) -> int:
    """How far a due date moved, or how long nothing was heard."""
    if change.kind == ChangeKind.GONE_QUIET and change.after and change.after.last_note_on:
        return (after.as_of - change.after.last_note_on).days
    return change.days


def _leads(change: Change, side) -> tuple[str, ...]:
    return side.leads_of(change.party) if side and change.kind in OWNER_CHANGES else ()


def _precision(said: dict[str, Any] | None) -> str:
    return (said or {}).get("due_precision") or "day"


def title_of(document: Document) -> Text:
    """The title of a sealed report's period in the page's language."""
    return first_text(document["period"]["title"])

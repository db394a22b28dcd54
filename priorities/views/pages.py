"""What views share: the plan that the reader may see, the moment asked for, and the places of the navigation."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _

from priorities import permissions
from priorities.filtersets.queries import Refused, read_moment
from priorities.links import address
from priorities.models import Commitment, Plan, ProgressNote
from priorities.selectors import review
from priorities.selectors.frames import visible_plan
from priorities.selectors.moments import Moment, useful_days
from priorities.words import text_of


def get_visible_plan(user, slug: str) -> Plan:
    """The plan, or the same 404 whether it is hidden or missing."""
    plan = visible_plan(user, slug)
    if plan is None:
        raise Http404
    return plan


def get_visible_commitment(user, plan: Plan, reference: str) -> Commitment:
    if "\0" in reference:  # PostgreSQL would rather fail than look for it
        raise Http404
    commitments = permissions.visible_to(user, Commitment.objects.filter(plan=plan))
    commitment = get_object_or_404(commitments.select_related("area", "document"), reference=reference)
    commitment.plan = plan
    return commitment


def get_visible_note(user, plan: Plan, pk: int) -> ProgressNote:
    notes = permissions.visible_to(user, ProgressNote.objects.filter(commitment__plan=plan))
    return get_object_or_404(notes.select_related("commitment__plan", "organization__party", "author"), pk=pk)


def moment_of(request: HttpRequest, plan: Plan) -> tuple[Moment, list[Refused]]:
    """The moment in the address (`as_of`, `known_at`), or now; and what of it is none, for the page to say so."""
    return read_moment(request.GET, plan, now=timezone.now())


def navigation(
    request: HttpRequest, plan: Plan | None, current: str, shown: Moment | None = None
) -> list[dict]:
    """The places in the bar: label, url, and whether it is the one shown. Those that show a day show the same."""
    if plan is None:
        return []
    day = shown.query if shown else ""
    places = [
        ("plan-overview", _("Overview"), day),
        ("board-detail", _("Board"), day),
        ("document-first", _("Source text"), day),
        ("report-list", _("Reports"), ""),
    ]
    nav = [
        {"label": label, "url": f"{address(name, plan.slug)}{query}", "current": name == current}
        for name, label, query in places
    ]
    if permissions.can(request.user, "updates.open"):
        updates = {"label": _("My updates"), "url": address("update-list")}
        nav.append(updates | {"current": current == "update-list"})
    if permissions.can(request.user, "assessment.create", plan):
        assessments = {"label": _("Assessments"), "url": address("assessment-list", plan.slug)}
        nav.append(assessments | {"current": current == "assessment-list"})
    if permissions.can(request.user, "review.open"):
        nav.append(_review_place(request, current))
    return nav


def _review_place(request: HttpRequest, current: str) -> dict:
    """The way to the queue, with the number that waits; the queue itself says it, and moves while this bar stays."""
    is_here = current == "review-open"
    waiting = 0 if is_here else review.number_waiting(request.user)
    label = _("Review (%(n)s)") % {"n": localize(waiting)} if waiting else _("Review")
    return {"label": label, "url": address("review-open"), "current": is_here}


def page_context(request: HttpRequest, plan: Plan, current: str, *, shown: Moment | None = None) -> dict:
    """What base.html expects of a page of a plan."""
    return {
        "plan": plan,
        "plan_title": text_of(plan, "title"),
        "notice": text_of(plan, "notice"),
        "nav": navigation(request, plan, current, shown),
        "moment": shown,
        "moment_days": useful_days(plan, now=shown.now) if shown else [],
    }

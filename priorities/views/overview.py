"""Where a reader arrives: a plan at a glance, or the plans there are."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from priorities import permissions
from priorities.filtersets.queries import read_moment
from priorities.models import Commitment, Participation, Plan
from priorities.reports.exporters.report_method import definitions
from priorities.selectors import beginnings, overviews
from priorities.selectors.moments import Moment
from priorities.words import text_of

from .pages import get_visible_plan, page_context


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The overview of the only plan this reader may see, or the list of all of them."""
    plans = list(permissions.visible_to(request.user, Plan.objects.all()).order_by("-adopted_on", "slug"))
    if len(plans) == 1:
        return _overview(request, plans[0])
    steps = () if plans or not permissions.can(request.user, "account.manage") else beginnings.first_steps()
    return render(request, "priorities/plan_list.html", {"plans": _faces(request, plans), "steps": steps})


@require_safe
def plan_overview(request: HttpRequest, plan_slug: str) -> HttpResponse:
    """A plan at a glance, on the day asked for."""
    return _overview(request, get_visible_plan(request.user, plan_slug))


def _overview(request: HttpRequest, plan: Plan) -> HttpResponse:
    shown, refused = read_moment(request.GET, plan, now=timezone.now())
    overview = overviews.plan_overview(plan, user=request.user, moment=shown)
    context = page_context(request, plan, "plan-overview", shown=shown) | {
        "overview": overview,
        "summary": text_of(plan, "summary"),
        "areas": [_area_links(plan, area, shown) for area in overview.areas],
        "parties": _party_names(permissions.participations(plan)),
        "board_url": board_address(plan, shown),
        "overdue_url": board_address(plan, shown, due="overdue"),
        "later_notes": overviews.later_notes(plan, user=request.user, moment=shown) if shown.is_past else 0,
        "is_ahead": shown.on > shown.now.date(),
        "today_url": request.path,
        "refused": refused,
        "may_keep": permissions.can(request.user, "register.edit", plan),
        "meanings": definitions(),
    }
    return render(request, "priorities/plan_overview.html", context, status=422 if refused else 200)


def board_address(plan: Plan, shown: Moment, **filters: str) -> str:
    """The board of the same day, with these filters."""
    query = urlencode(filters | shown.parameters)
    board = reverse("board-detail", args=[plan.slug])
    return f"{board}?{query}" if query else board


def _area_links(plan: Plan, area: overviews.AreaFace, shown: Moment) -> dict:
    return {
        "area": area,
        "url": board_address(plan, shown, area=area.code),
        "overdue_url": board_address(plan, shown, area=area.code, due="overdue"),
        "stale_url": board_address(plan, shown, area=area.code, freshness="stale"),
    }


def _party_names(parts: Iterable[Participation]) -> str:
    return " · ".join(str(text_of(part.party, "name")) for part in parts)


def _faces(request: HttpRequest, plans: list[Plan]) -> list[dict]:
    """What the list says of each plan; two queries for all of them."""
    parts = defaultdict(list)
    for part in (
        Participation.objects.filter(plan__in=plans).select_related("party").order_by("position", "id")
    ):
        parts[part.plan_id].append(part)
    today = timezone.now().date()
    on_boards = permissions.visible_to(
        request.user, Commitment.objects.on_boards(today).filter(plan__in=plans)
    )
    numbers = dict(
        Plan.objects.filter(pk__in=[plan.pk for plan in plans])
        .annotate(n=Count("commitments", filter=Q(commitments__in=on_boards.values("pk"))))
        .values_list("pk", "n")
    )
    return [
        {
            "plan": plan,
            "title": text_of(plan, "title"),
            "summary": text_of(plan, "summary"),
            "parties": _party_names(parts[plan.pk]),
            "commitments": numbers[plan.pk],
        }
        for plan in plans
    ]

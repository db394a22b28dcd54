"""What a page of the editor asks of its reader more than once, asked once a request."""

from django.http import HttpRequest
from django.utils import timezone

from priorities.models import Plan
from priorities.permissions import audience_of, can, visible_to
from priorities.selectors.moments import moment


def plans(request: HttpRequest) -> list[Plan]:
    """The plans this person may know of."""
    if not hasattr(request, "tracker_plans"):
        request.tracker_plans = list(visible_to(request.user, Plan.objects.all()))
    return request.tracker_plans


def kept_plans(request: HttpRequest) -> list[Plan]:
    """The plans whose register this person keeps."""
    return [plan for plan in plans(request) if can(request.user, "register.edit", plan)]


def readings(request: HttpRequest) -> list[tuple[Plan, str, object]]:
    """For each plan: the audience this person reads it as, and the day its boards show now."""
    now = timezone.now()
    return [(plan, audience_of(request.user, plan), moment(plan, now=now).on) for plan in plans(request)]

"""Which report stands at an address for this reader, and who is let through to the steps of its cycle."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from priorities import permissions
from priorities.models import Plan, Report, ReportingPeriod
from priorities.models.standings import PUBLIC_AUDIENCE
from priorities.reports.content import ReportContent
from priorities.reports.drafts import draft_document
from priorities.reports.reading import read_document, seal_from
from priorities.reports.seals import Document
from priorities.selectors import reports as selector
from priorities.selectors.reports import Place

from .pages import get_visible_plan


def get_place(user, plan: Plan, slug: str) -> Place:
    """The sealed edition at an address, or the period whose live draft stands there; to all others nothing does."""
    place = selector.find(plan, slug, user=user)
    if place is None or (place.report is None and not permissions.can(user, "report.view_live", plan)):
        raise Http404
    return place


def get_drafted_period(user, plan: Plan, slug: str) -> ReportingPeriod:
    """The period, for those who may read its live draft; to all others it is as if there were none."""
    place = selector.find(plan, slug, user=user)
    if place is None or place.period.slug != slug or not permissions.can(user, "report.view_live", plan):
        raise Http404
    return place.period


def preparing(action: str) -> Callable:
    """A step of the cycle: of a report that this person knows of (404), signed in, and may take `action` on (403)."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def answer(request: HttpRequest, plan_slug: str, slug: str) -> HttpResponse:
            plan = get_visible_plan(request.user, plan_slug)
            place = get_place(request.user, plan, slug)
            if not request.user.is_authenticated:
                to_door = redirect_to_login(reverse("report-detail", args=[plan_slug, slug]))
                return HttpResponseClientRedirect(to_door.url) if request.htmx else to_door
            if not permissions.can(request.user, action, plan):
                raise PermissionDenied
            return view(request, place)

        return answer

    return decorate


def deciding(action: str) -> Callable:
    """The same for a POST."""
    return lambda view: require_POST(preparing(action)(view))


# What is read there


def sealed_content(report: Report) -> ReportContent:
    """A sealed report in the page's language: what was sealed, and nothing of today."""
    document = report.document
    return read_document(
        document,
        language=get_language() or settings.LANGUAGE_CODE,
        seal=seal_from(document, sha256=report.sha256),
    )


def draft_of(request: HttpRequest, period: ReportingPeriod, audience: str = PUBLIC_AUDIENCE) -> Document:
    """The live draft, word for word as a freeze would seal it now."""
    return draft_document(
        period, user=request.user, now=timezone.now(), site=settings.SITE_URL, audience=audience
    )


def read_in_page_language(document: Document) -> ReportContent:
    return read_document(document, language=get_language() or settings.LANGUAGE_CODE)


def audiences(user, plan: Plan) -> list[str]:
    """The audiences for which this reader may see a draft: the public, and its own party."""
    return list(dict.fromkeys([PUBLIC_AUDIENCE, permissions.audience_of(user, plan)]))


def audience_asked(request: HttpRequest, plan: Plan) -> str:
    asked = request.GET.get("audience", PUBLIC_AUDIENCE)
    if asked not in audiences(request.user, plan):
        raise Http404
    return asked

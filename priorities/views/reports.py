"""Periodic reports: the archive of a plan, a sealed report, and the live draft of the next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from priorities import permissions
from priorities.choices import ReportState
from priorities.forms.reports import AddendumForm, PublishForm
from priorities.models import ReportingPeriod
from priorities.selectors import reports as selector
from priorities.selectors.reports import Place
from priorities.words import text_of

from .pages import get_visible_plan, page_context
from .report_paper import downloads, more_downloads, paper
from .report_places import (
    audience_asked,
    audiences,
    draft_of,
    get_drafted_period,
    get_place,
    read_in_page_language,
    sealed_content,
)


@require_safe
def report_list(request: HttpRequest, plan_slug: str) -> HttpResponse:
    """Every sealed report that this reader may see, and the calendar of what is to come."""
    plan = get_visible_plan(request.user, plan_slug)
    prepares = permissions.can(request.user, "report.view_live", plan)
    periods = selector.calendar(plan, user=request.user, now=timezone.now())
    context = page_context(request, plan, "report-list") | {
        "reports": [
            {"face": face, "downloads": downloads(plan, face.slug)}
            for face in selector.archive(plan, user=request.user)
        ],
        "periods": periods if prepares else [each for each in periods if not each.is_frozen],
        "may_view_live": prepares,
        "may_prepare": permissions.can(request.user, "report.freeze", plan),
    }
    return render(request, "priorities/report_list.html", context)


@require_safe
def report_detail(request: HttpRequest, plan_slug: str, slug: str) -> HttpResponse:
    """The newest sealed edition that this reader may see of a period, or the edition named; else the live draft."""
    plan = get_visible_plan(request.user, plan_slug)
    return show_report(request, get_place(request.user, plan, slug))


@require_safe
def draft_report(request: HttpRequest, plan_slug: str, slug: str) -> HttpResponse:
    """The live draft, also of a period whose report is sealed: what an addendum would say now."""
    plan = get_visible_plan(request.user, plan_slug)
    return _show_draft(request, get_drafted_period(request.user, plan, slug))


def show_report(request: HttpRequest, place: Place, *, status: int = 200, **forms) -> HttpResponse:
    """The page of a report; `forms` are those that came back with something to mend."""
    if place.report is None:
        return _show_draft(request, place.period)
    report, plan = place.report, place.period.plan
    face = selector.face_of(report, user=request.user)
    is_newest = face.superseded_by is None
    may_publish = permissions.can(request.user, "report.publish", plan)
    seal = {"sha256": report.sha256}
    context = _page(request, place.period, sealed_content(report)) | {
        "face": face,
        "downloads": downloads(plan, face.slug),
        "more": more_downloads(plan, face.slug),
        "publish_form": None,
        "addendum_form": None,
        "may_view_live": permissions.can(request.user, "report.view_live", plan),
    }
    if may_publish and report.state == ReportState.FROZEN_SHARED:
        context["publish_form"] = PublishForm(initial=seal)
    if is_newest and permissions.can(request.user, "report.freeze", plan):
        context["addendum_form"] = AddendumForm(initial=seal)
    return render(request, "priorities/report_detail.html", context | forms, status=status)


def _show_draft(request: HttpRequest, period: ReportingPeriod) -> HttpResponse:
    plan = period.plan
    audience = audience_asked(request, plan)
    query = f"?audience={audience}" if "audience" in request.GET else ""
    content = read_in_page_language(draft_of(request, period, audience))
    context = _page(request, period, content) | {
        "audiences": audiences(request.user, plan),
        "audience": audience,
        "downloads": downloads(plan, period.slug, query=query, draft=True),
        "more": more_downloads(plan, period.slug, audience=request.GET.get("audience", ""), draft=True),
        "may_prepare": permissions.can(request.user, "report.freeze", plan),
        "is_frozen": selector.sealed_reports(plan, request.user).filter(period=period).exists(),
    }
    return render(request, "priorities/report_draft.html", context)


def _page(request: HttpRequest, period: ReportingPeriod, content) -> dict:
    return page_context(request, period.plan, "report-list") | {
        "period": period,
        "title": text_of(period, "title"),
        "paper": paper(request, content),
    }

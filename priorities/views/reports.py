"""Periodic reports: the list of periods, a period's live draft, its downloads."""

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from priorities import permissions
from priorities.models import Plan, ReportingPeriod
from priorities.models.standings import PUBLIC_AUDIENCE
from priorities.reports.build import build_report
from priorities.reports.exporters.csv import report_csv
from priorities.reports.exporters.pdf import report_pdf
from priorities.words import text_of

from .pages import get_visible_plan, page_context

MEDIA_TYPES = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8"}


@require_safe
def report_list(request, plan_slug):
    """The periods of a plan. Only those who prepare reports are told of live drafts."""
    plan = get_visible_plan(request.user, plan_slug)
    periods = permissions.visible_to(request.user, ReportingPeriod.objects.filter(plan=plan))
    today = timezone.now().date()
    context = page_context(request, plan, "report-list") | {
        "periods": [
            {"period": period, "title": text_of(period, "title"), "state": _state(period, today)}
            for period in periods
        ],
        "may_view_live": permissions.can(request.user, "report.view_live", plan),
    }
    return render(request, "priorities/report_list.html", context)


def _state(period: ReportingPeriod, today) -> str:
    """Where a period is in its life: "ahead", "running", "collecting" until notes are due, "late" after, "locked"."""
    if period.state == "locked":
        return "locked"
    if today < period.starts_on:
        return "ahead"
    if today <= period.ends_on:
        return "running"
    return "collecting" if today <= period.due_on else "late"


@require_safe
def live_report(request, plan_slug, period_slug):
    """The report of a period as it would be if it were frozen now."""
    period = get_period_for_draft(request.user, plan_slug, period_slug)
    audiences = _audiences(request.user, period.plan)
    context = page_context(request, period.plan, "report-list") | {
        "period": period,
        "report": _content(request, period),
        "audiences": audiences,
        "audience": _audience(request, audiences),
    }
    return render(request, "priorities/report_detail.html", context)


@require_safe
def export_report(request, plan_slug, period_slug, kind):
    """The live draft as a file, in the page's language."""
    period = get_period_for_draft(request.user, plan_slug, period_slug)
    content = _content(request, period)
    if kind == "pdf":
        response: HttpResponse | StreamingHttpResponse = HttpResponse(report_pdf(content))
    else:
        response = StreamingHttpResponse(report_csv(content))
    response["Content-Type"] = MEDIA_TYPES[kind]
    name = f"{plan_slug}-{period_slug}-{content.language}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def get_period_for_draft(user, plan_slug: str, period_slug: str) -> ReportingPeriod:
    """The period, for those who may read its live draft; to all others it is as if there were none."""
    plan: Plan = get_visible_plan(user, plan_slug)
    period = get_object_or_404(
        permissions.visible_to(user, ReportingPeriod.objects.filter(plan=plan)), slug=period_slug
    )
    if not permissions.can(user, "report.view_live", plan):
        raise Http404
    period.plan = plan
    return period


def _audiences(user, plan: Plan) -> list[str]:
    """The audiences this reader may preview: the public, and its own party."""
    return list(dict.fromkeys([PUBLIC_AUDIENCE, permissions.audience_of(user, plan)]))


def _audience(request, audiences: list[str]) -> str:
    asked = request.GET.get("audience", PUBLIC_AUDIENCE)
    if asked not in audiences:
        raise Http404
    return asked


def _content(request, period: ReportingPeriod):
    return build_report(
        period,
        user=request.user,
        audience=_audience(request, _audiences(request.user, period.plan)),
        language=get_language(),
        now=timezone.now(),
        base_url=request.build_absolute_uri("/").rstrip("/"),
    )

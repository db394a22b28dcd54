"""The page of a file that is made outside the request: how far it is, the way to it, and the way to stop it."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from priorities import permissions
from priorities.choices import FileState, FileStep
from priorities.htmx import wants_partial
from priorities.models import Plan, ReportFile
from priorities.services import file_work, report_files
from priorities.words import text_of

from .pages import get_visible_plan, page_context
from .report_files import file_or_way, made_file, reads_pages

QUARTERS = 4


def get_visible_file(user, plan: Plan, slug) -> ReportFile:
    files = permissions.visible_to(user, ReportFile.objects.filter(period__plan=plan))
    file = get_object_or_404(files.select_related("period", "report"), slug=slug)
    file.period.plan = plan
    if file.report:
        file.report.period = file.period
    return file


@never_cache
@require_safe
def file_detail(request: HttpRequest, plan_slug: str, slug) -> HttpResponseBase:
    """How far a file is. htmx asks again and again for the bar alone, until there is no more to wait for."""
    plan = get_visible_plan(request.user, plan_slug)
    file = get_visible_file(request.user, plan, slug)
    if not request.htmx and not reads_pages(request) and request.headers.get("Accept"):
        return file_or_way(request, file)
    if file.is_pending:
        file_work.lend_a_hand()
    context = page_context(request, plan, "report-list") | {
        "file": file,
        "title": text_of(file.period, "title"),
        "heard": request.GET.get("heard", ""),
    }
    context |= _face(request, file)
    if not wants_partial(request, "file-progress"):
        return render(request, "priorities/file_detail.html", context)
    if file.is_pending:
        return render(request, "priorities/file_detail.html#file-progress", context)
    response = render(request, "priorities/file_detail.html#file-state", context | {"has_arrived": True})
    response["HX-Retarget"] = "#file-state"
    return response


def _face(request: HttpRequest, file: ReportFile) -> dict:
    now = timezone.now()
    share = file.share(now)
    languages = [get_language_info(code)["name_local"].capitalize() for code in file.languages.split("+")]
    name = "report-export" if file.report else "report-draft-export"
    slug = file.report.slug if file.report else file.period.slug
    return {
        "percent": int(share * 100),
        "mark": f"{file.state}{int(share * QUARTERS)}",
        "sentence": _sentence(file),
        "languages": languages,
        "back": reverse("report-detail" if file.report else "report-draft", args=[file.plan.slug, slug]),
        "csv": reverse(name, args=[file.plan.slug, slug, "csv"]),
        "may_cancel": file.is_pending and permissions.can(request.user, "file.cancel", file),
        "is_whole": file.state == FileState.MADE and report_files.is_whole(file),
    }


def _sentence(file: ReportFile) -> str:
    if file.state == FileState.WAITING:
        return _("The file waits for its turn.")
    if file.state == FileState.MAKING:
        return FileStep(file.step).label if file.step else file.get_state_display()
    if file.state == FileState.MADE:
        return _("The file is ready.")
    if file.state == FileState.CANCELLED:
        return _("This file was cancelled before it was made.")
    return file.get_problem_display()


@require_safe
def download_file(request: HttpRequest, plan_slug: str, slug) -> HttpResponseBase:
    """The file of this very row: a draft as it was when the file was made, however often it has changed since."""
    plan = get_visible_plan(request.user, plan_slug)
    file = get_visible_file(request.user, plan, slug)
    if file.state == FileState.MADE and report_files.is_whole(file):
        return made_file(file)
    return redirect(file)


@require_POST
def cancel_file(request: HttpRequest, plan_slug: str, slug) -> HttpResponse:
    """Stop the making of a file."""
    plan = get_visible_plan(request.user, plan_slug)
    file = get_visible_file(request.user, plan, slug)
    if not request.user.is_authenticated:
        return redirect_to_login(file.get_absolute_url())
    if not permissions.can(request.user, "file.cancel", file):
        raise PermissionDenied
    report_files.cancel_file(file, by=request.user, now=timezone.now())
    return redirect(file)


@require_POST
def remake_file(request: HttpRequest, plan_slug: str, slug) -> HttpResponse:
    """Have a file made once more that was cancelled, that failed, or that is gone. Whoever sees the report may."""
    plan = get_visible_plan(request.user, plan_slug)
    file = get_visible_file(request.user, plan, slug)
    if not permissions.can(request.user, "file.ask", file):
        raise PermissionDenied
    if not file.is_pending and not report_files.is_whole(file):
        report_files.ask_again(file, by=request.user, now=timezone.now())
    return redirect(file)

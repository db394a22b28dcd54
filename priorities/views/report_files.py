"""A report as a file. What was sealed comes out the same for ever, so whoever has it already is told so.

A small report comes at once. The file of a large one is made outside the request, by services/file_work.py: a browser
is led to a page that says how far it is; a program waits a little, and is then told to ask again (202, Retry-After).
"""

import time

from django.conf import settings
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from priorities.choices import FileKind, FileState
from priorities.models import Report, ReportFile, ReportingPeriod
from priorities.models.standings import PUBLIC_AUDIENCE
from priorities.reports.files import Rendering, file_of
from priorities.reports.seals import sealed_file
from priorities.selectors.report_sizes import comes_at_once, draft_weight, sealed_weight
from priorities.selectors.reports import Place
from priorities.services import file_work, report_files

from .pages import get_visible_plan
from .report_places import audience_asked, draft_of, get_drafted_period, get_place

A_YEAR = 365 * 24 * 60 * 60
PATIENCE = 5.0  # seconds that a program is kept waiting: no longer, because others wait behind it
PAUSE = 0.2
ASK_AGAIN = 5
REST = 60
MEDIA_TYPES = {
    "json": "application/json; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
def export_report(request: HttpRequest, plan_slug: str, slug: str, kind: str) -> HttpResponseBase:
    """What stands at this address without the ending, as a file."""
    plan = get_visible_plan(request.user, plan_slug)
    place = get_place(request.user, plan, slug)
    rendering = _asked(request, kind)
    if place.report is None:
        return _draft_file(request, place.period, rendering)
    return _sealed_file(request, place, slug, rendering)


@require_safe
def export_draft(request: HttpRequest, plan_slug: str, slug: str, kind: str) -> HttpResponseBase:
    """The live draft as a file."""
    plan = get_visible_plan(request.user, plan_slug)
    return _draft_file(request, get_drafted_period(request.user, plan, slug), _asked(request, kind))


def _asked(request: HttpRequest, kind: str) -> Rendering:
    """The file that the address names, in the language of the page unless it names others."""
    language = get_language() or settings.LANGUAGE_CODE
    asked = Rendering.asked(kind, language, request.GET.get("editions", ""), request.GET.get("layout", ""))
    if asked is None:
        raise Http404
    return asked


# What was sealed


def _sealed_file(request: HttpRequest, place: Place, slug: str, rendering: Rendering) -> HttpResponseBase:
    report = place.report
    report.period = place.period
    etag = _etag(report, rendering)
    unchanged = get_conditional_response(request, etag=etag)
    response = unchanged or _sealed_words(request, report, rendering)
    if response.status_code not in (200, 304):
        return response
    response["ETag"] = etag
    if slug == place.period.slug:  # where an addendum will stand, when there is one
        patch_cache_control(response, no_cache=True)
    else:
        patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    return response


def _etag(report: Report, rendering: Rendering) -> str:
    """The seal, the languages and how they stand: nothing else goes into a file."""
    return f'"{"-".join(filter(None, [report.sha256, rendering.editions, rendering.layout]))}"'


def _sealed_words(request: HttpRequest, report: Report, rendering: Rendering) -> HttpResponseBase:
    name = _name(report.period, report.slug, rendering)
    if rendering.kind == FileKind.JSON:
        previous = report.document["previous_sha256"]
        return _file(
            sealed_file(report.content, sha256=report.sha256, previous_sha256=previous), rendering, name
        )
    weight = sealed_weight(report)
    if not comes_at_once(rendering.kind, weight, is_draft=False):
        return _made_outside(request, report.period, report, rendering, weight, PUBLIC_AUDIENCE)
    return _file(file_of(report.document, rendering, sha256=report.sha256), rendering, name)


# What is not


def _draft_file(request: HttpRequest, period: ReportingPeriod, rendering: Rendering) -> HttpResponseBase:
    audience = audience_asked(request, period.plan)
    weight = draft_weight(period)
    if not comes_at_once(rendering.kind, weight, is_draft=True):
        return _made_outside(request, period, None, rendering, weight, audience)
    document = draft_of(request, period, audience)
    return _file(file_of(document, rendering), rendering, _name(period, f"{period.slug}-draft", rendering))


def _name(period: ReportingPeriod, name: str, rendering: Rendering) -> str:
    return f"{period.plan.slug}-{name}-{'-'.join(rendering.languages)}.{rendering.kind}"


def _file(data: bytes, rendering: Rendering, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=MEDIA_TYPES[rendering.kind])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


# What takes longer than a request should


def _made_outside(
    request: HttpRequest,
    period: ReportingPeriod,
    report: Report | None,
    rendering: Rendering,
    weight: int,
    audience: str,
) -> HttpResponseBase:
    """The file if it is made; else the way to it. Whoever asks only what there is (HEAD) has nothing made."""
    now = timezone.now()
    if request.method == "HEAD":
        found = report_files.find_file(period, report, rendering, now=now, audience=audience)
        return made_file(found) if found and found.state == FileState.MADE else _accepted(found)
    file = report_files.ask_for_file(
        period, report, rendering, weight=weight, by=request.user, now=now, audience=audience
    )
    return file_or_way(request, file)


def file_or_way(request: HttpRequest, file: ReportFile) -> HttpResponseBase:
    """A file that is made, as a download; of one that is not, its page for a browser, and for a program when to ask."""
    if file.is_pending:
        file_work.lend_a_hand()
    if file.state != FileState.MADE and reads_pages(request):
        return HttpResponseRedirect(file.get_absolute_url(), status=303)
    _wait_for(file)
    return made_file(file) if file.state == FileState.MADE else _accepted(file)


def reads_pages(request: HttpRequest) -> bool:
    """Browsers name HTML when they follow a link; programs take anything, and would keep a page as if it were the file."""
    return "text/html" in request.headers.get("Accept", "")


def _wait_for(file: ReportFile) -> None:
    end = time.monotonic() + PATIENCE
    while file.is_pending and time.monotonic() < end:
        time.sleep(PAUSE)
        file.refresh_from_db()


def made_file(file: ReportFile) -> HttpResponseBase:
    """Never less than the whole: what lies there must be as long as what was made."""
    if not report_files.is_whole(file):
        raise Http404
    data = report_files.place_of(file).open("rb")
    return FileResponse(data, as_attachment=True, filename=file.name, content_type=MEDIA_TYPES[file.kind])


def _accepted(file: ReportFile | None) -> HttpResponse:
    """For a program: the file is on its way (202), or was not made (503)."""
    if file is not None and file.state == FileState.FAILED:
        response = _said(f"{file.get_problem_display()}\n", status=503, after=REST)
    else:
        response = _said(f"{FileState.WAITING.label}\n", status=202, after=ASK_AGAIN)
    if file is not None:
        response["Location"] = file.get_absolute_url()
    return response


def _said(words: str, *, status: int, after: int) -> HttpResponse:
    response = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = str(after)
    patch_cache_control(response, no_store=True)
    return response

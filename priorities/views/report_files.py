"""A report as a file. What was sealed comes out the same for ever, so whoever has it already is told so."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from priorities.models import Report, ReportingPeriod
from priorities.reports.files import report_file
from priorities.reports.seals import canonical, sealed_file
from priorities.selectors.reports import Place

from .pages import get_visible_plan
from .report_places import (
    audience_asked,
    draft_of,
    get_drafted_period,
    get_place,
    read_in_page_language,
    sealed_content,
)

A_YEAR = 365 * 24 * 60 * 60
MEDIA_TYPES = {
    "json": "application/json; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
def export_report(request: HttpRequest, plan_slug: str, slug: str, kind: str) -> HttpResponse:
    """What stands at this address without the ending, as a file."""
    plan = get_visible_plan(request.user, plan_slug)
    place = get_place(request.user, plan, slug)
    if place.report is None:
        return _draft_file(request, place.period, kind)
    return _sealed_file(request, place, slug, kind)


@require_safe
def export_draft(request: HttpRequest, plan_slug: str, slug: str, kind: str) -> HttpResponse:
    """The live draft as a file."""
    plan = get_visible_plan(request.user, plan_slug)
    return _draft_file(request, get_drafted_period(request.user, plan, slug), kind)


def _sealed_file(request: HttpRequest, place: Place, slug: str, kind: str) -> HttpResponse:
    report = place.report
    etag = _etag(report)
    unchanged = get_conditional_response(request, etag=etag)
    response = unchanged or _file(_sealed_words(report, kind), kind, place.period, report.slug)
    response["ETag"] = etag
    if slug == place.period.slug:  # where an addendum will stand, when there is one
        patch_cache_control(response, no_cache=True)
    else:
        patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    return response


def _etag(report: Report) -> str:
    """The seal and the language: nothing else goes into a file."""
    return f'"{report.sha256}-{_language()}"'


def _sealed_words(report: Report, kind: str) -> bytes:
    if kind == "json":
        document = report.document
        return sealed_file(report.content, sha256=report.sha256, previous_sha256=document["previous_sha256"])
    return report_file(sealed_content(report), kind)


def _draft_file(request: HttpRequest, period: ReportingPeriod, kind: str) -> HttpResponse:
    """A draft has no seal, and its JSON does not look as if it had: there is `content` and nothing else."""
    document = draft_of(request, period, audience_asked(request, period.plan))
    if kind == "json":
        return _file(b'{"content": ' + canonical(document) + b"}\n", kind, period, f"{period.slug}-draft")
    content = read_in_page_language(document)
    return _file(report_file(content, kind), kind, period, f"{period.slug}-draft")


def _file(words: bytes, kind: str, period: ReportingPeriod, name: str) -> HttpResponse:
    response = HttpResponse(words, content_type=MEDIA_TYPES[kind])
    file_name = f"{period.plan.slug}-{name}-{_language()}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return response


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE

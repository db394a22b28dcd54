"""The board of divergences, and one assessment to read."""

from django.core.paginator import EmptyPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from priorities import permissions
from priorities.filtersets.assessments import AssessmentQuery
from priorities.htmx import render_page
from priorities.models import Assessment, Plan
from priorities.reports.build_assessments import assessment_rows
from priorities.reports.exporters.assessments_csv import assessments_csv
from priorities.selectors.assessments import assessing_organizations, face_of, with_parts
from priorities.selectors.divergences import PAGE_SIZE, DivergenceBoard
from priorities.words import text_of

from .pages import get_visible_plan, page_context

CHUNK = 500


def get_visible_assessment(user, plan: Plan, pk: int) -> Assessment:
    """The assessment, or the same 404 whether it is hidden or missing."""
    seen = permissions.visible_to(user, Assessment.objects.filter(commitment__plan=plan))
    assessment = get_object_or_404(with_parts(seen), pk=pk)
    assessment.commitment.plan = plan
    return assessment


def read_query(request: HttpRequest, plan: Plan) -> AssessmentQuery:
    path = reverse("assessment-list", args=[plan.slug])
    return AssessmentQuery(request.GET, plan=plan, now=timezone.now(), path=path)


@require_safe
def assessment_list(request: HttpRequest, plan_slug: str) -> HttpResponse:
    """What assessors and owners say of a period, the widest divergence first. htmx gets the part below the filters."""
    plan = get_visible_plan(request.user, plan_slug)
    query = read_query(request, plan)
    context = page_context(request, plan, "assessment-list") | {
        "query": query,
        "export_url": reverse("assessment-export", args=[plan.slug]),
        "may_assess": permissions.can(request.user, "assessment.create", plan),
    }
    if query.period and query.scale:
        context |= _shown(request, plan, query)
    return render_page(
        request,
        "priorities/assessment_list.html",
        partials=("results",),
        context=context | {"refused": query.refused, "options": query.options()},
        status=422 if query.refused else 200,
    )


def _shown(request: HttpRequest, plan: Plan, query: AssessmentQuery) -> dict:
    board = _board(request, plan, query)
    paginator = Paginator(_listed(board, query), PAGE_SIZE)
    try:
        page = paginator.page(query.page)
    except EmptyPage:
        query.refuse_page(query.page)
        page = paginator.page(paginator.num_pages)
    whole = board.whole()
    said = ngettext("%(n)s assessment shown", "%(n)s assessments shown", paginator.count)
    return {
        "board": board,
        "period_title": text_of(query.period, "title"),
        "scale_name": text_of(query.scale, "name"),
        "method": text_of(query.scale, "method"),
        "levels": [text_of(level, "label") for level in board.levels],
        "rows": list(board.rows(page.object_list)),
        "pages": _page_links(query, page),
        "total": paginator.count,
        "whole": whole,
        "kinds": board.kinds(),
        "groups": [
            {"name": gettext("By priority area"), "tallies": board.areas()},
            {"name": gettext("By party"), "tallies": board.parties()},
        ]
        if whole.n
        else [],
        "announcement": said % {"n": localize(paginator.count)},
        "export_url": f"{reverse('assessment-export', args=[plan.slug])}?{query.query_string()}",
    }


def _board(request: HttpRequest, plan: Plan, query: AssessmentQuery) -> DivergenceBoard:
    assert query.period is not None and query.scale is not None  # noqa: S101, PT018 asked by who calls
    return DivergenceBoard(
        plan, user=request.user, period=query.period, scale=query.scale, now=timezone.now()
    )


def _listed(board: DivergenceBoard, query: AssessmentQuery):
    return board.listed(area=query.area, party=query.party, differing=query.differing)


def _page_links(query: AssessmentQuery, page) -> list[dict]:
    if page.paginator.num_pages == 1:
        return []
    return [
        {"number": number, "url": query.address(page=number), "current": number == page.number}
        if number != page.paginator.ELLIPSIS
        else {"number": None}
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    ]


@require_safe
def export_assessments(request: HttpRequest, plan_slug: str) -> HttpResponseBase:
    """Everything that the page with the same query string lists, in its order, as CSV."""
    plan = get_visible_plan(request.user, plan_slug)
    query = read_query(request, plan)
    if query.refused:
        sentence = " ".join(each.sentence for each in query.refused)
        context = {"status": 400, "title": gettext("This export was not made"), "sentence": sentence}
        return render(request, "error.html", context, status=400)
    if query.period is None or query.scale is None:
        raise Http404
    board = _board(request, plan, query)
    rows = assessment_rows(
        _chunked(board, _listed(board, query)), site=request.build_absolute_uri("/").rstrip("/")
    )
    response = StreamingHttpResponse(assessments_csv(rows), content_type="text/csv; charset=utf-8")
    name = f"{plan.slug}-assessments-{query.period.slug}-{query.scale.code}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _chunked(board: DivergenceBoard, listed):
    for start in range(0, listed.count(), CHUNK):
        yield from board.rows(listed[start : start + CHUNK])


@require_safe
def assessment_detail(request: HttpRequest, plan_slug: str, pk: int) -> HttpResponse:
    """One assessment at its own address; a draft for its organization alone."""
    plan = get_visible_plan(request.user, plan_slug)
    assessment = get_visible_assessment(request.user, plan, pk)
    later = Assessment.objects.final().filter(replaces=assessment).select_related("commitment__plan").first()
    context = page_context(request, plan, "assessment-list") | {
        "assessment": assessment,
        "commitment": assessment.commitment,
        "title": text_of(assessment.commitment, "title"),
        "face": face_of(assessment, user=request.user),
        "later": later,
        "may_assess": bool(assessing_organizations(request.user, plan)),
    }
    return render(request, "priorities/assessment_detail.html", context)

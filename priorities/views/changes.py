"""What moved between two days of a plan: the page, and the files that hold exactly what it lists."""

from itertools import groupby

from django.core.paginator import EmptyPage, Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_safe

from priorities.choices import ChangeKind
from priorities.filtersets.changes import GROUPS, ChangesQuery
from priorities.htmx import render_page, wants_partial
from priorities.models import Plan
from priorities.reports.build_changes import change_rows, changes_export
from priorities.reports.exporters.changes_csv import changes_csv
from priorities.reports.exporters.changes_json import changes_json
from priorities.reports.exporters.changes_xlsx import changes_xlsx
from priorities.selectors import stretches
from priorities.selectors.change_faces import ChangeFace, change_faces
from priorities.selectors.changes import Changes, changes_between
from priorities.selectors.comparisons import Change
from priorities.templatetags.priorities import day

from .board_parts import FORMATS, page_links
from .change_words import ASKED, MEANINGS
from .pages import get_visible_plan, page_context

PAGE_SIZE = 50
SECTION_SIZE = 20


@require_safe
def change_list(request: HttpRequest, plan_slug: str) -> HttpResponse:
    """What moved between the two days asked for, as this reader may know it. htmx gets the part it fills."""
    plan = get_visible_plan(request.user, plan_slug)
    query = read_query(request, plan)
    changes = changes_between(plan, user=request.user, start=query.start, end=query.end)
    in_areas, shown = changes.only(areas=query.areas), changes.only(areas=query.areas, kinds=query.kinds)
    listed = _listed(shown, query, request.user)
    context = (
        page_context(request, plan, "board-detail", shown=query.end) | listed | _around(request, plan, query)
    )
    context |= {
        "shown": shown,
        "tally": _tally(in_areas, query),
        "absent": _absent(in_areas, query),
        "announcement": _announcement(query, len(shown.found)),
        "refused": query.refused,
    }
    response = render_page(
        request,
        "priorities/change_list.html",
        partials=("results", "change-page"),
        context=context,
        status=422 if query.refused else 200,
    )
    if wants_partial(request, "results") and not query.refused:
        response["HX-Push-Url"] = query.address(page=query.page if query.page > 1 else None)
    return response


@require_safe
def export_changes(request: HttpRequest, plan_slug: str, kind: str) -> HttpResponseBase:
    """Everything that the page with the same query string lists, in its order, as a file."""
    plan = get_visible_plan(request.user, plan_slug)
    query = read_query(request, plan)
    if query.refused:
        return _refusal(request, query)
    found = changes_between(plan, user=request.user, start=query.start, end=query.end)
    shown = found.only(areas=query.areas, kinds=query.kinds)
    export = changes_export(
        shown,
        made_at=query.end.now,
        url=request.build_absolute_uri(query.address()),
        filters=query.filters,
    )
    rows = change_rows(
        shown,
        shown.arranged(query.group),
        user=request.user,
        site=request.build_absolute_uri("/").rstrip("/"),
        language=get_language() or "en",
    )
    return _file(kind, export, rows, name=f"{plan.slug}-changes-{query.start.on}-{query.end.on}.{kind}")


def read_query(request: HttpRequest, plan: Plan) -> ChangesQuery:
    """What the address asks for; its links lead to the page, from an export too."""
    path = reverse("change-list", args=[plan.slug])
    return ChangesQuery(request.GET, plan=plan, now=timezone.now(), path=path)


def _file(kind: str, export, rows, *, name: str) -> HttpResponseBase:
    content_type = FORMATS[kind][1]
    if kind == "xlsx":
        return FileResponse(
            changes_xlsx(export, rows), as_attachment=True, filename=name, content_type=content_type
        )
    stream = changes_csv(export, rows) if kind == "csv" else changes_json(export, rows)
    response = StreamingHttpResponse(stream, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _refusal(request: HttpRequest, query: ChangesQuery) -> HttpResponse:
    """A file must not quietly hold something else than was asked for."""
    context = {
        "status": 400,
        "title": gettext("This export was not made"),
        "sentence": " ".join(each.sentence for each in query.refused),
    }
    return render(request, "error.html", context, status=400)


# What is listed


def _listed(shown: Changes, query: ChangesQuery, user) -> dict:
    """The sections, each with its first changes; a section that stands alone has pages."""
    grouped = groupby(shown.arranged(query.group), key=shown.group_of(query.group))
    sections = [(code, list(found)) for code, found in grouped]
    pages: list[dict] = []
    if len(sections) == 1:
        [(code, found)] = sections
        paginator = Paginator(found, PAGE_SIZE)
        try:
            page = paginator.page(query.page)
        except EmptyPage:
            query.refuse_page(query.page)
            page = paginator.page(paginator.num_pages)
        parts, pages = [(code, len(found), list(page.object_list))], page_links(query, page)
    else:
        if query.page > 1:
            query.refuse_page(query.page)
        parts = [(code, len(found), found[:SECTION_SIZE]) for code, found in sections]
    faces = iter(change_faces(shown, [change for *_, listed in parts for change in listed], user=user))
    made = [
        _section(query, code, total, listed, [next(faces) for _ in listed]) for code, total, listed in parts
    ]
    return {"sections": made, "pages": pages, "is_paged": len(sections) == 1}


def _section(
    query: ChangesQuery, code: str, total: int, listed: list[Change], faces: list[ChangeFace]
) -> dict:
    by_kind = query.group == "kind"
    return {
        "code": code,
        "heading": ChangeKind(code).label if by_kind else faces[0].area_name,
        "number": None if by_kind else faces[0].area_number,
        "meaning": MEANINGS[ChangeKind(code)] % _days(query) if by_kind else "",
        "total": total,
        "areas": [list(lines) for _code, lines in groupby(faces, key=lambda face: face.area_code)],
        "hidden": total - len(listed),
        "url": query.address(**{query.group: [code]}),
    }


def _absent(changes: Changes, query: ChangesQuery) -> list[dict]:
    """What readers ask of any two days, and did not happen between these."""
    return [
        {"code": kind.value, "heading": heading, "sentence": sentence % _days(query)}
        for kind, (heading, sentence) in ASKED.items()
        if not changes.counts[kind] and (not query.kinds or kind in query.kinds)
    ]


def _tally(changes: Changes, query: ChangesQuery) -> list[dict]:
    """How many of each kind, with the way to them: further down this page, or to the page of that kind."""
    is_here = query.group == "kind" and not query.kinds
    return [
        {
            "kind": kind,
            "number": changes.counts[kind],
            "url": f"#{kind.value}" if is_here else query.address(kind=[kind.value]),
            "current": kind in query.kinds,
        }
        for kind in ChangeKind
        if changes.counts[kind] or kind in ASKED
    ]


def _days(query: ChangesQuery) -> dict:
    return {
        "first": day(query.start.on),
        "last": day(query.end.on),
        "cadence": query.plan.cadence_days,
    }


# What stands around it


def _around(request: HttpRequest, plan: Plan, query: ChangesQuery) -> dict:
    query_string = query.query_string()
    asked = f"?{query_string}" if query_string else ""
    return {
        "query": query,
        "moment": query.end,
        "swaps_results": wants_partial(request, "results"),
        "fields": [
            {"name": name, "label": label, "day": query.days[name], "errors": query.errors.get(name, [])}
            for name, label in (("from", gettext("From")), ("to", gettext("To")))
        ],
        "stretches": [
            {
                "stretch": each,
                "url": query.address(**{"from": each.start_on.isoformat(), "to": _iso(each.end_on)}),
                "current": each.start_on == query.start.on and (each.end_on or query.today) == query.end.on,
            }
            for each in stretches.useful_stretches(plan, today=query.today)
        ],
        "groups": [
            {"name": name, "label": label, "url": query.address(group=name), "current": name == query.group}
            for name, label in GROUPS.items()
        ],
        "all_url": query.address(kind=None, area=None),
        "now_url": query.address(known_at=None),
        "exports": [
            {"label": label, "url": f"{reverse('change-export', args=[plan.slug, kind])}{asked}"}
            for kind, (label, _type) in FORMATS.items()
        ],
    }


def _iso(value) -> str | None:
    return value.isoformat() if value else None


def _announcement(query: ChangesQuery, total: int) -> str:
    if query.refused:
        return " ".join(each.sentence for each in query.refused)
    return ngettext("%(number)s change shown", "%(number)s changes shown", total) % {
        "number": localize(total)
    }

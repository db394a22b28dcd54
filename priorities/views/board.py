"""The board of a plan: its four views, and the files that hold exactly what they show."""

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_safe

from priorities import permissions
from priorities.filtersets.queries import BoardQuery
from priorities.htmx import render_page, wants_partial
from priorities.links import address
from priorities.models import Plan
from priorities.page_cache import remembered
from priorities.reports.build_board import board_export, board_rows
from priorities.reports.exporters.csv import board_csv
from priorities.reports.exporters.json import board_json
from priorities.reports.exporters.xlsx import board_xlsx
from priorities.selectors import boards

from .board_parts import FORMATS, around, inside
from .board_views import SHOWN, choosable
from .pages import get_visible_plan, page_context
from .saved_views import beside_board


@require_safe
def status_board(request: HttpRequest, plan_slug: str) -> HttpResponse:
    """The board of a plan at the moment asked for, in one of its four views. htmx gets the part it fills."""
    plan = get_visible_plan(request.user, plan_slug)
    query = read_query(request, plan)
    beside = around(request, plan, query)
    context = (
        page_context(request, plan, "board-detail", shown=query.moment)
        | {"found": _found(request, plan, query, beside)}
        | beside
        | {"saved": beside_board(request, plan, query), "choosable": choosable(query, plan)}
    )
    response = render_page(
        request,
        "priorities/status_board.html",
        partials=("results", "board-page"),
        context=context,
        status=422 if query.refused else 200,
    )
    if wants_partial(request, "results") and not query.refused:
        # The form names every ticked column; the address that stays is the shortest that means the same.
        response["HX-Push-Url"] = query.address(page=query.page if query.page > 1 else None)
    return response


def _found(request: HttpRequest, plan: Plan, query: BoardQuery, beside: dict) -> str:
    """The commitments in their view. For those signed in it is kept for all who would be shown the same; the pages of
    the public are kept whole. What was refused is said beside them, so that is neither kept nor taken from what is."""

    def make() -> str:
        shown = SHOWN[query.view](query, plan, request.user)
        context = beside | inside(request, plan, query, shown=shown) | shown
        context |= {"plan": plan, "moment": query.moment, "refused": query.refused}
        context["announcement"] = _announcement(query, shown)
        return render_to_string("priorities/status_board.html#found", context)

    if query.refused or not request.user.is_authenticated:
        return make()
    return remembered(plan, _reader(request.user, plan, query), make, unless=lambda: bool(query.refused))


def _reader(user, plan: Plan, query: BoardQuery) -> tuple:
    """All that the part depends on beside the record: whose eyes, which words, what is asked for, and what day it is."""
    capacity = permissions.capacity_of(user)
    return (
        permissions.audience_of(user, plan),
        capacity.is_administrator,
        sorted(capacity.organizations(*permissions.WRITERS)),
        user.pk if query.filterset.data["q"] else None,
        get_language(),
        query.address(page=query.page),
        query.moment.on,
        query.moment.days,
    )


@require_safe
def export_board(request: HttpRequest, plan_slug: str, kind: str) -> HttpResponseBase:
    """The commitments of the board with the same query string, in the same order, as a file."""
    plan = get_visible_plan(request.user, plan_slug)
    query = read_query(request, plan)
    if query.refused:
        return _refusal(request, query)
    export = board_export(
        plan,
        user=request.user,
        moment=query.moment,
        made_at=query.moment.now,
        url=request.build_absolute_uri(query.address()),
        filters=query.filterset.in_words(),
    )
    cards = boards.iter_cards(query.commitments, plan=plan, moment=query.moment)
    site = request.build_absolute_uri("/").rstrip("/")
    rows = board_rows(cards, user=request.user, site=site, language=get_language() or "en")
    return _file(kind, export, rows, name=f"{plan.slug}-board-{query.moment.on.isoformat()}.{kind}")


def read_query(request: HttpRequest, plan: Plan) -> BoardQuery:
    """What the address asks for; its links lead to the page of the board, from an export too."""
    path = address("board-detail", plan.slug)
    return BoardQuery(request.GET, plan=plan, user=request.user, now=timezone.now(), path=path)


def _file(kind: str, export, rows, *, name: str) -> HttpResponseBase:
    content_type = FORMATS[kind][1]
    if kind == "xlsx":
        return FileResponse(
            board_xlsx(export, rows), as_attachment=True, filename=name, content_type=content_type
        )
    stream = board_csv(export, rows) if kind == "csv" else board_json(export, rows)
    response = StreamingHttpResponse(stream, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _refusal(request: HttpRequest, query: BoardQuery) -> HttpResponse:
    """A file must not quietly hold more than was asked for."""
    context = {
        "status": 400,
        "title": gettext("This export was not made"),
        "sentence": " ".join(each.sentence for each in query.refused),
    }
    return render(request, "error.html", context, status=400)


def _announcement(query: BoardQuery, shown: dict) -> str:
    """What is said aloud after a swap; of a part of the timeline also which it is, for that may be all that moved."""
    if query.refused:
        return " ".join(each.sentence for each in query.refused)
    words = ngettext("%(number)s commitment shown", "%(number)s commitments shown", shown["total"])
    words %= {"number": localize(shown["total"])}
    if query.view != "timeline" or query.zoom == "all":
        return words
    return gettext("%(period)s: %(words)s") % {"period": shown["scale"]["words"], "words": words}

"""The board of a plan: its columns, its table, and the files that hold exactly what they show."""

from django.core.paginator import EmptyPage, Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from priorities import permissions
from priorities.choices import CommitmentState
from priorities.filtersets.queries import VIEWS, BoardQuery
from priorities.htmx import render_page, wants_partial
from priorities.models import Commitment, Plan
from priorities.reports.build_board import board_export, board_rows
from priorities.reports.exporters.csv import board_csv
from priorities.reports.exporters.json import board_json
from priorities.reports.exporters.xlsx import board_xlsx
from priorities.selectors import boards, overviews

from .pages import get_visible_plan, page_context

PAGE_SIZE = 50
FORMATS = {
    "csv": ("CSV", "text/csv; charset=utf-8"),
    "xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": ("JSON", "application/json"),
}
VIEW_WORDS = {"board": _("Board"), "table": _("Table")}
HEADINGS = {
    "reference": _("Reference"),
    "title": _("Commitment"),
    "area": _("Area"),
    "standing": _("Standing"),
    "since": _("Since"),
    "": _("Leads"),
    "last_note_on": _("Last note"),
    "due_on": _("Due"),
}


@require_safe
def status_board(request: HttpRequest, plan_slug: str) -> HttpResponse:
    """The board of a plan on the day asked for, as columns or as a table. htmx gets the part it fills."""
    plan = get_visible_plan(request.user, plan_slug)
    query = read_query(request, plan)
    shown = _table(query, plan) if query.view == "table" else _columns(query, plan)
    context = (
        page_context(request, plan, "board-detail", shown=query.moment)
        | _around(request, plan, query)
        | shown
    )
    return render_page(
        request,
        "priorities/status_board.html",
        partials=("results", "board-page"),
        context=context | {"announcement": _announcement(query, context["total"]), "refused": query.refused},
        status=422 if query.refused else 200,
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
    path = reverse("board-detail", args=[plan.slug])
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


# What the two views show


def _columns(query: BoardQuery, plan: Plan) -> dict:
    board = boards.status_board(query.commitments, plan=plan, moment=query.moment)
    columns = [
        {"column": column, "table_url": query.address(view="table", standing=[column.standing])}
        for column in board.columns
    ]
    return {"columns": columns, "total": board.total}


def _table(query: BoardQuery, plan: Plan) -> dict:
    paginator = Paginator(query.commitments.select_related("area"), PAGE_SIZE)
    try:
        page = paginator.page(query.page)
    except EmptyPage:
        query.refuse_page(query.page)
        page = paginator.page(paginator.num_pages)
    return {
        "cards": boards.cards(page.object_list, plan=plan, moment=query.moment),
        "total": paginator.count,
        "headings": [_heading(query, name, label) for name, label in HEADINGS.items()],
        "pages": _pages(query, page),
    }


def _heading(query: BoardQuery, name: str, label) -> dict:
    """A column's heading: the link that sorts by it, or the other way round where it does already."""
    direction = {name: "ascending", f"-{name}": "descending"}.get(query.sort, "") if name else ""
    turned = f"-{name}" if direction == "ascending" else name
    return {
        "name": name,
        "label": label,
        "direction": direction,
        "url": query.address(sort=turned) if name else "",
    }


def _pages(query: BoardQuery, page) -> list[dict]:
    """Links to the pages near this one, and to the first and the last; a number of None is a gap."""
    if page.paginator.num_pages == 1:
        return []
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return [
        {"number": number, "url": query.address(page=number), "current": number == page.number}
        if number != page.paginator.ELLIPSIS
        else {"number": None}
        for number in numbers
    ]


# What stands around them


def _around(request: HttpRequest, plan: Plan, query: BoardQuery) -> dict:
    chosen = query.filterset.chosen()
    query_string = query.query_string()
    return {
        "query": query,
        "swaps_results": wants_partial(request, "results"),
        "search": query.filterset.data["q"],
        "boxes": query.filterset.boxes(),
        "chips": [{"chosen": each, "url": query.address_without(each.name, each.code)} for each in chosen],
        "clear_url": query.address_unfiltered(),
        "today_url": query.address(as_of=None),
        "is_ahead": query.moment.on > query.moment.now.date(),
        "day_query": f"?as_of={query.moment.on.isoformat()}" if query.moment.is_past else "",
        "views": [
            {
                "name": name,
                "label": VIEW_WORDS[name],
                "url": _view_address(query, name),
                "current": name == query.view,
            }
            for name in VIEWS
        ],
        "exports": [
            {
                "label": label,
                "url": _with_query(reverse("board-export", args=[plan.slug, kind]), query_string),
            }
            for kind, (label, _type) in FORMATS.items()
        ],
        "later_notes": (
            overviews.later_notes(plan, user=request.user, moment=query.moment) if query.moment.is_past else 0
        ),
        "all_commitments": _everything(request, plan, query),
        "loggable": set() if query.moment.is_past else _loggable(request, plan),
    }


def _with_query(path: str, query_string: str) -> str:
    return f"{path}?{query_string}" if query_string else path


def _view_address(query: BoardQuery, name: str) -> str:
    """The same commitments in the other view. The order is the table's own."""
    return query.address(view=None, sort=None) if name == "board" else query.address(view=name)


def _everything(request: HttpRequest, plan: Plan, query: BoardQuery) -> int:
    """How many commitments the board of the day has without any filter."""
    return boards.board_commitments(plan, user=request.user, moment=query.moment).order_by().count()


def _loggable(request: HttpRequest, plan: Plan) -> set[int]:
    """The commitments that this person may log progress on: the answer of "note.create", for all in one query."""
    organizations = permissions.capacity_of(request.user).organizations(*permissions.WRITERS)
    if not organizations:
        return set()
    owned = Commitment.objects.filter(plan=plan, state=CommitmentState.PUBLISHED)
    return set(owned.owned_by(organizations, timezone.now().date()).values_list("pk", flat=True))


def _announcement(query: BoardQuery, total: int) -> str:
    if query.refused:
        return " ".join(each.sentence for each in query.refused)
    words = ngettext("%(number)d commitment shown", "%(number)d commitments shown", total)
    return words % {"number": total}

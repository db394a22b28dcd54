"""What stands around every view of a board: filters, groups, chips, the other views, pages and exports."""

from django.core.paginator import Page
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from priorities import permissions
from priorities.choices import CommitmentState
from priorities.filtersets.boxes import Ticked
from priorities.filtersets.queries import GROUPED_VIEWS, VIEWS, BoardQuery
from priorities.folding import search_words
from priorities.htmx import wants_partial
from priorities.links import address
from priorities.models import Commitment, Plan
from priorities.selectors import boards, groups, overviews

FORMATS = {
    "csv": ("CSV", "text/csv; charset=utf-8"),
    "xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": ("JSON", "application/json"),
}
VIEW_WORDS = {"board": _("Board"), "table": _("Table"), "matrix": _("Matrix"), "timeline": _("Timeline")}
GROUP_WORDS = {"": _("Nothing"), "area": _("Priority area"), "owner": _("Owner"), "party": _("Party")}


def around(request: HttpRequest, plan: Plan, query: BoardQuery) -> dict:
    """What the address says already; it asks the database nothing."""
    chosen, boxes = query.filterset.chosen(), query.filterset.boxes()
    query_string = query.query_string()
    return {
        "query": query,
        "swaps_results": wants_partial(request, "results"),
        "search": query.filterset.typed,  # what was refused is there to be mended
        "words": search_words(query.filterset.data["q"]),
        "boxes": boxes,
        "in_force": Ticked("filters", sum(box.chosen for box in boxes)),
        "group_options": _group_options(query),
        "carried": _carried(query),
        "chips": [{"chosen": each, "url": query.address_without(each.name, each.code)} for each in chosen],
        "clear_url": query.address_unfiltered(),
        "today_url": query.address(as_of=None, known_at=None),
        "is_ahead": query.moment.on > query.moment.now.date(),
        "day_query": query.moment.query,
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
                "url": _with_query(address("board-export", plan.slug, kind), query_string),
            }
            for kind, (label, _type) in FORMATS.items()
        ],
    }


def inside(request: HttpRequest, plan: Plan, query: BoardQuery, *, shown: dict) -> dict:
    """What is said beside the commitments that the view has `shown`."""
    total = shown["total"]
    cards = [card.id for each in shown.get("columns", ()) for card in each["column"].cards]
    is_past = query.moment.is_past
    return {
        "later_notes": (
            overviews.later_notes(plan, user=request.user, moment=query.moment) if is_past else 0
        ),
        "all_commitments": _everything(request, plan, query) if query.filterset.chosen() else total,
        "loggable": set() if is_past else _loggable(request, cards),
    }


def _with_query(path: str, query_string: str) -> str:
    return f"{path}?{query_string}" if query_string else path


def _view_address(query: BoardQuery, name: str) -> str:
    """The same commitments in another view. The order is the table's own."""
    return query.address(view=name) if name == "table" else query.address(view=_named(name), sort=None)


def _named(view: str) -> str | None:
    return None if view == "board" else view


def _group_options(query: BoardQuery) -> list[dict]:
    """What the commitments can be grouped by. Where a view is always grouped, its first is what asking for none gives."""
    codes = groups.GROUPS if query.view in GROUPED_VIEWS else ("", *groups.GROUPS)
    return [
        {
            "code": "" if code == "area" and query.view in GROUPED_VIEWS and not query.group else code,
            "label": GROUP_WORDS[code],
            "chosen": code == (query.grouping.by if query.grouping else ""),
        }
        for code in codes
    ]


def _carried(query: BoardQuery) -> list[tuple[str, str]]:
    """What the form of the filters sends along without showing a field for it, as (name, value)."""
    found = [("view", _named(query.view) or ""), ("sort", query.sort)]
    if query.zoom != "all":
        found += [("zoom", query.zoom), ("from", query.anchor.isoformat() if query.anchor else "")]
    if query.view != "table":
        found += [("columns", code) for code in query.columns_named() or ()]
    return [(name, value) for name, value in found if value]


def _everything(request: HttpRequest, plan: Plan, query: BoardQuery) -> int:
    """How many commitments the board of the day has without any filter."""
    return sum(boards.plan_counts(plan, user=request.user, moment=query.moment).values())


def _loggable(request: HttpRequest, cards: list[int]) -> set[int]:
    """Those of the commitments that this person may log progress on: the answer of "note.create" in one query."""
    organizations = permissions.capacity_of(request.user).organizations(*permissions.WRITERS)
    if not organizations or not cards:
        return set()
    shown = Commitment.objects.filter(pk__in=cards, state=CommitmentState.PUBLISHED)
    return set(shown.owned_by(organizations, timezone.now().date()).values_list("pk", flat=True))


def page_links(query: BoardQuery, page: Page) -> list[dict]:
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

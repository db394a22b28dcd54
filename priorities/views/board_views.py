"""What each view of a board shows: columns of cards, a table, a matrix, a timeline."""

from collections.abc import Callable

from django.core.paginator import EmptyPage, Page, Paginator
from django.utils.formats import localize
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from priorities import permissions
from priorities.choices import CommitmentKind, Freshness, OwnerRole, Standing, Trend
from priorities.filtersets.queries import BoardQuery
from priorities.models import Plan
from priorities.selectors import boards, group_columns, groups, matrices, search, tables, timelines
from priorities.words import text_of

from .board_drawings import drawn_lane, drawn_scale
from .board_parts import page_links

PAGE_SIZE = 50
HEADINGS = {
    "reference": _("Reference"),
    "title": _("Commitment"),
    "area": _("Area"),
    "kind": _("Kind"),
    "standing": _("Standing"),
    "since": _("Since"),
    "leads": _("Leads"),
    "others": _("Co-leads and contributors"),
    "last_note_on": _("Last note"),
    "freshness": _("Freshness"),
    "due_on": _("Due"),
    "baseline_on": _("Baseline due date"),
    "moves": _("Date changes"),
    "slip_days": _("Days slipped"),
    "trend": _("Since last period"),
    "attention": _("Attention"),
}
ZOOM_WORDS = {"all": _("All years"), "year": _("Year"), "quarter": _("Quarter")}


# The board


def columns(query: BoardQuery, plan: Plan, user) -> dict:
    if query.grouping:
        shown = group_columns.group_columns(query.filterset.qs, query.grouping)
    elif any(each.name != "standing" for each in query.filterset.chosen()):
        shown = boards.status_board(query.filterset.qs, plan=plan, user=user, moment=query.moment).columns
    else:
        only = query.filterset.data["standing"]
        shown = boards.whole_board(plan, user=user, moment=query.moment, only=only).columns
    return {
        "columns": [
            {"column": column, "table_url": query.address(view="table", standing=[column.standing])}
            for column in shown
        ],
        "total": sum(column.total for column in shown),
        "hits": _hits([card for column in shown for card in column.cards], query, plan, user),
    }


def _hits(cards: list[boards.Card], query: BoardQuery, plan: Plan, user) -> dict[int, search.Hit]:
    """Where a search found what these cards do not show."""
    return search.hits(cards, query.filterset.data["q"], plan=plan, user=user, moment=query.moment)


# The table


def table(query: BoardQuery, plan: Plan, user) -> dict:
    shown = [_column(query, plan, code) for code in query.columns]
    page, sections = _page_of_cards(query, plan, user)
    for section in sections:
        section["lines"] = [{"card": card, "cells": _cells(card, shown)} for card in section["cards"]]
    return {
        "hits": _hits([card for section in sections for card in section["cards"]], query, plan, user),
        "sections": sections,
        "headings": [_heading(query, name, HEADINGS[name]) for name in ("reference", "title")] + shown,
        "total": _total(query, page),
        "pages": page_links(query, page),
    }


def choosable(query: BoardQuery, plan: Plan) -> list[dict]:
    """The columns that the table can show; in the other views there is nothing to choose."""
    return [_column(query, plan, code) for code in tables.columns_of(plan)] if query.view == "table" else []


def _column(query: BoardQuery, plan: Plan, code: str) -> dict:
    """The heading of a column; that of a position names its party."""
    if code in HEADINGS:
        return _heading(query, code, HEADINGS[code])
    party = code.removeprefix("position_")
    names = {part.party.code: text_of(part.party, "name") for part in permissions.participations(plan)}
    label = gettext("Position: %(party)s") % {"party": names[party]}
    return _heading(query, code, label) | {"party": party}


def _heading(query: BoardQuery, name: str, label) -> dict:
    """A column's heading: the link that sorts by it, or the other way round where it does already."""
    direction = {name: "ascending", f"-{name}": "descending"}.get(query.sort, "")
    turned = f"-{name}" if direction == "ascending" else name
    return {
        "name": name,
        "label": label,
        "direction": direction,
        "chosen": name in query.columns,
        "url": query.address(sort=turned) if name in tables.SORTS else "",
    }


def _cells(card: boards.Card, shown: list[dict]) -> list[dict]:
    """The cells of a line beside its reference and title, with what a template cannot ask of the card itself."""
    positions = {position.party: position for position in card.positions}
    found = []
    for column in shown:
        cell = {"name": column["name"], "label": column["label"]}
        if "party" in column:
            cell |= {"name": "position", "position": positions[column["party"]]}
        elif column["name"] == "kind":
            cell["words"] = CommitmentKind(card.kind).label
        elif column["name"] == "freshness":
            cell["words"] = Freshness(card.freshness).label
        elif column["name"] == "trend":
            cell["words"] = Trend(card.trend).label if card.trend else ""
        elif column["name"] == "others":
            cell["owners"] = [owner for owner in card.owners if owner.role != OwnerRole.LEAD]
        found.append(cell)
    return found


def _page_of_cards(query: BoardQuery, plan: Plan, user) -> tuple[Page, list[dict]]:
    """A page of the view's lines as sections: dicts of group (None: there are no groups), number and cards.

    Which commitments are on it is asked first: only of those is anything else read.
    """
    if not query.grouping:
        page = _page(query, query.commitments.values_list("pk", flat=True))
        cards = boards.cards_of(list(page.object_list), plan=plan, user=user, moment=query.moment)
        return page, [{"group": None, "number": page.paginator.count, "cards": cards}]
    lines = groups.Lines(query.filterset.qs, query.grouping, query.ordering)
    page = _page(query, lines)
    pks = list({pk for pk, _code in page.object_list})
    cards = {card.id: card for card in boards.cards_of(pks, plan=plan, user=user, moment=query.moment)}
    return page, [
        {"group": lines.faces[code], "number": lines.numbers[code], "cards": cards_of}
        for code, cards_of in groups.in_groups(page.object_list, cards)
    ]


def _page(query: BoardQuery, lines) -> Page:
    paginator = Paginator(lines, PAGE_SIZE)
    try:
        return paginator.page(query.page)
    except EmptyPage:
        query.refuse_page(query.page)
        return paginator.page(paginator.num_pages)


def _total(query: BoardQuery, page: Page) -> int:
    """How many commitments; a grouped view may have a line for each of several owners or parties."""
    has_one_line_each = query.grouping is None or query.grouping.by == "area"
    return page.paginator.count if has_one_line_each else query.filterset.qs.order_by().count()


# The matrix


def matrix(query: BoardQuery, plan: Plan, user) -> dict:
    """Every number leads to the table of the commitments it counts."""
    grouping = query.grouping
    found = matrices.matrix(query.filterset.qs, grouping)
    return {
        "matrix": found,
        "matrix_rows": [
            {
                "row": row,
                "url": _counted(query, row.group),
                "cells": [
                    {
                        "standing": standing,
                        "number": number,
                        "words": _cell_words(grouping.by, row.group, standing, number),
                        "url": _counted(query, row.group, standing),
                    }
                    for standing, number in row.counts
                ],
            }
            for row in found.rows
        ],
        "sums": [
            {"standing": standing, "number": number, "url": _counted(query, standing=standing)}
            for standing, number in found.counts
        ],
        "sum_url": _counted(query),
        "total": found.total,
    }


def _counted(query: BoardQuery, group: groups.Group | None = None, standing: str = "") -> str:
    """The table of what a number of the matrix counts. A row's own group replaces those of the filter that hold it."""
    changes = {query.grouping.by: [group.code]} if group else {}
    return query.address(view="table", **changes, **({"standing": [standing]} if standing else {}))


def _cell_words(by: str, group: groups.Group, standing: str, number: int) -> str:
    if by == "area":
        words = ngettext(
            "%(number)s commitment %(standing)s in %(group)s",
            "%(number)s commitments %(standing)s in %(group)s",
            number,
        )
    else:
        words = ngettext(
            "%(number)s commitment %(standing)s: %(group)s",
            "%(number)s commitments %(standing)s: %(group)s",
            number,
        )
    return words % {"number": localize(number), "standing": Standing(standing).label, "group": group}


# The timeline


def timeline(query: BoardQuery, plan: Plan, user) -> dict:
    page, sections = _page_of_cards(query, plan, user)
    cards = [card for section in sections for card in section["cards"]]
    lanes = timelines.lanes(cards, plan=plan, user=user, moment=query.moment)
    window = timelines.window(
        query.zoom,
        anchor=query.anchor,
        lanes=lanes.values(),
        moment=query.moment,
        fiscal_year_starts=plan.fiscal_year_starts,
    )
    for place, section in enumerate(sections):
        section["lanes"] = [
            drawn_lane(lanes[card.id], window, query.moment, id=f"lane-{place}-{card.id}")
            for card in section["cards"]
        ]
    return {
        "sections": sections,
        "shapes": Standing.values,
        "scale": drawn_scale(window, query.moment, plan.fiscal_year_starts),
        "zooms": [
            {"name": zoom, "label": label, "url": _zoomed(query, zoom), "current": zoom == query.zoom}
            for zoom, label in ZOOM_WORDS.items()
        ],
        "earlier_url": query.address(**{"from": window.earlier}) if window.earlier else "",
        "later_url": query.address(**{"from": window.later}) if window.later else "",
        "total": _total(query, page),
        "pages": page_links(query, page),
    }


def _zoomed(query: BoardQuery, zoom: str) -> str:
    return query.address(zoom=None, **{"from": None}) if zoom == "all" else query.address(zoom=zoom)


SHOWN: dict[str, Callable[[BoardQuery, Plan, object], dict]] = {
    "board": columns,
    "table": table,
    "matrix": matrix,
    "timeline": timeline,
}

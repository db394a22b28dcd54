"""The columns of a board whose cards stand under headings within each column."""

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Count, F, OrderBy, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from priorities.choices import Standing

from . import boards, groups
from .groups import Group, Grouping

Counts = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Part:
    """The cards of one group within a column; `total` may be more than the cards shown."""

    group: Group
    total: int
    cards: tuple[boards.Card, ...]


@dataclass(frozen=True)
class GroupColumn:
    """One standing. `total` counts each commitment once, however many of its groups show it."""

    standing: str
    total: int
    parts: tuple[Part, ...]
    hidden: int

    @property
    def cards(self) -> tuple[boards.Card, ...]:
        return tuple(card for part in self.parts for card in part.cards)


def group_columns(commitments: QuerySet, grouping: Grouping) -> tuple[GroupColumn, ...]:
    """The columns of a board, group by group: in a large one, with the first cards of each column only."""
    totals = boards.counts_by_standing(commitments)
    counts = grouping.counts(commitments)
    faces = grouping.faces(counts)
    pairs = grouping.pairs(commitments)
    if boards.is_large(totals):
        lines = _first(pairs.filter(_beginning(counts, faces)))
    else:
        lines = pairs.order_by(*groups.ORDER, "area__number", "reference")
    placed = dict.fromkeys(lines.values_list("standing", "group_code", "pk"))
    found = commitments.order_by().filter(pk__in={pk for _standing, _code, pk in placed})
    plan, moment = grouping.plan, grouping.moment
    cards = {card.id: card for card in boards.cards(found, plan=plan, moment=moment)}
    shown: dict[tuple[str, str], list[boards.Card]] = defaultdict(list)
    for standing, code, pk in placed:
        shown[standing, code or groups.NONE].append(cards[pk])
    return tuple(
        _column(standing.value, totals[standing.value], counts, faces, shown) for standing in Standing
    )


def _beginning(counts: Counts, faces: dict[str, Group]) -> Q:
    """Of each standing, the groups that fill the beginning of its column."""
    asked = []
    for standing in Standing.values:
        codes, number = [], 0
        for code in faces:
            if number < boards.COLUMN_LIMIT and (more := counts.get(code, {}).get(standing)):
                codes.append(code)
                number += more
        named = Q(group_code__in=codes)
        asked.append(
            Q(standing=standing) & (named | Q(group_code__isnull=True) if groups.NONE in codes else named)
        )
    return reduce(or_, asked)


def _first(pairs: QuerySet) -> QuerySet:
    """The first of each standing, in the order of the board."""
    order = [*groups.ORDER, OrderBy(F("area__number")), OrderBy(F("reference"))]
    columns = ("standing", "group_code", "pk", "group_place", "area__number", "reference")
    # An organization may hold two ownerships of one commitment on one day; counting makes one line of them.
    once = pairs.order_by().values_list(*columns).annotate(n=Count("pk"))
    place = Window(RowNumber(), partition_by=[F("standing")], order_by=order)
    first = once.annotate(place_in_column=place).filter(place_in_column__lte=boards.COLUMN_LIMIT)
    return first.order_by("standing", "place_in_column")


def _column(standing: str, total: int, counts: Counts, faces: dict[str, Group], shown) -> GroupColumn:
    parts = tuple(
        Part(face, counts[code][standing], tuple(shown[standing, code]))
        for code, face in faces.items()
        if (standing, code) in shown
    )
    lines = sum(by_standing.get(standing, 0) for by_standing in counts.values())
    return GroupColumn(standing, total, parts, lines - sum(len(part.cards) for part in parts))

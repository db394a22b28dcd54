"""How many commitments stand where in each area, for each owner or for each party, counted by the database."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from priorities.choices import Standing

from . import boards
from .groups import NONE, Group, Grouping


@dataclass(frozen=True)
class Row:
    """A group; `counts` pairs every standing with its number, in the order of the board."""

    group: Group
    counts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        return sum(number for _standing, number in self.counts)


@dataclass(frozen=True)
class Matrix:
    """`counts` are of the commitments, each once: rows that share commitments add up to more."""

    rows: tuple[Row, ...]
    counts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        return sum(number for _standing, number in self.counts)

    @property
    def shares(self) -> bool:
        """Whether some commitment is in more than one row."""
        return sum(row.total for row in self.rows) > self.total


def matrix(commitments: QuerySet, grouping: Grouping) -> Matrix:
    """The matrix of `boards.board_commitments`, filtered.

    Areas and parties have a row even without a commitment, unless the filter leaves them out; owners have not.
    """
    counts = grouping.counts(commitments)
    faces = grouping.faces(counts)
    always = set(grouping.only) or faces.keys() - {NONE}
    rows = tuple(
        Row(face, _in_order(counts.get(code, {})))
        for code, face in faces.items()
        if code in counts or (code in always and grouping.by != "owner")
    )
    if grouping.by == "area":  # each commitment is in one
        return Matrix(rows, _in_order(sum(map(Counter, counts.values()), Counter())))
    return Matrix(rows, tuple(boards.counts_by_standing(commitments).items()))


def _in_order(counts: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((standing.value, counts.get(standing.value, 0)) for standing in Standing)

"""The columns of an exported board: one list for CSV and XLSX, and the flat keys of JSON."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from priorities.reports.content import BoardRow, NoteLine, Owner, Text

Cell = str | int | bool | date | Text | None
Row = TypeVar("Row")
BETWEEN = " | "  # neither acronyms, titles nor addresses hold it; a line end would break naive readers


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column: its code (the header in every language), what it says of a row, and its width in characters."""

    code: str
    value: Callable[[Row], Cell]
    width: int = 14
    wraps: bool = False


FIRST: tuple[Column[BoardRow], ...] = (
    Column("reference", lambda row: row.reference, 15),
    Column("area", lambda row: row.area, 8),
    Column("title", lambda row: row.title.value, 48, wraps=True),
    Column("kind", lambda row: row.kind, 13),
    Column("standing", lambda row: row.standing, 14),
    Column("lifecycle", lambda row: row.lifecycle, 19),
    Column("confidence", lambda row: row.confidence, 12),
    Column("since", lambda row: row.since, 12),
    Column("last_note_on", lambda row: row.last_note_on, 14),
    Column("due_on", lambda row: row.due_on, 12),
)
LAST: tuple[Column[BoardRow], ...] = (
    Column("positions_differ", lambda row: row.positions_differ, 17),
    Column("freshness", lambda row: row.freshness, 12),
    Column("schedule", lambda row: row.schedule, 12),
    Column("baseline_on", lambda row: row.baseline_on, 12),
    Column("moves", lambda row: row.moves, 8),
    Column("slip_days", lambda row: row.slip_days, 11),
    Column("trend", lambda row: row.trend, 11),
    Column("last_note", lambda row: row.last_note.body.value if row.last_note else "", 60, wraps=True),
    Column("last_note_organization", lambda row: row.last_note.organization if row.last_note else "", 24),
    Column("evidence", lambda row: evidence(row.last_note), 50, wraps=True),
    Column("wording", lambda row: row.wording.value, 60, wraps=True),
    Column("url", lambda row: row.url, 50),
)


def board_columns(parties: Iterable[str]) -> tuple[Column[BoardRow], ...]:
    """The columns for a plan with these parties (codes), in their order."""
    parties = tuple(parties)
    leads = [Column(f"lead_{party}", lead_of(party), 16) for party in parties]
    others: Column[BoardRow] = Column("other_owners", other_owners, 32, wraps=True)
    positions = [Column(f"position_{party}", position_of(party), 14) for party in parties]
    return (*FIRST, *leads, others, *positions, *LAST)


def lead_of(party: str) -> Callable[[BoardRow], str]:
    return lambda row: BETWEEN.join(owner.acronym for owner in row.leads if owner.party == party)


def position_of(party: str) -> Callable[[BoardRow], str]:
    """The standing by what the party itself says; "" where it has no position, as for an outsider."""
    return lambda row: next((line.standing for line in row.positions if line.party == party), "")


def other_owners(row: BoardRow) -> str:
    """Everyone who owns the commitment without leading it, each with the code of the role."""
    return BETWEEN.join(named(owner) for owner in row.owners if owner.role != "lead")


def named(owner: Owner) -> str:
    return f"{owner.acronym} ({owner.role})"


def evidence(note: NoteLine | None) -> str:
    """Title and address of each piece of evidence of the note."""
    if note is None:
        return ""
    return BETWEEN.join(" ".join(filter(None, [line.title, line.url])) for line in note.evidence)

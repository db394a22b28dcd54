"""The tables of a report: one list of columns for the sheets of XLSX and the files of CSV.

These columns belong to frozen reports, whose files must stay the same for ever: a column may be added with a new schema
of the report document, and none may change. Those of a board are its own (see `board_columns`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from priorities.reports.content import (
    AssessmentLine,
    BoardRow,
    CommitmentSection,
    CoverageLine,
    EvidenceLine,
    GapLine,
    NoteLine,
    ReportChange,
    ReportContent,
)

from .board_columns import BETWEEN, Column, lead_of, other_owners, position_of


class NoteRow(NamedTuple):
    row: BoardRow
    note: NoteLine


class AssessmentRow(NamedTuple):
    row: BoardRow
    assessment: AssessmentLine


@dataclass(frozen=True)
class Table:
    """One kind of fact of a report. `rows`, of which there are `size`, may be walked once."""

    code: str
    columns: Sequence[Column]
    rows: Iterable[Any]
    size: int


def report_tables(content: ReportContent) -> list[Table]:
    """Everything a report says in rows; the last two only where there is something to say."""
    parties = [code for code, _name in content.parties]
    assessed = sum(len(section.assessments) for section in sections_of(content))
    tables = [
        Table("commitments", commitment_columns(parties), content.rows, content.total),
        Table("notes", NOTE_COLUMNS, notes_of(content), content.notes_total),
        Table("changes", CHANGE_COLUMNS, content.changes, len(content.changes)),
        Table("coverage", COVERAGE_COLUMNS, content.coverage, len(content.coverage)),
        Table("assessments", ASSESSMENT_COLUMNS, assessments_of(content), assessed),
        Table("gaps", GAP_COLUMNS, content.gaps, len(content.gaps)),
    ]
    return [table for table in tables if table.size or table.code not in {"assessments", "gaps"}]


def sealed(columns: Sequence[Column], content: ReportContent) -> tuple[Column, ...]:
    """The columns and, last, the seal of the report in every row: CSV has no other place for it. "" in a draft."""
    seal = content.seal.sha256 if content.seal else ""
    return (*columns, Column("report_sha256", lambda row: seal, 66))


def sections_of(content: ReportContent) -> Iterator[CommitmentSection]:
    return (section for area in content.areas for section in area.commitments)


def notes_of(content: ReportContent) -> Iterator[NoteRow]:
    return (NoteRow(section.row, note) for section in sections_of(content) for note in section.notes)


def assessments_of(content: ReportContent) -> Iterator[AssessmentRow]:
    return (
        AssessmentRow(section.row, line) for section in sections_of(content) for line in section.assessments
    )


def sources(lines: Iterable[EvidenceLine]) -> str:
    """Title and address of each."""
    return BETWEEN.join(" ".join(filter(None, [line.title, line.url])) for line in lines)


def commitment_columns(parties: Iterable[str]) -> tuple[Column[BoardRow], ...]:
    """The columns for a plan with these parties (codes), in their order."""
    parties = tuple(parties)
    return (
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
        Column("due_precision", lambda row: row.due_precision if row.due_on else "", 13),
        *(Column(f"lead_{party}", lead_of(party), 16) for party in parties),
        Column("other_owners", other_owners, 32, wraps=True),
        *(Column(f"position_{party}", position_of(party), 14) for party in parties),
        Column("positions_differ", lambda row: row.positions_differ, 17),
        Column("freshness", lambda row: row.freshness, 12),
        Column("schedule", lambda row: row.schedule, 12),
        Column("baseline_on", lambda row: row.baseline_on, 12),
        Column("moves", lambda row: row.moves, 8),
        Column("slip_days", lambda row: row.slip_days, 11),
        Column("last_note", lambda row: row.last_note.body.value if row.last_note else "", 60, wraps=True),
        Column("last_note_organization", lambda row: row.last_note.organization if row.last_note else "", 24),
        Column(
            "evidence", lambda row: sources(row.last_note.evidence) if row.last_note else "", 50, wraps=True
        ),
        Column("wording", lambda row: row.wording.value, 60, wraps=True),
        Column("url", lambda row: row.url, 50),
    )


NOTE_COLUMNS: tuple[Column[NoteRow], ...] = (
    Column("reference", lambda each: each.row.reference, 15),
    Column("area", lambda each: each.row.area, 8),
    Column("title", lambda each: each.row.title.value, 40, wraps=True),
    Column("as_of", lambda each: each.note.as_of, 12),
    Column("precision", lambda each: each.note.precision, 10),
    Column("accepted_on", lambda each: each.note.accepted_on, 12),
    Column("is_late", lambda each: each.note.is_late, 8),
    Column("organization", lambda each: each.note.organization, 16),
    Column("party", lambda each: each.note.party, 8),
    Column("kind", lambda each: each.note.kind, 13),
    Column("lifecycle", lambda each: each.note.lifecycle, 19),
    Column("confidence", lambda each: each.note.confidence, 12),
    Column("standing", lambda each: each.note.standing, 14),
    Column("visibility", lambda each: each.note.visibility, 10),
    Column("note", lambda each: each.note.body.value, 70, wraps=True),
    Column("reason", lambda each: each.note.reason.value, 40, wraps=True),
    Column("next_steps", lambda each: each.note.next_steps.value, 40, wraps=True),
    Column("evidence", lambda each: sources(each.note.evidence), 50, wraps=True),
    Column("url", lambda each: each.row.url, 50),
)

CHANGE_COLUMNS: tuple[Column[ReportChange], ...] = (
    Column("reference", lambda change: change.reference, 15),
    Column("area", lambda change: change.area, 8),
    Column("title", lambda change: change.title.value, 48, wraps=True),
    Column("change", lambda change: change.kind, 16),
    Column("before", lambda change: change.before, 14),
    Column("after", lambda change: change.after, 14),
    Column("days", lambda change: change.days, 8),
    Column("party", lambda change: change.party, 8),
    Column("url", lambda change: change.url, 50),
)

COVERAGE_COLUMNS: tuple[Column[CoverageLine], ...] = (
    Column("party", lambda line: line.party, 8),
    Column("organization", lambda line: line.organization, 20),
    Column("owed", lambda line: line.owed, 10),
    Column("reported", lambda line: line.reported, 10),
    Column("late", lambda line: line.late, 10),
)

ASSESSMENT_COLUMNS: tuple[Column[AssessmentRow], ...] = (
    Column("reference", lambda each: each.row.reference, 15),
    Column("area", lambda each: each.row.area, 8),
    Column("title", lambda each: each.row.title.value, 40, wraps=True),
    Column("organization", lambda each: each.assessment.organization, 16),
    Column("party", lambda each: each.assessment.party, 8),
    Column("scale", lambda each: each.assessment.scale.value, 24, wraps=True),
    Column("level", lambda each: each.assessment.level.value, 24, wraps=True),
    Column("rank", lambda each: each.assessment.rank, 8),
    Column("levels", lambda each: each.assessment.levels, 8),
    Column("sufficiency", lambda each: each.assessment.sufficiency, 14),
    Column("rationale", lambda each: each.assessment.rationale.value, 70, wraps=True),
    Column("evidence", lambda each: sources(each.assessment.sources), 50, wraps=True),
    Column("final_on", lambda each: each.assessment.final_on, 12),
    Column("url", lambda each: each.row.url, 50),
)

GAP_COLUMNS: tuple[Column[GapLine], ...] = (
    Column("gap", lambda gap: gap.kind, 14),
    Column("reference", lambda gap: gap.reference, 15),
    Column("reason", lambda gap: gap.reason.value, 70, wraps=True),
)

"""The columns of exported changes: one list for CSV, XLSX and JSON."""

from priorities.reports.content import ChangeRow

from .board_columns import Column

CHANGES_COLUMNS: tuple[Column[ChangeRow], ...] = (
    Column("reference", lambda row: row.reference, 15),
    Column("area", lambda row: row.area, 8),
    Column("area_name", lambda row: row.area_name, 24, wraps=True),
    Column("title", lambda row: row.title, 48, wraps=True),
    Column("change", lambda row: row.kind, 16),
    Column("before", lambda row: row.before, 14),
    Column("after", lambda row: row.after, 14),
    Column("days", lambda row: row.days, 8),
    Column("party", lambda row: row.party, 8),
    Column("on", lambda row: row.on, 12),
    Column("precision", lambda row: row.precision, 10),
    Column("reason", lambda row: row.reason, 40, wraps=True),
    Column("note_as_of", lambda row: row.note.as_of if row.note else None, 12),
    Column("note_organization", lambda row: row.note.organization if row.note else "", 18),
    Column("note_party", lambda row: row.note.party if row.note else "", 11),
    Column("note", lambda row: row.note.body if row.note else None, 60, wraps=True),
    Column("note_url", lambda row: row.note.url if row.note else "", 50),
    Column("url", lambda row: row.url, 50),
)

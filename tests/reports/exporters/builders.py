"""Plain content for the exporters: two parties, one area, and whatever a test says differently."""

from dataclasses import replace
from datetime import UTC, date, datetime

from priorities.choices import Standing
from priorities.reports.content import (
    AreaSection,
    BoardExport,
    BoardRow,
    CommitmentSection,
    EvidenceLine,
    Move,
    NoteLine,
    Owner,
    PositionLine,
    ReportContent,
    Text,
)

MADE_AT = datetime(2025, 10, 14, 9, 12, tzinfo=UTC)


def english(value):
    return Text(value, "en")


def a_note(**changes):
    note = NoteLine(
        as_of=date(2025, 7, 8),
        precision="day",
        organization="MOFA-JP",
        party="JP",
        kind="report",
        lifecycle="underway",
        confidence="on_track",
        standing="on_track",
        visibility="public",
        body=english("Ministers signed the agreement in Tokyo."),
        reason=Text(),
        next_steps=Text(),
        evidence=(EvidenceLine("Jiji Press", "https://www.nippon.com/en/news/1/"),),
    )
    return replace(note, **changes)


OWNERS = (
    Owner("GAC", english("Global Affairs Canada"), "CA", "lead"),
    Owner("DND/CAF", english("Department of National Defence"), "CA", "co_lead"),
    Owner("MOFA-JP", english("Ministry of Foreign Affairs of Japan"), "JP", "lead"),
)
POSITIONS = (
    PositionLine("CA", english("Canada"), "not_reported", "not_reported", "", None),
    PositionLine("JP", english("Japan"), "on_track", "underway", "on_track", date(2025, 7, 8)),
)


def a_row(**changes):
    row = BoardRow(
        reference="CJ21-ROL-01",
        area="ROL",
        area_number=1,
        area_name=english("Rule of law"),
        title=english("Deepen security cooperation"),
        kind="continuing",
        standing="on_track",
        lifecycle="underway",
        confidence="on_track",
        since=date(2025, 7, 8),
        last_note_on=date(2025, 7, 8),
        due_on=date(2026, 3, 31),
        due_precision="day",
        schedule="on_time",
        slip_days=92,
        freshness="fresh",
        positions_differ=False,
        wording=english("Enhance political, security and defence cooperation"),
        url="https://tracker.example/canada-japan/commitments/CJ21-ROL-01/",
        owners=OWNERS,
        positions=POSITIONS,
        last_note=a_note(),
        baseline_on=date(2025, 12, 29),
        moves=1,
        trend="unchanged",
    )
    return replace(row, **changes)


def an_export(**changes):
    export = BoardExport(
        plan=english("Canada-Japan shared priorities"),
        parties=("CA", "JP"),
        on=date(2025, 9, 30),
        made_at=MADE_AT,
        audience="public",
        url="https://tracker.example/canada-japan/board/?area=ROL",
        notice=english("Illustrative data"),
        filters=(("Priority area", "Rule of law"),),
    )
    return replace(export, **changes)


def a_report(*sections, **changes):
    """A report with these sections in one area; its counts are those of the sections."""
    rows = [section.row for section in sections]
    counts = tuple((code, sum(row.standing == code for row in rows)) for code in Standing.values)
    content = ReportContent(
        plan=english("Canada-Japan shared priorities"),
        period=english("April to September 2025"),
        starts_on=date(2025, 4, 1),
        ends_on=date(2025, 9, 30),
        before_on=date(2025, 3, 31),
        language="en",
        audience="public",
        made_at=MADE_AT,
        notice=english("Illustrative data"),
        parties=(("CA", "Canada"), ("JP", "Japan")),
        counts=counts,
        total=len(rows),
        notes_total=sum(len(section.notes) for section in sections),
        owed=len(rows),
        reported=len(rows),
        overdue=0,
        moves=(),
        areas=(AreaSection(1, "ROL", english("Rule of law"), counts, tuple(sections)),),
        url="https://tracker.example/canada-japan/reports/2025-1/",
    )
    return replace(content, **changes)


def a_section(*notes, **row):
    return CommitmentSection(a_row(**row), notes or (a_note(),))


def a_move(**changes):
    move = Move(
        "CJ21-ROL-01",
        english("Deepen security cooperation"),
        "on_track",
        "completed",
        "forward",
        "https://tracker.example/canada-japan/commitments/CJ21-ROL-01/",
    )
    return replace(move, **changes)

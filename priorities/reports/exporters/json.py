"""A board as one JSON object, streamed: codes, ISO dates, and every text with its language."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from priorities.reports.content import BoardExport, BoardRow, NoteLine, Owner, PositionLine, Text

from .cells import clean_text


def board_json(export: BoardExport, rows: Iterable[BoardRow]) -> Iterator[bytes]:
    """The board as {"plan", "on", …, "commitments": […]}; the rows are read one by one."""
    yield _encoded(_head(export))[:-1] + b',"commitments":['
    separator = b"\n"
    for row in rows:
        yield separator + _encoded(_commitment(row))
        separator = b",\n"
    yield b"\n]}\n"


def _encoded(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _head(export: BoardExport) -> dict[str, Any]:
    return {
        "plan": _text(export.plan),
        "parties": list(export.parties),
        "on": _iso(export.on),
        "known_at": _moment(export.known_at) if export.known_at else None,
        "made_at": _moment(export.made_at),
        "audience": export.audience,
        "filters": [
            {"label": clean_text(label), "value": clean_text(value)} for label, value in export.filters
        ],
        "notice": _text(export.notice),
        "url": export.url,
    }


def _commitment(row: BoardRow) -> dict[str, Any]:
    return {
        "reference": row.reference,
        "area": row.area,
        "area_number": row.area_number,
        "area_name": _text(row.area_name),
        "title": _text(row.title),
        "kind": row.kind,
        "standing": row.standing,
        "lifecycle": row.lifecycle,
        "confidence": row.confidence,
        "since": _iso(row.since),
        "last_note_on": _iso(row.last_note_on),
        "due_on": _iso(row.due_on),
        "due_precision": row.due_precision,
        "schedule": row.schedule,
        "baseline_on": _iso(row.baseline_on),
        "moves": row.moves,
        "slip_days": row.slip_days,
        "freshness": row.freshness,
        "trend": row.trend,
        "owners": [_owner(owner) for owner in row.owners],
        "parties_without_lead": list(row.parties_without_lead),
        "positions": [_position(line) for line in row.positions],
        "positions_differ": row.positions_differ,
        "last_note": _note(row.last_note) if row.last_note else None,
        "wording": _text(row.wording),
        "url": row.url,
    }


def _owner(owner: Owner) -> dict[str, Any]:
    return {
        "acronym": clean_text(owner.acronym),
        "name": _text(owner.name),
        "party": owner.party,
        "role": owner.role,
    }


def _position(line: PositionLine) -> dict[str, Any]:
    return {
        "party": line.party,
        "party_name": _text(line.party_name),
        "standing": line.standing,
        "lifecycle": line.lifecycle,
        "confidence": line.confidence,
        "as_of": _iso(line.as_of),
    }


def _note(note: NoteLine) -> dict[str, Any]:
    return {
        "as_of": _iso(note.as_of),
        "precision": note.precision,
        "organization": clean_text(note.organization),
        "party": note.party,
        "kind": note.kind,
        "lifecycle": note.lifecycle,
        "confidence": note.confidence,
        "standing": note.standing,
        "visibility": note.visibility,
        "body": _text(note.body),
        "reason": _text(note.reason),
        "next_steps": _text(note.next_steps),
        "evidence": [
            {"title": clean_text(line.title), "url": clean_text(line.url)} for line in note.evidence
        ],
    }


def _text(text: Text) -> dict[str, str]:
    return {"text": clean_text(text.value), "language": text.language}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")

"""What moved between two days as one JSON object, streamed: codes, ISO dates, and every text with its language."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from priorities.reports.content import ChangeRow, ChangesExport, Text

from .cells import clean_text
from .changes_columns import CHANGES_COLUMNS


def changes_json(export: ChangesExport, rows: Iterable[ChangeRow]) -> Iterator[bytes]:
    """The changes as {"plan", "from", "to", …, "changes": […]}; the rows are read one by one."""
    yield _encoded(_head(export))[:-1] + b',"changes":['
    separator = b"\n"
    for row in rows:
        yield separator + _encoded({column.code: column.value(row) for column in CHANGES_COLUMNS})
        separator = b",\n"
    yield b"\n]}\n"


def _head(export: ChangesExport) -> dict[str, Any]:
    return {
        "plan": export.plan,
        "from": export.start_on,
        "to": export.end_on,
        "known_at": export.known_at,
        "made_at": export.made_at,
        "audience": export.audience,
        "filters": [{"label": _value(label), "value": _value(value)} for label, value in export.filters],
        "notice": export.notice,
        "url": export.url,
    }


def _encoded(values: dict[str, Any]) -> bytes:
    plain = {name: _value(value) for name, value in values.items()}
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


def _value(value: Any) -> Any:
    """A value as JSON has it; None where there is nothing."""
    if isinstance(value, Text):
        return {"text": clean_text(value.value), "language": value.language} if value else None
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return clean_text(value) if isinstance(value, str) else value

"""What a report file says, piece by piece with the place of each, whatever its format. The files come from anybody."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from priorities.choices import MediaType
from priorities.exceptions import FileRefused
from priorities.files import MOST_PARTS, recognise

from .office_words import docx_pieces, xlsx_pieces
from .pdf_words import pdf_pieces
from .pieces import Piece, Unreadable

MOST_UNPACKED = 64 * 1024 * 1024
MOST_WORDS = 20_000_000  # characters; three times what a report of 10,000 commitments and 50,000 notes says


def format_of(data: bytes) -> str:
    """ "json", "csv", "xlsx", "docx", "pdf", or "zip" for the tables in an archive. Raises Unreadable."""
    if _is_archive_of_tables(data):
        return "zip"
    try:
        found = recognise("", io.BytesIO(data))
    except FileRefused as error:
        raise Unreadable from error
    known = {MediaType.PDF: "pdf", MediaType.DOCX: "docx", MediaType.XLSX: "xlsx"}
    if found in known:
        return known[found]
    if found is MediaType.TXT:
        return "json" if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "csv"
    raise Unreadable


def pieces_of(data: bytes, kind: str) -> list[Piece]:
    """All that the file says, in its order. Raises Unreadable."""
    try:
        return list(_bounded(READERS[kind](data)))
    except Unreadable:
        raise
    except Exception as error:  # parsers of formats that anybody may have damaged fail in every way there is
        raise Unreadable from error


def _bounded(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, as long as they say no more than a report can."""
    said = 0
    for piece in pieces:
        said += len(piece.words) + 1
        if said > MOST_WORDS:
            raise Unreadable
        yield piece


def read_json(data: bytes) -> Any:
    """Raises Unreadable for what is no JSON, and for an object that names a key twice, which readers read differently."""
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _value in pairs}) != len(pairs):
        raise ValueError
    return dict(pairs)


def _no_constant(_name: str):
    raise ValueError


def _csv(data: bytes) -> Iterator[Piece]:
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
    head: list[str] = []
    for number, row in enumerate(rows, start=1):
        head = head or row
        for column, words in enumerate(row):
            name = head[column] if column < len(head) else str(column + 1)
            yield Piece(_("line %(line)d, column %(column)s") % {"line": number, "column": name}, words)


def _is_archive_of_tables(data: bytes) -> bool:
    """Whether it is the zip of CSV files: nothing in it is packed, so it is no larger unpacked."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    return (
        len(parts) < MOST_PARTS
        and {ABOUT, "commitments.csv"} <= {part.filename for part in parts}
        and sum(part.file_size for part in parts) < MOST_UNPACKED
    )


ABOUT = "about.txt"


def _zip(data: bytes) -> Iterator[Piece]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            table = archive.read(name)
            if name.endswith(".csv"):
                pieces: Iterable[Piece] = _csv(table)
            else:
                lines = table.decode("utf-8-sig").splitlines()
                pieces = (
                    Piece(_("line %(line)d") % {"line": number}, line)
                    for number, line in enumerate(lines, start=1)
                )
            yield from (Piece(f"{name}: {piece.place}", piece.words) for piece in pieces)


READERS = {
    "csv": _csv,
    "xlsx": xlsx_pieces,
    "docx": docx_pieces,
    "pdf": pdf_pieces,
    "zip": _zip,
}

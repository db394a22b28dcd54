"""What a report file says, piece by piece with the place of each, whatever its format. The files come from anybody."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from priorities.choices import MediaType
from priorities.exceptions import FileRefused
from priorities.files import recognise


class Piece(NamedTuple):
    """Words, and where they stand in the file, said for people."""

    place: str
    words: str


class Unreadable(Exception):
    """The file is of no format that a report is exported in, or is damaged beyond reading."""


def format_of(data: bytes) -> str:
    """ "json", "csv", "xlsx", "docx" or "pdf". Raises Unreadable."""
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
        return list(READERS[kind](data))
    except Unreadable:
        raise
    except Exception as error:  # parsers of formats that anybody may have damaged fail in every way there is
        raise Unreadable from error


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


def _xlsx(data: bytes) -> Iterator[Piece]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    yield Piece(f"{sheet.title}!{cell.coordinate}", str(cell.value))


def _docx(data: bytes) -> Iterator[Piece]:
    import docx

    document = docx.Document(io.BytesIO(data))
    for number, paragraph in enumerate(document.element.body.iter(PARAGRAPH), start=1):
        words = "".join(each.text or "" for each in paragraph.iter(TEXT))
        if words:
            yield Piece(_("paragraph %(number)d") % {"number": number}, words)


PARAGRAPH = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"
TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"


def _pdf(data: bytes) -> Iterator[Piece]:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        for number, page in enumerate(document, start=1):
            for line in page.get_textpage().get_text_bounded().splitlines():
                yield Piece(_("page %(number)d") % {"number": number}, line)
    finally:
        document.close()


READERS = {"csv": _csv, "xlsx": _xlsx, "docx": _docx, "pdf": _pdf}

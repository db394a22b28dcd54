"""Boards and reports as CSV that opens right in Excel: UTF-8 with BOM, CRLF, codes and ISO dates."""

import codecs
import csv
from collections.abc import Iterable, Iterator

from priorities.reports.content import BoardExport, BoardRow, ReportContent

from .board_columns import board_columns
from .cells import safe_text


class Line:
    """A file that hands back what is written to it, so that csv can be streamed row by row."""

    def write(self, text: str) -> bytes:
        return text.encode()


def board_csv(export: BoardExport, rows: Iterable[BoardRow]) -> Iterator[bytes]:
    """The board, a row at a time: nothing is read from `rows` before it is asked for."""
    return _stream(export.parties, rows)


def report_csv(content: ReportContent) -> Iterator[bytes]:
    """The commitments of a report, in its order, with the columns of the board."""
    return _stream([code for code, _name in content.parties], content.rows)


def _stream(parties: Iterable[str], rows: Iterable[BoardRow]) -> Iterator[bytes]:
    columns = board_columns(parties)
    write = csv.writer(Line()).writerow
    yield codecs.BOM_UTF8 + write([column.code for column in columns])
    for row in rows:
        yield write([safe_text(column.value(row)) for column in columns])

"""Boards and reports as CSV that opens right in Excel: UTF-8 with BOM, CRLF, codes and ISO dates."""

import codecs
import csv
from collections.abc import Iterable, Iterator, Sequence

from priorities.reports.content import BoardExport, BoardRow, ReportContent

from .board_columns import Column, Row, board_columns
from .cells import safe_text
from .report_columns import commitment_columns, sealed


class Line:
    """A file that hands back what is written to it, so that csv can be streamed row by row."""

    def write(self, text: str) -> bytes:
        return text.encode()


def board_csv(export: BoardExport, rows: Iterable[BoardRow]) -> Iterator[bytes]:
    """The board, a row at a time: nothing is read from `rows` before it is asked for."""
    return lines(board_columns(export.parties), rows)


def report_csv(content: ReportContent) -> Iterator[bytes]:
    """The commitments of a report, in its order, each with the seal of the report."""
    columns = commitment_columns(code for code, _name in content.parties)
    return lines(sealed(columns, content), content.rows)


def lines(columns: Sequence[Column[Row]], rows: Iterable[Row]) -> Iterator[bytes]:
    """The header and a line for each row."""
    write = csv.writer(Line()).writerow
    yield codecs.BOM_UTF8 + write([column.code for column in columns])
    for row in rows:
        yield write([safe_text(column.value(row)) for column in columns])

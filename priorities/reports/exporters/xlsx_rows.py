"""Many rows into an Excel workbook at the speed of a text file, and in no more memory than one of them takes.

XlsxWriter makes the workbook, with a sample of each style in the second row of every sheet to fill; here the rows take
the place of that sample.
"""

import math
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import IO

from xlsxwriter.utility import xl_col_to_name

from .archive import entry
from .board_columns import Column, Row
from .cells import clean_text
from .xlsx import MOST_CHARACTERS, shortened

FIRST_ROW = 2
LINE = 15  # points
MOST_LINES = 20  # as high as a row may be to be read on a screen
CHUNK = 200
ZERO = date(1899, 12, 30).toordinal()  # day 0 of the calendar of spreadsheets, from 1 March 1900 on
FIRST_DAY = date(1900, 3, 1)  # before it that calendar counts a day that never was
_SAMPLE = re.compile(rf'<row r="{FIRST_ROW}".*?</row>', re.DOTALL)
_STYLE = re.compile(r' s="(\d+)"')
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads _x0041_ as A
_MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


@dataclass(frozen=True)
class Filling:
    """The rows of one sheet. The samples stand in the order text, wrapped text, date."""

    columns: Sequence[Column]
    rows: Iterable


def filled(workbook: IO[bytes], fillings: Mapping[str, Filling]) -> IO[bytes]:
    """The workbook with rows in its sheets (by the name of their part), rewound; whoever streams it closes it."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    try:
        with zipfile.ZipFile(workbook) as shell, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
            for part in shell.infolist():
                data, filling = shell.read(part), fillings.get(part.filename)
                with target.open(_packed(part.filename), "w", force_zip64=True) as place:
                    for chunk in _sheet(data.decode(), filling) if filling else [data]:
                        place.write(chunk)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _packed(name: str) -> zipfile.ZipInfo:
    info = entry(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _sheet(xml: str, filling: Filling) -> Iterator[bytes]:
    sample = _SAMPLE.search(xml)
    if sample is None:
        raise ValueError("The sheet has no row of samples.")
    yield xml[: sample.start()].encode()
    rows = _rows(filling.columns, filling.rows, _STYLE.findall(sample.group()))
    while chunk := "".join(islice(rows, CHUNK)):
        yield chunk.encode()
    yield xml[sample.end() :].encode()


def _rows(columns: Sequence[Column[Row]], rows: Iterable[Row], styles: Sequence[str]) -> Iterator[str]:
    text, wrapped, day = styles
    places = [
        (xl_col_to_name(index), column.value, column.width if column.wraps else 0)
        for index, column in enumerate(columns)
    ]
    for number, row in enumerate(rows, start=FIRST_ROW):
        cells, lines = [], 1
        for letter, value_of, width in places:
            value = value_of(row)
            if value is None or value == "":
                continue
            if width and isinstance(value, str):
                lines = max(lines, lines_of(value, width))
            cells.append(_cell(f"{letter}{number}", value, wrapped if width else text, day))
        height = f' ht="{LINE * min(lines, MOST_LINES)}"' if lines > 1 else ""
        yield f'<row r="{number}"{height}>{"".join(cells)}</row>'


def lines_of(text: str, width: float) -> int:
    """About how many lines a text takes in a column: not every program measures that before it shows a row."""
    wide = (len(text) + len(text.encode("utf-8", "replace"))) // 2  # a Japanese character is as wide as two
    return max(1, math.ceil(1.1 * wide / width)) + text.count("\n")


def _cell(place: str, value, style: str, day: str) -> str:
    """A date as a date, a number as a number, a truth as a truth, anything else as text that is no formula."""
    if isinstance(value, str):
        text = value
    elif isinstance(value, bool):
        return f'<c r="{place}" s="{style}" t="b"><v>{value:d}</v></c>'
    elif isinstance(value, int):
        return f'<c r="{place}" s="{style}"><v>{value}</v></c>'
    elif isinstance(value, date) and value >= FIRST_DAY:
        return f'<c r="{place}" s="{day}"><v>{value.toordinal() - ZERO}</v></c>'
    else:
        text = str(value)
    return (
        f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_escaped(text)}</t></is></c>'
    )


def _escaped(text: str) -> str:
    text = clean_text(text)
    if len(text) > MOST_CHARACTERS // 2:  # only then can it be too long: a character has two units at most
        text = shortened(text)
    return _ESCAPE.sub("_x005F_", text).translate(_MARKUP)

"""A board as an Excel workbook: a row at a time, real dates, and a sheet that says what the board is."""

import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from priorities.reports.content import BoardExport, BoardRow, ChangesExport

from .board_columns import Cell, Column, Row, board_columns
from .cells import plain

MOST_CHARACTERS = 32_767  # of a cell; XlsxWriter leaves out a longer one without a word
FIRST_YEAR = 1900  # of the calendar of spreadsheets
NO_SURPRISES = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def board_xlsx(export: BoardExport, rows: Iterable[BoardRow]) -> IO[bytes]:
    """The board as a workbook: see `workbook_of`."""
    return workbook_of(
        export, rows, sheet=_("Commitments"), columns=board_columns(export.parties), about=_about(export)
    )


def workbook_of(
    export: BoardExport | ChangesExport,
    rows: Iterable[Row],
    *,
    sheet: str,
    columns: Sequence[Column[Row]],
    about: list[tuple[str, Any]],
) -> IO[bytes]:
    """A sheet of rows, and one that says what they are, in a temporary file, rewound; whoever streams it closes it.

    Memory stays flat: XlsxWriter keeps one row. Text goes in by write_string, so no cell becomes a formula.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    try:
        with xlsxwriter.Workbook(file, {"constant_memory": True, **NO_SURPRISES}) as workbook:
            _describe(workbook, export)
            _write_rows(workbook, sheet, columns, rows)
            _write_about(workbook, about)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _describe(workbook, export: BoardExport | ChangesExport) -> None:
    """The properties of the file. The moment is the export's own, so that equal exports are equal files."""
    workbook.set_properties(
        {
            "title": plain(export.plan),
            "comments": plain(export.notice),
            "created": export.made_at.astimezone(UTC).replace(tzinfo=None),
        }
    )


def _write_rows(workbook, name: str, columns: Sequence[Column[Row]], rows: Iterable[Row]) -> None:
    sheet = workbook.add_worksheet(name)
    cell_formats = _formats(workbook)
    _lay_out(sheet, columns)
    for index, column in enumerate(columns):
        sheet.write_string(0, index, column.code, cell_formats["header"])
    last = 0
    for last, row in enumerate(rows, start=1):
        for index, column in enumerate(columns):
            style = cell_formats["wrapped" if column.wraps else "text"]
            _write_cell(sheet, last, index, column.value(row), style, cell_formats["date"])
    sheet.autofilter(0, 0, last, len(columns) - 1)


def _lay_out(sheet, columns: Sequence[Column]) -> None:
    """Widths, the header and the references always in sight, and a page to print on."""
    sheet.freeze_panes(1, 1)
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _formats(workbook) -> dict[str, Any]:
    top = {"valign": "top"}
    return {
        "header": workbook.add_format(
            {**top, "bold": True, "font_color": "#FFFFFF", "bg_color": "#1D2B45", "bottom": 1}
        ),
        "text": workbook.add_format(top),
        "wrapped": workbook.add_format({**top, "text_wrap": True}),
        "date": workbook.add_format({**top, "num_format": "yyyy-mm-dd", "align": "left"}),
    }


def _write_cell(sheet, row: int, index: int, value: Cell, style, date_style) -> None:
    """A date as a date, a number as a number, anything else as a string; nothing for nothing."""
    if isinstance(value, date) and value.year >= FIRST_YEAR:
        sheet.write_datetime(row, index, value, date_style)
    elif isinstance(value, int) and not isinstance(value, bool):
        sheet.write_number(row, index, value, style)
    elif text := plain(value):
        sheet.write_string(row, index, shortened(text), style)


def shortened(text: str) -> str:
    """The text, or as much of it as a cell holds, with an ellipsis to say so. What looks like rich text gets a space
    behind it: XlsxWriter writes <r>…</r> as it is, and somebody else's markup would be markup of the sheet."""
    if text.startswith("<r>") and text.endswith("</r>"):
        text = f"{text} "
    units = text.encode("utf-16-le")
    if len(units) <= 2 * MOST_CHARACTERS:
        return text
    return units[: 2 * (MOST_CHARACTERS - 1)].decode("utf-16-le", "ignore") + "…"


def _write_about(workbook, about: list[tuple[str, Any]]) -> None:
    sheet = workbook.add_worksheet(pgettext("sheet", "About"))
    label = workbook.add_format({"bold": True, "valign": "top"})
    text = workbook.add_format({"text_wrap": True, "valign": "top", "align": "left"})
    day = workbook.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
    moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "valign": "top", "align": "left"})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    for row, (name, value) in enumerate(about):
        sheet.write_string(row, 0, shortened(plain(name)), label)
        if isinstance(value, datetime):
            sheet.write_datetime(row, 1, value, moment)
        else:
            _write_cell(sheet, row, 1, value, text, day)


def _about(export: BoardExport) -> list[tuple[str, Any]]:
    """What the board is, in words: (label, value) pairs."""
    filters = export.filters or [(_("Filters"), _("none: all commitments"))]
    known = [] if export.known_at is None else [(_("Known at (UTC)"), _naive(export.known_at))]
    return [
        (_("Plan"), export.plan.value),
        (_("Notice"), export.notice.value),
        (_("As of"), export.on),
        *known,
        (_("Made at (UTC)"), _naive(export.made_at)),
        (_("Audience"), export.audience),
        *filters,
        (_("Address"), export.url),
    ]


def _naive(moment: datetime) -> datetime:
    """A workbook knows no time zones: the labels say which it is."""
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)

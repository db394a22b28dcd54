"""A report as an Excel workbook: a sheet for each kind of fact, with one before that sums up and one after on the seal."""

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import IO, Any

import xlsxwriter
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from priorities.choices import Standing
from priorities.reports.content import ReportContent

from .cells import plain
from .cover_words import heading, made, parties_in_words
from .days import days_in_words
from .report_about import about_lines
from .report_columns import Table, report_tables
from .summary_words import moved_in_words
from .xlsx import NO_SURPRISES, shortened
from .xlsx_rows import LINE, Filling, filled, lines_of

Line = tuple[list[Any], str]  # values, and how they look
INK, WASH = "#1D2B45", "#F5F6F9"
A4 = 9


def report_xlsx(content: ReportContent) -> IO[bytes]:
    """The workbook in the language of the content, in a temporary file, rewound; whoever streams it closes it."""
    with translation.override(content.language):
        tables = report_tables(content)
        shell = _shell(content, tables)
    sheets = {f"xl/worksheets/sheet{number}.xml": table for number, table in enumerate(tables, start=2)}
    return filled(shell, {part: Filling(table.columns, table.rows) for part, table in sheets.items()})


def _shell(content: ReportContent, tables: Sequence[Table]) -> IO[bytes]:
    """The workbook without the rows of its tables."""
    file = io.BytesIO()
    names = sheet_names()
    with xlsxwriter.Workbook(file, {"in_memory": True, **NO_SURPRISES}) as workbook:
        _describe(workbook, content)
        styles = _styles(workbook)
        _write_summary(workbook.add_worksheet(names["summary"]), content, styles)
        for table in tables:
            _lay_out(workbook.add_worksheet(names[table.code]), table, styles)
        _write_about(workbook.add_worksheet(names["about"]), content, styles)
    file.seek(0)
    return file


def sheet_names() -> dict[str, str]:
    """What the sheets are called in the active language: 31 characters at most."""
    return {
        "summary": pgettext("sheet", "Summary"),
        "commitments": pgettext("sheet", "Commitments"),
        "notes": pgettext("sheet", "Notes"),
        "changes": pgettext("sheet", "Changes"),
        "coverage": pgettext("sheet", "Coverage"),
        "assessments": pgettext("sheet", "Assessments"),
        "gaps": pgettext("sheet", "Missing"),
        "about": pgettext("sheet", "About"),
    }


def _describe(workbook, content: ReportContent) -> None:
    """The properties of the file: those of the report, so that equal reports are equal files."""
    seal = content.seal
    workbook.set_properties(
        {
            "title": plain(f"{content.plan} · {content.period}"),
            "comments": plain(content.notice),
            "author": plain(seal.organization) if seal else "",
            "keywords": seal.sha256 if seal else "",
            "created": content.made_at.astimezone(UTC).replace(tzinfo=None),
        }
    )


def _styles(workbook) -> dict[str, Any]:
    top = {"valign": "top"}
    left = {**top, "align": "left"}
    head = {**top, "bold": True, "font_color": "#FFFFFF", "bg_color": INK, "text_wrap": True}
    properties: dict[str, dict[str, Any]] = {
        "head": head,
        "head_over_numbers": {**head, "align": "right"},
        "text": top,
        "wrapped": {**top, "text_wrap": True},
        "date": {**left, "num_format": "yyyy-mm-dd"},
        "moment": {**left, "num_format": "yyyy-mm-dd hh:mm:ss"},
        "number": {**left, "num_format": "0"},
        "share": {**top, "num_format": "0%"},
        "title": {"bold": True, "font_size": 16, "font_color": INK},
        "bold": {**top, "bold": True},
        "total": {**top, "bold": True, "top": 1, "bg_color": WASH},
    }
    return {name: workbook.add_format(given) for name, given in properties.items()}


# The sheets of rows


def _lay_out(sheet, table: Table, styles: dict[str, Any]) -> None:
    """The header and the references always in sight, filters, widths, a page to print on, and the samples of styles."""
    _on_paper(sheet)
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    for index, column in enumerate(table.columns):
        sheet.set_column(index, index, column.width)
        sheet.write_string(0, index, column.code, styles["head"])
    for index, style in enumerate(("text", "wrapped", "date")):
        sheet.write_blank(1, index, None, styles[style])
    sheet.autofilter(0, 0, table.size, len(table.columns) - 1)


def _on_paper(sheet) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


# The first sheet


def _write_summary(sheet, content: ReportContent, styles: dict[str, Any]) -> None:
    """What the report says in numbers: by standing, by priority area, and of its coverage."""
    _on_paper(sheet)
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, len(Standing) + 1, 13)
    lines = [
        heading(content),
        content.plan,
        parties_in_words(content),
        f"{content.period} · {days_in_words(content.starts_on, content.ends_on)}",
        made(content),
        moved_in_words(content),
    ]
    for row, line in enumerate(lines):
        _write(sheet, row, 0, line, styles["text" if row else "title"])
    tables = [_areas(content), _figures(content)]
    row = len(lines)
    for table in tables:
        row += 1
        for values, style in table:
            if style == "head":
                sheet.set_row(row, 2 * LINE)
            for column, value in enumerate(values):
                over_numbers = "_over_numbers" if style == "head" and column else ""
                form = "share" if isinstance(value, float) else f"{style}{over_numbers}"
                _write(sheet, row, column, value, styles[form])
            row += 1


def _areas(content: ReportContent) -> Iterator[Line]:
    """A row for each priority area, one for all, and a column for each standing."""
    yield [_("Priority area"), *(str(each.label) for each in Standing), pgettext("sum", "All")], "head"
    for area in content.areas:
        counts = dict(area.counts)
        numbers = [counts.get(each.value, 0) for each in Standing]
        yield [f"{area.number} {area.name}", *numbers, sum(numbers)], "text"
    counts = dict(content.counts)
    numbers = [counts.get(each.value, 0) for each in Standing]
    yield [pgettext("sum", "All"), *numbers, content.total], "total"


def _figures(content: ReportContent) -> Iterator[Line]:
    yield [_("Commitments"), content.total], "text"
    yield [_("Notes in the period"), content.notes_total], "text"
    yield [_("Owed a note"), content.owed], "text"
    yield [_("Reported"), content.reported], "text"
    if content.owed:
        yield [_("Coverage of the period"), content.reported / content.owed], "text"
    yield [_("Overdue"), content.overdue], "text"


# The last sheet


def _write_about(sheet, content: ReportContent, styles: dict[str, Any]) -> None:
    _on_paper(sheet)
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 1, 110)
    forms = {datetime: styles["moment"], date: styles["date"], int: styles["number"]}
    for row, (label, value) in enumerate(about_lines(content)):
        _write(sheet, row, 0, label, styles["bold"])
        _write(sheet, row, 1, value, forms.get(type(value), styles["wrapped"]))
        if (lines := lines_of(str(value), 110)) > 1:
            sheet.set_row(row, LINE * lines)


def _write(sheet, row: int, column: int, value, style) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, style)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value, style)
    elif text := shortened(plain(value)):
        sheet.write_string(row, column, text, style)

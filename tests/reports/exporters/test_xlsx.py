"""A board as an Excel workbook, read back by another library."""

from datetime import date, datetime

import openpyxl
import pytest

from priorities.reports.content import EvidenceLine, Owner, Text
from priorities.reports.exporters.board_columns import board_columns
from priorities.reports.exporters.xlsx import MOST_CHARACTERS, board_xlsx

from .builders import a_note, a_row, an_export, english

NASTY = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "＝1",
    "＋1",
    "－1",
    "＠1",
    " =1",
    "{=1}",
    "http://x.example",
    "1",
    "1e5",
    '<r></is></c><c r="Z9"><f>1+1</f></c></r>',
]


def opened(*rows, export=None):
    with board_xlsx(export or an_export(), rows) as file:
        return openpyxl.load_workbook(file)


def test_the_sheet_has_the_columns_of_the_board():
    sheet = opened(a_row())["Commitments"]

    assert [cell.value for cell in sheet[1]] == [column.code for column in board_columns(["CA", "JP"])]


def test_header_and_references_stay_in_sight_and_every_column_can_be_filtered():
    sheet = opened(a_row(), a_row(reference="CJ21-ROL-02"))["Commitments"]

    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:AA3")


def test_dates_are_dates_and_numbers_are_numbers():
    sheet = opened(a_row(slip_days=-5))["Commitments"]
    cells = {header.value: cell for header, cell in zip(sheet[1], sheet[2], strict=True)}

    seen = [
        (cells[code].value, cells[code].data_type, cells[code].number_format)
        for code in ("due_on", "baseline_on", "moves", "slip_days")
    ]

    assert seen == [
        (datetime(2026, 3, 31), "d", "yyyy-mm-dd"),
        (datetime(2025, 12, 29), "d", "yyyy-mm-dd"),
        (1, "n", "General"),
        (-5, "n", "General"),
    ]


@pytest.mark.parametrize("text", NASTY)
def test_no_text_becomes_a_formula_a_link_or_a_number(text):
    note = a_note(body=Text(text, "en"), organization=text, evidence=(EvidenceLine(text, ""),))
    row = a_row(
        title=english(text),
        wording=english(text),
        url=text,
        last_note=note,
        owners=(Owner(text, english(text), "CA", "lead"),),
    )

    workbook = opened(
        row, export=an_export(plan=english(text), notice=english(text), filters=((text, text),))
    )
    cells = [
        cell for sheet in workbook for line in sheet.iter_rows() for cell in line if cell.value is not None
    ]

    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not [cell for cell in cells if cell.hyperlink]


def test_text_goes_in_as_it_is_without_what_excel_cannot_hold():
    sheet = opened(a_row(title=english("=A\x00B 東京"), wording=english("x" * 40_000)))["Commitments"]
    cells = {header.value: cell.value for header, cell in zip(sheet[1], sheet[2], strict=True)}

    seen = (cells["title"], len(cells["wording"]), cells["wording"][-2:])

    assert seen == ("=AB 東京", MOST_CHARACTERS, "x…")


def test_a_day_before_the_calendar_of_spreadsheets_is_written_in_words():
    sheet = opened(a_row(due_on=date(1899, 7, 29)))["Commitments"]

    assert sheet["J2"].value == "1899-07-29"


def test_a_sheet_says_what_the_board_is():
    sheet = opened(a_row())["About"]

    assert [(name.value, value.value) for name, value in sheet.iter_rows()] == [
        ("Plan", "Canada-Japan shared priorities"),
        ("Notice", "Illustrative data"),
        ("As of", datetime(2025, 9, 30)),
        ("Made at (UTC)", datetime(2025, 10, 14, 9, 12)),
        ("Audience", "public"),
        ("Priority area", "Rule of law"),
        ("Address", "https://tracker.example/canada-japan/board/?area=ROL"),
    ]


def test_a_board_without_filters_and_rows_says_so():
    workbook = opened(export=an_export(filters=()))

    assert (workbook["About"]["B6"].value, workbook["Commitments"].max_row) == ("none: all commitments", 1)


def test_the_file_is_rewound_and_the_same_for_the_same_board():
    with board_xlsx(an_export(), [a_row()]) as first, board_xlsx(an_export(), [a_row()]) as second:
        contents = [first.read(), second.read()]

    assert contents[0] == contents[1]
    assert contents[0][:2] == b"PK"


def test_a_failure_on_the_way_is_passed_on():
    def rows():
        yield a_row()
        raise LookupError("the second row")

    with pytest.raises(LookupError):
        board_xlsx(an_export(), rows())

"""A report as an Excel workbook, read back by another library."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from priorities.reports.content import CoverageLine, EvidenceLine, Text
from priorities.reports.exporters.report_xlsx import report_xlsx
from priorities.reports.exporters.xlsx import MOST_CHARACTERS

from .exporters.builders import MADE_AT, a_note, a_report, a_section, english
from .exporters.sealed import PREVIOUS, SHA256, a_change, a_frozen_report, a_gap, a_seal, an_assessment


def opened(content):
    with report_xlsx(content) as file:
        return openpyxl.load_workbook(file)


def column(sheet, name: str) -> list:
    names = [cell.value for cell in sheet[1]]
    return [row[names.index(name)].value for row in sheet.iter_rows(min_row=2)]


@pytest.mark.parametrize("language", ["en", "fr", "ja"])
def test_excel_takes_the_names_of_the_sheets_in_every_language(language):
    section = replace(a_section(), assessments=(an_assessment(),))

    names = opened(a_frozen_report(section, gaps=(a_gap(),), language=language)).sheetnames

    assert (len(set(names)), max(len(name) for name in names) <= 31) == (8, True)
    assert [name for name in names if set(name) & set("[]:*?/\\'")] == []


def test_each_kind_of_fact_has_a_sheet():
    names = opened(a_frozen_report()).sheetnames

    assert names == ["Summary", "Commitments", "Notes", "Changes", "Coverage", "About"]


def test_assessments_and_accepted_gaps_have_sheets_where_there_are_any():
    section = replace(a_section(), assessments=(an_assessment(),))

    book = opened(a_frozen_report(section, gaps=(a_gap(),)))

    assert book.sheetnames[5:] == ["Assessments", "Missing", "About"]
    assert column(book["Assessments"], "level") == ["Substantial"]
    assert column(book["Missing"], "reason") == ["Japan will name a lead in May."]


def test_every_table_can_be_filtered_keeps_its_head_in_sight_and_prints_it_on_every_page():
    book = opened(a_frozen_report(a_section(), a_section(reference="CJ21-ROL-02")))

    assert [
        (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows, sheet.dimensions)
        for sheet in book.worksheets[1:-1]
    ] == [
        ("Commitments", "B2", "A1:AA3", "$1:$1", "A1:AA3"),
        ("Notes", "B2", "A1:S3", "$1:$1", "A1:S3"),
        ("Changes", "B2", "A1:I1", "$1:$1", "A1:I1"),
        ("Coverage", "B2", "A1:E3", "$1:$1", "A1:E3"),
    ]


def test_dates_are_dates_numbers_are_numbers_and_truths_are_truths():
    note = a_note(as_of=date(1900, 3, 1), accepted_on=date(2025, 10, 3), is_late=True)
    content = a_frozen_report(
        a_section(note, slip_days=-5, due_on=date(1899, 12, 31)),
        changes=(a_change(), a_change("back", before="on_track", after="at_risk", days=0)),
        coverage=(CoverageLine("CA", "GAC", 23, 6, 2),),
    )

    book = opened(content)

    kinds = {
        (sheet.title, sheet.cell(1, cell.column).value): (cell.value, cell.data_type, cell.number_format)
        for sheet in book.worksheets[1:-1]
        for cell in sheet[2]
    }
    assert [
        kinds[("Notes", "as_of")],
        kinds[("Notes", "is_late")],
        kinds[("Commitments", "slip_days")],
        kinds[("Commitments", "due_on")],
        kinds[("Changes", "before")],
        kinds[("Coverage", "owed")],
    ] == [
        (datetime(1900, 3, 1), "d", "yyyy-mm-dd"),
        (True, "b", "General"),
        (-5, "n", "General"),
        ("1899-12-31", "s", "General"),
        (datetime(2025, 12, 29), "d", "yyyy-mm-dd"),
        (23, "n", "General"),
    ]
    assert column(book["Changes"], "after") == [datetime(2026, 3, 31), "at_risk"]


def test_the_first_sheet_sums_up_in_numbers():
    content = a_frozen_report(
        a_section(), a_section(reference="CJ21-ROL-02", standing="completed"), owed=3, reported=2, overdue=1
    )

    lines = list(opened(content)["Summary"].iter_rows(min_row=8, values_only=True))

    assert lines[:3] == [
        (
            *("Priority area", "Not reported", "Not started", "On track", "At risk", "Off track", "Paused"),
            *("Completed", "Closed", "All"),
        ),
        ("1 Rule of law", 0, 0, 1, 0, 0, 0, 1, 0, 2),
        ("All", 0, 0, 1, 0, 0, 0, 1, 0, 2),
    ]
    assert [line[:2] for line in lines[4:]] == [
        ("Commitments", 2),
        ("Notes in the period", 2),
        ("Owed a note", 3),
        ("Reported", 2),
        ("Coverage of the period", pytest.approx(2 / 3)),
        ("Overdue", 1),
    ]


def test_the_last_sheet_says_what_the_report_is_and_how_to_check_it():
    lines = list(opened(a_frozen_report())["About"].iter_rows(values_only=True))
    about = dict(line for line in lines if line[0])

    assert [
        about[label]
        for label in ("Plan", "From", "Edition", "Language", "Audience", "Frozen at (UTC)", "Frozen by")
    ] == [
        *("Canada-Japan shared priorities", datetime(2025, 4, 1), 1, "English", "Public"),
        *(datetime(2025, 11, 20, 13, 5), "Amélie Gagnon, GAC"),
    ]
    assert (about["Seal (SHA-256)"], about["Seal of the report frozen before"]) == (SHA256, PREVIOUS)
    assert about["Check the seal at"] == f"https://tracker.example/verify/?sha256={SHA256}"
    assert any("computed from accepted progress notes" in str(line[1]) for line in lines)


def test_a_draft_says_that_it_has_no_seal():
    lines = list(opened(a_report(a_section()))["About"].iter_rows(values_only=True))

    assert ("Seal (SHA-256)", "not frozen, so not sealed") in lines


NASTY = [
    *("=1+1", "+1", "-1", "@SUM(1)", "\t=1", "＝1", "{=1}", "http://x.example", "1e5", "_x0041_"),
    '<r></is></c><c r="Z9"><f>1+1</f></c></r>',
    "]]></t></is></c>&amp;",
]


@pytest.mark.parametrize("text", NASTY)
def test_text_goes_in_as_it_is_and_never_becomes_a_formula_a_link_or_a_number(text):
    nasty = english(text)
    note = a_note(body=nasty, reason=nasty, organization=text, evidence=(EvidenceLine(text, ""),))
    section = replace(a_section(note, title=nasty, url=text), assessments=(an_assessment(rationale=nasty),))
    content = a_frozen_report(
        section,
        plan=nasty,
        notice=nasty,
        reason=text,
        seal=a_seal(frozen_by=text),
        gaps=(a_gap(reason=Text(text, "en")),),
    )

    book = opened(content)

    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}
    assert [cell for cell in cells if cell.hyperlink] == []
    assert [unescape(said) for said in column(book["Notes"], "note")] == [text]
    assert [unescape(said) for said in column(book["Missing"], "reason")] == [text]


def test_what_a_cell_cannot_hold_is_left_out_and_said_so():
    long, broken = english("𠮷" * 20_000), english("a\x00b\x1bc\ufffe\ud800 line\nnext")

    book = opened(a_frozen_report(a_section(a_note(body=long, reason=broken))))

    [body], [reason] = column(book["Notes"], "note"), column(book["Notes"], "reason")
    assert (len(body.encode("utf-16-le")) // 2, body[-2:]) == (MOST_CHARACTERS, "𠮷…")
    assert reason == "abc\ufffd line\nnext"


def test_no_sheet_has_a_formula_and_no_part_of_the_file_a_clock():
    content = a_frozen_report(a_section(a_note(body=Text("= 今日()", "ja"))))

    with report_xlsx(content) as first, report_xlsx(content) as second:
        data = first.read()
        assert data == second.read()
        with zipfile.ZipFile(first) as file:
            texts = {name: file.read(name) for name in file.namelist()}
            moments = {part.date_time for part in file.infolist()}
    assert [name for name, text in texts.items() if b"<f>" in text] == []
    assert moments == {(1980, 1, 1, 0, 0, 0)}
    properties = openpyxl.load_workbook(io.BytesIO(data)).properties
    assert (properties.created.replace(tzinfo=UTC), properties.creator) == (MADE_AT, "GAC")


def test_a_failure_on_the_way_is_passed_on():
    class Broken(tuple):
        def __iter__(self):
            yield from super().__iter__()
            raise LookupError("after the last change")

    with pytest.raises(LookupError):
        report_xlsx(a_frozen_report(changes=Broken([a_change()])))

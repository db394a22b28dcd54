"""Facts drawn from a sealed report, and found again in every file that is made of it, in every language."""

import csv
import io
import json
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from django.utils import translation

from priorities.choices import Standing
from priorities.reports.exporters.csv import report_csv
from priorities.reports.exporters.days import day_in_words
from priorities.reports.exporters.docx import report_docx
from priorities.reports.exporters.docx_writer import SIGNS
from priorities.reports.exporters.pdf import report_pdf
from priorities.reports.exporters.report_xlsx import report_xlsx
from priorities.reports.reading import read_document, seal_from

from .exporters.reading_pdf import text_of as pdf_text
from .reading_docx import paragraphs, text_of

FILE = json.loads(Path(__file__).with_name("frozen_report.json").read_bytes())
DOCUMENT = FILE["content"]


def content(language="en"):
    seal = seal_from(DOCUMENT, sha256=FILE["sha256"])
    return read_document(DOCUMENT, language=language, seal=seal)


def sheets(language="en") -> dict[str, list[dict]]:
    with report_xlsx(content(language)) as file:
        book = openpyxl.load_workbook(file)
    found = []
    for sheet in book.worksheets:
        head, *rows = sheet.iter_rows(values_only=True)
        found.append([dict(zip(head, row, strict=True)) for row in rows])
    return dict(zip(["summary", "commitments", "notes", "changes", "coverage"], found, strict=False))


def as_in_a_cell(value):
    """What JSON says, as another library reads it from a cell."""
    try:
        return datetime.fromisoformat(value) if value and value[4:5] == "-" else value or None
    except ValueError:
        return value


def test_csv_and_xlsx_say_of_every_commitment_what_was_sealed():
    names = [
        "reference",
        "standing",
        "lifecycle",
        "confidence",
        "since",
        "last_note_on",
        "due_on",
        "freshness",
    ]
    sealed = [[line[name] for name in names] for line in DOCUMENT["commitments"]]
    leads = [
        [
            "|".join(o["acronym"] for o in line["owners"] if (o["party"], o["role"]) == (party, "lead"))
            for party in ("CA", "JP")
        ]
        for line in DOCUMENT["commitments"]
    ]

    text = b"".join(report_csv(content())).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    cells = sheets()["commitments"]

    assert [[row[name] for name in names] for row in rows] == [
        [value or "" for value in line] for line in sealed
    ]
    assert [[row[name] for name in names] for row in cells] == [
        [as_in_a_cell(value) for value in line] for line in sealed
    ]
    assert [[row["lead_CA"], row["lead_JP"]] for row in rows] == leads
    assert [[row["lead_CA"] or "", row["lead_JP"] or ""] for row in cells] == leads


def test_xlsx_says_of_every_note_what_was_sealed():
    sealed = [
        (
            line["reference"],
            datetime.fromisoformat(note["as_of"]),
            note["organization"],
            note["body"]["en"],
            note["is_late"],
        )
        for line in DOCUMENT["commitments"]
        for note in line["notes"]
    ]

    rows = sheets()["notes"]

    assert [
        (row["reference"], row["as_of"], row["organization"], row["note"], row["is_late"]) for row in rows
    ] == sealed
    assert len(sealed) == 3


@pytest.mark.parametrize("language", ["en", "fr", "ja"])
def test_docx_says_of_every_commitment_what_was_sealed(language):
    told = [f"{style}: {words}" for style, words in paragraphs(report_docx(content(language)))]
    whole = "\n".join(told)

    with translation.override(language):
        missing = [
            fact for line in DOCUMENT["commitments"] for fact in facts(line, language) if fact not in whole
        ]
    assert missing == []


def facts(line: dict, language: str) -> list[str]:
    """What a reader must find of a commitment, in the words of the page."""
    standing = Standing(line["standing"])
    since = day_in_words(date.fromisoformat(line["since"]))
    notes = [
        piece.strip()
        for note in line["notes"]
        for words in (note["body"], note["reason"], note["next_steps"])
        for piece in words.get(language, next(iter(words.values()), "")).split("\n\n")
    ]
    return [
        f"Heading2: {line['reference']}  {line['title'].get(language, line['title']['en'])}",
        f"Status: {SIGNS[standing]} {standing.label}  ",
        since,
        *(f"({owner['acronym']})" for owner in line["owners"]),
        *notes,
        *(each["title"] for note in line["notes"] for each in note["evidence"]),
    ]


def test_the_numbers_of_the_summary_are_the_same_on_paper_and_in_cells():
    counts = dict(content().counts)
    owed, reported = DOCUMENT["coverage"]["owed"], DOCUMENT["coverage"]["reported"]

    with report_xlsx(content()) as file:
        summary = list(openpyxl.load_workbook(file)["Summary"].iter_rows(values_only=True))
    [total] = [row for row in summary if row[0] == "All"]
    figures = {row[0]: row[1] for row in summary}
    paper = [text_of(report_docx(content())), " ".join(pdf_text(report_pdf(content())).split())]

    assert list(total[1:9]) == [counts[standing.value] for standing in Standing]
    assert (figures["Owed a note"], figures["Reported"]) == (owed, reported)
    assert [f"{reported} of {owed}" in text for text in paper] == [True, True]
    assert [f"{len(DOCUMENT['commitments'])} commitments" in text for text in paper] == [True, True]

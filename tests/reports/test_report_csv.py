"""A report as CSV, and as an archive of CSV files: bytes that stay the same for ever, and carry the seal."""

import csv
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from priorities.reports.content import CoverageLine, Text
from priorities.reports.exporters.csv import report_csv
from priorities.reports.exporters.report_zip import report_zip
from priorities.reports.reading import read_document, seal_from

from .exporters.builders import a_note, a_report, a_section, english
from .exporters.sealed import PREVIOUS, SHA256, a_change, a_frozen_report, a_gap, an_assessment

# A report as it was once frozen. What is made of it must never change, so neither may this file.
FROZEN = Path(__file__).with_name("frozen_report.json")


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def table(content) -> list[dict[str, str]]:
    return rows(b"".join(report_csv(content)))


def files(content) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(report_zip(content))) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_the_files_of_a_report_frozen_once_never_change():
    file = json.loads(FROZEN.read_bytes())
    content = read_document(
        file["content"],
        language="en",
        seal=seal_from(file["content"], sha256=file["sha256"]),
    )

    made = [b"".join(report_csv(content)), report_zip(content)]

    assert [hashlib.sha256(each).hexdigest() for each in made] == [
        "c0c606007b5b01ff44cef88b0d2e387f82c65eaf8951e304f109e266993c7152",
        "ae53d792c798f61bc52ec631edd46b4f6bdbe6bf86c84d92b5bc6f3cf48f01c1",
    ]


def test_a_row_for_each_commitment_in_the_order_of_the_report():
    content = a_frozen_report(a_section(reference="CJ21-ROL-02", due_on=None), a_section())

    assert [
        (row["reference"], row["standing"], row["due_on"], row["lead_CA"], row["moves"], row["last_note"])
        for row in table(content)
    ] == [
        ("CJ21-ROL-02", "on_track", "", "GAC", "1", "Ministers signed the agreement in Tokyo."),
        ("CJ21-ROL-01", "on_track", "2026-03-31", "GAC", "1", "Ministers signed the agreement in Tokyo."),
    ]


def test_the_last_column_of_every_file_is_the_seal_and_empty_in_a_draft():
    draft = replace(a_frozen_report(), seal=None)

    found = {
        (list(row)[-1], row["report_sha256"])
        for name, data in files(a_frozen_report()).items()
        if name.endswith(".csv")
        for row in rows(data)
    }

    assert found == {("report_sha256", SHA256)}
    assert [row["report_sha256"] for row in table(draft)] == [""]


def test_the_language_changes_titles_and_words_alone():
    french = replace(a_frozen_report(), language="fr")

    assert b"".join(report_csv(french)) == b"".join(report_csv(a_frozen_report()))


def test_the_archive_holds_a_file_for_each_kind_of_fact():
    section = a_section(a_note(is_late=True, accepted_on=date(2025, 10, 3), next_steps=english("Ratify.")))
    content = a_frozen_report(section, changes=(a_change(),), coverage=(CoverageLine("CA", "GAC", 23, 6, 2),))

    found = files(content)

    assert list(found) == ["commitments.csv", "notes.csv", "changes.csv", "coverage.csv", "about.txt"]
    assert found["commitments.csv"] == b"".join(report_csv(content))
    [note], [change], [line] = (rows(found[f"{name}.csv"]) for name in ("notes", "changes", "coverage"))
    assert (note["as_of"], note["accepted_on"], note["is_late"], note["note"], note["next_steps"]) == (
        *("2025-07-08", "2025-10-03", "true"),
        *("Ministers signed the agreement in Tokyo.", "Ratify."),
    )
    assert (change["change"], change["before"], change["after"], change["days"]) == (
        *("slipped", "2025-12-29", "2026-03-31"),
        "92",
    )
    assert (line["organization"], line["owed"], line["reported"], line["late"]) == ("GAC", "23", "6", "2")


def test_assessments_and_accepted_gaps_have_files_where_there_are_any():
    section = replace(a_section(), assessments=(an_assessment(),))

    found = files(a_frozen_report(section, gaps=(a_gap(),)))

    [assessment], [gap] = rows(found["assessments.csv"]), rows(found["gaps.csv"])
    assert (assessment["level"], assessment["rank"], assessment["levels"]) == ("Substantial", "4", "5")
    assert (gap["gap"], gap["reference"], gap["reason"]) == (
        *("lead", "CJ21-ROL-01"),
        "Japan will name a lead in May.",
    )


def test_a_page_of_text_says_what_the_archive_is():
    about = files(a_frozen_report())["about.txt"].decode("utf-8-sig").splitlines()

    assert about[:5] == [
        "plan: Canada-Japan shared priorities",
        "notice: Illustrative data",
        "period: April to September 2025",
        "starts_on: 2025-04-01",
        "ends_on: 2025-09-30",
    ]
    assert {
        f"report_sha256: {SHA256}",
        f"previous_sha256: {PREVIOUS}",
        f"verify_url: https://tracker.example/verify/?sha256={SHA256}",
    } <= set(about)


def test_an_archive_is_the_same_bytes_whatever_packs_it():
    data = report_zip(a_frozen_report())

    with zipfile.ZipFile(io.BytesIO(data)) as file:
        kinds = {(part.compress_type, part.date_time, part.create_system) for part in file.infolist()}
    assert kinds == {(zipfile.ZIP_STORED, (1980, 1, 1, 0, 0, 0), 3)}
    assert data == report_zip(a_frozen_report())


@pytest.mark.parametrize("text", ["=1+1", "\t@SUM(1)", "x\r\n-1", '"=1', "\u202e+1", "a;=1"])
def test_no_text_of_anyone_starts_a_formula_in_any_file(text):
    nasty = english(text)
    note = a_note(body=nasty, reason=nasty, next_steps=nasty, organization=text)
    section = replace(
        a_section(note, title=nasty, wording=nasty, url=text), assessments=(an_assessment(rationale=nasty),)
    )
    content = a_frozen_report(
        section, changes=(a_change(title=nasty),), gaps=(a_gap(reason=Text(text, "en")),)
    )

    cells = [
        cell
        for name, data in files(content).items()
        if name.endswith(".csv")
        for row in rows(data)
        for cell in row.values()
    ]

    assert [cell for cell in cells if cell.lstrip(' \t\r\n"\u202e').startswith(("=", "+", "-", "@"))] == []
    assert sum("'" in cell for cell in cells) >= 10


def test_a_draft_without_anything_is_still_a_table():
    assert (table(a_report()), list(files(a_report()))[:2]) == ([], ["commitments.csv", "notes.csv"])

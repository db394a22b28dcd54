"""Boards as CSV."""

import codecs
import csv
import io

import pytest

from priorities.reports.content import EvidenceLine, Owner
from priorities.reports.exporters.csv import board_csv

from .builders import OWNERS, a_note, a_row, an_export, english


def read(chunks):
    return list(csv.DictReader(io.StringIO(b"".join(chunks).decode("utf-8-sig"), newline="")))


def test_the_header_is_the_codes_in_their_order_with_columns_for_each_party():
    header = next(board_csv(an_export(), []))

    assert header.decode("utf-8-sig").strip().split(",") == [
        *(
            "reference",
            "area",
            "title",
            "kind",
            "standing",
            "lifecycle",
            "confidence",
            "since",
            "last_note_on",
        ),
        *("due_on", "lead_CA", "lead_JP", "other_owners", "position_CA", "position_JP", "positions_differ"),
        *(
            "freshness",
            "schedule",
            "baseline_on",
            "moves",
            "slip_days",
            "trend",
            "last_note",
            "last_note_organization",
            "evidence",
            "wording",
            "url",
        ),
    ]


def test_a_row_is_written_in_codes_and_iso_dates():
    rows = read(board_csv(an_export(), [a_row(confidence="", positions_differ=True)]))

    assert rows == [
        {
            "reference": "CJ21-ROL-01",
            "area": "ROL",
            "title": "Deepen security cooperation",
            "kind": "continuing",
            "standing": "on_track",
            "lifecycle": "underway",
            "confidence": "",
            "since": "2025-07-08",
            "last_note_on": "2025-07-08",
            "due_on": "2026-03-31",
            "lead_CA": "GAC",
            "lead_JP": "MOFA-JP",
            "other_owners": "DND/CAF (co_lead)",
            "position_CA": "not_reported",
            "position_JP": "on_track",
            "positions_differ": "true",
            "freshness": "fresh",
            "schedule": "on_time",
            "baseline_on": "2025-12-29",
            "moves": "1",
            "slip_days": "92",
            "trend": "unchanged",
            "last_note": "Ministers signed the agreement in Tokyo.",
            "last_note_organization": "MOFA-JP",
            "evidence": "Jiji Press https://www.nippon.com/en/news/1/",
            "wording": "Enhance political, security and defence cooperation",
            "url": "https://tracker.example/canada-japan/commitments/CJ21-ROL-01/",
        }
    ]


def test_a_commitment_without_note_date_or_owner_has_empty_cells():
    bare = a_row(
        last_note=None,
        last_note_on=None,
        due_on=None,
        baseline_on=None,
        owners=(),
        positions=(),
        moves=0,
        slip_days=0,
    )

    (row,) = read(board_csv(an_export(), [bare]))

    assert {code for code, cell in row.items() if not cell} == {
        *(
            "last_note_on",
            "due_on",
            "baseline_on",
            "lead_CA",
            "lead_JP",
            "other_owners",
            "position_CA",
            "position_JP",
        ),
        *("last_note", "last_note_organization", "evidence"),
    }


def test_several_evidences_and_owners_stay_apart():
    note = a_note(evidence=(EvidenceLine("A", "https://a.example"), EvidenceLine("B", "")))
    owners = (*OWNERS, Owner("CCG", english("Coast Guard"), "CA", "contributor"))

    (row,) = read(board_csv(an_export(), [a_row(last_note=note, owners=owners)]))

    assert (row["evidence"], row["other_owners"]) == (
        "A https://a.example | B",
        "DND/CAF (co_lead) | CCG (contributor)",
    )


def test_the_file_begins_with_a_bom_and_ends_its_lines_with_crlf():
    file = b"".join(board_csv(an_export(), [a_row(title=english("Été à Tokyo 東京"))]))

    assert (file[:3], file.count(b"\r\n"), "Été à Tokyo 東京" in file.decode()) == (codecs.BOM_UTF8, 2, True)


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " =", "\ufeff="]
)
def test_no_text_of_anyone_starts_a_formula(start):
    nasty = english(f"{start}HYPERLINK(1)")
    evidence = (EvidenceLine(nasty.value, nasty.value),)
    note = a_note(body=nasty, organization=nasty.value, evidence=evidence)
    row = a_row(
        title=nasty,
        wording=nasty,
        url=nasty.value,
        last_note=note,
        owners=(Owner(nasty.value, nasty, "CA", "lead"),),
    )

    (cells,) = read(board_csv(an_export(), [row]))

    assert {
        cells[code][0]
        for code in ("title", "wording", "last_note", "last_note_organization", "lead_CA", "evidence", "url")
    } == {"'"}


def test_streaming_is_lazy():
    def rows():
        yield a_row(reference="CJ21-ROL-01")
        yield a_row(reference="CJ21-ROL-02")
        raise LookupError("the third row")

    stream = board_csv(an_export(), rows())
    lines = [next(stream) for _ in range(3)]

    assert [line.split(b",")[0] for line in lines[1:]] == [b"CJ21-ROL-01", b"CJ21-ROL-02"]
    with pytest.raises(LookupError):
        next(stream)

"""Facts drawn at random from a sealed report: the page and all five files say the same of the same commitment."""

import csv
import io
import json
import random
import re
from datetime import date
from html import unescape

import openpyxl
import pytest
import time_machine
from django.utils import translation

from priorities.choices import Standing
from priorities.reports.exporters.days import day_in_words
from priorities.reports.exporters.docx_writer import SIGNS
from tests.reporting import FROZEN, fiscal_year, published, told
from tests.reports.exporters.reading_pdf import text_of as pdf_text
from tests.reports.reading_docx import text_of as docx_text
from tests.views.building import client_of

ADDRESS = "/canada-japan/reports/2025-26"
DRAWN = 25
STATES = [
    {},
    {"confidence": "at_risk", "reason": {"en": "Late."}, "next_steps": {"en": "Hurry."}},
    {"confidence": "off_track", "reason": {"en": "Stuck."}, "next_steps": {"en": "Push."}},
    {"lifecycle": "not_started"},
    {"lifecycle": "paused"},
]
TAG = re.compile(r"<(script|style).*?</\1>|<[^>]+>", re.DOTALL)


@pytest.fixture
def document(cast):
    with time_machine.travel(FROZEN, tick=False):
        for number in range(10):
            titles = {"title_en": f"Promise {number:02}", "title_fr": f"Promesse {number:02}"}
            commitment = cast.commitment(title_ja=f"約束{number:02}", **titles)
            body = {"en": f"Word {number:02}.", "fr": f"Mot {number:02}.", "ja": f"言葉{number:02}。"}
            day = date(2025, 8, 1 + number)
            told(cast, commitment, body=body, as_of=day, **STATES[number % len(STATES)])
        yield published(cast, fiscal_year(cast)).document


def facts_of(line: dict, language: str) -> dict[str, str]:
    """What is said of a commitment, in the words of a page."""
    standing = Standing(line["standing"])
    first = line["notes"][0]
    return {
        "title": line["title"][language],
        "standing": f"{SIGNS[standing]}{standing.label}",
        "since": day_in_words(date.fromisoformat(line["since"])),
        "body": first["body"][language],
        "note": day_in_words(date.fromisoformat(first["as_of"])),
        "lead": first["organization"],
    }


def squeezed(text: str) -> str:
    """Where a line breaks, and which kind of space stands between words, says nothing."""
    return re.sub(r"[\s\u200b\u00a0\u202f]+", "", text)


def said_by(text: str) -> dict[str, str]:
    """By the reference of a commitment, everything that follows it until the next one is named."""
    pieces = re.split(r"(CJ21-ROL-\d\d)", text)
    found: dict[str, str] = {}
    for reference, words in zip(pieces[1::2], pieces[2::2], strict=True):
        found[reference] = found.get(reference, "") + squeezed(words)
    return found


def rows_by_reference(rows) -> dict[str, dict]:
    return {row["reference"]: row for row in rows}


def sheet_rows(data: bytes) -> list[dict]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[1]
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.parametrize("language", ["en", "fr", "ja"])
def test_facts_drawn_at_random_are_the_same_on_the_page_and_in_five_files(document, language):
    prefix = "" if language == "en" else f"/{language}"
    public = client_of(None)
    files = {
        kind: public.get(f"{prefix}{ADDRESS}.{kind}").content
        for kind in ("csv", "json", "xlsx", "docx", "pdf")
    }
    page = unescape(TAG.sub(" ", public.get(f"{prefix}{ADDRESS}/").content.decode()))
    prose = {
        "page": said_by(page),
        "docx": said_by(docx_text(files["docx"])),
        "pdf": said_by(pdf_text(files["pdf"])),
    }
    table = rows_by_reference(csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig"), newline="")))
    sheet = rows_by_reference(sheet_rows(files["xlsx"]))
    sealed = rows_by_reference(json.loads(files["json"])["content"]["commitments"])
    chance = random.Random(language)

    missing = []
    for line in (chance.choice(document["commitments"]) for _ in range(DRAWN)):
        reference = line["reference"]
        with translation.override(language):
            name, fact = chance.choice(list(facts_of(line, language).items()))
        signs = "".join(SIGNS.values())
        missing += [
            (where, reference, name, fact)
            for where, said in prose.items()
            if squeezed(fact).lstrip("" if where == "docx" else signs) not in said[reference]
        ]
        assert sealed[reference] == line
        expected = (line["title"][language], line["standing"], line["since"], line["last_note_on"])
        columns = ("title", "standing", "since", "last_note_on")
        assert tuple(table[reference][column] for column in columns) == expected
        assert tuple(str(sheet[reference][column])[:10] for column in columns) == tuple(
            words[:10] for words in expected
        )

    assert missing == []

"""A title of evidence keeps its language in every form of a report; reports sealed before that stay as they are."""

import json
from datetime import UTC, datetime

import pytest
import time_machine
from django.utils import translation

from priorities.reports.content import EvidenceLine
from priorities.reports.exporters.docx import report_docx
from priorities.reports.exporters.pdf import report_pdf
from priorities.reports.exporters.source_words import number_sources
from priorities.reports.reading import read_document, seal_from
from priorities.services.assessments import SourceWords
from priorities.services.notes import EvidenceWords
from tests.assessments import final
from tests.reporting import FROZEN, fiscal_year, frozen, published, told
from tests.views.building import client_of, words_of

from .exporters.builders import a_note, a_report, a_section
from .exporters.reading_pdf import languages
from .reading_docx import runs

TITLE = "日加首脳会談の結果概要"
CITED = EvidenceWords(TITLE, "https://example.org/summit", title_language="ja")
IN_APRIL = datetime(2026, 4, 10, 9, 0, tzinfo=UTC)
PARTS = ("commitments", "sources")


def cited(language: str) -> EvidenceLine:
    return EvidenceLine(TITLE, "https://example.org/summit", language)


def test_a_word_file_says_the_language_of_each_title():
    document = report_docx(a_report(a_section(a_note(evidence=(cited("ja"),))), parts=PARTS))

    said = [tags for words, tags in runs(document) if words == TITLE]
    assert len(said) == 2
    assert {tag for tags in said for tag in tags.values()} == {"ja-JP"}


def test_a_pdf_marks_each_title_with_its_language():
    known, unknown = (
        languages(report_pdf(a_report(a_section(a_note(evidence=(cited(code),))), parts=PARTS)))
        for code in ("ja", "")
    )

    assert ("ja" in known, "ja" in unknown) == (True, False)


def test_what_is_cited_twice_is_one_source_in_whichever_language_its_title_was_typed():
    content = a_report(a_section(a_note(evidence=(cited("ja"),)), a_note(evidence=(cited(""),))))

    assert list(number_sources(content, PARTS).values()) == [1]


def test_a_sealed_report_holds_the_language_of_its_titles(cast, commitment):
    with time_machine.travel(FROZEN, tick=False):
        year = fiscal_year(cast)
        told(cast, commitment, evidence=(CITED,))
        source = SourceWords("https://example.org/audit", "Rapport d’audit", "fr")
        final(cast, commitment, year, now=IN_APRIL, sources=(source,))

        report = published(cast, year)

        pages = [words_of(client_of(None).get(f"{at}/canada-japan/reports/2025-26/")) for at in ("", "/ja")]
    [line] = report.document["commitments"]
    assert line["notes"][0]["evidence"][0]["title_language"] == "ja"
    assert line["assessments"][0]["sources"][0]["title_language"] == "fr"
    assert [page.count(f'<span lang="ja">{TITLE}</span>') for page in pages] == [2, 0]
    assert [page.count('<span lang="fr">Rapport d’audit</span>') for page in pages] == [2, 2]


def test_the_name_of_a_file_is_in_no_language(cast, commitment):
    year = fiscal_year(cast)
    told(cast, commitment, evidence=(EvidenceWords("", "https://example.org/summit", title_language="ja"),))

    [line] = frozen(cast, year).document["commitments"]

    assert line["notes"][0]["evidence"] == [
        {"title": "", "url": "https://example.org/summit", "language": "", "title_language": ""}
    ]


@pytest.mark.parametrize("render", [report_docx, report_pdf])
def test_a_report_sealed_before_titles_had_a_language_is_made_as_it_was(cast, commitment, render):
    year = fiscal_year(cast)
    told(cast, commitment, evidence=(CITED,))
    report = frozen(cast, year)
    before = json.loads(report.content)
    for line in before["commitments"]:
        for note in (*line["notes"], line["last_note"]):
            for each in note["evidence"]:
                del each["title_language"]

    with translation.override("en"):
        content = read_document(before, language="en", seal=seal_from(before, sha256=report.sha256))
        made = render(content)

    assert {line.language for line in content.areas[0].commitments[0].notes[0].evidence} == {""}
    if render is report_docx:
        assert [tags["val"] for words, tags in runs(made) if words == TITLE] == ["en-CA"] * 2

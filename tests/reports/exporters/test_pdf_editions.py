"""The cover, the parts and the languages of a report on paper, and what it costs to print a long one."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from priorities.choices import ReportPart
from priorities.reports.content import Text
from priorities.reports.exporters.pdf import bilingual_pdf, report_pdf

from .builders import a_note, a_report, a_section
from .reading_pdf import bookmarks, elements, languages, links, pages_of, text_of
from .sealed import (
    PREVIOUS,
    REPLACED,
    SHA256,
    a_change,
    a_frozen_report,
    a_gap,
    a_seal,
    an_assessment,
)

SEAL_IN_GROUPS = " ".join(SHA256[start : start + 4] for start in range(0, 64, 4))
VERIFY = f"https://tracker.example/verify/?sha256={SHA256}"


def test_the_cover_carries_the_whole_seal_and_a_code_that_leads_to_the_check():
    pdf = report_pdf(a_frozen_report())

    cover = " ".join(pages_of(pdf)[0].split())
    assert SEAL_IN_GROUPS in cover
    assert "Frozen 20 November 2025, 13:05 UTC by Amélie Gagnon, GAC" in cover
    assert elements(pdf, "/Figure")[0] == (f"QR code of the page that checks this report: {VERIFY}")
    assert VERIFY in links(pdf)


def test_every_page_has_the_seal_and_its_number_at_the_foot():
    sections = [a_section(reference=f"CJ21-ROL-{number:02}") for number in range(8)]

    pages = pages_of(report_pdf(a_frozen_report(*sections)))

    assert len(pages) > 4
    assert [
        number
        for number, text in enumerate(pages, start=1)
        if f"page {number} of {len(pages)}" not in text or "Seal 9f2c 41ab 77d0 5e13 …" not in text
    ] == []


def test_a_draft_says_so_on_every_page_and_has_no_seal():
    pdf = report_pdf(a_report(a_section()))

    assert all("Live draft" in page for page in pages_of(pdf))
    assert ("Seal" in pages_of(pdf)[0], len(elements(pdf, "/Figure"))) == (False, 1)
    assert "it has no seal, and it changes with every accepted note" in text_of(pdf)


def test_an_addendum_says_why_it_was_made_and_what_it_replaces():
    seal = a_seal(replaces_sha256=REPLACED)

    cover = pages_of(
        report_pdf(a_frozen_report(seal=seal, edition=2, reason="A note stood under the wrong ministry."))
    )[0]

    assert [
        words
        for words in (
            "Addendum, edition 2",
            "A note stood under the wrong ministry.",
            "In place of the report with the seal feed 5eed feed 5eed …",
        )
        if words not in cover
    ] == []


def test_the_parts_are_those_the_plan_chose_in_its_order():
    content = a_frozen_report(changes=(a_change(),), gaps=(a_gap(),))

    all_of_them = bookmarks(report_pdf(content))
    chosen = bookmarks(report_pdf(replace(content, parts=("sources", "changes"))))

    assert [title for title, _below in all_of_them] == [
        "Summary",
        "What moved",
        "1 Rule of law",
        "Who reported",
        "What is missing",
        "How to read this report",
        "Sources",
    ]
    assert [title for title, _below in chosen] == ["Sources", "What moved"]


def test_the_contents_of_a_long_report_name_the_page_of_every_commitment():
    sections = [a_section(reference=f"CJ21-ROL-{number:02}") for number in range(8)]

    pages = pages_of(report_pdf(a_frozen_report(*sections)))

    entry = next(line for line in pages[1].splitlines() if line.startswith("CJ21-ROL-07"))
    page = int("".join(filter(str.isdigit, entry.split()[-1])))
    assert "CJ21-ROL-07" in pages[page - 1]
    assert "Contents" not in pages_of(report_pdf(a_frozen_report()))[1]


def test_the_chart_says_its_numbers_to_those_who_do_not_see_it():
    pdf = report_pdf(a_report(a_section(), a_section(standing="at_risk"), parts=("summary",)))

    assert elements(pdf, "/Figure") == [
        "Bar chart of the commitments of each priority area by standing. 1 Rule of law: On track 1, At risk 1."
    ]
    assert len(elements(pdf, "/Table")) == 1


def test_what_moved_coverage_and_gaps_are_tables_with_real_heads():
    content = a_frozen_report(
        changes=(a_change(), a_change("back", before="on_track", after="at_risk", days=0)),
        gaps=(a_gap(),),
        parts=("changes", "coverage", "gaps"),
    )

    pdf = report_pdf(content)

    assert len(elements(pdf, "/Table")) == 4
    assert len(elements(pdf, "/THead")) == 4
    assert [
        words
        for words in (
            "CJ21-ROL-01 Deepen security cooperation 29 December 2025 → 31 March 2026 +92",
            "On track → At risk",
            "Global Affairs Canada GAC Canada 23 6 26% 2",
            "Japan will name a lead in May.",
        )
        if words not in text_of(pdf)
    ] == []


def test_assessments_stand_beside_the_word_of_the_owners_and_only_where_there_are_any():
    assessed = replace(a_section(), assessments=(an_assessment(),))

    pdf = report_pdf(a_frozen_report(assessed, a_section(reference="CJ21-ROL-02")))

    text = text_of(pdf)
    assert [
        words
        for words in (
            "1 of the 2 commitments was assessed",
            "What the owners say",
            "What the assessor says",
            "Substantial level 4 of 5",
            "Democratic Accountability Observatory, Canada · 3 November 2025",
            "OGP completion · Partial evidence",
            "The signature is public; what follows from it is not.",
            "[2] Minutes of the Diet",
            "never averaged",
        )
        if words not in text
    ] == []
    assert "Independent assessments" not in text_of(report_pdf(a_frozen_report()))


def test_without_a_list_of_sources_every_note_gives_the_addresses_itself():
    parts = [code for code in ReportPart.values if code != "sources"]

    with_list = text_of(report_pdf(a_frozen_report()))
    without = text_of(report_pdf(a_frozen_report(parts=tuple(parts))))

    assert [text.count("https://www.nippon.com/en/news/1/") for text in (with_list, without)] == [1, 1]
    assert [text.count("[1] Jiji Press") for text in (with_list, without)] == [2, 1]


def test_the_method_names_every_status_and_how_the_seal_is_checked():
    text = text_of(report_pdf(a_frozen_report(parts=("method",))))

    assert [
        words
        for words in (
            "The due date is at most 30 days ahead.",
            "The last note is more than 135 and at most 180 days old.",
            "Notes accepted by 15 November 2025, 04:59 UTC count for this report.",
            "open https://tracker.example/verify/ and compare the seal",
            "RFC 8785",
            " ".join(PREVIOUS[start : start + 4] for start in range(0, 64, 4)),
            "Coverage of the period 100% 1 commitments that owed a note",
        )
        if words not in text
    ] == []


def in_two_languages():
    section = a_section(
        a_note(body=Text("Les ministres ont signé l’accord.", "fr")), title=Text("Sécurité", "fr")
    )
    return (
        a_frozen_report(a_section()),
        replace(a_frozen_report(section), language="fr", plan=Text("Priorités communes", "fr")),
    )


def test_two_editions_one_after_the_other_share_a_cover_and_the_pages():
    pdf = bilingual_pdf(*in_two_languages())

    cover = pages_of(pdf)[0]
    titles = [title for title, _below in bookmarks(pdf)]
    assert ("Canada-Japan shared priorities" in cover, "Priorités communes" in cover) == (True, True)
    assert titles == ["English", "Français"]
    assert len(elements(pdf, "/Figure")) == 3  # the code once, the chart in each language
    assert "fr" in languages(pdf)


def test_side_by_side_each_thing_stands_in_both_languages_and_the_promise_once():
    pdf = bilingual_pdf(*in_two_languages(), layout="side")

    text = text_of(pdf)
    assert text.count("“Enhance political, security and defence cooperation”") == 1
    assert (
        "Ministers signed the agreement in Tokyo." in text,
        "Les ministres ont signé l’accord." in text,
    ) == (
        True,
        True,
    )
    assert bookmarks(pdf)[2] == (
        "1 Rule of law",
        ["CJ21-ROL-01 Deepen security cooperation / Sécurité"],
    )
    assert len(elements(pdf, "/Figure")) == 2


LONG = """
import json
import django
django.setup()
from datetime import date
from priorities.reports.exporters.pdf import report_pdf
from tests.reports.exporters.builders import a_note, english
from tests.reports.exporters.builders import a_section
from tests.reports.exporters.sealed import a_frozen_report
import pypdfium2
body = english("The ministers met and agreed what each ministry does before the next meeting of the council. " * 3)
notes = [a_note(as_of=date(2025, 4 + month, 8), body=body, next_steps=body) for month in range(6)]
content = a_frozen_report(*(a_section(*notes, reference=f"CJ21-ROL-{number:03}") for number in range(72)))
pdf = report_pdf(content)
# Of this process alone: what getrusage tells goes back to the one that started it.
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(json.dumps([len(pypdfium2.PdfDocument(pdf)), int(peak.split()[1]) / 1024]))
"""


def test_a_hundred_pages_are_printed_in_less_than_450_megabytes():
    if not Path("/proc/self/status").exists():
        pytest.skip("this system does not say how much memory a process took")
    printed = subprocess.run([sys.executable, "-c", LONG], capture_output=True, text=True, check=True)

    pages, megabytes = json.loads(printed.stdout)
    assert pages >= 100
    assert megabytes < 450, megabytes

"""A report as a Word document: what Word, LibreOffice and a screen reader need to find in it."""

import zipfile
from collections import Counter
from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import pytest
from docx.oxml.ns import qn

from priorities.reports.content import EvidenceLine, Text
from priorities.reports.exporters.docx import bilingual_docx, report_docx
from priorities.reports.exporters.docx_links import target
from priorities.reports.exporters.qr import qr_png

from .exporters.builders import MADE_AT, a_note, a_report, a_section, english
from .exporters.sealed import SHA256, a_change, a_frozen_report, a_gap, a_seal, an_assessment
from .reading_docx import (
    WORD,
    links,
    opened,
    paragraphs,
    parts,
    runs,
    said,
    text_of,
    trees,
    words,
)

VERIFY = f"https://tracker.example/verify/?sha256={SHA256}"


def everything(**changes):
    """A frozen report with something in each of its parts."""
    note = a_note(reason=english("The ship is late."))
    section = replace(a_section(note), assessments=(an_assessment(),))
    content = a_frozen_report(
        section,
        changes=(a_change(), a_change("forward", before="at_risk", after="on_track", days=0)),
        gaps=(a_gap(),),
    )
    return replace(content, **changes)


def test_the_same_report_is_the_same_bytes_without_a_clock_in_them():
    first, second = report_docx(everything()), report_docx(everything())

    with zipfile.ZipFile(BytesIO(first)) as file:
        names, moments = file.namelist(), {part.date_time for part in file.infolist()}
    assert first == second
    assert (names[0], names[1:], moments) == (
        "[Content_Types].xml",
        sorted(names[1:]),
        {(1980, 1, 1, 0, 0, 0)},
    )


def test_its_properties_are_those_of_the_report():
    properties = opened(report_docx(everything())).core_properties

    assert (properties.title, properties.author, properties.language, properties.identifier) == (
        "Canada-Japan shared priorities: progress report, April to September 2025",
        "GAC",
        "en-CA",
        f"sha256:{SHA256}",
    )
    assert properties.created == properties.modified == MADE_AT


def test_headings_go_down_one_level_at_a_time():
    levels = [
        int(style[-1])
        for style, _words in paragraphs(report_docx(everything()))
        if style.startswith("Heading")
    ]

    assert levels[0] == 1
    assert [step for step in pairwise(levels) if step[1] > step[0] + 1] == []
    assert said(report_docx(everything()), "Heading1") == [
        *("Summary", "What moved", "1 Rule of law", "Who reported"),
        *("Independent assessments", "What is missing", "How to read this report", "Sources"),
    ]


def test_nothing_looks_like_anything_but_by_a_style_of_the_template():
    found = trees(report_docx(everything()))
    known = {style.get(qn("w:styleId")) for style in found["word/styles.xml"].iter(qn("w:style"))}
    body = found["word/document.xml"]

    used = {
        each.get(qn("w:val"))
        for kind in ("pStyle", "rStyle", "tblStyle")
        for each in body.iter(qn(f"w:{kind}"))
    }
    direct = {each.tag.removeprefix(WORD) for look in body.iter(qn("w:rPr"), qn("w:pPr")) for each in look}

    assert used - known == set()
    assert direct - {"pStyle", "rStyle", "lang", "rFonts", "keepNext", "sectPr"} == set()


@pytest.mark.parametrize("content", [everything(), everything(language="ja")])
def test_numbers_and_names_in_it_are_unique_and_all_links_lead_somewhere(content):
    found = trees(report_docx(content))
    body = found["word/document.xml"]
    relations = {each.get("Id") for each in found["word/_rels/document.xml.rels"]}

    def repeated(tag, attribute):
        return [
            each for each, number in Counter(x.get(attribute) for x in body.iter(tag)).items() if number > 1
        ]

    picture = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
    assert [
        repeated(qn("w:bookmarkStart"), qn("w:id")),
        repeated(qn("w:bookmarkStart"), qn("w:name")),
        repeated(picture, "id"),
    ] == [[], [], []]
    places = {each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))}
    asked = {each.get(qn("w:anchor")) for each in body.iter(qn("w:hyperlink"))} - {None}
    assert asked
    assert asked <= places
    assert {each.get(qn("r:id")) for each in body.iter(qn("w:hyperlink"))} - {None} <= relations
    assert all(each.get("descr") for each in body.iter(picture))


def test_every_table_has_a_head_that_comes_again_and_rows_that_stay_whole():
    tables = opened(report_docx(everything())).tables

    heads = [table._tbl.tr_lst[0].find(f"{WORD}trPr/{WORD}tblHeader") for table in tables]
    rows = [row.find(f"{WORD}trPr/{WORD}cantSplit") for table in tables for row in table._tbl.tr_lst]

    assert len(tables) >= 10
    assert (None in heads, None in rows) == (False, False)


@pytest.mark.parametrize(("language", "tag"), [("en", "en-CA"), ("fr", "fr-CA"), ("ja", "ja-JP")])
def test_every_run_says_its_language_and_untranslated_words_theirs(language, tag):
    note = a_note(body=Text("Les ministres ont signé.", "fr"))
    document = report_docx(everything(language=language, areas=a_report(a_section(note)).areas))

    seal = " ".join(SHA256[start : start + 4] for start in range(0, 64, 4))
    spoken = dict(runs(document))
    without = [text for text, tags in spoken.items() if not tags]
    assert without == [seal, VERIFY.split("?")[0]]
    assert spoken["Les ministres ont signé."] == {"val": "fr-CA"}
    label = {"en": "Evidence", "fr": "Pièces justificatives", "ja": "根拠資料"}[language]
    assert spoken[label]["val"] == tag
    assert spoken[label].get("eastAsia") == ("ja-JP" if language == "ja" else None)
    defaults = trees(document)["word/styles.xml"].find(f"{WORD}docDefaults")
    assert defaults.find(f".//{WORD}lang").get(qn("w:val")) == tag
    assert defaults.find(f".//{WORD}rFonts").get(qn("w:eastAsia")) == "Yu Gothic"


def test_the_first_page_carries_the_seal_and_a_code_that_leads_to_the_check():
    document = report_docx(everything())

    pictures = [content for name, content in parts(document).items() if name.endswith(".png")]
    cover = text_of(document)[:1000]
    body = opened(document).element.body
    described = next(
        body.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr")
    )
    assert qr_png(VERIFY) in pictures
    assert described.get("descr") == f"QR code of the page that checks this report: {VERIFY}"
    assert "9f2c 41ab 77d0 5e13 0123 4567" in cover
    assert VERIFY in links(document)


def test_a_draft_has_no_seal_and_says_what_it_is():
    document = report_docx(a_report(a_section()))

    assert "QR" not in document.decode("latin-1")
    assert (said(document, "SealDigits"), said(document, "ReportLine")) == (
        [],
        ["Periodic report\tLive draft"],
    )


def test_head_and_foot_name_plan_period_seal_and_page():
    section = opened(report_docx(everything())).sections[0]

    feet = [section.footer._element, section.first_page_footer._element]
    assert words(section.header._element) == "Canada-Japan shared priorities · April to September 2025"
    assert words(section.first_page_header._element) == ""
    assert [words(foot) for foot in feet] == ["Seal 9f2c 41ab 77d0 5e13 …\tpage 1 of 1"] * 2
    assert [[each.get(qn("w:instr")) for each in foot.iter(qn("w:fldSimple"))] for foot in feet] == [
        ["PAGE", "NUMPAGES"]
    ] * 2


def test_a_status_is_a_sign_a_word_and_a_ground():
    document = report_docx(a_report(a_section(standing="off_track", confidence="off_track")))

    body = opened(document).element.body
    chips = {
        words(run)
        for run in body.iter(qn("w:r"))
        if run.find(f"{WORD}rPr/{WORD}rStyle[@{WORD}val='StandingOffTrack']") is not None
    }
    ground = trees(document)["word/styles.xml"].find(
        f"{WORD}style[@{WORD}styleId='StandingOffTrack']/{WORD}rPr/{WORD}shd"
    )
    assert chips == {"■ Off track"}
    assert ground.get(qn("w:fill")) == "FBE3E8"


def test_evidence_is_linked_where_it_is_on_the_web_and_printed_where_not():
    evidence = (
        EvidenceLine("News", "https://news.example/été?a=1&b=<2>"),
        EvidenceLine("Trap", "javascript:alert(1)"),
        EvidenceLine("Broken", "http://[::1"),
    )
    document = report_docx(a_report(a_section(a_note(evidence=evidence)), parts=("commitments",)))

    assert "https://news.example/%C3%A9t%C3%A9?a=1&b=%3C2%3E" in links(document)
    assert [each for each in links(document) if not each.startswith("https://")] == []
    assert said(document, "ListBullet") == [
        "[1] News\nhttps://news.example/été?a=1&b=<2>",
        "[2] Trap javascript:alert(1)",
        "[3] Broken http://[::1",
    ]


@pytest.mark.parametrize(
    ("address", "made"),
    [
        ("https://a.example/b%20c", "https://a.example/b%20c"),
        ("https://日本.example/", "https://xn--wgv71a.example/"),
        ("https://a.example:99999/", ""),
        ('https://a"b.example/', ""),
        ("https://a.example/" + "x" * 3000, ""),
        ("mailto:a@b.example", ""),
    ],
)
def test_only_what_is_a_uri_becomes_the_target_of_a_link(address, made):
    assert target(address) == made


HOSTILE = [
    "=HYPERLINK(1)",
    "a\x00b\x0bc\x1bd\ufffe\ud800",
    "\u202edetrevni\u202c \u200f",
    "<w:p>&amp;]]></w:t>",
    "👩🏽‍🚀 emoji 𠮷",
    "tab\tand\r\nline\rends",
    "w" * 500,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_anyone_breaks_the_file(text):
    nasty = english(text)
    note = a_note(
        body=nasty, reason=nasty, next_steps=nasty, organization=text, evidence=(EvidenceLine(text, text),)
    )
    content = everything(
        plan=nasty,
        notice=nasty,
        reason=text,
        edition=2,
        seal=a_seal(frozen_by=text, organization=text),
        areas=a_report(a_section(note, title=nasty, wording=nasty, url=text)).areas,
    )

    document = report_docx(content)

    assert trees(document)
    clean = text.replace("\r\n", "\n").replace("\r", "\n")
    clean = "".join(c for c in clean if c not in "\x00\x0b\x1b\ufffe").replace("\ud800", "\ufffd")
    assert clean.strip() in "\n".join(said(document, "NoteText"))


def test_a_very_long_note_is_there_to_the_last_word():
    paragraph = "Words of one paragraph, repeated. " * 100
    body = "\n\n".join([paragraph] * 30) + "\n\nThe end."

    document = report_docx(a_report(a_section(a_note(body=english(body)))))

    assert (len(body) > 100_000, said(document, "NoteText")[-1]) == (True, "The end.")


# Two languages


def in_french(content):
    [area] = content.areas
    [section] = area.commitments
    row = replace(section.row, title=Text("Approfondir la coopération", "fr"))
    note = replace(section.notes[0], body=Text("Les ministres ont signé l’accord.", "fr"))
    areas = (replace(area, commitments=(replace(section, row=row, notes=(note,)),)),)
    return replace(content, language="fr", areas=areas)


def test_the_second_language_follows_the_first_with_a_title_page_of_its_own():
    document = bilingual_docx(everything(), in_french(everything()), layout="after")

    assert said(document, "Title") == [
        "Progress on the shared priorities",
        "Progrès relatifs aux priorités communes",
    ]
    heads = said(document, "Heading1")
    assert (heads[0], heads[len(heads) // 2]) == ("Summary", "Sommaire")
    sections = opened(document).sections
    assert [words(section.footer._element).split("\t")[1] for section in sections] == [
        "page 1 of 1",
        "page 1 sur 1",
    ]


def test_side_by_side_each_passage_stands_beside_itself_in_the_other_language():
    document = opened(bilingual_docx(everything(), in_french(everything()), layout="side"))
    columns = [table for table in document.tables if table._tbl.tblStyle_val == "SideBySide"]
    rows = [tuple(words(cell) for cell in row.tc_lst) for table in columns for row in table._tbl.tr_lst]

    assert ("English", "Français") in rows
    assert ("Summary", "Sommaire") in rows
    assert ("CJ21-ROL-01  Deepen security cooperation", "CJ21-ROL-01  Approfondir la coopération") in rows
    assert ("Ministers signed the agreement in Tokyo.", "Les ministres ont signé l’accord.") in rows
    assert ("“Enhance political, security and defence cooperation”",) in rows
    pictures = [
        each for each in parts(bilingual_docx(everything(), everything(), layout="side")) if "media" in each
    ]
    assert len(pictures) == 2


@pytest.mark.parametrize("layout", ["after", "side"])
def test_a_report_in_two_languages_opens_as_clean_as_one_in_one(layout):
    first = bilingual_docx(everything(), in_french(everything()), layout=layout)
    body = trees(first)["word/document.xml"]

    names = [each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))]
    assert first == bilingual_docx(everything(), in_french(everything()), layout=layout)
    assert len(names) == len(set(names))
    assert [cell for cell in body.iter(qn("w:tc")) if cell[-1].tag != qn("w:p")] == []

"""A report as a PDF, read back by two other libraries."""

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from priorities.reports.content import EvidenceLine, Text
from priorities.reports.exporters import pdf
from priorities.reports.exporters.pdf import FontMissing, report_pdf

from .builders import OWNERS, POSITIONS, a_move, a_note, a_report, a_section, english

JAPANESE = "自由で開かれたインド太平洋に向け、直接対話を強化しました。骨令海"
FRENCH = "L’été à Noël : où l’œuvre naïve s’achève, ç’aurait été sûr — « voilà »"


def pages(content):
    document = pypdfium2.PdfDocument(report_pdf(content))
    return [page.get_textpage().get_text_bounded() for page in document]


def text_of(content):
    return "\n".join(pages(content)).replace("\r\n", "\n")


def opened(content):
    return pikepdf.open(io.BytesIO(report_pdf(content)))


def tags(node):
    """The types of structure of a tagged PDF, from the top."""
    if isinstance(node, pikepdf.Array):
        return [tag for kid in node for tag in tags(kid)]
    if isinstance(node, pikepdf.Dictionary) and "/S" in node:
        return [str(node["/S"]), *tags(node.get("/K", pikepdf.Array()))]
    return []


def fonts(document):
    return {
        str(font["/BaseFont"]).split("+")[-1]
        for page in document.pages
        for font in page.resources.get("/Font", {}).values()
    }


@pytest.mark.parametrize("language", ["en", "fr", "ja"])
def test_it_is_tagged_titled_and_in_its_language(language):
    document = opened(a_report(a_section(), language=language))

    assert (
        bool(document.Root.MarkInfo.Marked),
        str(document.Root.Lang),
        "/StructTreeRoot" in document.Root,
        bool(document.Root.ViewerPreferences.DisplayDocTitle),
    ) == (True, language, True, True)


def test_it_says_that_it_keeps_to_pdf_ua_and_pdf_a():
    with opened(a_report(a_section())).open_metadata() as metadata:
        seen = [metadata[key] for key in ("pdfuaid:part", "pdfaid:part", "pdfaid:conformance", "dc:title")]

    assert seen == ["1", "2", "A", "Canada-Japan shared priorities: progress report, April to September 2025"]


def test_it_has_headings_an_outline_links_and_real_table_headers():
    document = opened(a_report(a_section(), moves=(a_move(),)))

    with document.open_outline() as outline:
        headings = [entry.title for entry in outline.root]

    assert headings == [
        "Summary",
        "What moved",
        "1 Rule of law",
        "Who reported",
        "How to read this report",
        "Sources",
    ]
    assert {"/H1", "/H2", "/Table", "/THead", "/TH", "/TD", "/Link", "/BlockQuote"} <= set(
        tags(document.Root.StructTreeRoot.K)
    )


def test_every_page_says_which_it_is_of_how_many():
    texts = pages(a_report(*[a_section(reference=f"CJ21-ROL-{number:02}") for number in range(12)]))

    assert len(texts) > 3
    assert all(f"page {number} of {len(texts)}" in text for number, text in enumerate(texts, start=1))


def test_it_says_everything_about_a_commitment():
    note = a_note(
        kind="correction",
        standing="at_risk",
        visibility="shared",
        reason=english("Funding was not renewed."),
        next_steps=english("Ministers meet in November."),
        evidence=(
            EvidenceLine("Budget 2025", "https://www.canada.ca/budget"),
            EvidenceLine("Minutes", "box 12"),
        ),
    )
    section = a_section(
        note,
        standing="at_risk",
        schedule="overdue",
        positions=POSITIONS,
        positions_differ=True,
        owners=OWNERS[:2],
        parties_without_lead=("JP",),
    )

    text = text_of(a_report(section))

    assert [
        words
        for words in (
            "CJ21-ROL-01 Deepen security cooperation",
            "“Enhance political, security and defence cooperation”",
            "since 8 July 2025",
            "Canada: Global Affairs Canada (GAC)",
            "Japan: no lead named",
            "31 March 2026 · Overdue",
            "92 days later than first set",
            "Positions differ",
            "MOFA-JP, Japan",
            "Correction · Shared between the parties",
            "Ministers signed the agreement in Tokyo.",
            "Funding was not renewed.",
            "Ministers meet in November.",
            "Budget 2025",
            "https://www.canada.ca/budget",
            "Minutes box 12",
            "Illustrative data",
            "14 October 2025, 09:12 UTC",
        )
        if words not in text
    ] == []


def test_a_commitment_without_notes_says_so():
    silent = replace(a_section(), notes=())
    never = replace(a_section(last_note=None, last_note_on=None), notes=())

    texts = [text_of(a_report(section)) for section in (silent, never)]

    assert ["No note in this period." in texts[0], "No note has been accepted yet." in texts[1]] == [
        True,
        True,
    ]


def test_the_summary_counts_the_moves_and_gives_every_share_its_n():
    moves = (a_move(), a_move(direction="back"), a_move(direction="new", before=""))

    text = text_of(a_report(a_section(), moves=moves, total=33, owed=31, reported=28, notes_total=47))

    assert "Of the 33 commitments, since 31 March 2025: 1 moved forward, 1 moved back, 1 was added." in text
    assert "28 of 31 90%" in text
    assert "n = 31" in text


def test_an_empty_report_is_a_report():
    content = replace(a_report(), areas=())

    text = text_of(content)

    assert "None of the 0 commitments has moved" in text


def test_french_and_japanese_come_out_as_they_went_in():
    section = a_section(a_note(body=Text(f"{FRENCH}\n\n{JAPANESE}", "fr")), title=Text(JAPANESE, "ja"))

    text = text_of(a_report(section, language="fr"))

    assert FRENCH in text
    assert text.replace("\n", "").count(JAPANESE) == 3  # title, body, and the title over its sources


@pytest.mark.parametrize("language", ["en", "fr", "ja"])
def test_japanese_has_real_glyphs_from_our_own_font(language):
    section = a_section(title=Text(JAPANESE, "ja"))

    document = opened(a_report(section, language=language))

    assert {font for font in fonts(document) if "Noto" in font} == {"NotoSansCJKjp-Regular-Identity-H"}
    assert not [font for font in fonts(document) if not font.startswith(("NotoSansCJKjp", "Libertinus"))]


def test_days_are_written_as_the_language_writes_them():
    texts = [text_of(a_report(a_section(), language=language)) for language in ("en", "fr", "ja")]

    assert [
        "1 April 2025" in texts[0],
        "1er avril 2025" in texts[1],
        "2025年4月1日" in texts[2].replace(" ", ""),
    ] == [True] * 3


@pytest.mark.parametrize(
    ("precision", "words"),
    [("day", "31 March 2026"), ("month", "March 2026"), ("quarter", "quarter 1 of 2026"), ("year", "2026")],
)
def test_a_due_date_is_as_exact_as_it_is_known(precision, words):
    text = text_of(a_report(a_section(due_precision=precision)))

    assert f"\n{words} · On time" in text.replace("Due ", "Due\n")


def test_no_text_is_read_as_markup():
    nasty = '#panic("x") $x$ *bold* _it_ = head \\ <a> @ref `raw` https:// "quoted" // comment'

    text = text_of(a_report(a_section(a_note(body=english(nasty)), title=english(nasty))))

    assert nasty in text.replace("\n", " ")


def test_what_no_font_can_draw_is_printed_as_its_code_point_never_as_a_blank():
    text = text_of(a_report(a_section(a_note(body=english("Done 😀 ไทย \ue000.")))))

    assert "Done [U+1F600] [U+0E44][U+0E17][U+0E22] [U+E000]." in text


def test_strange_characters_do_no_harm():
    strange = "a\x00b \ud800 \u202eRTL\u202c \u200b\ufeff שלום 全角１２３ " + "x" * 500

    text = text_of(
        a_report(a_section(a_note(body=english(strange)), title=english(strange)), plan=english(strange))
    )

    assert "ab \ufffd" in text


def test_only_addresses_of_the_web_become_links():
    evidence = tuple(
        EvidenceLine("Source", url)
        for url in ("javascript:alert(1)", "", "file:///etc/passwd", "https://", "https://[x")
    )

    document = opened(a_report(a_section(a_note(evidence=evidence)), url=""))
    addresses = {
        str(annotation.A.URI)
        for page in document.pages
        for annotation in page.get("/Annots", [])
        if "/A" in annotation and "/URI" in annotation.A
    }

    assert addresses == {"https://tracker.example/canada-japan/commitments/CJ21-ROL-01/"}


def test_the_same_content_gives_the_same_bytes():
    content = a_report(a_section())

    assert report_pdf(content) == report_pdf(content)


def test_without_its_font_it_refuses_to_print_blanks(monkeypatch):
    monkeypatch.setattr("noto_cjk_sans_jp_regular.FONT_PATH", Path("/nowhere/NotoSansCJKjp-Regular.otf"))

    with pytest.raises(FontMissing, match="/nowhere/NotoSansCJKjp"):
        report_pdf(a_report(a_section()))


def test_without_the_package_of_its_font_it_says_which(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "noto_cjk_sans_jp_regular", None)

    with pytest.raises(FontMissing, match="noto-cjk-sans-jp-regular"):
        pdf.japanese_font()


def test_a_file_that_is_another_font_is_refused(tmp_path):
    with pytest.raises(FontMissing, match="Noto Sans CJK JP"):
        pdf._fonts(tmp_path / "other.otf")

"""Files that were damaged, falsified in hidden places, or made to do harm: found out, located, and never an error."""

import io
import random
import re
import shutil
import threading
import zipfile
import zlib
from dataclasses import replace

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from priorities.files import LARGEST
from priorities.models import Report
from priorities.reports.exporters import pdf
from priorities.reports.exporters.docx import bilingual_docx
from priorities.reports.exporters.pdf import bilingual_pdf
from priorities.reports.exporters.report_zip import report_zip
from priorities.reports.pdf_words import pdf_pieces
from priorities.reports.reading import read_document, seal_from
from priorities.reports.verifying import check_file
from priorities.services import reports
from tests.services.test_reports import FROZEN, freeze, told, year  # noqa: F401

from .test_verifying import file_of, verdict

FLIPS = {"json": 80, "csv": 80, "xlsx": 40, "docx": 20, "pdf": 10}


@pytest.fixture
def report(cast, commitment, year):  # noqa: F811
    for each in (commitment, cast.commitment()):
        told(cast, each)
    return reports.publish_report(freeze(cast, year), by=cast.coordinator, now=FROZEN)


def lookup(digits):
    return Report.objects.filter(sha256__startswith=digits).first()


def content(report, language="en"):
    seal = seal_from(report.document, sha256=report.sha256)
    return read_document(report.document, language=language, seal=seal)


def changed(package: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The office file with other words in one of its parts, packed anew."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            data = source.read(name)
            if name == part:
                assert old in data
                data = data.replace(old, new)
            copy.writestr(name, data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


@pytest.mark.parametrize("kind", FLIPS)
def test_one_flipped_bit_anywhere_is_found_and_its_place_is_said(report, kind):
    data = file_of(report, kind)
    chance = random.Random(f"{kind} 2026")
    places = [(chance.randrange(len(data)), chance.randrange(8)) for _ in range(FLIPS[kind])]

    found = []
    for place, bit in places:
        flipped = bytearray(data)
        flipped[place] ^= 1 << bit
        finding = check_file(bytes(flipped), lookup)
        found.append((str(finding.verdict), finding.report, bool(finding.differences)))

    # Where the bit is one of the only legible seal, nothing says what the file was.
    assert set(found) <= {("altered", report, True), ("unknown", None, False)}
    assert found.count(("altered", report, True)) >= FLIPS[kind] * 9 // 10


@pytest.mark.parametrize("kind", FLIPS)
def test_a_file_that_breaks_off_is_altered_where_it_ends(report, kind):
    data = file_of(report, kind)

    found = check_file(data[: len(data) * 9 // 10], lookup)

    assert (found.verdict, found.report) == ("altered", report)
    assert found.differences != ()


def test_a_flipped_bit_of_a_packed_part_is_said_by_the_name_of_the_part(report):
    data = bytearray(file_of(report, "docx"))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        place = archive.getinfo("word/styles.xml").header_offset + 100
    data[place] ^= 4

    [difference] = check_file(bytes(data), lookup).differences

    assert difference.place == f"word/styles.xml, byte {place + 1} of the file"
    assert int(difference.sealed, 16) ^ int(difference.found, 16) == 4


@pytest.mark.parametrize(
    ("part", "old", "new", "place"),
    [
        ("word/footer1.xml", b">Seal ", b">Sea1 ", "head, foot or note of a page"),
        ("word/_rels/document.xml.rels", b"/commitments/CJ21-ROL-01/", b"/elsewhere/", "link"),
    ],
)
def test_feet_and_the_targets_of_links_in_word_are_words_too(report, part, old, new, place):
    data = file_of(report, "docx")
    reference = report.document["commitments"][0]["reference"].encode()

    found = check_file(changed(data, part, old.replace(b"CJ21-ROL-01", reference), new), lookup)

    assert found.verdict == "altered"
    assert place in found.differences[0].place


def test_page_numbers_that_word_counted_anew_are_no_change(report):
    data = file_of(report, "docx")
    counted = re.compile(rb'(NUMPAGES"><w:r>.*?<w:t[^>]*>)1(</w:t>)')
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        foot = archive.read("word/footer1.xml")
    renewed = counted.sub(rb"\g<1>12\2", foot)

    found = check_file(changed(data, "word/footer1.xml", foot, renewed), lookup)

    assert renewed != foot
    assert found.verdict == "resaved"


def test_where_a_link_of_a_pdf_leads_and_what_was_pinned_on_it_is_seen(report):
    led_astray, pinned = io.BytesIO(), io.BytesIO()
    with pikepdf.open(io.BytesIO(file_of(report, "pdf"))) as opened:
        links = [a for page in opened.pages for a in page.get("/Annots", []) if "/URI" in a.get("/A", {})]
        links[-1].A.URI = pikepdf.String("https://elsewhere.example/")
        opened.save(led_astray)
    with pikepdf.open(io.BytesIO(file_of(report, "pdf"))) as opened:
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[0, 0, 99, 99], Contents="Approved"
        )
        opened.pages[1].Annots = pikepdf.Array([opened.make_indirect(note)])
        opened.save(pinned)

    findings = [check_file(each.getvalue(), lookup) for each in (led_astray, pinned)]

    assert [finding.verdict for finding in findings] == ["altered", "altered"]
    assert findings[0].differences[0].found == "https://elsewhere.example/"
    assert "something pinned on the page" in {each.found for each in findings[1].differences}


def test_editions_in_two_languages_and_the_tables_in_an_archive_are_genuine_too(report):
    english, french = content(report), content(report, "fr")
    files = [
        bilingual_docx(english, french, layout="side"),
        bilingual_pdf(french, english, layout="after"),
        report_zip(french),
    ]

    assert [check_file(each, lookup).verdict for each in files] == ["genuine"] * 3


def test_a_changed_cell_in_the_archive_of_tables_is_shown_where_it_stands(report):
    data = changed(report_zip(content(report)), "commitments.csv", b"Commitment 1", b"Commitment 7")

    found = check_file(data, lookup)

    assert (found.verdict, found.differences[0].place) == (
        "altered",
        "commitments.csv: line 2, column title",
    )


def a_package(folder: str, part: str, xml: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr(f"{folder}/{part}", xml)
    return target.getvalue()


def a_locked_pdf(data: bytes) -> bytes:
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as opened:
        opened.save(locked, encryption=pikepdf.Encryption(owner="one", user="two"))
    return locked.getvalue()


WORD = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">%s</w:document>'
ENTITIES = (
    b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    + WORD % b"<w:p>&b;</w:p>"
)
PACKED = zlib.compress(zlib.compress(bytes(300_000_000), 9), 9)
HARMFUL = {
    "a bomb of a docx": a_package("word", "document.xml", bytes(120_000_000)),
    "entities in a docx": a_package("word", "document.xml", ENTITIES),
    "a docx without words": a_package("word", "other.xml", b"<a/>"),
    "an xlsx without sheets": a_package("xl", "workbook.xml", b"<workbook/>"),
    "a pdf that unpacks twice": b"%PDF-1.7\n1 0 obj <<>> stream\n" + PACKED + b"\nendstream endobj",
    "a pdf without pages": b"%PDF-1.7\nstartxref\n0\n%%EOF",
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "a great json": b'{"content":' + b"[" * 5000,
    "an endless row": b'"' + b"a," * 1_000_000,
    "no text": bytes(range(256)) * 10,
}


@pytest.mark.parametrize("harm", HARMFUL)
def test_files_made_to_do_harm_are_unknown_and_said_to_be_unreadable(client, report, harm):
    found = verdict(client, HARMFUL[harm])

    assert (found.verdict, found.report) == ("unknown", None)


def test_a_pdf_with_a_password_is_said_to_be_unreadable(client, report):
    found = verdict(client, a_locked_pdf(file_of(report, "pdf")))

    assert (found.verdict, str(found.sentence)) == ("unknown", "This is no report file that can be read.")


def test_a_sheet_that_claims_a_gap_of_a_million_rows_is_read_as_fast_as_it_is_written(report):
    data = file_of(report, "xlsx")
    far = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>far</t></is></c></row></sheetData>'

    found = check_file(changed(data, "xl/worksheets/sheet1.xml", b"</sheetData>", far), lookup)

    assert found.verdict == "altered"
    assert [(each.place, each.found) for each in found.differences] == [("Summary!XFD1048576", "far")]


def test_a_file_that_is_too_large_is_refused_beside_its_field(client, report):
    response = client.post("/verify/", {"file": SimpleUploadedFile("large.csv", b"a" * (LARGEST + 1))})

    assert response.status_code == 422
    assert "This file is larger than 10 MB." in response.content.decode()


def test_several_people_check_a_pdf_at_once(report):
    data = file_of(report, "pdf")
    expected = len(list(pdf_pieces(data)))
    counted = []
    threads = [
        threading.Thread(target=lambda: counted.extend(len(list(pdf_pieces(data))) for _ in range(5)))
        for _ in range(4)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert counted == [expected] * 20


def test_a_pdf_of_a_version_that_breaks_pages_elsewhere_holds_the_sealed_words(report, monkeypatch, tmp_path):
    """Three years later the product sets its pages otherwise: an old file is not called altered for that."""
    wrong = content(report)
    section = wrong.areas[0].commitments[1]
    row = replace(section.row, title=replace(section.row.title, value="Commitment 7"))
    sections = (wrong.areas[0].commitments[0], replace(section, row=row))
    wrong = replace(wrong, areas=(replace(wrong.areas[0], commitments=sections),))
    earlier = tmp_path / "reports"
    shutil.copytree(pdf.template_path().parent, earlier)
    theme = earlier / "theme.typ"
    theme.write_text(theme.read_text().replace("bottom: 24mm", "bottom: 130mm"))

    with monkeypatch.context() as patch:
        patch.setattr(pdf, "template_path", lambda: earlier / "report.typ")
        files = [pdf.report_pdf(content(report)), pdf.report_pdf(wrong)]

    assert files[0] != pdf.report_pdf(content(report))
    assert [check_file(each, lookup).verdict for each in files] == ["resaved", "altered"]

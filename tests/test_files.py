"""What a file is, told by its content; what it may be called."""

import io
import zipfile

import pytest

from priorities.choices import MediaType
from priorities.exceptions import FileRefused
from priorities.files import LARGEST, LONGEST_NAME, check_file, clean_name

from .files import DOCX, HTML, JPEG, PDF, PNG, TXT, XLSX, office


def check(name: str, content: bytes) -> MediaType:
    return check_file(name, io.BytesIO(content), len(content))


def refusal_of(name: str, content: bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        check(name, content)
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", PDF, MediaType.PDF),
        ("A.PDF", PDF, MediaType.PDF),
        ("a.png", PNG, MediaType.PNG),
        ("a.jpg", JPEG, MediaType.JPEG),
        ("a.jpeg", JPEG, MediaType.JPEG),
        ("a.docx", DOCX, MediaType.DOCX),
        ("a.xlsx", XLSX, MediaType.XLSX),
        ("a.txt", TXT, MediaType.TXT),
        ("bom.txt", "\ufeffBegin".encode(), MediaType.TXT),
        ("page.txt", HTML, MediaType.TXT),  # it leaves as plain text that no browser shows
        ("largest.txt", b"x" * LARGEST, MediaType.TXT),
        # A character of several bytes stands across two reads.
        ("long.txt", b"x" * 65_535 + "議".encode(), MediaType.TXT),
    ],
)
def test_every_format_is_known_by_its_content(name, content, media_type):
    assert check(name, content) == media_type


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("scan.png", PDF, "“scan.png” is named like PNG, but its content is PDF."),
        ("scan.pdf", PNG, "“scan.pdf” is named like PDF, but its content is PNG."),
        ("sheet.xlsx", DOCX, "“sheet.xlsx” is named like XLSX, but its content is DOCX."),
        ("notes.docx", TXT, "“notes.docx” is named like DOCX, but its content is TXT."),
        ("page.html", HTML, "The content of “page.html” is TXT, so its name must end in .txt."),
        ("minutes", PDF, "The content of “minutes” is PDF, so its name must end in .pdf."),
        ("minutes.pdf.exe", PDF, "so its name must end in .pdf."),
        ("program.pdf", b"MZ\x90\0\3", "“program.pdf” holds nothing that can be attached."),
        ("old.txt", "Écrit".encode("latin-1"), "plain text in UTF-8"),
        ("wide.txt", "Wide".encode("utf-16"), "plain text in UTF-8"),
        ("cut.txt", "議".encode()[:2], "plain text in UTF-8"),
        ("nul.txt", b"nul\0", "holds nothing that can be attached"),
        ("bell.txt", b"bell\7", "holds nothing that can be attached"),
        ("escape.txt", b"\x1b[2J", "holds nothing that can be attached"),
        ("c1.txt", "\x9b2J".encode(), "holds nothing that can be attached"),
        ("short.png", PNG[:8], "holds nothing that can be attached"),
        ("empty.pdf", b"", "“empty.pdf” is empty."),
        ("large.txt", b"x" * (LARGEST + 1), "“large.txt” is larger than 10 MB."),
    ],
)
def test_what_is_not_what_it_says_is_refused_in_words(name, content, sentence):
    assert sentence in refusal_of(name, content)


def plain_zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        plain_zip(),
        office("ppt"),
        office("word", {"xl/workbook.xml": b"<workbook/>"}),
        DOCX[:60],
        DOCX.replace(b"PK\x05\x06", b"PK\x05\x07"),
    ],
    ids=["no content types", "slides", "two at once", "cut off", "no directory"],
)
def test_a_zip_that_is_no_document_or_sheet_is_refused(content):
    assert "holds nothing that can be attached" in refusal_of("a.docx", content)


def test_a_document_that_unpacks_without_end_is_refused():
    bomb = office("word", {"word/media/image.bin": bytes(101 * 1024 * 1024)})

    assert len(bomb) < LARGEST
    assert refusal_of("bomb.docx", bomb) == "“bomb.docx” would unpack to more than 100 MB."


def test_a_document_that_lies_about_its_size_is_refused():
    honest = office("word", {"word/media/image.bin": bytes(1024 * 1024)})
    stated = (1024 * 1024).to_bytes(4, "little")

    assert honest.count(stated) == 2
    assert "holds nothing that can be attached" in refusal_of(
        "liar.docx", honest.replace(stated, (10).to_bytes(4, "little"))
    )


def test_a_document_of_too_many_parts_is_refused():
    many = office("word", {f"word/{number}": b"" for number in range(10_001)})

    assert "would unpack" in refusal_of("many.docx", many)


def test_a_document_with_macros_is_refused():
    assert "contains macros" in refusal_of("a.docx", office("word", {"word/vbaProject.bin": b"\xd0\xcf"}))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("minutes.pdf", "minutes.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\minutes.pdf", "minutes.pdf"),
        ("/tmp/a/../minutes.pdf", "minutes.pdf"),  # noqa: S108
        (".bashrc.txt", "bashrc.txt"),
        ("..", "file"),
        ("", "file"),
        ("minutes\u202efdp.exe", "minutesfdp.exe"),
        ("\u200fa\u2066b\u2069.txt", "ab.txt"),
        ("two\r\nlines\x00.txt", "twolines.txt"),
        ("  many   spaces .txt", "many spaces.txt"),
        ("Protokoll – 議事録.pdf", "Protokoll – 議事録.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ('a"b;c.pdf', 'a"b;c.pdf'),
    ],
)
def test_a_name_is_no_path_and_hides_nothing(given, kept):
    assert clean_name(given) == kept


def test_a_long_name_keeps_its_ending():
    name = clean_name("x" * 400 + ".pdf")

    assert (len(name), name[-5:]) == (LONGEST_NAME, "x.pdf")
    assert len(clean_name("x." + "y" * 400)) == LONGEST_NAME

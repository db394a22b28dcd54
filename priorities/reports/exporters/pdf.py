"""A report as a PDF: tagged (PDF/UA-1), for the archive (PDF/A-2a), and the same bytes for the same content."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Literal

import typst
from django.conf import settings

from priorities.reports.content import ReportContent

from .qr import qr_svg
from .report_words import report_words
from .runs import web_address

FONT_FAMILY = "Noto Sans CJK JP"
STANDARDS: "typst.PDFStandards" = ["ua-1", "a-2a"]  # both refuse a character that no font can draw
REMEMBERED = 10  # compilations, after which typst drops what none of them needed
_UNDRAWABLE = re.compile(r'(?:the text|the codepoint) `"(.+?)"`')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class FontMissing(Exception):
    """The font with the Japanese glyphs is not installed: the report would print blanks."""


def report_pdf(content: ReportContent) -> bytes:
    """The report as a PDF, in the language of the content.

    Its texts travel as JSON and are never read as markup. A character that no font of ours can draw is printed as
    its code point, [U+1F600]. Raises FontMissing where the Japanese font is not installed.
    """
    return _pdf([content], layout="after")


def bilingual_pdf(
    first: ReportContent, second: ReportContent, *, layout: Literal["after", "side"] = "after"
) -> bytes:
    """The report in two languages under one cover: one edition after the other, or side by side.

    Side by side, words stand in two columns and tables one under the other. Both contents must be of the same
    document; the PDF has the title and the language of the first.
    """
    return _pdf([first, second], layout=layout)


def _pdf(contents: list[ReportContent], *, layout: str) -> bytes:
    inputs = {
        "words": json.dumps([report_words(content) for content in contents], ensure_ascii=False),
        "qr": _qr(contents[0]),
        "layout": layout,
    }
    try:
        return _drawable(inputs, made_at=int(contents[0].made_at.timestamp()))
    finally:
        _forget()


def _drawable(inputs: dict[str, str], *, made_at: int) -> bytes:
    """The PDF of the inputs, with code points in the place of what no font can draw."""
    known_undrawable: set[str] = set()
    while True:
        try:
            return _typeset(inputs, made_at=made_at)
        except typst.TypstError as error:
            undrawable = _undrawable_characters(error) - known_undrawable
            if not undrawable:
                raise
            known_undrawable |= undrawable
            code_points = {ord(character): f"[U+{ord(character):04X}]" for character in undrawable}
            inputs = inputs | {"words": inputs["words"].translate(code_points)}


def _qr(content: ReportContent) -> str:
    """The drawing that leads to the page where the report is checked; "" for a draft."""
    address = web_address(content.seal.verify_url) if content.seal else ""
    return qr_svg(address) if address else ""


def _typeset(inputs: dict[str, str], *, made_at: int) -> bytes:
    return typst.compile(
        template_path(),
        font_paths=fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=STANDARDS,
        timestamp=made_at,
    )


def _forget() -> None:
    """Have typst let go of a report once it is printed.

    It remembers the last ten documents in case they are asked for again, which never happens here: a server that
    printed long reports would keep some hundred megabytes. Empty documents, a millisecond each, push them out.
    """
    for _generation in range(REMEMBERED + 1):
        typst.compile(b"", font_paths=fonts(), ignore_system_fonts=True, format="pdf")


def _undrawable_characters(error: typst.TypstError) -> set[str]:
    """The characters an error of typst complains of; none for an error of another kind."""
    texts = "".join(_UNDRAWABLE.findall(f"{error.message}\n{error.diagnostic}"))
    texts = _ESCAPED.sub(lambda escape: chr(int(escape[1], 16)), texts)
    return {character for character in texts if not character.isascii()}


def template_path() -> Path:
    return Path(settings.BASE_DIR) / "templates" / "reports" / "report.typ"


def japanese_font() -> Path:
    """Where the package of the Japanese font keeps its file. Raises FontMissing if there is none."""
    try:
        from noto_cjk_sans_jp_regular import FONT_PATH
    except ImportError as error:
        raise FontMissing(
            "The package noto-cjk-sans-jp-regular is not installed; no PDF without its font."
        ) from error
    path = Path(str(FONT_PATH))
    if not path.is_file():
        raise FontMissing(f"The font file {path} is missing; reinstall noto-cjk-sans-jp-regular.")
    return path


def fonts() -> typst.Fonts:
    """Typst's own fonts and the Japanese one, never those of the machine. Raises FontMissing."""
    return _fonts(japanese_font())


@cache
def _fonts(path: Path) -> typst.Fonts:
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[path.parent])
    if FONT_FAMILY not in found.families():
        raise FontMissing(f"{path} does not hold the font {FONT_FAMILY}.")
    return found

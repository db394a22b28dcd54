"""A report as a PDF: tagged (PDF/UA-1), for the archive (PDF/A-2a), and the same bytes for the same content."""

import json
import re
from functools import cache
from pathlib import Path

import typst
from django.conf import settings

from priorities.reports.content import ReportContent

from .report_words import report_words

FONT_FAMILY = "Noto Sans CJK JP"
STANDARDS: "typst.PDFStandards" = ["ua-1", "a-2a"]  # both refuse a character that no font can draw
_UNDRAWABLE = re.compile(r'(?:the text|the codepoint) `"(.+?)"`')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class FontMissing(Exception):
    """The font with the Japanese glyphs is not installed: the report would print blanks."""


def report_pdf(content: ReportContent) -> bytes:
    """The report as a PDF, in the language of the content.

    Its texts travel as JSON and are never read as markup. A character that no font of ours can draw is printed as
    its code point, [U+1F600]. Raises FontMissing where the Japanese font is not installed.
    """
    words = json.dumps(report_words(content), ensure_ascii=False)
    known_undrawable: set[str] = set()
    while True:
        try:
            return _typeset(words, made_at=int(content.made_at.timestamp()))
        except typst.TypstError as error:
            undrawable = _undrawable_characters(error) - known_undrawable
            if not undrawable:
                raise
            known_undrawable |= undrawable
            words = words.translate({ord(character): f"[U+{ord(character):04X}]" for character in undrawable})


def _typeset(words: str, *, made_at: int) -> bytes:
    return typst.compile(
        template_path(),
        font_paths=fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"words": words},
        pdf_standards=STANDARDS,
        timestamp=made_at,
    )


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

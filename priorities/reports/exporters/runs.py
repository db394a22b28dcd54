"""Pieces of text for the page: each with its language, cleaned, and with places to break a line."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import get_language

from priorities.reports.content import Text

from .cells import clean_text

LONGEST_WORD = 30
ZERO_WIDTH_SPACE = "\u200b"
QUOTES = {"en": "“%s”", "fr": "« %s »", "ja": "「%s」"}
_LONG_WORD = re.compile(rf"(?<!\S)(?!https?://)[!-~]{{{LONGEST_WORD + 1},}}")

Run = dict[str, str]


def run(value: Any, language: str = "") -> Run:
    """Words in a language; "" is that of the report."""
    return {"text": breakable(clean_text(value)), "language": language}


def text_run(text: Text) -> Run:
    return run(text.value, text.language)


def quoted(text: Text) -> Run:
    """The words in the quotation marks of their own language."""
    return run(QUOTES.get(text.language, QUOTES["en"]) % text.value, text.language)


def paragraphs(text: Text) -> list[list[Run]]:
    """The source of a text, as written: paragraphs (blank lines part them) of lines. Markdown is not read."""
    source = clean_text(text.value).replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return [
        [run(line, text.language) for line in paragraph.split("\n")]
        for paragraph in re.split(r"\n\s*\n", source)
        if paragraph.strip()
    ]


def breakable(text: str) -> str:
    """The text with invisible places to break a word that would run off the page. Addresses break by themselves."""
    return _LONG_WORD.sub(lambda word: _with_breaks(word.group()), text)


def _with_breaks(word: str) -> str:
    return ZERO_WIDTH_SPACE.join(
        word[start : start + LONGEST_WORD] for start in range(0, len(word), LONGEST_WORD)
    )


def web_address(url: str) -> str:
    """The address if it is one of the web, "" for anything else: only those become links."""
    url = clean_text(url).strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.netloc and not re.search(r"\s", url) else ""


def label_of(choices, code: str) -> str:
    """The label of a code in the active language; the code itself where it has none."""
    return str(dict(choices.choices).get(code, code))


def one_paragraph(sentences: list[str]) -> str:
    """Sentences in a row, with the space that their language puts between them: none in Japanese."""
    return ("" if get_language() == "ja" else " ").join(sentences)

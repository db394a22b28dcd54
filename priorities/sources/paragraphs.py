"""The shape of a document's body: paragraphs with their offsets, headings told from text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

SENTENCE_END = ".!?。！？:;,"
HEADING_LENGTH = 120
BLANK_LINES = re.compile(r"\n\s*\n")


@dataclass(frozen=True)
class Paragraph:
    """`body[start:end] == text`; a heading is one short line that ends like none of a sentence's ends."""

    start: int
    end: int
    text: str
    is_heading: bool


def paragraphs(body: str) -> list[Paragraph]:
    """The paragraphs of `body`, separated by blank lines, without white space at their ends."""
    return [
        _paragraph(body, start, end) for start, end in _between_blank_lines(body) if body[start:end].strip()
    ]


def _between_blank_lines(body: str) -> Iterator[tuple[int, int]]:
    start = 0
    for blank in BLANK_LINES.finditer(body):
        yield start, blank.start()
        start = blank.end()
    yield start, len(body)


def _paragraph(body: str, start: int, end: int) -> Paragraph:
    part = body[start:end]
    text = part.strip()
    start += len(part) - len(part.lstrip())
    heading = "\n" not in text and len(text) <= HEADING_LENGTH and text[-1] not in SENTENCE_END
    return Paragraph(start, start + len(text), text, heading)

"""The shape of a document's body: paragraphs with their offsets, headings told from text."""

import re
from dataclasses import dataclass

SENTENCE_END = ".!?。！？:;,"
HEADING_LENGTH = 120


@dataclass(frozen=True)
class Paragraph:
    """`body[start:end] == text`; a heading is one short line that ends like none of a sentence's ends."""

    start: int
    end: int
    text: str
    is_heading: bool


def paragraphs(body: str) -> list[Paragraph]:
    """The paragraphs of `body`, separated by blank lines, without white space at their ends."""
    found = []
    for match in re.finditer(r"\S(?:.|\n(?!\s*\n))*", body):
        text = match.group().rstrip()
        heading = "\n" not in text and len(text) <= HEADING_LENGTH and text[-1] not in SENTENCE_END
        found.append(Paragraph(match.start(), match.start() + len(text), text, heading))
    return found

"""From the words of a report to spans and paragraphs: each run in its language, each standing with its sign."""

import re
from collections.abc import Iterable
from typing import Any

from django.utils import translation
from django.utils.formats import localize

from priorities.choices import Standing

from .bars import bar_png
from .docx_blocks import Cell, Paragraph, Picture, Span, Spans
from .runs import LONGEST_WORD, ZERO_WIDTH_SPACE, Run

TEXT_WIDTH = 162.0  # of a page, in millimetres
SIGNS = {
    Standing.NOT_REPORTED: "□",
    Standing.NOT_STARTED: "○",
    Standing.ON_TRACK: "►",
    Standing.AT_RISK: "▲",
    Standing.OFF_TRACK: "■",
    Standing.PAUSED: "║",
    Standing.COMPLETED: "✓",
    Standing.CLOSED: "×",
}
NO_BREAK_SPACE = "\u00a0"
_BREAK_OF_OURS = re.compile(rf"(?<=[!-~]{{{LONGEST_WORD}}}){ZERO_WIDTH_SPACE}(?=[!-~])")
Words = dict[str, Any]


class Writer:
    """Says things in the language of one edition."""

    def __init__(self, words: Words):
        self.words = words
        self.language: str = words["language"]
        self.labels: dict[str, str] = words["labels"]
        self.parts: list[str] = words["parts"]

    # Spans

    def say(self, said: Run | str, style: str = "", address: str = "", anchor: str = "") -> Span:
        """Word breaks long words by itself, so the places that were made for it are taken out again."""
        text, language = (said, "") if isinstance(said, str) else (said["text"], said["language"])
        return Span(
            _BREAK_OF_OURS.sub("", text), language or self.language, style, address=address, anchor=anchor
        )

    def label(self, text: str) -> Span:
        return self.say(text, "Label")

    def chip(self, standing: str) -> Span:
        """Sign, word and ground: any two of them are enough."""
        word = self.words["standings"][standing].replace(" ", NO_BREAK_SPACE)
        style = "Standing" + "".join(part.title() for part in standing.split("_"))
        return self.say(f"{SIGNS[Standing(standing)]}{NO_BREAK_SPACE}{word}", style)

    def link(self, thing: Words, said: Run | str) -> Span:
        """A link to where the thing is on the web, where that is known."""
        address = thing["address"]
        return self.say(said, "Hyperlink" if address else "", address)

    def titled(self, thing: Words) -> Spans:
        """Reference and title of a commitment."""
        if not thing["reference"]:
            return (self.say(thing["title"]),)
        return (self.link(thing, thing["reference"]), *self.spaced(self.say(thing["title"])))

    def spaced(self, *spans: Span) -> Spans:
        """Each of the spans with a wide space before it."""
        gap = self.say(NO_BREAK_SPACE + " ")
        return tuple(part for span in spans for part in (gap, span))

    def lines(self, lines: Iterable[Iterable[Run]], style: str = "") -> Spans:
        """Lines of runs, with line breaks between them."""
        spans: list[Span] = []
        for line in lines:
            spans += [self.say("\n")] if spans else []
            spans += [self.say(said, style) for said in line]
        return tuple(spans)

    def grouped(self, number: int) -> str:
        """A number as the language of this edition writes it."""
        with translation.override(self.language):
            return localize(number)

    def bookmark(self, name: str, number: int | str = "") -> str:
        """The name of a place in this edition."""
        return f"{self.language}_{name}{number}"

    # Paragraphs

    def part_heading(self, part: str) -> Paragraph:
        return self.par("Heading1", self.labels[part], bookmark=self.bookmark(part))

    def par(self, style: str, *spans: Span | str, bookmark: str = "") -> Paragraph:
        said = tuple(span if isinstance(span, Span) else self.say(span) for span in spans)
        return Paragraph(style, said, bookmark)

    def source(self, paragraphs: Iterable[list[Run]], style: str, *before: Span) -> tuple[Paragraph, ...]:
        """Paragraphs of lines as their author wrote them; `before` goes before the first."""
        written = [self.lines([run] for run in lines) for lines in paragraphs]
        return tuple(
            Paragraph(style, (*before, *spans) if index == 0 else spans)
            for index, spans in enumerate(written)
        )

    def fact(self, style: str, label: str, lines: Iterable[Iterable[Run]], alert: bool = False) -> Paragraph:
        """A label, and what there is to say on as many lines as it takes."""
        return self.par(
            style, self.label(label), self.say("\t"), *self.lines(lines, "Alert" if alert else "")
        )

    def bar(self, counts: Iterable[list], height: float = 3) -> Picture:
        counts = list(counts)
        said = [
            f"{self.words['standings'][code]} {self.grouped(number)}" for code, number in counts if number
        ]
        alt = ", ".join(said) or self.labels["no_commitments"]
        return Picture(bar_png(dict(counts), self.words["bar_order"]), TEXT_WIDTH, height, alt)

    def counted(self, counts: Iterable[list]) -> Paragraph:
        """Every standing with its number."""
        spans: list[Span] = []
        for code, number in counts:
            spans += [
                self.chip(code),
                self.say(f"{NO_BREAK_SPACE}{self.grouped(number)}", "Strong"),
                self.say("   "),
            ]
        return self.par("Status", *spans)

    # Cells

    def cell(self, *spans: Span | str, style: str = "TableText") -> Cell:
        return (self.par(style, *spans),)

    def number(self, number: int) -> Cell:
        """A number to be seen; nought stands back."""
        return self.cell(self.say(self.grouped(number), "Strong" if number else "Label"), style="TableNumber")

    def head(
        self, *labels: str, numbers_from: int | None = None, style: str = "TableHead"
    ) -> tuple[Cell, ...]:
        """The head of a table; from a column on, over numbers."""
        first = len(labels) if numbers_from is None else numbers_from
        styles = [style if index < first else "TableHeadNumber" for index in range(len(labels))]
        return tuple(self.cell(label, style=style) for label, style in zip(labels, styles, strict=True))

"""A report as a Word document, to be read, signed and redlined: real styles, real headings, a language on every word."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from typing import Literal

from docx.document import Document
from docx.section import Section
from lxml.etree import _Element as Element

from priorities.reports.content import ReportContent

from .docx_blocks import Block, Contents, PageBreak, Paragraph, Passage, Picture, Table
from .docx_package import describe, new_document, packed, put_head_and_foot
from .docx_parts import passages
from .docx_writer import Words, Writer
from .docx_xml import Drawing, side_by_side
from .report_words import report_words

Layout = Literal["after", "side"]
NARROW = {
    "ReportLine": "SideReportLine",
    "Title": "SideTitle",
    "Period": "SidePeriod",
    "CoverFact": "SideFact",
    "Fact": "SideFact",
}
BOTH_COLUMNS = 158.0  # millimetres, within the margins of a cell
MANY = 12  # rows under which the languages are named: fewer are on one page, and tell themselves apart


def report_docx(content: ReportContent) -> bytes:
    """The report in the language of the content. The same content gives the same bytes."""
    return _document([content], "after")


def bilingual_docx(first: ReportContent, second: ReportContent, layout: Layout = "after") -> bytes:
    """One report in two languages: the second after the first, with its own title page, or passage beside passage."""
    return _document([first, second], layout)


def _document(contents: list[ReportContent], layout: Layout) -> bytes:
    editions = [report_words(content) for content in contents]
    document = new_document(contents[0].language)
    describe(document, contents[0], editions[0])
    draw = Drawing(document.part)
    if layout == "side":
        put_head_and_foot(document.sections[0], editions)
        _put(document, _beside(draw, editions))
    else:
        for index, words in enumerate(editions):
            put_head_and_foot(_next_section(document) if index else document.sections[0], [words])
            _put(document, _alone(draw, words))
    return packed(document)


def _next_section(document: Document) -> Section:
    section = document.add_section()
    document.paragraphs[-1].style = document.styles["Gap"]
    return section


def _put(document: Document, elements: Iterable[Element]) -> None:
    end = document.element.body.sectPr
    for each in elements:
        end.addprevious(each)


def _alone(draw: Drawing, words: Words) -> Iterator[Element]:
    """One edition. Its bookmark is what its table of contents is of."""
    start, end = draw.bookmark(Writer(words).bookmark("report"))
    yield start
    for passage in passages(words):
        yield from _drawn(draw, passage.blocks)
    yield end


def _drawn(draw: Drawing, blocks: Iterable[Block]) -> Iterator[Element]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield draw.paragraph(block)
        elif isinstance(block, Table):
            yield draw.table(block)
            yield draw.gap()
        elif isinstance(block, Picture):
            yield draw.picture(block)
        elif isinstance(block, PageBreak):
            yield draw.gap(page=True)
        else:
            yield from draw.contents(block)


# Side by side


def _beside(draw: Drawing, editions: list[Words]) -> Iterator[Element]:
    """Words in two columns, and through both what is the same; tables one under the other; pictures once."""
    names = [words["language_name"] for words in editions]
    heads = [Writer(words).par("TableHead", words["language_name"]) for words in editions]
    for has_columns, group in groupby(_pairs(*editions), key=lambda pair: pair[0].has_columns):
        pairs = list(group)
        if has_columns:
            for pair in pairs:
                yield from _drawn(draw, _once(pair))
        else:
            named = [[draw.paragraph(head)] for head in heads] if len(pairs) > MANY else []
            yield side_by_side([_row(draw, pair) for pair in pairs], named, " · ".join(names))
            yield draw.gap()


def _pairs(first: Words, second: Words) -> Iterator[list[Passage]]:
    """Each passage with the same one in the other language; alone where that has none."""
    others = {passage.key: passage for passage in passages(second)}
    for passage in passages(first):
        other = others.pop(passage.key, None)
        yield [_halved(each) for each in (passage, other) if each]
    for passage in others.values():
        yield [_halved(passage)]


def _halved(passage: Passage) -> Passage:
    """The passage for a column of half the width. The contents are lines: a field would list the headings of both."""
    blocks = [
        line
        for block in passage.blocks
        for line in ((block.title, *block.lines) if isinstance(block, Contents) else (block,))
    ]
    return Passage(passage.key, tuple(_narrow(block) for block in blocks))


def _narrow(block: Block) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, style=NARROW.get(block.style, block.style))
    if isinstance(block, Picture):
        return replace(block, width=min(block.width, BOTH_COLUMNS))
    return block


def _row(draw: Drawing, pair: list[Passage]) -> list[list[Element]]:
    """A cell for each language; one for both where they say or show the same, as untranslated words do."""
    first, last = pair[0], pair[-1]
    is_same = first.blocks == last.blocks or any(isinstance(block, Picture) for block in first.blocks)
    return [list(_drawn(draw, passage.blocks)) for passage in (pair[:1] if is_same else pair)]


def _once(pair: list[Passage]) -> Iterator[Block]:
    """The blocks of both languages, but one page break."""
    for index, passage in enumerate(pair):
        for block in passage.blocks:
            if index == 0 or not isinstance(block, PageBreak):
                yield block

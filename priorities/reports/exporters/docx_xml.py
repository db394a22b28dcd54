"""Spans, paragraphs, tables and pictures as WordprocessingML: the order of elements is that of the standard."""

import io
import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import count, groupby

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, nsmap, qn
from docx.parts.story import StoryPart
from lxml import etree
from lxml.etree import _Element as Element

from .cells import clean_text
from .docx_blocks import Cell, Contents, Paragraph, Picture, Span, Table
from .docx_links import target
from .docx_writer import TEXT_WIDTH

TAGS = {"en": "en-CA", "fr": "fr-CA", "ja": "ja-JP"}
EMU = 36_000  # of a millimetre
DXA = 1440 / 25.4
SMALL = 8  # rows that stay together on one page
_PLACES = re.compile(r"([\t\n])")
_BREAKS = {"\t": "tab", "\n": "br"}
_NAMESPACE = {"w": nsmap["w"]}
_SPACE = qn("xml:space")


@cache
def _named(name: str) -> str:
    return qn(f"w:{name}")


def element(tag: str, *children: Element | None, text: str = "", **attributes: str) -> Element:
    """An element of the namespace w; so are its attributes.

    A long report has some hundred thousand, so they are made without the classes of the library.
    """
    made = etree.Element(_named(tag), {_named(name): value for name, value in attributes.items()}, _NAMESPACE)
    for child in children:
        if child is not None:
            made.append(child)
    if text:
        made.text = text
        made.set(_SPACE, "preserve")
    return made


def tag_of(language: str) -> str:
    return TAGS.get(language, language)


class Drawing:
    """Draws blocks for one part of a document, which holds their links and pictures."""

    def __init__(self, part: StoryPart):
        self.part = part
        self.numbers = count(1)
        self.links: dict[str, str] = {}

    # Words

    def run(self, span: Span) -> Element:
        """The language goes with every run, also into another document that it is copied to."""
        is_japanese = span.language == "ja"
        tag = tag_of(span.language)
        look = element(
            "rPr",
            element("rStyle", val=span.style) if span.style else None,
            element("rFonts", hint="eastAsia") if is_japanese else None,
            element("lang", val=tag, **({"eastAsia": tag} if is_japanese else {})) if tag else None,
        )
        return element("r", look, *_text(span.text))

    def span(self, span: Span) -> Element:
        if span.anchor:
            return element("hyperlink", self.run(span), anchor=span.anchor, history="1")
        address = target(span.address)
        if not address:
            return self.run(span)
        link = element("hyperlink", self.run(span), history="1")
        link.set(qn("r:id"), self._link(address))
        return link

    def _link(self, address: str) -> str:
        if address not in self.links:
            self.links[address] = f"rIdLink{len(self.links) + 1}"
            self.part.load_rel(RELATIONSHIP_TYPE.HYPERLINK, address, self.links[address], is_external=True)
        return self.links[address]

    def paragraph(self, paragraph: Paragraph, *, keep: bool = False) -> Element:
        look = element("pPr", element("pStyle", val=paragraph.style), element("keepNext") if keep else None)
        spans = [self.span(span) for span in _joined(paragraph.spans)]
        if paragraph.bookmark:
            start, end = self.bookmark(paragraph.bookmark)
            spans = [start, *spans, end]
        return element("p", look, *spans)

    def bookmark(self, name: str) -> tuple[Element, Element]:
        """Where the place begins and where it ends."""
        number = str(next(self.numbers))
        return element("bookmarkStart", id=number, name=name), element("bookmarkEnd", id=number)

    def gap(self, *, page: bool = False) -> Element:
        """Next to nothing: without a paragraph between them two tables would be one. Or the rest of the page."""
        rest = [element("r", element("br", type="page"))] if page else []
        return element("p", element("pPr", element("pStyle", val="Gap")), *rest)

    def contents(self, contents: Contents) -> Iterator[Element]:
        """A field, so that Word can put page numbers in; what stands there until then is its result."""
        yield self.paragraph(contents.title)
        lines = [self.paragraph(line) for line in contents.lines]
        instruction = element("instrText", text=rf' TOC \o "1-1" \h \z \u \b {contents.scope} ')
        if lines:
            before = [_field_mark("begin"), element("r", instruction), _field_mark("separate")]
            lines[0][1:1] = before
            lines[-1].append(_field_mark("end"))
        yield from lines

    # Tables

    def table(self, table: Table) -> Element:
        widths = [round(width * DXA) for width in table.widths]
        keep = len(table.rows) <= SMALL
        rows = [
            _row(self.cells(row, widths, keep=keep and index < len(table.rows)), is_whole=True)
            for index, row in enumerate(table.rows, start=1)
        ]
        head = _row(self.cells(table.head, widths, keep=True), is_head=True)
        look = _table_look("ReportTable", sum(widths), has_total=table.has_total, name=table.name)
        return element("tbl", look, _grid(widths), head, *rows)

    def cells(self, cells: Iterable[Cell], widths: Iterable[int], *, keep: bool = False) -> list[Element]:
        return [
            _cell(width, [self.paragraph(paragraph, keep=keep) for paragraph in cell])
            for cell, width in zip(cells, widths, strict=True)
        ]

    # Pictures

    def picture(self, picture: Picture) -> Element:
        """A paragraph with the picture in it, as a letter among letters: so it never hides words."""
        relation, _image = self.part.get_or_add_image(io.BytesIO(picture.png))
        number = next(self.numbers)
        width, height = round(picture.width * EMU), round(picture.height * EMU)
        inline = parse_xml(
            f'<wp:inline {nsdecls("wp", "a", "pic", "r")} distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent cx="{width}" cy="{height}"/><wp:docPr id="{number}" name="Picture {number}"/>'
            '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
            f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="Picture {number}"/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>'
        )
        inline.find(qn("wp:docPr")).set("descr", clean_text(picture.alt))
        look = element("pPr", element("pStyle", val=picture.style))
        return element("p", look, element("r", element("drawing", inline)))


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Neighbours that look alike as one span: who redlines them sees words, not pieces."""
    for look, alike in groupby(
        spans, key=lambda span: (span.language, span.style, span.address, span.anchor)
    ):
        yield Span("".join([span.text for span in alike]), *look)


def _text(text: str) -> Iterator[Element]:
    text = clean_text(text).replace("\r\n", "\n").replace("\r", "\n")
    for piece in _PLACES.split(text):
        if piece in _BREAKS:
            yield element(_BREAKS[piece])
        elif piece:
            yield element("t", text=piece)


def _field_mark(kind: str) -> Element:
    return element("r", element("fldChar", fldCharType=kind))


def field(instruction: str, run: Element) -> Element:
    """A field whose result is the run."""
    return element("fldSimple", run, instr=instruction)


def side_by_side(rows: Iterable[list[list[Element]]], heads: list[list[Element]], name: str) -> Element:
    """A table of two columns; a row of one cell goes through both. The heads, if any, come again on every page."""
    widths = [round(TEXT_WIDTH * DXA / 2)] * 2
    drawn = [
        _row(
            [_cell(width, cell) for width, cell in zip(widths, row, strict=True)]
            if len(row) > 1
            else [_cell(sum(widths), row[0], through=2)]
        )
        for row in rows
    ]
    if heads:
        cells = [_cell(width, cell) for width, cell in zip(widths, heads, strict=True)]
        drawn.insert(0, _row(cells, is_head=True))
    look = _table_look("SideBySide", sum(widths), has_total=False, name=name)
    return element("tbl", look, _grid(widths), *drawn)


def _table_look(style: str, width: int, *, has_total: bool, name: str) -> Element:
    """Only the first row and the last, if it is a total, look different."""
    is_total = f"{has_total:d}"
    same = dict.fromkeys(["firstColumn", "lastColumn"], "0") | dict.fromkeys(["noHBand", "noVBand"], "1")
    return element(
        "tblPr",
        element("tblStyle", val=style),
        element("tblW", w=str(width), type="dxa"),
        element("tblLayout", type="fixed"),
        element("tblLook", val=f"06{2 + 4 * has_total}0", firstRow="1", lastRow=is_total, **same),
        element("tblCaption", val=clean_text(name)),
    )


def _grid(widths: Iterable[int]) -> Element:
    return element("tblGrid", *(element("gridCol", w=str(width)) for width in widths))


def _row(cells: Iterable[Element], *, is_head: bool = False, is_whole: bool = False) -> Element:
    """A head comes again on every page; a whole row is not broken by the end of one."""
    look = [element("cantSplit")] if is_head or is_whole else []
    look += [element("tblHeader")] if is_head else []
    return element("tr", *([element("trPr", *look)] if look else []), *cells)


def _cell(width: int, content: list[Element], *, through: int = 1) -> Element:
    look = element(
        "tcPr",
        element("tcW", w=str(width), type="dxa"),
        element("gridSpan", val=str(through)) if through > 1 else None,
    )
    return element("tc", look, *(content or [element("p")]))

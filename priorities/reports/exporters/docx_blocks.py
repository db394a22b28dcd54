"""What a report on paper is made of, before it is a Word document: spans, paragraphs, tables and pictures, in passages.

Styles are named by their id in templates/reports/docx/word/styles.xml; nothing else says how anything looks.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Span:
    """Words of one language within a line. `address` leads to the web, `anchor` to a bookmark of the document.

    A tab goes to the next stop of the paragraph, a line end breaks the line.
    """

    text: str
    language: str  # "" for what is of none, as digits are
    style: str = ""
    address: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Paragraph:
    style: str
    spans: tuple[Span, ...]
    bookmark: str = ""


Cell = tuple[Paragraph, ...]


@dataclass(frozen=True)
class Table:
    """Rows under a head that comes again on every page. `widths` are in millimetres; the last row may be a total."""

    name: str
    widths: tuple[float, ...]
    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    has_total: bool = False


@dataclass(frozen=True)
class Picture:
    """`alt` says what it shows to those who do not see it. Lengths are millimetres."""

    png: bytes
    width: float
    height: float
    alt: str
    style: str = "Figure"


@dataclass(frozen=True)
class Contents:
    """The table of contents: a field that Word can renew, filled with links. `scope` is the bookmark that it is of."""

    title: Paragraph
    lines: tuple[Paragraph, ...]
    scope: str


@dataclass(frozen=True)
class PageBreak:
    pass


Block = Paragraph | Table | Picture | Contents | PageBreak


@dataclass(frozen=True)
class Passage:
    """Blocks that belong together. The same passage of a report in another language has the same key."""

    key: str
    blocks: tuple[Block, ...]

    @property
    def has_columns(self) -> bool:
        """Whether it fills the width with columns of its own, so that it cannot stand beside another language."""
        return any(isinstance(block, Table | PageBreak) for block in self.blocks)


Spans = tuple[Span, ...]

"""What a Word document or an Excel workbook says, in every part of it that a reader may come to see.

Read as a stream, so that a file made to do harm takes no more memory than its longest paragraph or row.
"""

import io
import re
import zipfile
from collections.abc import Iterator

from django.utils.translation import gettext as _

from .pieces import Piece, Unreadable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
BODY = "word/document.xml"
ASIDE = re.compile(r"word/(header|footer|footnotes|endnotes|comments)\d*\.xml")
OVER_CELLS = re.compile(r"xl/(comments|threadedComments|drawings)[^_]*\.xml")
# What Word counts anew whenever it likes; the digits that stand there meanwhile are no words of the report.
COUNTED = re.compile(r"\s*(PAGE|NUMPAGES|PAGEREF)\b")
CONSTANTS = {"=TRUE()": "True", "=FALSE()": "False"}  # how LibreOffice writes a truth in a cell


def docx_pieces(data: bytes) -> Iterator[Piece]:
    """The paragraphs of the body with where their links lead; then heads, feet and notes, each line of them once."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        targets = _targets(package)
        for number, (words, links) in enumerate(_paragraphs(package, BODY), start=1):
            place = _("paragraph %(number)d") % {"number": number}
            if words:
                yield Piece(place, words)
            for link in links:
                yield Piece(_("%(place)s, link") % {"place": place}, targets.get(link, ""))
        # Word gives these parts other names, and a copy to each section.
        aside = {words for name in names if ASIDE.fullmatch(name) for words, _l in _paragraphs(package, name)}
        yield from (Piece(_("head, foot or note of a page"), words) for words in sorted(aside - {""}))


def _targets(package: zipfile.ZipFile) -> dict[str, str]:
    try:
        relations = package.open("word/_rels/document.xml.rels")
    except KeyError:
        return {}
    with relations:
        return {each.get("Id"): each.get("Target", "") for each in _elements(relations, "{*}Relationship")}


def _elements(file, *tags: str):
    """Elements as they end, without entities or anything from elsewhere; each is emptied once it was looked at."""
    from lxml import etree

    for _event, element in etree.iterparse(file, tag=tags, resolve_entities=False, no_network=True):
        if element.getroottree().docinfo.doctype:
            raise Unreadable
        yield element
        element.clear()


def _paragraphs(package: zipfile.ZipFile, name: str) -> Iterator[tuple[str, list[str]]]:
    """The words of each paragraph and the relations of its links."""
    with package.open(name) as part:
        for paragraph in _elements(part, f"{W}p"):
            yield _words_and_links(paragraph)


def _words_and_links(paragraph) -> tuple[str, list[str]]:
    words: list[str] = []
    links: list[str] = []
    fields = _Fields()
    for element in paragraph.iter(f"{W}t", f"{W}fldChar", f"{W}instrText", f"{W}fldSimple", f"{W}hyperlink"):
        text = element.text or ""
        if element.tag == f"{W}t":
            simple = next(element.iterancestors(f"{W}fldSimple"), None)
            is_counted = fields.is_counted or (
                simple is not None and COUNTED.match(simple.get(f"{W}instr", ""))
            )
            if not (is_counted and text.isdigit()):
                words.append(text)
        elif element.tag == f"{W}fldChar":
            fields.mark(element.get(f"{W}fldCharType"))
        elif element.tag == f"{W}instrText":
            fields.instruct(text)
        elif element.tag == f"{W}hyperlink" and (link := element.get(RELATION)):
            links.append(link)
    return "".join(words), links


class _Fields:
    """The fields that are open at a place of a paragraph, the innermost last."""

    def __init__(self) -> None:
        self.instructions: list[str] = []

    def mark(self, kind: str | None) -> None:
        if kind == "begin":
            self.instructions.append("")
        elif kind == "end" and self.instructions:
            self.instructions.pop()

    def instruct(self, text: str) -> None:
        if self.instructions:
            self.instructions[-1] += text

    @property
    def is_counted(self) -> bool:
        return bool(self.instructions and COUNTED.match(self.instructions[-1]))


def xlsx_pieces(data: bytes) -> Iterator[Piece]:
    """Every cell that holds something, then what was put over the cells."""
    import openpyxl
    from openpyxl.worksheet._reader import WorkSheetParser

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    for sheet in book.worksheets:
        with sheet._get_source() as source:
            # The library would fill every gap between cells, and a file may claim a gap of a million rows.
            cells = WorkSheetParser(
                source,
                sheet._shared_strings,
                epoch=book.epoch,
                date_formats=book._date_formats,
                timedelta_formats=book._timedelta_formats,
            )
            for number, row in cells.parse():
                for cell in row:
                    if cell["value"] is not None:
                        letters = openpyxl.utils.get_column_letter(cell["column"])
                        yield Piece(f"{sheet.title}!{letters}{number}", _said(cell["value"]))
    yield from _over_cells(data)


def _said(value) -> str:
    """The value of a cell in as many digits as every program keeps."""
    return f"{value:.12g}" if isinstance(value, float) else CONSTANTS.get(str(value), str(value))


def _over_cells(data: bytes) -> Iterator[Piece]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in sorted(package.namelist()):
            if OVER_CELLS.fullmatch(name):
                with package.open(name) as part:
                    words = "".join(each.text or "" for each in _elements(part, "{*}t"))
                if words:
                    yield Piece(_("comment or drawing on a sheet"), words)

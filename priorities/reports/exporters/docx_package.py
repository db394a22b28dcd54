"""The Word file itself: an unpacked template, filled, and packed so that the same report is the same bytes."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import docx
from django.conf import settings
from docx.document import Document
from docx.oxml.ns import qn
from docx.section import Section, _BaseHeaderFooter
from lxml.etree import _Element as Element

from priorities.reports.content import ReportContent

from .archive import archive
from .docx_writer import Words, Writer
from .docx_xml import Drawing, field, tag_of

FIRST = "[Content_Types].xml"  # readers that stream expect it before all others
FIELDS = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
_FIELD = re.compile(r"(\{pages?\})")


def template_folder() -> Path:
    return Path(settings.BASE_DIR) / "templates" / "reports" / "docx"


def new_document(language: str) -> Document:
    """An empty document of our styles, whose own language this is."""
    folder = template_folder()
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    packed = archive(
        ((path.relative_to(folder).as_posix(), path.read_bytes()) for path in files), is_packed=False
    )
    document = docx.Document(io.BytesIO(packed))
    tag = qn("w:val")
    defaults = document.styles.element.find(".//" + qn("w:docDefaults"))
    defaults.find(".//" + qn("w:lang")).set(tag, tag_of(language))
    document.settings.element.find(qn("w:themeFontLang")).set(tag, tag_of(language))
    return document


def describe(document: Document, content: ReportContent, words: Words) -> None:
    """The properties of the file: those of the report, and no clock's."""
    said, properties = words["document"], document.core_properties
    moment = content.made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties.title = said["title"][:255]
    properties.author = properties.last_modified_by = said["author"][:255]
    properties.keywords = ", ".join(said["keywords"])[:255]
    properties.language = tag_of(words["language"])
    properties.created = properties.modified = moment
    properties.revision = 1
    if content.seal:
        properties.identifier = f"sha256:{content.seal.sha256}"


def put_head_and_foot(section: Section, editions: list[Words]) -> None:
    """Plan and period over every page but the first; the seal and "page x of y" under all. A line for each language."""
    section.different_first_page_header_footer = True
    for place in (section.header, section.first_page_header, section.footer, section.first_page_footer):
        place.is_linked_to_previous = False
    _fill(section.header, _head, editions)
    for place in (section.footer, section.first_page_footer):
        _fill(place, _foot, editions)


def _fill(place: _BaseHeaderFooter, line: Callable[[Drawing, Words], Element], editions: list[Words]) -> None:
    drawing = Drawing(place.part)
    (empty,) = place.paragraphs
    for words in editions:
        empty._p.addprevious(line(drawing, words))
    empty._p.getparent().remove(empty._p)


def _head(drawing: Drawing, words: Words) -> Element:
    return drawing.paragraph(Writer(words).par("Header", words["document"]["foot"]))


def _foot(drawing: Drawing, words: Words) -> Element:
    to, said = Writer(words), words["document"]
    foot = drawing.paragraph(
        to.par("Footer", to.say(said["seal"], "Strong" if said["is_draft"] else ""), "\t")
    )
    for piece in _FIELD.split(to.labels["page_of"]):
        if piece in FIELDS:
            foot.append(field(FIELDS[piece], drawing.run(to.say("1"))))
        elif piece:
            foot.append(drawing.run(to.say(piece)))
    return foot


def packed(document: Document) -> bytes:
    """The file, its parts in order and without the time of packing."""
    saved = io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as parts:
        names = sorted(parts.namelist(), key=lambda name: (name != FIRST, name))
        return archive(((name, parts.read(name)) for name in names), is_packed=True)

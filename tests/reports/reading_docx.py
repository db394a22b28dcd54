"""A Word file as tests ask for it: its text, its styles, its parts. Read with python-docx and lxml."""

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.oxml.ns import qn
from lxml import etree

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def opened(data: bytes):
    return docx.Document(io.BytesIO(data))


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def trees(data: bytes) -> dict[str, etree._Element]:
    """Every part that is XML, so every part but the pictures."""
    return {
        name: etree.fromstring(content) for name, content in parts(data).items() if not name.endswith(".png")
    }


def words(element) -> str:
    """What a reader sees: a tab and a line break are themselves."""
    marks = {qn("w:tab"): "\t", qn("w:br"): "\n"}
    pieces = [
        marks.get(each.tag, each.text or "")
        for each in element.iter(qn("w:t"), qn("w:tab"), qn("w:br"))
        if each.getparent().tag == qn("w:r")
    ]
    return "".join(pieces).replace("\u00a0", " ")


def paragraphs(data: bytes) -> list[tuple[str, str]]:
    """Style and words of every paragraph, those in tables too."""
    body = opened(data).element.body
    return [
        (each.find(f"{WORD}pPr/{WORD}pStyle").get(qn("w:val")), words(each)) for each in body.iter(qn("w:p"))
    ]


def text_of(data: bytes) -> str:
    return "\n".join(words for _style, words in paragraphs(data))


def said(data: bytes, style: str) -> list[str]:
    return [words for name, words in paragraphs(data) if name == style]


def runs(data: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Words and language of every run that says something."""
    for run in opened(data).element.body.iter(qn("w:r")):
        if spoken := words(run).strip():
            language = run.find(f"{WORD}rPr/{WORD}lang")
            yield (
                spoken,
                {} if language is None else {etree.QName(k).localname: v for k, v in language.attrib.items()},
            )


def links(data: bytes) -> list[str]:
    relations = opened(data).part.rels.values()
    return [each.target_ref for each in relations if each.is_external]

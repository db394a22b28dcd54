"""Reads a PDF back: its text page by page, its structure, its links."""

import io

import pikepdf
import pypdfium2


def pages_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in document]


def text_of(pdf: bytes) -> str:
    """Everything, on one line: where a line breaks says nothing."""
    return " ".join(" ".join(pages_of(pdf)).split())


def elements(pdf: bytes, kind: str) -> list[str]:
    """The elements of structure of a kind ("/Figure"), in the order of reading: the alternative text of each, or ""."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        found = [each for each in _walk(document.Root.StructTreeRoot.K) if each["/S"] == kind]
        return [str(each.get("/Alt", "")) for each in found]


def _walk(node):
    if isinstance(node, pikepdf.Array):
        return [found for kid in node for found in _walk(kid)]
    if isinstance(node, pikepdf.Dictionary) and "/S" in node:
        return [node, *_walk(node.get("/K", pikepdf.Array()))]
    return []


def languages(pdf: bytes) -> set[str]:
    """The languages that elements of structure are marked with."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {str(each["/Lang"]) for each in _walk(document.Root.StructTreeRoot.K) if "/Lang" in each}


def bookmarks(pdf: bytes) -> list[tuple[str, list[str]]]:
    """The bookmarks of the first level with those below them."""
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_outline() as outline:
        return [(entry.title, [child.title for child in entry.children]) for entry in outline.root]


def links(pdf: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {
            str(annotation.A.URI)
            for page in document.pages
            for annotation in page.get("/Annots", [])
            if "/A" in annotation and "/URI" in annotation.A
        }

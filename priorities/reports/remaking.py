"""The files of a sealed report, made anew to hold another file against: the likeliest first."""

from collections.abc import Iterable, Iterator
from itertools import permutations

from django.utils import translation
from django.utils.translation import gettext

from priorities.choices import Language
from priorities.models import Report

from .content import ReportContent
from .exporters.report_zip import report_zip
from .files import report_file
from .reading import read_document, seal_from
from .seals import sealed_file

LOOKED_AT = 50  # titles
BEGINNING = 20  # letters of a title that stand on one line


def sealed_bytes(report: Report) -> bytes:
    """The JSON file."""
    previous = report.document["previous_sha256"]
    return sealed_file(report.content, sha256=report.sha256 or "", previous_sha256=previous)


def editions(report: Report, kind: str, words: str) -> Iterator[bytes]:
    """The file in each language; in two of them where `words`, those of the file in question, are in both."""
    document = report.document
    seal = seal_from(document, sha256=report.sha256 or "")
    contents = {
        code: read_document(document, language=code, seal=seal)
        for code in sorted(Language.values, key=lambda code: -_likeness(document, code, words))
    }
    if kind in ("pdf", "docx"):
        for first, second in permutations(_languages_on_cover(contents, words), 2):
            yield from _bilingual(contents[first], contents[second], kind)
    for content in contents.values():
        yield report_zip(content) if kind == "zip" else report_file(content, kind)


def contents_of(report: Report) -> list[ReportContent]:
    """The report read in every language."""
    document = report.document
    return [read_document(document, language=code) for code in Language.values]


def _bilingual(first: ReportContent, second: ReportContent, kind: str) -> Iterator[bytes]:
    if kind == "pdf":
        from .exporters.pdf import bilingual_pdf

        yield from (bilingual_pdf(first, second, layout=layout) for layout in ("after", "side"))
    else:
        from .exporters.docx import bilingual_docx

        yield from (bilingual_docx(first, second, layout=layout) for layout in ("after", "side"))


def _languages_on_cover(codes: Iterable[str], words: str) -> list[str]:
    """The languages that the cover speaks. It says of every edition what it is."""
    found = []
    for code in codes:
        with translation.override(code):
            found += [code] if gettext("Periodic report") in words else []
    return found


def _likeness(document: dict, code: str, words: str) -> int:
    """How many titles of the report the file has in this language."""
    titles = [line["title"].get(code) for line in document["commitments"][:LOOKED_AT]]
    return sum(1 for title in titles if title and title[:BEGINNING] in words)

"""What a PDF says apart from how it is set: a later version of the product breaks its lines and pages elsewhere.

Left out are the foot of every page, the pages of contents, the page numbers beside the areas, and the heads that a table
has again on each page. Everything else must be the same words in the same order.
"""

import re
from collections import Counter
from collections.abc import Iterable
from itertools import groupby

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from priorities.choices import Language, Standing

from .content import ReportContent
from .exporters.report_words import report_words
from .pieces import Piece

DIGITS = re.compile(r"\d+")
NUMBER_OF_PAGE = re.compile(rf"((?:^|\s)[\d,]+(?:\s[\d,]+){{{len(Standing) - 1}}})\s\d+$")
ENDS_IN_NUMBER = re.compile(r"\s\d+$")
ON_MOST = 0.6  # of the pages
MOSTLY = 0.7  # of the lines


def says_the_same(made: list[Piece], found: list[Piece], contents: Iterable[ReportContent]) -> bool:
    """Whether two readings of a PDF differ in their setting alone."""
    heads = _head_words(contents)
    foot = _foot(_pages(made))
    is_same = _words(_pages(made), foot, heads) == _words(_pages(found), foot, heads)
    return is_same and _addresses(made) == _addresses(found)


def _is_link(piece: Piece) -> bool:
    return piece.place.endswith(_("%(place)s, link") % {"place": ""})


def _addresses(pieces: list[Piece]) -> set[str]:
    """Where links lead; one that goes over two lines is there twice."""
    return {piece.words for piece in pieces if _is_link(piece)}


def _pages(pieces: list[Piece]) -> list[list[str]]:
    """The lines of each page."""
    lines = (piece for piece in pieces if not _is_link(piece))
    pages = groupby(lines, key=lambda piece: piece.place)
    return [[" ".join(piece.words.split()) for piece in page] for _place, page in pages]


def _foot(pages: list[list[str]]) -> set[str]:
    """The lines that stand on most pages, whatever the numbers in them."""
    counted = Counter(line for page in pages for line in {DIGITS.sub("#", line) for line in page})
    return {line for line, number in counted.items() if number > len(pages) * ON_MOST}


def _head_words(contents: Iterable[ReportContent]) -> set[str]:
    """The words in the heads of tables that go over pages; no standing is among them, and no number."""
    heads: list[str] = []
    for content in contents:
        words = report_words(content)
        labels = words["labels"]
        heads += words["coverage"]["columns"] + words["gaps"]["columns"]
        heads += words["method"]["percentages"]["columns"]
        heads += [labels[name] for name in ("standing", "schedule", "freshness", "meaning")]
        heads += [column for group in words["changes"]["groups"] for column in group["columns"]]
    return {word for head in heads for word in head.split()}


def _words(pages: list[list[str]], foot: set[str], heads: set[str]) -> list[str]:
    words: list[str] = []
    for page in _without_contents(pages):
        for line in page:
            if DIGITS.sub("#", line) in foot or set(line.split()) <= heads:
                continue
            words += NUMBER_OF_PAGE.sub(r"\1", line).split()
    return words


def _without_contents(pages: list[list[str]]) -> Iterable[list[str]]:
    """Headings stand in the contents once more, and nothing else does."""
    names = set()
    for code in Language.values:
        with translation.override(code):
            names.add(pgettext("report", "Contents"))
    is_within = False
    for page in pages:
        numbered = sum(1 for line in page if ENDS_IN_NUMBER.search(line))
        is_within = bool(page) and (page[0] in names or (is_within and numbered > len(page) * MOSTLY))
        if not is_within:
            yield page

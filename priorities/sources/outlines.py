"""A document's body divided into pages that can be read one at a time, and where its headings are."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, takewhile

from .paragraphs import Paragraph, paragraphs

PAGE_LENGTH = 12_000  # characters; a shorter document is one page


@dataclass(frozen=True)
class Section:
    """A heading, and the page it stands on, counted from 1. `end` is where the next heading begins, or the body ends."""

    start: int
    end: int
    words: str
    page: int


@dataclass(frozen=True)
class Outline:
    """`pages` are (start, end) pairs of the body, in order; `reading` those of every paragraph that is no heading."""

    pages: tuple[tuple[int, int], ...]
    sections: tuple[Section, ...]
    reading: tuple[tuple[int, int], ...]

    def page_at(self, place: int) -> int:
        """The page, counted from 1, on which the character at `place` stands."""
        return _page_at(self.pages, place)

    def sections_on(self, page: int) -> list[Section]:
        """The sections of which some words stand on a page, the one that only goes on there included."""
        start, end = self.pages[page - 1]
        return [section for section in self.sections if section.start < end and section.end > start]


def outline(body: str, page_length: int = PAGE_LENGTH) -> Outline:
    """Pages of about `page_length` characters, which begin with a heading where they can."""
    parts = paragraphs(body)
    pages = tuple((page[0].start, page[-1].end) for page in _pages(parts, page_length))
    headings = [part for part in parts if part.is_heading]
    ends = [*(part.start for part in headings[1:]), len(body)]
    return Outline(
        pages=pages,
        sections=tuple(
            Section(part.start, end, part.text, _page_at(pages, part.start))
            for part, end in zip(headings, ends, strict=False)
        ),
        reading=tuple((part.start, part.end) for part in parts if not part.is_heading),
    )


def _page_at(pages: tuple[tuple[int, int], ...], place: int) -> int:
    return max(1, bisect_right(pages, place, key=lambda page: page[0]))


def _pages(parts: list[Paragraph], length: int) -> Iterator[list[Paragraph]]:
    """The paragraphs of each page: a heading never ends one, and begins one where the page is half full already."""
    if parts and parts[-1].end - parts[0].start <= length:
        yield parts
        return
    page: list[Paragraph] = []
    for part in chain.from_iterable(_cut(part, length // 2) for part in parts):
        if page and (part.end - page[0].start > length or (part.is_heading and _filled(page) > length / 2)):
            following = _headings_at_the_end(page)
            yield page[: len(page) - len(following)]
            page = following
        page.append(part)
    if page:
        yield page


def _filled(page: list[Paragraph]) -> int:
    return page[-1].end - page[0].start


def _headings_at_the_end(page: list[Paragraph]) -> list[Paragraph]:
    """Those that nothing follows; none, where the page has nothing else."""
    number = sum(1 for _heading in takewhile(lambda part: part.is_heading, reversed(page)))
    return page[-number:] if 0 < number < len(page) else []


def _cut(part: Paragraph, length: int) -> Iterator[Paragraph]:
    """A paragraph that is longer than `length` in about equal pieces, between two lines, sentences or words if it can."""
    start, left = part.start, -(-len(part.text) // length)
    while left > 1:
        least = start + (part.end - start) // left
        words = part.text[start - part.start : least - part.start]
        end = start + (_last_gap(words) or len(words))
        yield Paragraph(start, end, part.text[start - part.start : end - part.start], is_heading=False)
        start, left = end, left - 1
    yield (
        part
        if start == part.start
        else Paragraph(start, part.end, part.text[start - part.start :], is_heading=False)
    )


def _last_gap(words: str) -> int:
    """Where the second half of `words` last begins a line, a sentence or a word; 0 where it does not."""
    half = len(words) // 2
    for gap in ("\n", "。", ". ", " "):
        if (place := words.rfind(gap, half)) > 0:
            return place + len(gap)
    return 0

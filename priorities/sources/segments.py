"""Overlapping spans, cut into stretches that do not overlap: what a page needs to mark them."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, order=True)
class Mark:
    """Whoever owns the characters from `start` up to `end`."""

    start: int
    end: int
    key: int


@dataclass(frozen=True)
class Segment:
    """`body[start:end] == text`. `covering` are the marks over all of it, the shortest and so most specific first;
    `ending` are those of them that go no further."""

    start: int
    end: int
    text: str
    covering: tuple[Mark, ...] = ()
    ending: tuple[Mark, ...] = ()


def segments(body: str, marks: Iterable[Mark], *, start: int = 0, end: int | None = None) -> list[Segment]:
    """`body` from `start` to `end`, cut wherever a mark begins or ends. Put together again, it is the same text."""
    end = len(body) if end is None else end
    inside = [mark for mark in marks if mark.start < end and mark.end > start]
    cuts = {start, end}
    for mark in inside:
        cuts |= {max(start, mark.start), min(end, mark.end)}
    edges = sorted(cuts)
    return [_segment(body, inside, left, right) for left, right in pairwise(edges)]


def _segment(body: str, marks: list[Mark], left: int, right: int) -> Segment:
    covering = sorted(
        (mark for mark in marks if mark.start <= left and right <= mark.end),
        key=lambda mark: (mark.end - mark.start, mark.start),
    )
    ending = tuple(mark for mark in covering if mark.end == right)
    return Segment(left, right, body[left:right], tuple(covering), ending)


def tracked_lengths(marks: Iterable[Mark], within: Iterable[tuple[int, int]]) -> list[int]:
    """How many characters of each of `within` stand under some mark; under two counts once.

    `within` are (start, end) pairs in order, none over another.
    """
    stretches = _together(marks)
    lengths, first = [], 0
    for start, end in within:
        while first < len(stretches) and stretches[first][1] <= start:
            first += 1
        length, place = 0, first
        while place < len(stretches) and stretches[place][0] < end:
            length += min(end, stretches[place][1]) - max(start, stretches[place][0])
            place += 1
        lengths.append(length)
    return lengths


def _together(marks: Iterable[Mark]) -> list[tuple[int, int]]:
    """The stretches of text under any mark, in order."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((mark.start, mark.end) for mark in marks):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


@dataclass(frozen=True)
class Excerpt:
    """Some words with what stands about them: `before + quote + after` is a piece of the body, less the dots."""

    before: str
    quote: str
    after: str


def excerpt(body: str, start: int, end: int, *, within: tuple[int, int], context: int = 160) -> Excerpt:
    """The words from `start` to `end` with up to `context` characters either side, inside one paragraph."""
    first, last = within
    before, after = body[first:start], body[end:last]
    if len(before) > context:
        before = "…" + _from_a_word(before[-context:])
    if len(after) > context:
        after = _from_a_word(after[:context][::-1])[::-1] + "…"
    return Excerpt(before, body[start:end], after)


def _from_a_word(text: str) -> str:
    """Without the word that was cut in two, where the language has spaces to cut at."""
    return text.partition(" ")[2] or text

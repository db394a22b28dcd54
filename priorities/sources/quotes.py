"""Finding quoted words in a document's body."""

import re
from dataclasses import dataclass

CONTEXT = 40


@dataclass(frozen=True)
class Place:
    """Where a quote stands: `body[start:end] == quote`; `context` is the line with some words either side."""

    start: int
    end: int
    quote: str
    context: str


def find_quote(body: str, quote: str) -> list[Place]:
    """Every place of `quote` in `body`, in order; places may overlap.

    White space counts as any white space, since a paste from a page or a PDF breaks lines elsewhere. The quote of
    the place found is the body's own, so the slice is exact.
    """
    words = quote.split()
    if not words:
        return []
    pattern = re.compile(r"(?=(" + r"\s+".join(re.escape(word) for word in words) + r"))")
    return [_place(body, match.start(1), match.end(1)) for match in pattern.finditer(body)]


def _place(body: str, start: int, end: int) -> Place:
    before = body[max(0, start - CONTEXT) : start].rpartition("\n")[2]
    after = body[end : end + CONTEXT].partition("\n")[0]
    return Place(start, end, body[start:end], f"…{before}[{body[start:end]}]{after}…")

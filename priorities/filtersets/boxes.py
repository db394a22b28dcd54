"""Filters as lists of boxes to tick: what one offers, and which of it an address asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from priorities.words import Text


@dataclass(frozen=True, eq=False)
class Offer:
    """What one filter offers, in the language of the page: each code with what people call it.

    An offer is the same as itself only, so that what is made of it can be kept by it.
    """

    name: str
    label: str
    words: Mapping[str, str | Text]


@dataclass(frozen=True)
class Box:
    """A filter and the codes that are ticked in it, each of them one that it offers."""

    offer: Offer
    ticked: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.offer.name

    @property
    def label(self) -> str:
        return self.offer.label

    @property
    def options(self) -> list[tuple[str, str | Text, bool]]:
        """(code, words, whether it is ticked) for all that is offered."""
        return [(code, words, code in self.ticked) for code, words in self.offer.words.items()]

    @property
    def chosen(self) -> int:
        """How many are ticked."""
        return len(self.ticked)


class Ticked(NamedTuple):
    """How many boxes are ticked in a group of filters; `name` is that of the place where a page says so."""

    name: str
    chosen: int

"""What a report file says, piece by piece, and what two of them say differently."""

from dataclasses import dataclass
from typing import NamedTuple


class Piece(NamedTuple):
    """Words, and where they stand in the file, said for people."""

    place: str
    words: str


@dataclass(frozen=True)
class Difference:
    """What was sealed and what the file says in its stead; "" where one of them says nothing."""

    place: str
    sealed: str
    found: str


class Unreadable(Exception):
    """The file is of no format that a report is exported in, or is damaged beyond reading."""


def shortened(words: str, most: int = 200) -> str:
    return words if len(words) <= most else f"{words[:most]}…"

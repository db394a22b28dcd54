"""Words as a search takes them: without case, accents, width, ligatures and typographer's signs.

`fold` is the rule. SQLite calls this very function from the triggers that fill its search tables; PostgreSQL has it as
a function of its own that `migrations/0008_search` makes from the tables below, so that both fold alike whatever their
locale. Stored text is folded already: a change of the rule needs a migration that runs `0008_search.install` again.

    accents     sécurité finds securite, and the other way round; が and か stay two letters
    case        of Latin, Greek and Cyrillic letters
    width       ＬＮＧ is LNG and ｶﾞ is ガ, with everything else that NFKC makes one
    signs       ’ is ', « and “ are ", every dash is a hyphen
    blanks      any run of them, line breaks and controls too, is one space
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from unicodedata import normalize

# As classes of a regular expression that Python and PostgreSQL read alike. Dropped after NFKD: accents, soft hyphens,
# joiners, marks of direction and variation selectors. The sound marks of kana are none of them.
IGNORED = r"[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]"
BLANKS = r"[\u0000-\u0020\u007f-\u009f\u1680\u2028\u2029]+"

CASED = [range(0x41, 0x5B), range(0xC0, 0x180), range(0x391, 0x3AA), range(0x400, 0x430)]
LETTERS = {
    "ss": "ßẞ",
    "ae": "æ",
    "oe": "œ",
    "th": "þ",
    "d": "ðđ",
    "h": "ħ",
    "i": "ı",
    "l": "ł",
    "o": "ø",
    "t": "ŧ",
    "σ": "ς",
}
SIGNS = {"'": "‘’‚‛ʼ′", '"': "“”„‟«»", "-": "‐‑‒–—―−", "/": "⁄∕", "~": "〜"}


def _characters() -> Iterator[tuple[str, str]]:
    """Each character that NFKC leaves alone and a search does not, with what it becomes."""
    become = {form: put for put, forms in (LETTERS | SIGNS).items() for form in forms}
    for character in (chr(code) for codes in CASED for code in codes):
        small = character.lower()
        if small != character and len(small) == 1 and normalize("NFKD", character) == character:
            yield character, become.get(small, small)
    yield from become.items()


CHARACTERS = dict(_characters())

_ignored, _blanks = re.compile(IGNORED), re.compile(BLANKS)
_table = str.maketrans(CHARACTERS)


def fold(text: str | None) -> str:
    """`text` as a search sees it."""
    return _folded(text or "").strip(" ")


def _folded(text: str) -> str:
    if text.isascii():
        return _blanks.sub(" ", text.lower())
    text = normalize("NFKC", _ignored.sub("", normalize("NFKD", text)))
    return _blanks.sub(" ", text.translate(_table))


_folded_cluster = lru_cache(maxsize=4096)(_folded)


def teach_sqlite(connection, **given) -> None:
    """Give a new connection the function that the triggers of the search tables call.

    A tool that opens the file without it cannot change a searched text, which is better than to change it unseen.
    """
    if connection.vendor == "sqlite":
        connection.connection.create_function("search_fold", 1, fold, deterministic=True)


# The words of a search

_pieces = re.compile(r'(?<![^ ])"([^"]*[^" ][^"]*)"(?![^ ])|([^ ]+)')


def search_words(asked: str) -> tuple[str, ...]:
    """The words to look for, folded, each once: apart at blanks, but a "quoted phrase" is one."""
    found = (phrase.strip(" ") or word for phrase, word in _pieces.findall(fold(asked)))
    return tuple(dict.fromkeys(found))


def said_in(text: str, words: Iterable[str]) -> frozenset[str]:
    """Those of the (folded) `words` that `text` has."""
    folded = fold(text)
    return frozenset(word for word in words if word in folded)


# Where they stand in a text

Piece = tuple[str, bool]
LONGEST_WORD = 20

# Characters that belong to the one before: accents, the sound marks of kana at either width, and what is dropped.
_attached = rf"(?:{IGNORED}|[\u3099\u309a\uff9e\uff9f])"
_clusters = re.compile(rf".{_attached}*", re.DOTALL)
_any_attached = re.compile(_attached)


def pieces(text: str, words: Iterable[str]) -> list[Piece]:
    """`text`, cut into (piece, whether it is a hit): put together again, it is the same text."""
    folded, starts, ends = _positions(text)
    hit = bytearray(len(text))
    for word in words:
        at = folded.find(word)
        while word and at >= 0:
            first, last = starts[at], ends[at + len(word) - 1]
            hit[first:last] = b"\1" * (last - first)
            at = folded.find(word, at + 1)
    cuts = [0, *(at for at in range(1, len(text)) if hit[at] != hit[at - 1]), len(text)]
    return [(text[left:right], bool(hit[left])) for left, right in pairwise(cuts) if left < right]


def _positions(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """`text` folded, and for each of its characters where that begins and ends in `text`."""
    parts = [_folded_cluster(character) for character in text]
    folded = "".join(parts)
    if "  " not in folded and all(len(part) == 1 for part in parts) and not _any_attached.search(text):
        return folded, range(len(text)), range(1, len(text) + 1)
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for cluster in _clusters.finditer(text):
        for character in _folded_cluster(cluster.group()):
            if character != " " or characters[-1:] not in ([], [" "]):
                characters.append(character)
                starts.append(cluster.start())
                ends.append(cluster.end())
    return "".join(characters), starts, ends


def snippet(
    text: str, words: Iterable[str], about: Iterable[str], *, before: int = 40, length: int = 140
) -> tuple[Piece, ...]:
    """One line of `text` round the first of `about` that it has, as the `pieces` of `words`, with dots where it was cut."""
    line = " ".join(text.split())
    folded, starts, _ = _positions(line)
    at = min((starts[folded.find(word)] for word in about if word in folded), default=0)
    start = max(0, min(at - before, len(line) - length))
    if start:
        start = _after_a_blank(line, start, at)
    end = min(len(line), start + length)
    if end < len(line):
        blank = line.rfind(" ", at + 1, end)
        end = blank if blank > end - LONGEST_WORD else end
    return _cut(pieces(line, words), start, end, len(line))


def _after_a_blank(line: str, start: int, at: int) -> int:
    """Not in the middle of a word, where the language has spaces to cut at."""
    blank = line.find(" ", start - 1, at)
    return blank + 1 if 0 <= blank < start + LONGEST_WORD else start


def _cut(found: list[Piece], start: int, end: int, length: int) -> tuple[Piece, ...]:
    cut: list[Piece] = [("…", False)] if start else []
    at = 0
    for piece, is_hit in found:
        part = piece[max(0, start - at) : max(0, end - at)]
        if part:
            cut.append((part, is_hit))
        at += len(piece)
    return (*cut, ("…", False)) if end < length else tuple(cut)

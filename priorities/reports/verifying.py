"""Whether a report file is what was sealed; and if it is not, where it differs.

A file is held against the one made now from the sealed content. The JSON file can be checked without any of this: see
docs/reports.md.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import islice, takewhile, zip_longest
from typing import Any

import rfc8785
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from priorities.choices import Verdict
from priorities.models import Report

from .damage import damaged_place, kind_left, words_left
from .file_words import format_of, pieces_of, read_json
from .paging import says_the_same
from .pieces import Difference, Piece, Unreadable, shortened
from .remaking import contents_of, editions, sealed_bytes
from .seals import seal_of

MOST_DIFFERENCES = 20
SHORTEST = 16
LABELLED = ("xlsx", "docx", "pdf")  # formats with words that are the product's own
MOST_ALIGNED = 1_000_000  # pairs of pieces
WHOLE_SEAL = re.compile(r"\b(?:[0-9a-f]{4}[\s\u200b]?){15}[0-9a-f]{4}\b")
BEGINNING = re.compile(r"\b(?:[0-9a-f]{4}[\s\u200b]?){3}[0-9a-f]{4}\b")
BESIDE_DAMAGE = re.compile(r"(?=([0-9a-f]{64}|(?<![0-9a-f])[0-9a-f]{16}))")
NO_HEX = re.compile(r"[^0-9a-f]")

# Finds the report whose seal is, or begins with, these digits; None where there is none for this reader.
Lookup = Callable[[str], Report | None]


@dataclass(frozen=True)
class Finding:
    """`report` is the one the file claims to be, None where that is unknown; `successor` what took its place."""

    verdict: Verdict
    report: Report | None = None
    successor: Report | None = None
    differences: tuple[Difference, ...] = ()
    sentence: str = ""


def lookup_in(reports: QuerySet[Report]) -> Lookup:
    """Finds among these reports. A beginning is at least the 16 digits that stand at the foot of pages."""

    def lookup(digits: str) -> Report | None:
        if len(digits) < SHORTEST:
            return None
        return reports.filter(sha256__startswith=digits).first()

    return lookup


def check_seal(sha256: str, lookup: Lookup) -> Finding:
    """What is known of a seal by itself. Spaces and capitals do not matter."""
    digits = NO_HEX.sub("", sha256.lower())
    report = lookup(digits) if len(digits) == 64 else None
    return _whole(report) if report else Finding(Verdict.UNKNOWN)


def check_file(data: bytes, lookup: Lookup) -> Finding:
    """What is known of a file in any of the five formats."""
    try:
        kind = format_of(data)
        return _check_json(data, lookup) if kind == "json" else _check_words(data, kind, lookup)
    except Unreadable:
        sentence = _("This is no report file that can be read.")
        return _check_damaged(data, lookup) or Finding(Verdict.UNKNOWN, sentence=sentence)


def _whole(report: Report) -> Finding:
    successor = (
        Report.objects.filter(period=report.period_id, edition__gt=report.edition, sha256__isnull=False)
        .order_by("-edition")
        .first()
    )
    return Finding(Verdict.SUPERSEDED if successor else Verdict.GENUINE, report, successor)


# JSON


def _check_json(data: bytes, lookup: Lookup) -> Finding:
    file = read_json(data)
    content = file.get("content") if isinstance(file, dict) else None
    claimed = file.get("sha256") if isinstance(file, dict) else None
    if not isinstance(content, dict):
        raise Unreadable
    try:
        actual = seal_of(content)
    except rfc8785.CanonicalizationError:
        actual = ""
    report = lookup(actual) or (lookup(claimed) if isinstance(claimed, str) else None)
    if report is None:
        fits = _("Its seal fits its content, but no such report was sealed here.")
        return Finding(Verdict.UNKNOWN, sentence=fits if claimed == actual else "")
    genuine = sealed_bytes(report)
    sealed = read_json(genuine)
    if found := list(islice(_between(sealed, file), MOST_DIFFERENCES)):
        return _altered(report, found)
    return _whole(report) if data == genuine else _resaved(report)


def _resaved(report: Report) -> Finding:
    return Finding(Verdict.RESAVED, report, successor=_whole(report).successor)


def _between(sealed: Any, found: Any, path: str = "") -> Iterator[Difference]:
    """Every place at which two JSON values differ, by its path."""
    if isinstance(sealed, dict) and isinstance(found, dict):
        for key in sorted(sealed.keys() | found.keys()):
            yield from _between(
                sealed.get(key, MISSING), found.get(key, MISSING), f"{path}.{key}".lstrip(".")
            )
    elif isinstance(sealed, list) and isinstance(found, list):
        for place, (one, other) in enumerate(zip_longest(sealed, found, fillvalue=MISSING)):
            yield from _between(one, other, f"{path}[{place}]")
    elif type(sealed) is not type(found) or sealed != found:
        yield Difference(path, _shown(sealed), _shown(found))


class _Missing:
    """No value at all, which null is not."""


MISSING = _Missing()


def _shown(value: Any) -> str:
    return "" if value is MISSING else shortened(str(value))


# Words on paper and in cells


def _check_words(data: bytes, kind: str, lookup: Lookup) -> Finding:
    pieces = pieces_of(data, kind)
    report = _named((piece.words for piece in pieces), lookup)
    if report is None:
        return _check_damaged(data, lookup) or Finding(Verdict.UNKNOWN)
    nearest: list[Difference] | None = None
    for made in editions(report, kind, "".join(piece.words for piece in pieces)):
        if made == data:
            return _whole(report)
        differing = list(_differences(pieces_of(made, kind), pieces))
        if not differing:
            damage = damaged_place(made, data, kind)
            return _altered(report, [damage]) if damage else _resaved(report)
        if kind == "pdf" and _is_set_otherwise(report, made, data, pieces):
            return _resaved(report)
        if nearest is None or len(differing) < len(nearest):
            nearest = differing
    found = _altered(report, nearest or [])
    if kind in LABELLED:
        labels = _(
            "Where labels or the form of dates and numbers differ, and no fact, an earlier version of this site made the "
            "file."
        )
        return replace(found, sentence=labels)
    return found


def _is_set_otherwise(report: Report, made: bytes, data: bytes, pieces: list[Piece]) -> bool:
    """Whether another version made the PDF, with its lines and pages broken elsewhere; not one with a few other bytes."""
    if damaged_place(made, data, "pdf"):
        return False
    return says_the_same(pieces_of(made, "pdf"), pieces, contents_of(report))


def _altered(report: Report, differences: Iterable[Difference]) -> Finding:
    return Finding(Verdict.ALTERED, report, differences=tuple(differences)[:MOST_DIFFERENCES])


def _named(words: Iterable[str], lookup: Lookup) -> Report | None:
    """The report of which a file names the seal."""
    return next((found for seal in _seals_in(words) if (found := lookup(seal))), None)


def _seals_in(words: Iterable[str]) -> Iterator[str]:
    """The seals that a file names, the whole ones first, then the beginnings that stand at the foot of pages."""
    text = "\n".join(words)
    for pattern in (WHOLE_SEAL, BEGINNING, BESIDE_DAMAGE):
        seen = dict.fromkeys(NO_HEX.sub("", found) for found in pattern.findall(text))
        yield from list(seen)[:MOST_DIFFERENCES]


def _differences(sealed: list[Piece], found: list[Piece]) -> Iterator[Difference]:
    """Piece by piece, after what both begin and end with."""
    start = _alike(zip(sealed, found, strict=False))
    most = min(len(sealed), len(found)) - start
    end = min(_alike(zip(reversed(sealed), reversed(found), strict=False)), most)
    one, other = sealed[start : len(sealed) - end], found[start : len(found) - end]
    for before, after in _aligned(one, other):
        place = before.place if before else after.place if after else ""
        yield Difference(
            place, shortened(before.words if before else ""), shortened(after.words if after else "")
        )


def _alike(pairs: Iterable[tuple[Piece, Piece]]) -> int:
    return sum(1 for _pair in takewhile(lambda pair: pair[0].words == pair[1].words, pairs))


def _aligned(one: list[Piece], other: list[Piece]) -> Iterator[tuple[Piece | None, Piece | None]]:
    """What differs, each beside what stands in its place. So much that aligning it took minutes stays as it stands."""
    if len(one) * len(other) > MOST_ALIGNED:
        yield from (pair for pair in zip_longest(one, other) if _differ(*pair))
        return
    said, says = ([piece.words for piece in pieces] for pieces in (one, other))
    for tag, a, b, c, d in SequenceMatcher(None, said, says, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from zip_longest(one[a:b], other[c:d])


def _differ(before: Piece | None, after: Piece | None) -> bool:
    return before is None or after is None or before.words != after.words


# What can no longer be read


def _check_damaged(data: bytes, lookup: Lookup) -> Finding | None:
    """A file that no reader opens may still show of which report it was made, and where it was damaged."""
    left = words_left(data)
    report = _named(left, lookup)
    if report is None:
        return None
    kind = kind_left(data)
    made = [sealed_bytes(report)] if kind == "json" else editions(report, kind, "".join(left))
    damages = (damaged_place(each, data, kind, is_readable=False) for each in made)
    return next((_altered(report, [damage]) for damage in damages if damage), None)

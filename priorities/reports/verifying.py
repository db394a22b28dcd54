"""Whether a report file is what was sealed; and if it is not, where it differs.

A file is held against the one made now from the sealed content. The JSON file can be checked without any of this: see
docs/reports.md.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

import rfc8785
from django.utils.translation import gettext as _

from priorities.choices import Language, Verdict
from priorities.models import Report

from .file_words import Piece, Unreadable, format_of, pieces_of, read_json
from .files import report_file
from .reading import read_document, seal_from
from .seals import seal_of, sealed_file

MOST_DIFFERENCES = 20
WHOLE_SEAL = re.compile(r"\b(?:[0-9a-f]{4}[\s\u200b]?){15}[0-9a-f]{4}\b")
BEGINNING = re.compile(r"\b(?:[0-9a-f]{4}[\s\u200b]?){3}[0-9a-f]{4}\b")
NO_HEX = re.compile(r"[^0-9a-f]")

# Finds the report whose seal is, or begins with, these digits; None where there is none for this reader.
Lookup = Callable[[str], Report | None]


@dataclass(frozen=True)
class Difference:
    """What was sealed and what the file says in its stead; "" where one of them says nothing."""

    place: str
    sealed: str
    found: str


@dataclass(frozen=True)
class Finding:
    """`report` is the one the file claims to be, None where that is unknown; `successor` what took its place."""

    verdict: Verdict
    report: Report | None = None
    successor: Report | None = None
    differences: tuple[Difference, ...] = ()
    sentence: str = ""


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
        return Finding(Verdict.UNKNOWN, sentence=_("This is no report file that can be read."))


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
    genuine = sealed_file(
        report.content, sha256=report.sha256 or "", previous_sha256=report.document["previous_sha256"]
    )
    sealed = read_json(genuine)
    if found := tuple(_between(sealed, file)):
        return Finding(Verdict.ALTERED, report, differences=found[:MOST_DIFFERENCES])
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


def shortened(words: str, most: int = 200) -> str:
    return words if len(words) <= most else f"{words[:most]}…"


# Words on paper and in cells


def _check_words(data: bytes, kind: str, lookup: Lookup) -> Finding:
    pieces = pieces_of(data, kind)
    report = next((found for seal in _seals_in(pieces) if (found := lookup(seal))), None)
    if report is None:
        return Finding(Verdict.UNKNOWN)
    nearest: list[Difference] | None = None
    for made in _as_made(report, kind, pieces):
        if made == data:
            return _whole(report)
        differing = list(_differences(pieces_of(made, kind), pieces))
        if not differing:
            return _resaved(report)
        if nearest is None or len(differing) < len(nearest):
            nearest = differing
    return Finding(Verdict.ALTERED, report, differences=tuple((nearest or [])[:MOST_DIFFERENCES]))


def _seals_in(pieces: Iterable[Piece]) -> Iterator[str]:
    """The seals that a file names, the whole ones first, then the beginnings that stand at the foot of pages."""
    words = "\n".join(piece.words for piece in pieces)
    for pattern in (WHOLE_SEAL, BEGINNING):
        seen = dict.fromkeys(NO_HEX.sub("", found) for found in pattern.findall(words))
        yield from list(seen)[:MOST_DIFFERENCES]


def _as_made(report: Report, kind: str, pieces: list[Piece]) -> Iterator[bytes]:
    """The file as it was made in each language, the likeliest first."""
    document = report.document
    words = "".join(piece.words for piece in pieces)
    seal = seal_from(document, sha256=report.sha256 or "")
    for code in sorted(Language.values, key=lambda code: -_likeness(document, code, words)):
        yield report_file(read_document(document, language=code, seal=seal), kind)


def _likeness(document: dict, code: str, words: str) -> int:
    """How many titles of the report the file has in this language."""
    titles = [line["title"].get(code) for line in document["commitments"][:50]]
    return sum(1 for title in titles if title and title[:20] in words)


def _differences(sealed: list[Piece], found: list[Piece]) -> Iterator[Difference]:
    one, other = [piece.words for piece in sealed], [piece.words for piece in found]
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag != "equal":
            for before, after in zip_longest(sealed[a:b], found[c:d]):
                place = (before or after).place
                yield Difference(
                    place, shortened(before.words if before else ""), shortened(after.words if after else "")
                )

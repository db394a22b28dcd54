"""What of a document is tracked, all its pages together: worked out once for each state of the record."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from priorities import permissions
from priorities.choices import Standing
from priorities.models import Commitment, DocumentText, Plan, SourceDocument, SourceSpan
from priorities.permissions import Capacity
from priorities.sources.outlines import Outline, Section, outline
from priorities.sources.segments import Mark, tracked_lengths

from . import board_lines
from .frames import frame_of
from .moments import Moment
from .plain import plain_rows

KEPT = 16  # texts, and what readers of them are told

Numbers = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Tracked:
    """`number` is how many commitments have a passage in the text, and `counts` where those stand. `headings` are the
    numbers of the area under each heading that has one, by the place of the heading. `unmarked` are the ids of the
    commitments made in the document that have no passage in the text, in the order of the board."""

    counts: Numbers
    number: int
    silent_paragraphs: int
    percent: int
    prefix: str
    headings: dict[int, Numbers]
    unmarked: array


def tracked(
    document: SourceDocument, text: DocumentText | None, *, user, plan: Plan, moment: Moment
) -> Tracked:
    """As `user` may see it on the day of `moment`. `text` is None where the document's is not held."""
    return _tracked(
        document.pk,
        (text.pk, text.sha256) if text else None,
        plan.pk,
        frame_of(plan).revision,
        permissions.capacity_of(user),
        permissions.audience_of(user, plan),
        moment.on,
        moment.known_at,
    )


def outline_of(text: DocumentText) -> Outline:
    """The pages and headings of a text, whose body need not have been read."""
    return _outline(text.pk, text.sha256)


def forget() -> None:
    _tracked.cache_clear()
    _outline.cache_clear()


@lru_cache(KEPT)
def _outline(pk: int, sha256: str) -> Outline:
    """By its sum too, because a text that nothing cites yet may be edited."""
    return outline(DocumentText.objects.values_list("body", flat=True).get(pk=pk))


@lru_cache(KEPT)
def _tracked(
    document: int,
    text: tuple[int, str] | None,
    plan: int,
    revision: str,
    capacity: Capacity,
    audience: str,
    on: date,
    known_at: datetime | None,
) -> Tracked:
    lines = _lines(plan, capacity, audience, on, known_at)
    spans = SourceSpan.objects.filter(text=text[0]).values_list("start", "end", "commitment") if text else ()
    marks = sorted(Mark(*span) for span in spans if span[2] in lines)
    outlined = _outline(*text) if text else Outline((), (), ())
    lengths = tracked_lengths(marks, outlined.reading)
    marked = {mark.key for mark in marks}
    unmarked = (pk for pk, line in lines.items() if line.document == document and pk not in marked)
    return Tracked(
        counts=_in_order(Counter(lines[pk].standing for pk in marked)),
        number=len(marked),
        silent_paragraphs=lengths.count(0),
        percent=_percent(sum(lengths), sum(end - start for start, end in outlined.reading)),
        prefix=_common_prefix(lines[pk].reference for pk in marked),
        headings=_headings(outlined.sections, marks, lines),
        unmarked=array("q", unmarked),
    )


class Line(NamedTuple):
    """What is read of every commitment on the board."""

    document: int
    reference: str
    area: int
    standing: str


def _lines(
    plan: int, capacity: Capacity, audience: str, on: date, known_at: datetime | None
) -> dict[int, Line]:
    """By their ids, in the order of the board."""
    seen = permissions.visible_with(capacity, Commitment.objects.filter(plan=plan))
    found = board_lines.standing_on(seen, on, known_at, audience).order_by("area__number", "reference")
    rows = plain_rows(found, "pk", "document", "reference", "area__number", "standing")
    return {pk: Line(*line) for pk, *line in rows}


def _headings(
    sections: Collection[Section], marks: Sequence[Mark], lines: dict[int, Line]
) -> dict[int, Numbers]:
    """Where all commitments of an area stand, whichever document they were made in, for the area that most passages
    under each heading belong to."""
    numbers: dict[int, Counter[str]] = defaultdict(Counter)
    for line in lines.values():
        numbers[line.area][line.standing] += 1
    found, place = {}, 0
    for section in sections:
        under: Counter[int] = Counter()
        while place < len(marks) and marks[place].start < section.end:
            if marks[place].start >= section.start:
                under[lines[marks[place].key].area] += 1
            place += 1
        if under:
            found[section.start] = _in_order(numbers[under.most_common(1)[0][0]])
    return found


def _in_order(counts: dict[str, int]) -> Numbers:
    return tuple((each.value, counts[each.value]) for each in Standing if counts.get(each.value))


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def _common_prefix(references: Iterable[str]) -> str:
    """What every reference begins with, as "CJ21-": the page shows the rest."""
    prefixes = {reference.partition("-")[0] for reference in references}
    return f"{prefixes.pop()}-" if len(prefixes) == 1 else ""

"""What a report lacks: read from its document, so that a preview and a freeze find the same."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from priorities.choices import Confidence, GapKind

from .seals import Document

TROUBLE = (Confidence.AT_RISK, Confidence.OFF_TRACK)


@dataclass(frozen=True)
class Gap:
    """`detail` names what exactly is missing: the codes of parties or languages."""

    kind: str
    reference: str
    detail: tuple[str, ...] = ()


def gaps_of(document: Document) -> list[Gap]:
    """Everything a reader will miss, in the order of the report."""
    return [gap for line in document["commitments"] for gap in _gaps(line, document)]


def accepted_in(document: Document, accepted: Iterable[Document]) -> list[Document]:
    """Those of the accepted gaps that the document still has; the others were mended."""
    lacking = {(gap.kind, gap.reference) for gap in gaps_of(document)}
    return [gap for gap in accepted if (gap["kind"], gap["reference"]) in lacking]


def _gaps(line: Document, document: Document) -> Iterator[Gap]:
    reference = line["reference"]
    if reference in document["coverage"]["silent"]:
        yield Gap(GapKind.NOTE, reference)
    if line["parties_without_lead"]:
        yield Gap(GapKind.LEAD, reference, tuple(line["parties_without_lead"]))
    if missing := _languages_missing(line, document["plan"]["required_languages"]):
        yield Gap(GapKind.TRANSLATION, reference, missing)
    if any(note["confidence"] in TROUBLE and not note["next_steps"] for note in line["notes"]):
        yield Gap(GapKind.NEXT_STEPS, reference)


def _languages_missing(line: Document, required: list[str]) -> tuple[str, ...]:
    """Required languages that the title or some words of a note in the report lack."""
    written = [
        line["title"],
        *(note[name] for note in line["notes"] for name in ("body", "reason", "next_steps")),
    ]
    return tuple(code for code in required if any(words and code not in words for words in written))

"""A published document with every tracked passage where it stands, on one day, for one reader."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import get_language

from priorities import permissions
from priorities.choices import Language, Standing
from priorities.models import DocumentText, Plan, ProgressNote, SourceDocument, SourceSpan
from priorities.sources.paragraphs import Paragraph, paragraphs
from priorities.sources.segments import Mark, Segment, segments, tracked_length
from priorities.words import Text, text_of

from . import boards
from .boards import Card
from .moments import Moment


@dataclass(frozen=True)
class Piece:
    """A stretch of text from `start` on. `card` is the most specific commitment over it, None where nothing is tracked; `ending` are
    the commitments whose passage ends here, and `starting` those whose first passage begins here."""

    start: int
    text: str
    card: Card | None
    ending: tuple[Card, ...]
    starting: tuple[str, ...]
    is_chosen: bool

    @property
    def ends_itself(self) -> bool:
        return self.card in self.ending

    @property
    def others_ending(self) -> tuple[Card, ...]:
        return tuple(card for card in self.ending if card is not self.card)

    @property
    def anchor(self) -> str:
        """The id of the mark: the reference of its own commitment, where that begins here."""
        return self.card.reference if self.card and self.card.reference in self.starting else ""

    @property
    def other_anchors(self) -> tuple[str, ...]:
        return tuple(reference for reference in self.starting if reference != self.anchor)


@dataclass(frozen=True)
class Block:
    """A paragraph or heading. `counts` are where the commitments of the area under a heading stand."""

    is_heading: bool
    pieces: tuple[Piece, ...]
    counts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Chosen:
    """The commitment explained at the side, and the note that was last said of it."""

    card: Card
    note: ProgressNote | None
    body: Text


@dataclass(frozen=True)
class SourcePage:
    """`elsewhere` are the commitments made in this document of which no passage stands in this text."""

    blocks: tuple[Block, ...]
    counts: tuple[tuple[str, int], ...]
    tracked: int
    silent_paragraphs: int
    tracked_percent: int
    elsewhere: tuple[Card, ...]
    chosen: Chosen | None
    prefix: str


def newest_texts(document: SourceDocument) -> dict[str, DocumentText]:
    """The newest version of the document's text in each language, the page's language first."""
    newest: dict[str, DocumentText] = {}
    for text in document.texts.order_by("-text_version"):
        newest.setdefault(text.language, text)
    here = get_language() or ""
    order = [here, *(code for code in Language.values if code != here)]
    return {code: newest[code] for code in order if code in newest}


def first_document(documents: QuerySet) -> SourceDocument | None:
    """The first of the documents, by day, that has a text to read."""
    return documents.filter(texts__isnull=False).order_by("published_on", "code").first()


def source_page(
    document: SourceDocument, text: DocumentText | None, *, user, plan: Plan, moment: Moment, chosen: str = ""
) -> SourcePage:
    """The page of a document as `user` may see it on the day of `moment`. `chosen` is a reference, or empty."""
    commitments = boards.board_commitments(plan, user=user, moment=moment)
    spans = list(SourceSpan.objects.filter(text=text)) if text else []
    cited = commitments.filter(Q(document=document) | Q(pk__in={span.commitment_id for span in spans}))
    cards = {card.id: card for card in boards.cards(cited.select_related("area"), plan=plan, moment=moment)}
    marks = [Mark(span.start, span.end, span.commitment_id) for span in spans if span.commitment_id in cards]
    tracked = [cards[pk] for pk in dict.fromkeys(mark.key for mark in marks)]
    parts = paragraphs(text.body) if text else []
    reading = [part for part in parts if not part.is_heading]
    lengths = [tracked_length(marks, start=part.start, end=part.end) for part in reading]
    in_text = {card.id for card in tracked}
    return SourcePage(
        blocks=tuple(_blocks(text, parts, marks, cards, _area_counts(commitments), chosen)) if text else (),
        counts=tuple(_in_order(Counter(card.standing for card in tracked))),
        tracked=len(tracked),
        silent_paragraphs=sum(1 for length in lengths if not length),
        tracked_percent=_percent(sum(lengths), sum(part.end - part.start for part in reading)),
        elsewhere=tuple(card for card in cards.values() if card.id not in in_text),
        chosen=next((_chosen(card, user) for card in cards.values() if card.reference == chosen), None),
        prefix=_common_prefix([card.reference for card in tracked]),
    )


def _percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def _common_prefix(references: list[str]) -> str:
    """What every reference begins with, as "CJ21-": the page shows the rest."""
    prefixes = {reference.partition("-")[0] for reference in references}
    return f"{prefixes.pop()}-" if len(prefixes) == 1 else ""


def _in_order(counts: dict[str, int]) -> Iterable[tuple[str, int]]:
    return ((standing.value, counts[standing.value]) for standing in Standing if counts.get(standing.value))


def _area_counts(commitments: QuerySet) -> dict[str, Counter]:
    """How many commitments of each area stand where, whichever document they were made in."""
    found: dict[str, Counter] = defaultdict(Counter)
    for area, standing in commitments.order_by().values_list("area__code", "standing"):
        found[area][standing] += 1
    return found


def _blocks(text, parts: list[Paragraph], marks: list[Mark], cards, counts, chosen: str) -> Iterable[Block]:
    seen: set[int] = set()
    for place, part in enumerate(parts):
        cut = segments(text.body, marks, start=part.start, end=part.end)
        pieces = tuple(_piece(segment, cards, chosen, seen) for segment in cut)
        area = _area_under(parts, place, marks, cards) if part.is_heading else ""
        yield Block(part.is_heading, pieces, tuple(_in_order(counts[area])) if area else ())


def _piece(segment: Segment, cards: dict[int, Card], chosen: str, seen: set[int]) -> Piece:
    keys = [mark.key for mark in segment.covering]
    fresh = [key for key in dict.fromkeys(keys) if key not in seen]
    seen.update(fresh)
    return Piece(
        start=segment.start,
        text=segment.text,
        card=cards[keys[0]] if keys else None,
        ending=tuple(cards[key] for key in dict.fromkeys(mark.key for mark in segment.ending)),
        starting=tuple(cards[key].reference for key in fresh),
        is_chosen=any(cards[key].reference == chosen for key in keys),
    )


def _area_under(parts: list[Paragraph], place: int, marks: list[Mark], cards: dict[int, Card]) -> str:
    """The area that most passages between this heading and the next belong to; "" where there is none."""
    end = next((part.start for part in parts[place + 1 :] if part.is_heading), parts[-1].end)
    under = Counter(cards[mark.key].area_code for mark in marks if parts[place].start <= mark.start < end)
    return under.most_common(1)[0][0] if under else ""


def _chosen(card: Card, user) -> Chosen:
    """A position known at a past moment may be that of a note withdrawn since, whose words are its team's alone."""
    said = [(each.as_of, each.note_id) for each in card.positions if each.as_of and each.note_id]
    if not said:
        return Chosen(card, None, Text())
    _day, last = max(said)
    seen = permissions.visible_to(user, ProgressNote.objects.select_related("organization"))
    note = seen.filter(pk=last).first()
    return Chosen(card, note, text_of(note, "body") if note else Text())


def visible_documents(plan: Plan, user) -> QuerySet:
    return permissions.visible_to(user, SourceDocument.objects.filter(plan=plan))

"""A published document with every tracked passage where it stands, on one day, for one reader: page by page.

A page costs the same whatever the length of the document; what is told of the whole is worked out once, see `tracked`.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.functions import Substr
from django.utils.translation import get_language

from priorities import permissions
from priorities.choices import Language
from priorities.models import Commitment, DocumentText, Plan, ProgressNote, SourceDocument, SourceSpan
from priorities.sources.outlines import Outline, Section
from priorities.sources.paragraphs import paragraphs
from priorities.sources.segments import Mark, Segment, segments
from priorities.words import Text, text_of

from . import boards
from .boards import Card
from .moments import Moment
from .tracked import Tracked, outline_of, tracked

UNMARKED_LIMIT = 50
SECTION_LIMIT = 60


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

    start: int
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
    """The page `number` of so many `pages`, and what is `tracked` of the whole document.

    `elsewhere` are some of the commitments made in this document of which no passage stands in this text: the page
    `elsewhere_number` of so many `elsewhere_pages`.
    """

    number: int
    pages: int
    blocks: tuple[Block, ...]
    tracked: Tracked
    elsewhere: tuple[Card, ...]
    elsewhere_number: int
    elsewhere_pages: int
    chosen: Chosen | None


class NoSuchPage(Exception):
    """The document is not that long."""


def newest_texts(document: SourceDocument) -> dict[str, DocumentText]:
    """The newest version of the document's text in each language, the page's language first; their bodies unread."""
    newest: dict[str, DocumentText] = {}
    for text in document.texts.order_by("-text_version").defer("body"):
        newest.setdefault(text.language, text)
    here = get_language() or ""
    order = [here, *(code for code in Language.values if code != here)]
    return {code: newest[code] for code in order if code in newest}


def first_document(documents: QuerySet) -> SourceDocument | None:
    """The first of the documents, by day, that has a text to read."""
    return documents.filter(texts__isnull=False).order_by("published_on", "code").first()


def source_page(
    document: SourceDocument,
    text: DocumentText | None,
    *,
    user,
    plan: Plan,
    moment: Moment,
    chosen: Commitment | None = None,
    number: int | None = None,
    elsewhere_number: int = 1,
) -> SourcePage:
    """A page of a document as `user` may see it on the day of `moment`: the page `number`, else the one on which the
    `chosen` commitment begins, else the first. Raises NoSuchPage.
    """
    whole = tracked(document, text, user=user, plan=plan, moment=moment)
    outline = outline_of(text) if text else Outline((), (), ())
    first = _first_place(text, chosen)
    number = number or (1 if first is None else outline.page_at(first))
    elsewhere_pages = -(-len(whole.unmarked) // UNMARKED_LIMIT) or 1
    if number > max(1, len(outline.pages)) or elsewhere_number > elsewhere_pages:
        raise NoSuchPage
    within = outline.pages[number - 1] if outline.pages else (0, 0)
    marks = _marks(text, within)
    unmarked = whole.unmarked[(elsewhere_number - 1) * UNMARKED_LIMIT :][:UNMARKED_LIMIT]
    named = [*(mark.key for mark in marks), *unmarked]
    if chosen and (first is not None or chosen.document_id == document.pk):
        named.append(chosen.pk)
    cards = {card.id: card for card in boards.cards_of(named, plan=plan, user=user, moment=moment)}
    explained = cards.get(chosen.pk) if chosen else None
    return SourcePage(
        number=number,
        pages=len(outline.pages),
        blocks=tuple(_blocks(text, within, marks, cards, whole, explained)) if text else (),
        tracked=whole,
        elsewhere=tuple(cards[pk] for pk in unmarked if pk in cards),
        elsewhere_number=elsewhere_number,
        elsewhere_pages=elsewhere_pages,
        chosen=_chosen(explained, user) if explained else None,
    )


def _first_place(text: DocumentText | None, commitment: Commitment | None) -> int | None:
    """Where the first passage of a commitment begins; None where it has none in this text."""
    if text is None or commitment is None:
        return None
    spans = SourceSpan.objects.filter(text=text, commitment=commitment).order_by("start")
    return spans.values_list("start", flat=True).first()


def _marks(text: DocumentText | None, within: tuple[int, int]) -> list[Mark]:
    start, end = within
    spans = SourceSpan.objects.filter(text=text, start__lt=end, end__gt=start).order_by("start", "end", "id")
    return [Mark(*each) for each in spans.values_list("start", "end", "commitment")] if text else []


def sections_near(text: DocumentText, number: int, pages: Collection[int]) -> list[tuple[Section, bool]]:
    """Where a reader of the page `number` may go, and whether it is on this page: all sections, or in a document of
    very many those of this page, and the first of each of `pages`.
    """
    outline = outline_of(text)
    here = outline.sections_on(number)[:SECTION_LIMIT]
    listed: Collection[Section] = outline.sections
    if len(listed) > SECTION_LIMIT:
        firsts = {section.page: section for section in reversed(outline.sections) if section.page in pages}
        listed = {*firsts.values(), *here}
    return [(section, section in here) for section in sorted(listed, key=lambda section: section.start)]


def _blocks(
    text: DocumentText,
    within: tuple[int, int],
    marks: list[Mark],
    cards: dict[int, Card],
    whole: Tracked,
    chosen: Card | None,
) -> Iterable[Block]:
    offset, end = within
    words = Substr("body", offset + 1, end - offset)
    body = DocumentText.objects.filter(pk=text.pk).values_list(words, flat=True).get()
    here = [Mark(mark.start - offset, mark.end - offset, mark.key) for mark in marks if mark.key in cards]
    seen: set[int] = set()
    for part in paragraphs(body):
        cut = segments(body, here, start=part.start, end=part.end)
        pieces = tuple(_piece(segment, offset, cards, chosen, seen) for segment in cut)
        start = offset + part.start
        yield Block(start, part.is_heading, pieces, whole.headings.get(start, ()) if part.is_heading else ())


def _piece(
    segment: Segment, offset: int, cards: dict[int, Card], chosen: Card | None, seen: set[int]
) -> Piece:
    keys = [mark.key for mark in segment.covering]
    fresh = [key for key in dict.fromkeys(keys) if key not in seen]
    seen.update(fresh)
    return Piece(
        start=offset + segment.start,
        text=segment.text,
        card=cards[keys[0]] if keys else None,
        ending=tuple(cards[key] for key in dict.fromkeys(mark.key for mark in segment.ending)),
        starting=tuple(cards[key].reference for key in fresh),
        is_chosen=chosen is not None and chosen.id in keys,
    )


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

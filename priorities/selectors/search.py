"""What a search finds: every word somewhere in a commitment, in the notes that its reader may see, or in their evidence.

The database holds the texts folded and indexed by trigrams (`migrations/0008_search`): SQLite with FTS5, PostgreSQL
with pg_trgm. The index only says where a word stands; which notes are read is asked of `permissions`, as everywhere.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

from django.db import connection
from django.db.models import Case, Exists, F, OuterRef, QuerySet, Subquery, Value, When, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, NullIf, RowNumber
from django.utils.translation import get_language

from priorities import permissions
from priorities.choices import Language
from priorities.folding import Piece, said_in, search_words, snippet
from priorities.models import Commitment, Evidence, Plan, ProgressNote
from priorities.models.notes import ProgressNoteQuerySet
from priorities.text import plain_words
from priorities.words import Text

from .boards import Card
from .moments import Moment
from .notes import known_to

NOTE_TEXTS = ("body", "reason", "next_steps")
# So many of the newest notes with a hit are read for each commitment, to choose a line from.
NOTES_READ = 5

TRIGRAM = 3
LAST_CHARACTER = "\U0010ffff"
NOWHERE = "\x01" * TRIGRAM  # no folded text has a control character


@dataclass(frozen=True)
class Hit:
    """A text that has words which its card does not show.

    `kind` is "wording", "note", "evidence" or "title" (one in another language). The organization, the day and whether
    a correction has taken its place are the note's.
    """

    kind: str
    text: Text
    words: tuple[str, ...]
    lacking: frozenset[str]
    organization: str = ""
    as_of: date | None = None
    precision: str = ""
    is_corrected: bool = False

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """A line of the text round the first of the words, as (piece, whether it is one of them)."""
        source = self.text.value
        plain = plain_words(source) if self.kind == "note" else source
        # A word may stand in what Markdown does not show, such as the address of a link.
        shown = plain if said_in(plain, self.lacking) else source
        return snippet(shown, self.words, self.lacking)


def matching(commitments: QuerySet, asked: str, *, plan: Plan, user, moment: Moment) -> QuerySet:
    """Those of `commitments` that have every word asked for; all of them, where none is.

    A word may stand in the reference, the wording or a title, in a note that `user` may see and that was accepted and
    true by `moment`, or in the title of its evidence: each word in another place, in any language. The index is asked
    here and now, two small questions for each word, and not again by every query that the result is part of.
    """
    read = _notes_read(plan, user, moment)
    found: set[int] | None = None
    # The longest word leaves the least to look at: the others are asked of what it finds.
    for word in sorted(search_words(asked), key=len, reverse=True):
        found = _having(word, plan, read, within=found)
        if not found:
            break
    return commitments if found is None else commitments.filter(pk__in=_among(found))


def _having(word: str, plan: Plan, read: QuerySet, *, within: set[int] | None) -> set[int]:
    """The commitments of the plan that have the word in their own texts or in one of the notes `read`."""
    texts = Commitment.objects.filter(plan=plan, pk__in=_with("commitment", [word]))
    own = set(texts.order_by().values_list("pk", flat=True))
    if within is None:
        read = read.exclude(commitment__in=_among(own))
    else:
        own &= within
        read = read.filter(commitment__in=_among(within - own))
    said = read.filter(pk__in=_notes_with([word]))
    return own | set(said.order_by().values_list("commitment", flat=True).distinct())


def hits(cards: Collection[Card], asked: str, *, plan: Plan, user, moment: Moment) -> dict[int, Hit]:
    """By commitment: the text that has the most of the words which the card's reference and title do not show.

    It is looked for where `matching` looks, in the words promised first and then in the newest notes. Two queries at
    most, and none where nothing is asked.
    """
    words = search_words(asked)
    lacking = {card.id: _not_shown(card, words) for card in cards} if words else {}
    sought = {card.id: card for card in cards if lacking.get(card.id)}
    unread = [pk for pk, card in sought.items() if not lacking[pk] <= said_in(card.wording.value, words)]
    wanted = frozenset().union(*(lacking[pk] for pk in unread))
    notes = _newest_notes(unread, wanted, plan, user, moment) if unread else {}
    titles = _titles(unread) if unread else {}
    found = {}
    for pk, card in sought.items():
        places = chain(
            [Hit("wording", card.wording, words, lacking[pk])],
            _places_in_notes(notes.get(pk, ()), words, lacking[pk]),
            (Hit("title", text, words, lacking[pk]) for text in titles.get(pk, ())),
        )
        if best := _best(places):
            found[pk] = best
    return found


def _not_shown(card: Card, words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(words) - said_in(card.reference, words) - said_in(card.title.value, words)


def _best(places: Iterable[Hit]) -> Hit | None:
    """The first of those that have the most."""
    best, most = None, 0
    for place in places:
        said = len(said_in(place.text.value, place.lacking))
        if said > most:
            best, most = place, said
        if said == len(place.lacking):
            break
    return best


# What is read


def _notes_read(plan: Plan, user, moment: Moment) -> QuerySet:
    """The notes that a search of this moment reads, corrected since or not: all that its reader may see."""
    return _seen(ProgressNote.objects.filter(commitment__plan=plan, as_of__lte=moment.on), plan, user, moment)


def _seen(notes: ProgressNoteQuerySet, plan: Plan, user, moment: Moment) -> QuerySet:
    known = known_to(notes, permissions.audience_of(user, plan), moment.known_at)
    return permissions.visible_to(user, known)


def _newest_notes(pks: list[int], words, plan: Plan, user, moment: Moment) -> dict[int, list]:
    """By commitment, the newest notes that have any of the words, with `evidence_title` and `is_corrected`."""
    newest = Window(
        RowNumber(),
        partition_by=F("commitment"),
        order_by=[F("as_of").desc(), F("accepted_at").desc(), F("pk").desc()],
    )
    evidence = Evidence.objects.filter(note=OuterRef("pk"), pk__in=_with("evidence", words)).order_by("pk")
    title = Coalesce(NullIf("title", Value("")), "file_name")
    language = Case(When(title="", then=Value("")), default=F("title_language"))
    corrections = _seen(ProgressNote.objects.filter(corrects=OuterRef("pk")), plan, user, moment)
    notes = (
        _notes_read(plan, user, moment)
        .filter(commitment__in=pks, pk__in=_notes_with(words))
        .annotate(
            newest=newest,
            evidence_title=Subquery(evidence.values_list(title)[:1]),
            evidence_language=Subquery(evidence.values_list(language)[:1]),
            is_corrected=Exists(corrections),
        )
        .filter(newest__lte=NOTES_READ)
        .select_related("organization")
        .order_by("newest")
    )
    found = defaultdict(list)
    for note in notes:
        found[note.commitment_id].append(note)
    return found


def _places_in_notes(notes: Iterable, words, lacking: frozenset[str]) -> Iterator[Hit]:
    for note in notes:
        of_note = {
            "words": words,
            "lacking": lacking,
            "organization": note.organization.acronym,
            "as_of": note.as_of,
            "precision": note.as_of_precision,
            "is_corrected": note.is_corrected,
        }
        for name in NOTE_TEXTS:
            for text in _translations(note, name):
                yield Hit("note", text, **of_note)
        if note.evidence_title:
            yield Hit("evidence", Text(note.evidence_title, note.evidence_language), **of_note)


def _titles(pks: list[int]) -> dict[int, list[Text]]:
    titles = [f"title_{language}" for language in Language.values]
    rows = Commitment.objects.filter(pk__in=pks).only(*titles)
    return {commitment.pk: list(_translations(commitment, "title")) for commitment in rows}


def _translations(record, name: str) -> Iterator[Text]:
    """A text of a record in every language that has it, the page's first."""
    here = (get_language() or Language.EN).split("-")[0]
    for language in sorted(Language.values, key=lambda language: language != here):
        if value := getattr(record, f"{name}_{language}"):
            yield Text(value, language)


# The index. The SQL is our own, and the words are its parameters.


def _with(noun: str, words: Iterable[str]) -> RawSQL:
    """The ids of the records that have any of the folded words."""
    find = _on_sqlite if connection.vendor == "sqlite" else _on_postgresql
    found = [find(noun, word) for word in words]
    sql = " UNION ".join(sql for sql, _ in found)
    return RawSQL(sql, [value for _, values in found for value in values])  # noqa: S611


def _notes_with(words: Iterable[str]) -> RawSQL:
    """The ids of the notes that have any of the words, or whose evidence has."""
    noted, given = _with("progressnote", words), _with("evidence", words)
    evidence = f"SELECT note_id FROM priorities_evidence WHERE id IN ({given.sql})"  # noqa: S608
    return RawSQL(f"{noted.sql} UNION {evidence}", [*noted.params, *given.params])  # noqa: S611


def _among(pks: set[int]) -> RawSQL:
    """Any of these ids, however many: the databases have limits to how many values a statement is given."""
    if connection.vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(sorted(pks))])
    return RawSQL("SELECT unnest(%s::bigint[])", [sorted(pks)])


def _on_sqlite(noun: str, word: str) -> tuple[str, list[str]]:
    table = f"priorities_{noun}_search"
    found = f"SELECT rowid FROM {table} WHERE {table} MATCH"  # noqa: S608
    if len(word) >= TRIGRAM:
        return f"{found} %s", [_as_it_stands(word)]
    # Every place of a short word begins a trigram, for each text ends in two line breaks.
    trigrams = """SELECT coalesce(group_concat('"' || replace(term, '"', '""') || '"', ' OR '), %s)"""
    trigrams += f" FROM priorities_{noun}_trigrams WHERE term > %s AND term < %s"
    return f"{found} ({trigrams})", [_as_it_stands(NOWHERE), word, word + LAST_CHARACTER]


def _as_it_stands(word: str) -> str:
    """A string of FTS5, in which nothing is an operator."""
    return '"' + word.replace('"', '""') + '"'


def _on_postgresql(noun: str, word: str) -> tuple[str, list[str]]:
    pattern = word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"SELECT id FROM priorities_{noun} WHERE search_text LIKE %s", [f"%{pattern}%"]  # noqa: S608

"""What wants attention on a day, and why: one rule for each reason, asked by the list and by the board's filter.

The notes that count are those that the reader's own standing names as positions, so nothing hidden is ever counted,
and a past day is judged by the notes of that day.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from heapq import nsmallest
from operator import add, and_, itemgetter, or_

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    ExpressionWrapper,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast

from priorities import permissions
from priorities.choices import (
    Attention,
    Confidence,
    Freshness,
    Language,
    Lifecycle,
    Schedule,
    Visibility,
)
from priorities.models import Commitment, Plan, ProgressNote
from priorities.words import Text, text_of

from . import boards
from .moments import Moment
from .plain import a_day, plain_rows

ROW_LIMIT = 20

STOPPED = (Lifecycle.PAUSED, Lifecycle.NOT_DELIVERED, Lifecycle.DISCONTINUED)
IN_TROUBLE = (Confidence.AT_RISK, Confidence.OFF_TRACK)
NOTE_WORDS = ("body", "reason", "next_steps")
# What the board asks by a filter of its own; the other reasons are its "gaps".
FILTERS = {
    Attention.OVERDUE: ("due", Schedule.OVERDUE),
    Attention.STALE: ("freshness", Freshness.STALE),
    Attention.NEVER: ("freshness", Freshness.NEVER),
}
GAPS = tuple(reason for reason in Attention if reason not in FILTERS)
# The longest first, where how long is the question; otherwise the order of the board.
FIRST_BY = {Attention.OVERDUE: "due_on", Attention.STALE: "last_note_on", Attention.NEVER: "made_on"}


@dataclass(frozen=True)
class Unsaid:
    """What the note behind a party's position leaves out: its reason, or the next steps of what is in trouble."""

    position: boards.PositionFace
    lacks_reason: bool
    lacks_next_steps: bool


@dataclass(frozen=True)
class Untranslated:
    """Words that lack `languages` which the plan requires: the title where `note_id` is None, otherwise a note's."""

    languages: tuple[str, ...]
    note_id: int | None = None
    organization: str = ""
    as_of: date | None = None


@dataclass(frozen=True)
class Row:
    """A commitment in a section, with what that section is about.

    `days` is how long it has been so, `parties` those without a lead.
    """

    card: boards.Card
    days: int | None = None
    parties: tuple[Text, ...] = ()
    unsaid: tuple[Unsaid, ...] = ()
    untranslated: tuple[Untranslated, ...] = ()
    obstacle: Text | None = None


@dataclass(frozen=True)
class Section:
    """One reason; `total` may be more than the rows shown."""

    reason: str
    total: int
    rows: tuple[Row, ...]

    @property
    def hidden(self) -> int:
        return self.total - len(self.rows)


# The rules, as questions to the database


def wanting(commitments: QuerySet, reasons: Iterable[str], *, plan: Plan, moment: Moment) -> QuerySet:
    """Those of `boards.board_commitments` that want attention for any of `reasons`."""
    asked = [RULES[Attention(reason)](plan, moment) for reason in dict.fromkeys(reasons)]
    return _judged(commitments, plan, moment).filter(reduce(or_, asked, Q(pk__in=[])))


def _judged(commitments: QuerySet, plan: Plan, moment: Moment) -> QuerySet:
    """With what the rules ask for: the days of deadlines, and what the notes behind the positions leave out."""
    return boards.with_deadline_days(commitments, moment).alias(left_out=_left_out(plan))


# What the notes behind the positions leave out, as one number, so that the database looks at each of them once.
NO_REASON, NO_TRANSLATION = 1, 2


def _left_out(plan: Plan) -> Subquery:
    """NO_REASON and NO_TRANSLATION of any of the notes behind the positions, together."""
    lacking = reduce(or_, (_lacks_language(language) for language in plan.languages), Q(pk__in=[]))
    flags = (
        Max(Case(When(rule, then=Value(number)), default=Value(0)))
        for number, rule in ((NO_REASON, _lacks_reason() | _lacks_next_steps()), (NO_TRANSLATION, lacking))
    )
    found = _positions(plan).order_by().values("commitment").annotate(left_out=reduce(add, flags))
    return Subquery(found.values("left_out"), output_field=IntegerField())


def _positions(plan: Plan) -> QuerySet:
    """The notes behind the positions of the commitment that asks, by the ids that its standing names."""
    ids = [
        Cast(
            KeyTextTransform("note", KeyTransform(part.party.code, OuterRef("positions"))), BigIntegerField()
        )
        for part in permissions.participations(plan)
    ]
    return ProgressNote.objects.filter(Q(pk__in=ids), commitment=OuterRef("pk"))


def _empty(field: str, language: str) -> Q:
    return Q(**{f"{field}_{language}": ""}) | Q(**{f"{field}_{language}__isnull": True})


def _unsaid(field: str) -> Q:
    """The field is empty in every language."""
    return reduce(and_, (_empty(field, language) for language in Language.values))


def _lacks_reason() -> Q:
    return (Q(lifecycle__in=STOPPED) | Q(confidence__in=IN_TROUBLE)) & _unsaid("reason")


def _lacks_next_steps() -> Q:
    return Q(confidence__in=IN_TROUBLE) & _unsaid("next_steps")


def _lacks_language(language: str) -> Q:
    """A public note says something in another language that it does not say in this one."""
    lacking = (_empty(field, language) & ~_unsaid(field) for field in NOTE_WORDS)
    return Q(visibility=Visibility.PUBLIC) & reduce(or_, lacking)


def _untitled(plan: Plan) -> Q:
    return reduce(or_, (_empty("title", language) for language in plan.languages), Q(pk__in=[]))


def _left_out_is(*numbers: int) -> Q:
    return Q(left_out__in=numbers)


def _rules_beside_notes(plan: Plan, moment: Moment) -> dict[Attention, Q]:
    """What each rule asks for beside the notes; `IN_NOTES` says what it asks of those."""
    nothing = Q(pk__in=[])
    return {
        reason: {Attention.REASON: nothing, Attention.TRANSLATION: _untitled(plan)}.get(reason)
        or rule(plan, moment)
        for reason, rule in RULES.items()
    }


RULES: dict[Attention, Callable[[Plan, Moment], Q]] = {
    Attention.OVERDUE: lambda plan, moment: boards.schedule_is([Schedule.OVERDUE]),
    Attention.STALE: lambda plan, moment: boards.freshness_is([Freshness.STALE], moment, plan.cadence_days),
    Attention.NEVER: lambda plan, moment: boards.freshness_is([Freshness.NEVER], moment, plan.cadence_days),
    Attention.UNOWNED: boards.lacks_lead,
    Attention.DIFFER: lambda plan, moment: Q(positions_differ=True),
    Attention.REASON: lambda plan, moment: _left_out_is(NO_REASON, NO_REASON + NO_TRANSLATION),
    # The judgement is about the words, which are the same on every day.
    Attention.UNASSESSABLE: lambda plan, moment: ~_unsaid("assessment_obstacle"),
    Attention.TRANSLATION: lambda plan, moment: (
        _untitled(plan) | _left_out_is(NO_TRANSLATION, NO_REASON + NO_TRANSLATION)
    ),
}
IN_NOTES = {Attention.REASON: NO_REASON, Attention.TRANSLATION: NO_TRANSLATION}


# The list


def attention_list(commitments: QuerySet, *, plan: Plan, moment: Moment) -> tuple[Section, ...]:
    """A section for each reason, in order; at most 20 rows in each, the totals count all."""
    first = _first_of_each(commitments, plan, moment)
    totals = {reason: total for reason, (total, _pks) in first.items()}
    listed = {pk for _total, pks in first.values() for pk in pks}
    rows = {each.pk: each for each in commitments.order_by().filter(pk__in=listed)}
    found = {reason: [rows[pk] for pk in pks] for reason, (_total, pks) in first.items()}
    shown = {commitment.pk: commitment for rows in found.values() for commitment in rows}
    cards = {card.id: card for card in boards.cards(shown.values(), plan=plan, moment=moment)}
    notes = _notes_of([*found[Attention.REASON], *found[Attention.TRANSLATION]], cards, plan)
    return tuple(
        Section(
            reason.value,
            totals[reason],
            tuple(_row(reason, each, cards[each.pk], notes, plan, moment) for each in found[reason]),
        )
        for reason in Attention
    )


def _first_of_each(
    commitments: QuerySet, plan: Plan, moment: Moment
) -> dict[Attention, tuple[int, list[int]]]:
    """How many want attention for each reason, and which of them come first.

    One question reads each commitment once, however many reasons there are to ask it for, and looks at the notes
    behind its positions once for all that they may leave out.
    """
    flags = {
        f"is_{reason}": Case(When(rule, then=Value(1)), default=Value(0))
        for reason, rule in _rules_beside_notes(plan, moment).items()
    }
    judged = _judged(commitments, plan, moment).annotate(**flags, in_notes=F("left_out")).order_by()
    # Days as the database keeps them stand in their order too.
    columns = ("id", "area__number", "reference", *flags, "in_notes", "due_on")
    rows = plain_rows(judged, *columns, a_day("last_note_on"), a_day("made_on"))
    places = {name: place for place, name in enumerate((*columns, "last_note_on", "made_on"))}
    pk, in_notes = places["id"], places["in_notes"]
    found = {}
    for reason in RULES:
        flag, bit = places[f"is_{reason}"], IN_NOTES.get(reason, 0)
        wanting_it = [row for row in rows if row[flag] or (row[in_notes] or 0) & bit]
        # The longest first, where how long is the question; then the order of the board.
        order = [FIRST_BY[reason]] if reason in FIRST_BY else []
        place = itemgetter(*(places[name] for name in [*order, "area__number", "reference"]))
        found[reason] = len(wanting_it), [row[pk] for row in nsmallest(ROW_LIMIT, wanting_it, place)]
    return found


def _notes_of(
    commitments: Iterable[Commitment], cards: dict[int, boards.Card], plan: Plan
) -> dict[int, ProgressNote]:
    """The notes behind the positions, each with what the rules say of it."""
    positions = [position for each in commitments for position in cards[each.pk].positions]
    ids = {position.note_id for position in positions if position.note_id}
    flags = {"lacks_reason": _lacks_reason(), "lacks_next_steps": _lacks_next_steps()}
    flags |= {f"lacks_{language}": _lacks_language(language) for language in plan.languages}
    notes = ProgressNote.objects.filter(pk__in=ids).select_related("organization")
    marked = notes.annotate(**{name: ExpressionWrapper(q, BooleanField()) for name, q in flags.items()})
    return {note.pk: note for note in marked}


def _row(
    reason: Attention,
    commitment: Commitment,
    card: boards.Card,
    notes: dict[int, ProgressNote],
    plan: Plan,
    moment: Moment,
) -> Row:
    if reason == Attention.OVERDUE:
        today = moment.day_of({owner.party for owner in card.leads})
        return Row(card, days=(today - card.due_on).days if card.due_on else None)
    if reason == Attention.STALE:
        return Row(card, days=card.days_silent)
    if reason == Attention.NEVER:
        return Row(card, days=(moment.on - commitment.made_on).days)
    if reason == Attention.UNOWNED:
        return Row(
            card,
            parties=tuple(
                text_of(part.party, "name")
                for part in permissions.participations(plan)
                if part.party.code in card.parties_without_lead
            ),
        )
    if reason == Attention.REASON:
        return Row(card, unsaid=tuple(_unsaid_in(card, notes)))
    if reason == Attention.UNASSESSABLE:
        return Row(card, obstacle=text_of(commitment, "assessment_obstacle"))
    if reason == Attention.TRANSLATION:
        return Row(card, untranslated=tuple(_untranslated_in(commitment, card, notes, plan)))
    return Row(card)


def _behind(card: boards.Card, notes: dict[int, ProgressNote]):
    return ((each, notes[each.note_id]) for each in card.positions if each.note_id)


def _unsaid_in(card: boards.Card, notes: dict[int, ProgressNote]) -> Iterable[Unsaid]:
    for position, note in _behind(card, notes):
        if note.lacks_reason or note.lacks_next_steps:
            yield Unsaid(position, note.lacks_reason, note.lacks_next_steps)


def _untranslated_in(
    commitment: Commitment, card: boards.Card, notes: dict[int, ProgressNote], plan: Plan
) -> Iterable[Untranslated]:
    if languages := tuple(code for code in plan.languages if not getattr(commitment, f"title_{code}")):
        yield Untranslated(languages)
    for _position, note in _behind(card, notes):
        if languages := tuple(code for code in plan.languages if getattr(note, f"lacks_{code}")):
            yield Untranslated(languages, note.pk, note.organization.acronym, note.as_of)

"""What wants attention on a day, and why: one rule for each reason, asked by the list and by the board's filter.

The notes that count are those that the reader's own standing names as positions, so nothing hidden is ever counted,
and a past day is judged by the notes of that day.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_, or_

from django.db.models import BigIntegerField, BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
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
    asked = [RULES[Attention(reason)](commitments, plan, moment) for reason in dict.fromkeys(reasons)]
    if len(asked) == 1:
        return asked[0]
    within = (Q(pk__in=each.order_by().values("pk")) for each in asked)
    return commitments.filter(reduce(or_, within, Q(pk__in=[])))


def _positions(commitments: QuerySet, plan: Plan) -> QuerySet:
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


def _without_reason(commitments: QuerySet, plan: Plan, moment: Moment) -> QuerySet:
    notes = _positions(commitments, plan).filter(_lacks_reason() | _lacks_next_steps())
    return commitments.filter(Exists(notes))


def _unassessable(commitments: QuerySet, plan: Plan, moment: Moment) -> QuerySet:
    """The judgement is about the words, which are the same on every day."""
    return commitments.exclude(_unsaid("assessment_obstacle"))


def _untranslated(commitments: QuerySet, plan: Plan, moment: Moment) -> QuerySet:
    if not plan.languages:
        return commitments.none()
    titles = reduce(or_, (_empty("title", language) for language in plan.languages))
    lacking = reduce(or_, (_lacks_language(language) for language in plan.languages))
    return commitments.filter(titles | Exists(_positions(commitments, plan).filter(lacking)))


RULES: dict[Attention, Callable[[QuerySet, Plan, Moment], QuerySet]] = {
    Attention.OVERDUE: lambda them, plan, moment: boards.with_schedule(them, [Schedule.OVERDUE], moment),
    Attention.STALE: lambda them, plan, moment: boards.with_freshness(
        them, [Freshness.STALE], moment, plan.cadence_days
    ),
    Attention.NEVER: lambda them, plan, moment: boards.with_freshness(
        them, [Freshness.NEVER], moment, plan.cadence_days
    ),
    Attention.UNOWNED: boards.without_lead,
    Attention.DIFFER: lambda them, plan, moment: them.filter(positions_differ=True),
    Attention.REASON: _without_reason,
    Attention.UNASSESSABLE: _unassessable,
    Attention.TRANSLATION: _untranslated,
}


# The list


def attention_list(commitments: QuerySet, *, plan: Plan, moment: Moment) -> tuple[Section, ...]:
    """A section for each reason, in order; at most 20 rows in each, the totals count all."""
    totals, found = {}, {}
    for reason in Attention:
        of_reason = wanting(commitments, [reason], plan=plan, moment=moment)
        totals[reason] = of_reason.order_by().count()
        first = [FIRST_BY[reason]] if reason in FIRST_BY else []
        in_order = of_reason.order_by(*first, "area__number", "reference")
        found[reason] = list(in_order.select_related("area")[:ROW_LIMIT])
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

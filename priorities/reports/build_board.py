"""Turns the cards of a board into the rows that every format writes."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils import translation

from priorities import permissions
from priorities.models import Plan, ProgressNote
from priorities.selectors import standings
from priorities.selectors.boards import CHUNK, Card
from priorities.selectors.moments import Moment
from priorities.words import text_of

from .content import BoardExport, BoardRow, EvidenceLine, NoteLine, Owner, PositionLine


def board_export(
    plan: Plan, *, user, moment: Moment, made_at: datetime, url: str, filters: tuple[tuple[str, str], ...]
) -> BoardExport:
    """The head of an export: of which plan, which day, for whom, and under which filters."""
    return BoardExport(
        plan=text_of(plan, "title"),
        parties=tuple(part.party.code for part in permissions.participations(plan)),
        on=moment.on,
        made_at=made_at,
        audience=permissions.audience_of(user, plan),
        url=url,
        notice=text_of(plan, "notice"),
        filters=filters,
        known_at=moment.known_at,
    )


def board_rows(cards: Iterable[Card], *, user, site: str, language: str) -> Iterator[BoardRow]:
    """The rows of an export, in the order of the cards; two queries of its own for each 500.

    `site` goes before every path, to make it an address. The rows are read while an answer is already on its way,
    when the language of the request is no longer in force: so `language` says which.
    """
    cards = iter(cards)
    while True:
        with translation.override(language):
            chunk = list(islice(cards, CHUNK))
            notes = _last_notes(chunk, user, site)
            rows = [_row(card, notes, site) for card in chunk]
        if not rows:
            return
        yield from rows


def _last_note_id(card: Card) -> int | None:
    """The newest of the notes that the positions stand on, as the audience of the board sees them."""
    stated = [position for position in card.positions if position.note_id is not None]
    newest = max(stated, key=lambda position: (position.as_of, position.note_id), default=None)
    return newest.note_id if newest else None


def _last_notes(cards: list[Card], user, site: str) -> dict[int, NoteLine]:
    """The last notes of a chunk of cards. The positions name only what their audience sees; the door is asked again."""
    wanted = [number for card in cards if (number := _last_note_id(card)) is not None]
    # Names instead of whole records: making five records for each note took half the time of an export.
    notes = (
        permissions.visible_to(user, ProgressNote.objects.filter(pk__in=wanted))
        .annotate(
            acronym=F("organization__acronym"),
            party_code=F("party__code"),
            plan_slug=F("commitment__plan__slug"),
        )
        .prefetch_related("evidence")
    )
    return {note.pk: note_line(note, site) for note in notes}


def note_line(note: Any, site: str) -> NoteLine:
    """An annotated note as plain data. A file is cited by the address that downloads it, `site` before its path."""
    return NoteLine(
        as_of=note.as_of,
        precision=note.as_of_precision,
        organization=note.acronym,
        party=note.party_code,
        kind=note.kind,
        lifecycle=note.lifecycle,
        confidence=note.confidence,
        standing=standings.standing_of(note.lifecycle, note.confidence).value,
        visibility=note.visibility,
        body=text_of(note, "body"),
        reason=text_of(note, "reason"),
        next_steps=text_of(note, "next_steps"),
        evidence=tuple(
            EvidenceLine(
                each.title or each.file_name,
                f"{site}{reverse('evidence-download', args=[note.plan_slug, each.pk])}"
                if each.storage_name
                else each.url,
                each.name.language,
            )
            for each in note.evidence.all()
        ),
    )


def _row(card: Card, notes: dict[int, NoteLine], site: str) -> BoardRow:
    last = _last_note_id(card)
    return BoardRow(
        reference=card.reference,
        area=card.area_code,
        area_number=card.area_number,
        area_name=card.area_name,
        title=card.title,
        kind=card.kind,
        standing=card.standing,
        lifecycle=card.lifecycle,
        confidence=card.confidence,
        since=card.since,
        last_note_on=card.last_note_on,
        due_on=card.due_on,
        due_precision=card.due_precision,
        schedule=card.schedule,
        slip_days=card.slip_days,
        freshness=card.freshness,
        positions_differ=card.positions_differ,
        wording=card.wording,
        url=f"{site}{card.url}",
        owners=tuple(Owner(each.acronym, each.name, each.party, each.role) for each in card.owners),
        parties_without_lead=card.parties_without_lead,
        positions=tuple(
            PositionLine(
                each.party, each.party_name, each.standing, each.lifecycle, each.confidence, each.as_of
            )
            for each in card.positions
        ),
        last_note=None if last is None else notes.get(last),
        baseline_on=card.baseline_on,
        moves=card.moves,
        trend=card.trend,
    )

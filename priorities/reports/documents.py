"""The whole content of a report as one plain document, in all its languages: what a seal is put on.

Every rendering, of a live draft as of a frozen report, is made from such a document alone. Its shape is that of
docs/report.schema.json: days and moments as ISO 8601, codes as in `priorities.choices`, words by language code. What a
document does not say cannot be in a report, so nothing here depends on the language of whoever asks.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.utils import translation

from priorities.choices import NoteKind
from priorities.models import Commitment, Organization, Plan, PriorityArea, ProgressNote, ReportingPeriod
from priorities.models.standings import PUBLIC_AUDIENCE
from priorities.permissions import participations
from priorities.selectors import boards, notes, periods
from priorities.selectors.assessments import said_for_reports
from priorities.selectors.boards import Card
from priorities.selectors.moments import Moment, moment

from .build_assessments import assessment_document
from .differences import difference
from .document_notes import (
    CHUNK,
    cut_off,
    instant,
    iso,
    note_document,
    notes_of_the_period,
    with_parts,
    words,
)
from .gaps import accepted_in
from .seals import Document

SCHEMA = "commitment-tracker/report/1"


@dataclass(frozen=True)
class Freezing:
    """Who freezes a report, for whom, and what it follows: what a document says beside what the record says.

    `previous` is the document that changes are since, sealed as `compared_with_sha256` (None: the day before the
    period); `previous_sha256` is the report that was sealed before this one, of whatever period.
    """

    edition: int = 1
    by: str = ""
    organization: str = ""
    previous: Document | None = None
    compared_with_sha256: str | None = None
    previous_sha256: str | None = None
    replaces_sha256: str | None = None
    reason: str = ""
    reason_language: str = ""
    audit_length: int = 0
    audit_head: str = ""
    gaps: tuple[Document, ...] = ()


def report_moment(period: ReportingPeriod, *, now: datetime, is_addendum: bool = False) -> Moment:
    """The day and the knowledge a report speaks of: the end of its period (today while it lasts), by its cut-off.

    An addendum is there to mend, so it knows what is known now.
    """
    today = moment(period.plan, now=now)
    known_at = now if is_addendum else min(now, cut_off(period))
    if today.on <= period.ends_on:
        return today
    return moment(period.plan, now=now, as_of=period.ends_on, known_at=known_at)


def build_document(
    period: ReportingPeriod,
    *,
    user,
    now: datetime,
    site: str = "",
    audience: str = PUBLIC_AUDIENCE,
    freezing: Freezing | None = None,
) -> Document:
    """The report of `period` as `audience` may read it. `site` goes before every path, to make it an address."""
    # The addresses in it are those without a language, from whatever page somebody asks.
    with translation.override(settings.LANGUAGE_CODE):
        return _document(period, user, now, site, audience, freezing or Freezing())


def _document(
    period: ReportingPeriod, user, now: datetime, site: str, audience: str, freezing: Freezing
) -> Document:
    plan = period.plan
    shown = report_moment(period, now=now, is_addendum=freezing.edition > 1)
    commitments = boards.board_commitments(plan, user=user, moment=shown, audience=audience)
    said = notes_of_the_period(period, audience, shown, site)
    lines = list(_commitments(commitments, period, shown, said, site))
    document: Document = {
        "schema": SCHEMA,
        "plan": _plan(plan),
        "period": _period(period),
        "edition": freezing.edition,
        "replaces_sha256": freezing.replaces_sha256,
        "reason": freezing.reason,
        "reason_language": freezing.reason_language,
        "parts": plan.parts,
        "audience": audience,
        "as_of": shown.on.isoformat(),
        "known_at": instant(shown.known_at or now),
        "made_at": instant(now),
        "made_by": freezing.by,
        "made_for": freezing.organization,
        "audit": {"length": freezing.audit_length, "head": freezing.audit_head},
        "compared_with_sha256": freezing.compared_with_sha256,
        "previous_sha256": freezing.previous_sha256,
        "url": f"{site}{period.get_absolute_url()}",
        "verify_url": f"{site}/verify/",
        "areas": [_area(area) for area in PriorityArea.objects.filter(plan=plan).order_by("number")],
        "commitments": lines,
        "coverage": coverage(period, commitments, lines, audience, shown),
    }
    document["gaps"] = accepted_in(document, freezing.gaps)
    before = _before(freezing.previous, period, user, audience, shown)
    return document | {"changes": difference(before, sides(document))}


# The head


def _plan(plan: Plan) -> Document:
    return {
        "slug": plan.slug,
        "title": words(plan, "title"),
        "notice": words(plan, "notice"),
        "adopted_on": iso(plan.adopted_on),
        "cadence_days": plan.cadence_days,
        "fiscal_year_starts": plan.fiscal_year_starts,
        "required_languages": plan.languages,
        "parties": [
            {"code": part.party.code, "name": words(part.party, "name"), "time_zone": part.party.time_zone}
            for part in participations(plan)
        ],
    }


def _period(period: ReportingPeriod) -> Document:
    return {
        "slug": period.slug,
        "title": words(period, "title"),
        "starts_on": iso(period.starts_on),
        "ends_on": iso(period.ends_on),
        "due_on": iso(period.due_on),
        "before_on": iso(period.day_before),
        "cut_off_at": instant(cut_off(period)),
    }


def _area(area: PriorityArea) -> Document:
    return {"number": area.number, "code": area.code, "name": words(area, "name")}


# Commitments


def _commitments(commitments, period: ReportingPeriod, shown: Moment, said, site: str) -> Iterable[Document]:
    names = {each.acronym: words(each, "name") for each in _organizations(period.plan)}
    cards = boards.iter_cards(commitments, plan=period.plan, moment=shown)
    while chunk := list(islice(cards, CHUNK)):
        records = Commitment.objects.in_bulk([card.id for card in chunk])
        # A note withdrawn since the cut-off made the standing; its words are its team's alone.
        newest = ProgressNote.objects.accepted().filter(
            pk__in=[card.last_note_id for card in chunk if card.last_note_id]
        )
        last = {note.pk: note_document(note, period, site) for note in with_parts(newest)}
        assessed = said_for_reports(records, period, known_at=shown.known_at or shown.now)
        for card in chunk:
            line = _commitment(card, records[card.id], names, said.get(card.id, []), last, site)
            yield line | {"assessments": [assessment_document(each) for each in assessed[card.id]]}


def _organizations(plan: Plan) -> Iterable[Organization]:
    parties = [part.party_id for part in participations(plan)]
    return Organization.objects.filter(party__in=parties)


def _commitment(
    card: Card, record: Commitment, names, said: list[Document], last: dict[int, Document], site: str
) -> Document:
    return {
        "reference": card.reference,
        "area": card.area_code,
        "title": words(record, "title"),
        "wording": record.wording,
        "wording_language": record.wording_language,
        "kind": card.kind,
        "made_on": iso(record.made_on),
        "standing": str(card.standing),
        "lifecycle": str(card.lifecycle),
        "confidence": str(card.confidence),
        "since": iso(card.since),
        "last_note_on": iso(card.last_note_on),
        "freshness": card.freshness,
        "schedule": card.schedule,
        "due_on": iso(card.due_on),
        "due_precision": card.due_precision,
        "baseline_on": iso(card.baseline_on),
        "moves": card.moves,
        "slip_days": card.slip_days,
        "owners": [
            {
                "acronym": owner.acronym,
                "name": names.get(owner.acronym, {}),
                "party": owner.party,
                "role": owner.role,
            }
            for owner in card.owners
        ],
        "parties_without_lead": list(card.parties_without_lead),
        "positions": [
            {
                "party": each.party,
                "standing": each.standing,
                "lifecycle": each.lifecycle,
                "confidence": each.confidence,
                "as_of": iso(each.as_of),
            }
            for each in card.positions
        ],
        "positions_differ": card.positions_differ,
        "notes": said,
        "last_note": last.get(card.last_note_id) if card.last_note_id else None,
        "assessments": [],
        "url": f"{site}{card.url}",
    }


# Who owed a note


def coverage(
    period: ReportingPeriod, commitments, lines: list[Document], audience: str, shown: Moment
) -> Document:
    """How many commitments owed a note and have one, in all and for each leading organization; who is late."""
    reported, owed = periods.coverage(
        commitments, period, audience=audience, on=shown.on, known_at=shown.known_at
    )
    owing = periods.owing(commitments, period, audience=audience, known_at=shown.known_at)
    references = set(owing.values_list("reference", flat=True))
    by_lead: dict[tuple[str, str], dict[str, Any]] = {}
    for line in lines:
        if line["reference"] not in references:
            continue
        told = {note["party"]: note["accepted_on"] for note in reversed(line["notes"]) if not note["is_late"]}
        for owner in line["owners"]:
            if owner["role"] != "lead":
                continue
            row = by_lead.setdefault(
                (owner["party"], owner["acronym"]),
                {
                    "party": owner["party"],
                    "organization": owner["acronym"],
                    "owed": 0,
                    "reported": 0,
                    "late": 0,
                },
            )
            row["owed"] += 1
            row["reported"] += owner["party"] in told
            row["late"] += told.get(owner["party"], "") > period.due_on.isoformat()
    silent = [line["reference"] for line in lines if line["reference"] in references and not _is_told(line)]
    organizations = [by_lead[key] for key in sorted(by_lead)]
    return {"owed": owed, "reported": reported, "silent": silent, "organizations": organizations}


def _is_told(line: Document) -> bool:
    """Whether some note of the period is there, not only a late one of earlier days."""
    return any(not note["is_late"] for note in line["notes"])


# What it is held against


def sides(document: Document) -> dict[str, Document]:
    """What the document says of each commitment, as far as two reports are compared."""
    when = {"as_of": document["as_of"], "known_at": document["known_at"]}
    return {line["reference"]: side_of(line) | when for line in document["commitments"]}


def side_of(line: Document) -> Document:
    return {
        "area": line["area"],
        "title": line["title"],
        "standing": line["standing"],
        "lifecycle": line["lifecycle"],
        "confidence": line["confidence"],
        "due_on": line["due_on"],
        "due_precision": line["due_precision"],
        "leads": [[owner["party"], owner["acronym"]] for owner in line["owners"] if owner["role"] == "lead"],
        "last_note_on": line["last_note_on"],
        "freshness": line["freshness"],
        "corrections": [
            [note["id"], note["as_of"], note["accepted_on"]]
            for note in line["notes"]
            if note["kind"] == NoteKind.CORRECTION
        ],
    }


def sides_at(plan: Plan, *, user, audience: str, shown: Moment) -> dict[str, Document]:
    """The same of what the record says at a moment. `corrections` are those accepted so far, of whatever day."""
    commitments = boards.board_commitments(plan, user=user, moment=shown, audience=audience)
    corrections = _corrections(plan, audience, shown)
    cards = boards.iter_cards(commitments, plan=plan, moment=shown)
    found: dict[str, Document] = {}
    while chunk := list(islice(cards, CHUNK)):
        records = Commitment.objects.in_bulk([card.id for card in chunk])
        for card in chunk:
            side = side_of(_commitment(card, records[card.id], {}, [], {}, ""))
            found[card.reference] = side | {
                "as_of": shown.on.isoformat(),
                "known_at": instant(shown.known_at or shown.now),
                "corrections": corrections[card.id],
            }
    return found


def _corrections(plan: Plan, audience: str, shown: Moment) -> dict[int, list[list[Any]]]:
    notes_of_the_plan = ProgressNote.objects.filter(commitment__plan=plan, as_of__lte=shown.on)
    counting = notes.in_force(notes_of_the_plan, audience, shown.known_at)
    found: dict[int, list[list[Any]]] = defaultdict(list)
    rows = counting.filter(kind=NoteKind.CORRECTION)
    for commitment, pk, as_of, accepted_at in rows.values_list("commitment_id", "pk", "as_of", "accepted_at"):
        found[commitment].append([pk, as_of.isoformat(), instant(accepted_at)[:10]])
    return found


def _before(
    previous: Document | None, period: ReportingPeriod, user, audience: str, shown: Moment
) -> dict[str, Document]:
    """The sides of the previous report; where there is none, those of the day before the period began."""
    if previous is not None:
        return sides(previous)
    plan = period.plan
    then = moment(plan, now=shown.now, as_of=period.day_before, known_at=shown.known_at)
    return sides_at(plan, user=user, audience=audience, shown=then)

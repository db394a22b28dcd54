"""What a card says about a commitment: made from what was read of it, of its owners and of its ledger of deadlines."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from django.db.models import DateField, DateTimeField
from django.utils.translation import get_language

from priorities import permissions
from priorities.choices import ChangeKind, Language, Lifecycle, OwnerRole, Standing, Trend
from priorities.models import Commitment, DueDate, Ownership, Plan
from priorities.words import LANGUAGES, Text, first_text, text_of

from . import standings
from .comparisons import movement
from .frames import frame_of
from .moments import Moment
from .prepared import Keys, Parameter, Prepared, among, prepare

TRENDS = {
    None: Trend.UNCHANGED,
    ChangeKind.FORWARD: Trend.IMPROVED,
    ChangeKind.BACK: Trend.WORSENED,
    ChangeKind.UNREPORTED: Trend.WORSENED,
}


@dataclass(frozen=True)
class OwnerFace:
    acronym: str
    name: Text
    party: str
    role: str


class PositionFace(NamedTuple):
    """What one party last said; `as_of` is None, and all else says not reported, while it has said nothing."""

    party: str
    party_name: Text
    standing: str
    lifecycle: str
    confidence: str
    as_of: date | None
    note_id: int | None


class Card(NamedTuple):
    """One commitment on one day, as one audience sees it.

    `slip_days` is current due date less baseline; `moves` is how often the ledger changed the day; `trend` is against
    the end of the previous period, "" while the plan has none.
    """

    id: int
    reference: str
    title: Text
    wording: Text
    area_code: str
    area_number: int
    area_name: Text
    kind: str
    standing: str
    lifecycle: str
    confidence: str
    since: date
    last_note_on: date | None
    freshness: str
    schedule: str
    due_on: date | None
    due_precision: str
    slip_days: int
    positions: tuple[PositionFace, ...]
    positions_differ: bool
    owners: tuple[OwnerFace, ...]
    parties_without_lead: tuple[str, ...]
    days_silent: int | None
    url: str
    baseline_on: date | None = None
    baseline_precision: str = ""
    moves: int = 0
    trend: str = ""

    @property
    def last_note_id(self) -> int | None:
        """The newest of the notes that the positions stand on, as the audience of the board sees them."""
        stated = [(each.as_of, each.note_id) for each in self.positions if each.as_of and each.note_id]
        return max(stated)[1] if stated else None

    @property
    def leads(self) -> tuple[OwnerFace, ...]:
        return tuple(owner for owner in self.owners if owner.role == "lead")


class Line(NamedTuple):
    """What is read of a commitment on a board; each name is that of a column of `boards.board_commitments`.

    `before__lifecycle` is of the end of the previous period, None where there was nothing to stand yet.
    """

    pk: int
    reference: str
    title_en: str | None
    title_fr: str | None
    title_ja: str | None
    wording: str
    wording_language: str
    area_id: int
    kind: str
    standing: str
    lifecycle: str
    confidence: str
    positions: dict
    positions_differ: bool
    since_on: date
    last_note_on: date | None
    before__lifecycle: str | None
    before__confidence: str | None


class AreaName(NamedTuple):
    """What a card says of its area."""

    code: str
    number: int
    name: Text


class LedgerLine(NamedTuple):
    """A line of the ledger of deadlines."""

    due_on: date
    precision: str
    decided_on: date
    reason: str
    reason_language: str
    is_baseline: bool


def cards(lines: Collection[Line], *, plan: Plan, moment: Moment) -> Iterator[Card]:
    """The cards of lines, in their order; two queries."""
    owners, deadlines = owners_of(lines, moment), deadlines_of(lines, moment)
    maker = _Maker(plan, moment)
    for line in lines:
        yield maker.card(line, owners[line.pk], deadlines[line.pk])


class _Maker:
    """Makes cards of a plan; what all of them share is worked out once."""

    def __init__(self, plan: Plan, moment: Moment):
        self.moment, self.cadence_days = moment, plan.cadence_days
        self.language = get_language() or Language.EN
        self.place = LANGUAGES.index(self.language)
        self.parties = {
            part.party.code: text_of(part.party, "name", self.language)
            for part in permissions.participations(plan)
        }
        self.silent = {code: _position(code, name, None) for code, name in self.parties.items()}
        self.address = f"{plan.get_absolute_url()}commitments/"
        self.days: dict[frozenset[str], date] = {}
        self.areas = {
            area.pk: AreaName(area.code, area.number, text_of(area, "name", self.language))
            for area in frame_of(plan).areas
        }
        self.has_earlier = frame_of(plan).period_on(moment.on) is not None

    def card(self, line: Line, owners: list[OwnerFace], ledger: list[LedgerLine]) -> Card:
        current, baseline = (ledger[-1], ledger[0]) if ledger else (None, None)
        due_on = current.due_on if current else None
        leads = frozenset([owner.party for owner in owners if owner.role == OwnerRole.LEAD])
        on, last, stated = self.moment.on, line.last_note_on, line.positions
        area = self.areas[line.area_id]
        return Card(
            id=line.pk,
            reference=line.reference,
            title=self._text((line.title_en, line.title_fr, line.title_ja)),
            wording=Text(line.wording, line.wording_language),
            area_code=area.code,
            area_number=area.number,
            area_name=area.name,
            kind=line.kind,
            standing=line.standing,
            lifecycle=line.lifecycle,
            confidence=line.confidence,
            since=line.since_on,
            last_note_on=last,
            freshness=standings.freshness(line.standing, last, on=on, cadence_days=self.cadence_days).value,
            schedule=standings.schedule(line.standing, due_on, on=self._day_of(leads)).value,
            due_on=due_on,
            due_precision=current.precision if current else "",
            slip_days=(current.due_on - baseline.due_on).days if current and baseline else 0,
            positions=tuple(
                [
                    _position(code, name, stated[code]) if code in stated else self.silent[code]
                    for code, name in self.parties.items()
                ]
            ),
            positions_differ=line.positions_differ,
            owners=tuple(owners),
            parties_without_lead=tuple([code for code in self.parties if code not in leads]),
            days_silent=(on - last).days if last else None,
            url=f"{self.address}{line.reference}/",
            baseline_on=baseline.due_on if baseline else None,
            baseline_precision=baseline.precision if baseline else "",
            trend=_trend(line) if self.has_earlier else "",
            moves=sum([before.due_on != after.due_on for before, after in pairwise(ledger)]),
        )

    def _day_of(self, leads: frozenset[str]) -> date:
        """The day to hold a deadline against, worked out once for each set of parties."""
        if leads not in self.days:
            self.days[leads] = self.moment.day_of(leads)
        return self.days[leads]

    def _text(self, words: Sequence[str | None]) -> Text:
        """What `first_text` says; most words are there in the language of the page."""
        value = words[self.place]
        return Text(value, self.language) if value else first_text(dict(zip(LANGUAGES, words, strict=True)))


def _trend(line: Line) -> str:
    """Against the end of the previous period."""
    return _trend_of(line.before__lifecycle, line.before__confidence, line.lifecycle, line.confidence)


@lru_cache(maxsize=1000)
def _trend_of(
    lifecycle_then: str | None, confidence_then: str | None, lifecycle: str, confidence: str
) -> str:
    then = (lifecycle_then or Lifecycle.NOT_REPORTED, confidence_then or "")
    if then[0] == Lifecycle.NOT_REPORTED and lifecycle != Lifecycle.NOT_REPORTED:
        return Trend.NEW
    return TRENDS[movement(then, (lifecycle, confidence))]


def _position(code: str, name: Text, stated: dict | None) -> PositionFace:
    if stated is None:
        return PositionFace(
            code, name, Standing.NOT_REPORTED.value, Lifecycle.NOT_REPORTED.value, "", None, None
        )
    standing = standings.standing_of(stated["lifecycle"], stated["confidence"])
    as_of = date.fromisoformat(stated["as_of"])
    return PositionFace(
        code, name, standing.value, stated["lifecycle"], stated["confidence"], as_of, stated["note"]
    )


# Owners and deadlines

ROLES = {OwnerRole.LEAD: 0, OwnerRole.CO_LEAD: 1, OwnerRole.CONTRIBUTOR: 2}


# The querysets take it as the day that it stands for.
on: Any = Parameter("on", DateField())


def _known_at(is_known_then: bool) -> Any:
    return Parameter("known_at", DateTimeField()) if is_known_then else None


@cache
def _ownerships(*, is_known_then: bool) -> Prepared:
    held = Ownership.objects.current(on, _known_at(is_known_then))
    held = held.filter(commitment__in=among(Keys("pks")))
    names = [f"organization__name_{code}" for code in LANGUAGES]
    columns = ("commitment_id", "organization__acronym", "party__code", "role", *names)
    return prepare(held.order_by("party__code", "id"), *columns)


def owners_of(commitments: Iterable[Commitment | Line], moment: Moment) -> dict[int, list[OwnerFace]]:
    """Who owned each commitment on the day: leads first, in the order of the parties."""
    language = get_language() or Language.EN
    question = _ownerships(is_known_then=moment.known_at is not None)
    held = question.ask(on=moment.on, known_at=moment.known_at, pks=[each.pk for each in commitments])
    found: dict[int, list[OwnerFace]] = defaultdict(list)
    for pk, *owner in sorted(held, key=lambda row: ROLES[row[3]]):
        found[pk].append(_owner(language, *owner))
    return found


@lru_cache(maxsize=2000)
def _owner(language: str, acronym: str, party: str, role: str, *named: str | None) -> OwnerFace:
    return OwnerFace(acronym, first_text(dict(zip(LANGUAGES, named, strict=True)), language), party, role)


@cache
def _ledgers(*, is_known_then: bool) -> Prepared:
    ledger = DueDate.objects.on(on, _known_at(is_known_then))
    lines = ledger.filter(commitment__in=among(Keys("pks"))).order_by("decided_on", "id")
    return prepare(lines, "commitment_id", *LedgerLine._fields)


def deadlines_of(commitments: Iterable[Commitment | Line], moment: Moment) -> dict[int, list[LedgerLine]]:
    """The ledger of each commitment as it was on the day, oldest line first."""
    question = _ledgers(is_known_then=moment.known_at is not None)
    pks = [each.pk for each in commitments]
    found: dict[int, list[LedgerLine]] = defaultdict(list)
    for pk, *line in question.ask(on=moment.on, known_at=moment.known_at, pks=pks):
        found[pk].append(LedgerLine(*line))
    return found

"""Commitments over time: a lane for each, as one audience knows it, and the window of days in which lanes are shown."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from priorities import permissions
from priorities.models import Plan, ProgressNote, StandingSpan

from . import boards, notes, standings
from .moments import Moment

ZOOMS = ("all", "year", "quarter")
LONGEST_OUTLOOK = 3  # years; a deadline in a far future would press everything else into a corner
MOST_TICKS = 12


@dataclass(frozen=True)
class Stretch:
    """Days on which a commitment stood the same, up to the day before `until_on` (None: it does on the day shown)."""

    standing: str
    differ: bool
    from_on: date
    until_on: date | None


@dataclass(frozen=True)
class Mark:
    """A note that counts."""

    id: int
    as_of: date
    precision: str
    organization: str
    standing: str


@dataclass(frozen=True)
class Lane:
    card: boards.Card
    stretches: tuple[Stretch, ...]
    marks: tuple[Mark, ...]

    @property
    def first_on(self) -> date:
        return min([self.stretches[0].from_on, *(mark.as_of for mark in self.marks)])


@dataclass(frozen=True)
class Window:
    """The days from `first` until the day before `until`, divided at `ticks`; `step` is how many months they are long.

    `earlier` and `later` are days in the windows before and after, None where there is nothing to see.
    """

    zoom: str
    first: date
    until: date
    step: int
    earlier: date | None = None
    later: date | None = None

    @property
    def last(self) -> date:
        return self.until - timedelta(days=1)

    @property
    def ticks(self) -> tuple[date, ...]:
        found = [self.first]
        while (tick := months_after(found[-1], self.step)) < self.until:
            found.append(tick)
        return tuple(found)

    def place(self, day: date) -> float:
        """Where a day begins, as a share of the window: below 0 or above 1 outside it."""
        return (day - self.first).days / (self.until - self.first).days

    def holds(self, day: date) -> bool:
        return self.first <= day < self.until

    def overlaps(self, from_on: date, until_on: date) -> bool:
        return from_on < self.until and until_on > self.first


# Lanes


def lanes(cards: Iterable[boards.Card], *, plan: Plan, user, moment: Moment) -> dict[int, Lane]:
    """The lanes of cards by their ids, up to the day shown; two queries."""
    by_id = {card.id: card for card in cards}
    audience = permissions.audience_of(user, plan)
    spans: dict[int, list[StandingSpan]] = defaultdict(list)
    known = StandingSpan.objects.known(moment.known_at).filter(audience=audience, from_on__lte=moment.on)
    for span in known.filter(commitment__in=by_id).order_by("from_on"):
        spans[span.commitment_id].append(span)
    marks = _marks(by_id, audience, user, moment)
    return {
        pk: Lane(card, tuple(_stretches(spans[pk], moment)), tuple(marks[pk])) for pk, card in by_id.items()
    }


def _stretches(spans: list[StandingSpan], moment: Moment) -> list[Stretch]:
    """Spans that follow each other and stand the same are one stretch: a note of no change is a mark, not a border."""
    found: list[Stretch] = []
    for span in spans:
        until_on = span.until_on if span.until_on <= moment.on else None
        stretch = Stretch(span.standing, span.positions_differ, span.from_on, until_on)
        if found and (found[-1].standing, found[-1].differ) == (stretch.standing, stretch.differ):
            found[-1] = Stretch(stretch.standing, stretch.differ, found[-1].from_on, until_on)
        else:
            found.append(stretch)
    return found


def _marks(cards: Iterable[int], audience: str, user, moment: Moment) -> dict[int, list[Mark]]:
    said = ProgressNote.objects.filter(commitment__in=cards, as_of__lte=moment.on)
    counting = permissions.visible_to(user, notes.in_force(said, audience, moment.known_at))
    columns = ("as_of", "accepted_at", "id", "commitment", "as_of_precision", "organization__acronym")
    # In no order, for asked for one SQLite reads the notes of all commitments.
    rows = counting.order_by().values_list(*columns, "lifecycle", "confidence")
    found: dict[int, list[Mark]] = defaultdict(list)
    for as_of, _accepted, pk, commitment, precision, acronym, lifecycle, confidence in sorted(rows):
        standing = standings.standing_of(lifecycle, confidence).value
        found[commitment].append(Mark(pk, as_of, precision, acronym, standing))
    return found


# Windows


def months_after(day: date, months: int) -> date:
    """The first day of the month so many months after that of `day`, or before it."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def window(
    zoom: str, *, anchor: date | None, lanes: Iterable[Lane], moment: Moment, fiscal_year_starts: int
) -> Window:
    """The years of all `lanes`, or the fiscal year or quarter that holds `anchor` (the day shown, where None)."""
    lanes = list(lanes)
    first = min((lane.first_on for lane in lanes), default=moment.on)
    last = max([moment.on, *_deadlines(lanes, moment)])
    if zoom == "all":
        return _years(first, last)
    length = 12 if zoom == "year" else 3
    day = anchor or moment.on
    starts = months_after(day, -((day.month - fiscal_year_starts) % length))
    until = months_after(starts, length)
    return Window(
        zoom,
        starts,
        until,
        length // 4 if zoom == "year" else 1,
        earlier=starts - timedelta(days=1) if first < starts else None,
        later=until if last >= until else None,
    )


def _deadlines(lanes: Iterable[Lane], moment: Moment) -> Iterable[date]:
    outlook = months_after(moment.on, 12 * LONGEST_OUTLOOK)
    days = (day for lane in lanes for day in (lane.card.due_on, lane.card.baseline_on))
    return (day for day in days if day is not None and day <= outlook)


def _years(first: date, last: date) -> Window:
    """Whole calendar years, divided so that the names of the parts have room."""
    starts, until = date(first.year, 1, 1), date(last.year + 1, 1, 1)
    years = until.year - starts.year
    return Window("all", starts, until, 3 if years == 1 else 12 * (-(-years // MOST_TICKS)))

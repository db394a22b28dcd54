"""The moment a page speaks of: a day, and what had been accepted by then."""

from dataclasses import dataclass
from datetime import date, datetime

from priorities.models import Plan
from priorities.permissions import participations


@dataclass(frozen=True)
class Moment:
    """`on` is the day shown; `days` is the same day for each party (they differ by a few hours of today).

    `is_past` is True where the reader asked for the day, so that forms are off and a banner says so.
    """

    on: date
    days: tuple[tuple[str, date], ...]
    is_past: bool
    now: datetime

    def day_of(self, parties) -> date:
        """The day to hold a deadline against: while any of `parties` still has time, so has the promise."""
        days = [day for code, day in self.days if code in parties]
        return min(days or [day for _, day in self.days] or [self.on])


def moment(plan: Plan, *, now: datetime, as_of: date | None = None) -> Moment:
    """Today in every party's time zone, or the one day that was asked for."""
    if as_of is not None:
        return Moment(
            on=as_of,
            days=tuple((part.party.code, as_of) for part in participations(plan)),
            is_past=True,
            now=now,
        )
    days = tuple((part.party.code, part.party.today(now)) for part in participations(plan))
    # The day shown is the latest of them: a note dated today in Tokyo is on the board while Ottawa still has yesterday.
    on = max((day for _, day in days), default=now.date())
    return Moment(on=on, days=days, is_past=False, now=now)

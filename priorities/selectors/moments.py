"""The moment a page speaks of: a day, and what had been accepted by then."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from priorities.models import Plan
from priorities.permissions import participations
from priorities.words import Text, text_of

from .frames import frame_of


@dataclass(frozen=True)
class Moment:
    """`on` is the day shown; `days` is the same day for each party (they differ by a few hours of today).

    `known_at` leaves out what was accepted, corrected or withdrawn later; None is all that is known now. `known_on` is
    the day whose end that is, where a day was asked for. `is_past` is True where the reader asked for a day or for
    what was known, so that forms are off and a banner says so.
    """

    on: date
    days: tuple[tuple[str, date], ...]
    is_past: bool
    now: datetime
    known_at: datetime | None = None
    known_on: date | None = None
    names_a_day: bool = False

    def day_of(self, parties) -> date:
        """The day to hold a deadline against: while any of `parties` still has time, so has the promise."""
        days = [day for code, day in self.days if code in parties]
        return min(days or [day for _, day in self.days] or [self.on])

    @property
    def parameters(self) -> dict[str, str]:
        """What an address says to mean this moment: nothing, where it is now."""
        asked = {"as_of": self.on.isoformat()} if self.names_a_day else {}
        if self.known_at is not None:
            known = self.known_on or self.known_at
            asked["known_at"] = known.isoformat().replace("+00:00", "Z")
        return asked

    @property
    def query(self) -> str:
        """The same as the end of an address, so that a link keeps the moment."""
        return f"?{urlencode(self.parameters)}" if self.parameters else ""

    @property
    def more(self) -> str:
        """The same for an address that asks for something else already."""
        return f"&{urlencode(self.parameters)}" if self.parameters else ""


def moment(
    plan: Plan,
    *,
    now: datetime,
    as_of: date | None = None,
    known_at: datetime | None = None,
    known_on: date | None = None,
) -> Moment:
    """Today in every party's time zone, or the one day that was asked for; as known at `known_at`.

    Without a day, what was known at a moment is shown on the day it was.
    """
    parts = participations(plan)
    if day := as_of or known_on:
        days = tuple((part.party.code, day) for part in parts)
        on = day
    else:
        days = tuple((part.party.code, part.party.today(known_at or now)) for part in parts)
        # The latest of them: a note dated today in Tokyo is on the board while Ottawa still has yesterday.
        on = max((day for _, day in days), default=(known_at or now).date())
    return Moment(
        on=on,
        days=days,
        is_past=as_of is not None or known_at is not None,
        now=now,
        known_at=known_at,
        known_on=known_on,
        names_a_day=as_of is not None,
    )


def end_of(day: date, plan: Plan) -> datetime:
    """The last moment of a day, for the party where it ends last."""
    zones = [ZoneInfo(part.party.time_zone) for part in participations(plan)] or [ZoneInfo("UTC")]
    midnight = datetime.combine(day + timedelta(days=1), time.min)
    return max(midnight.replace(tzinfo=zone) for zone in zones).astimezone(UTC) - timedelta.resolution


@dataclass(frozen=True)
class UsefulDay:
    """A day that readers ask for, and what happened on it."""

    day: date
    label: Text


def useful_days(plan: Plan, *, now: datetime) -> list[UsefulDay]:
    """The last two ends of a period, the last two published documents, and the adoption: newest first."""
    today, frame = moment(plan, now=now).on, frame_of(plan)
    ended = sorted({period.ends_on: period for period in frame.periods if period.ends_on < today}.items())
    found = {plan.adopted_on: Text(gettext("Adoption"))}
    published = [each for each in frame.documents if plan.adopted_on != each.published_on < today]
    found |= {each.published_on: text_of(each, "title") for each in published[-2:]}
    for _day, period in ended[-2:]:
        title = text_of(period, "title")
        found[period.ends_on] = Text(gettext("End of %(period)s") % {"period": title.value})
    return [UsefulDay(day, label) for day, label in sorted(found.items(), reverse=True) if day <= today]

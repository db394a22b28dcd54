"""What the address of a board asks for: the day, the view, its groups, order, columns and zoom, the page, the filters.

What is not understood is left out and named in `refused`, so that a page can say so and an export refuse. Every
link is made from what was understood, so screen and export can never mean different commitments.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from priorities.models import Plan
from priorities.selectors import groups, tables, timelines
from priorities.selectors.moments import Moment, end_of, moment
from priorities.words import page_language

from .commitments import CommitmentFilters

VIEWS = ("board", "table", "matrix", "timeline")
GROUPED_VIEWS = ("matrix", "timeline")  # always under headings: by area, where nothing else is asked for
FIRST_YEAR, LAST_YEAR = 1900, 2199
LONGEST_VALUE = 60


@dataclass(frozen=True)
class Refused:
    """A value that was not understood, and the sentence that says so. `name` is its parameter."""

    name: str
    sentence: str


def read_moment(data: QueryDict, plan: Plan, *, now: datetime) -> tuple[Moment, list[Refused]]:
    """The moment that `as_of` and `known_at` name; now, as far as they name none."""
    day, refused = read_day(data)
    known_at, known_on, unknown = read_known_at(data, plan)
    shown = moment(plan, now=now, as_of=day, known_at=known_at, known_on=known_on)
    return shown, refused + unknown


def read_day(data: QueryDict) -> tuple[date | None, list[Refused]]:
    """The day that `as_of` names; None where it names none."""
    asked = data.get("as_of", "").strip()
    if not asked:
        return None, []
    day = day_named(asked)
    if day is None:
        sentence = gettext("As of: “%(value)s” is not a day. Write it like 2025-09-30.")
        return None, [Refused("as_of", sentence % {"value": shortened(asked)})]
    return day, []


def read_known_at(data: QueryDict, plan: Plan) -> tuple[datetime | None, date | None, list[Refused]]:
    """The moment that `known_at` names, and the day if it named one. A day means its end; no zone means UTC."""
    asked = data.get("known_at", "").strip()
    if not asked:
        return None, None, []
    if day := day_named(asked):
        return end_of(day, plan), day, []
    try:
        # A plus sign in an address reads as a space.
        found = parse_datetime(asked.replace(" ", "+") if "T" in asked else asked)
    except ValueError:
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        sentence = gettext(
            "Known at: “%(value)s” is not a moment. Write it like 2025-09-30 or 2025-09-30T17:00Z."
        )
        return None, None, [Refused("known_at", sentence % {"value": shortened(asked)})]
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC), None, []


def day_named(asked: str) -> date | None:
    """The day that these words are; None where they are none, or one that no board can be of."""
    try:
        day = parse_date(asked)
    except ValueError:
        return None
    return day if day and FIRST_YEAR <= day.year <= LAST_YEAR else None


def shortened(value: str) -> str:
    return value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]}…"


def no_choice(label, value: str) -> str:
    return gettext("%(filter)s: “%(value)s” is not one of the choices.") % {
        "filter": label,
        "value": shortened(value),
    }


class AddressQuery:
    """What an address asks for. What is no choice is left out, and named in `refused`."""

    refused: list[Refused]

    def refuse_page(self, number: int) -> None:
        """The page asked for turned out not to exist."""
        self.refused.append(Refused("page", no_choice(_("Page"), str(number))))

    def _choice(self, data, name, label, choices, *, default: str) -> str:
        asked = data.get(name, "").strip()
        if asked and asked not in choices:
            self.refused.append(Refused(name, no_choice(label, asked)))
            return default
        return asked or default

    def _page(self, data) -> int:
        asked = data.get("page", "").strip() or "1"
        if asked.isdecimal() and len(asked) < 7 and int(asked) >= 1:
            return int(asked)
        self.refused.append(Refused("page", no_choice(_("Page"), asked)))
        return 1


class BoardQuery(AddressQuery):
    """The board that an address means, for this reader at this moment. `path` is the address without its query."""

    def __init__(self, data: QueryDict, *, plan: Plan, user, now: datetime, path: str):
        self.path, self.plan = path, plan
        self.moment, self.refused = read_moment(data, plan, now=now)
        self.view = self._choice(data, "view", _("View"), VIEWS, default="board")
        sorts = [*tables.SORTS, *(f"-{name}" for name in tables.SORTS)]
        self.sort = self._choice(data, "sort", _("Order"), sorts, default="")
        self.group = self._choice(data, "group", _("Group by"), groups.GROUPS, default="")
        self.columns = self._columns(data, plan)
        self.zoom = self._choice(data, "zoom", _("Zoom"), timelines.ZOOMS, default="all")
        self.anchor = self._anchor(data)
        self.page = self._page(data)
        self.filterset = CommitmentFilters(data, plan=plan, user=user, moment=self.moment)
        self.refused += [Refused(name, sentence) for name, sentence in self.filterset.refused]

    @property
    def grouping(self) -> groups.Grouping | None:
        """How the commitments are grouped in this view; None where they are not."""
        by = self.group or ("area" if self.view in GROUPED_VIEWS else "")
        return groups.Grouping(by, self.plan, self.moment, tuple(self.filterset.data[by])) if by else None

    @property
    def ordering(self) -> list:
        """The order within a group, or of all where there are none."""
        return tables.ordering(self.sort, language=page_language(), moment=self.moment)

    @property
    def commitments(self) -> QuerySet:
        """Each commitment once, in the order in which the view first shows it."""
        if self.grouping is None:
            return self.filterset.qs.order_by(*self.ordering)
        return self.grouping.in_order(self.filterset.qs, self.ordering)

    def address(self, **changes) -> str:
        """This board with other values for some parameters, from its first page on. None takes a parameter away."""
        query = self.query_string(**changes)
        return f"{self.path}?{query}" if query else self.path

    def query_string(self, **changes) -> str:
        """The same without the path and its question mark."""
        pairs = [
            (name, each)
            for name, value in (self._known | changes).items()
            if value not in (None, "", [])
            for each in (value if isinstance(value, list) else (value,))
        ]
        return urlencode(pairs)

    @cached_property
    def _known(self) -> dict[str, str | list[str] | None]:
        """What the address says of each parameter, as far as it was understood."""
        return {
            "view": self.view if self.view != "board" else None,
            **self.moment.parameters,
            "group": self.group or None,
            "sort": self.sort or None,
            "columns": self.columns_named(),
            "zoom": self.zoom if self.zoom != "all" else None,
            "from": self.anchor.isoformat() if self.anchor and self.zoom != "all" else None,
            **self.filterset.chosen_values(),
        }

    def address_without(self, name: str, code: str) -> str:
        """The same board without one of the values of one filter."""
        value = self.filterset.chosen_values()[name]
        rest = [each for each in value if each != code] if isinstance(value, list) else None
        return self.address(**{name: rest})

    def address_unfiltered(self) -> str:
        """The same view of the same day, with all commitments."""
        return self.address(**dict.fromkeys(self.filterset.data))

    def _columns(self, data, plan: Plan) -> tuple[str, ...]:
        """The columns that a reader chose, in their order. A table of nothing but its titles asks for "title"."""
        asked = [code for code in data.getlist("columns") if code]
        known = tables.columns_of(plan)
        for code in dict.fromkeys(asked):
            if code not in known and code != tables.ALWAYS:
                self.refused.append(Refused("columns", no_choice(_("Columns"), code)))
        chosen = tuple(code for code in known if code in asked)
        return chosen if chosen or tables.ALWAYS in asked else tables.DEFAULT_COLUMNS

    def columns_named(self) -> list[str] | None:
        if self.columns == tables.DEFAULT_COLUMNS:
            return None
        return list(self.columns) or [tables.ALWAYS]

    def _anchor(self, data) -> date | None:
        """A day in the part of the timeline that is shown; None for the day of the board."""
        asked = data.get("from", "").strip()
        day = day_named(asked) if asked else None
        if asked and day is None:
            sentence = gettext("From: “%(value)s” is not a day. Write it like 2025-09-30.")
            self.refused.append(Refused("from", sentence % {"value": shortened(asked)}))
        return day

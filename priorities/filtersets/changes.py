"""What the address of the page of changes asks for: two days, what was known, kinds, areas, the grouping and the page.

What is not understood is left out and named in `refused`, beside its field on the page; an export refuses.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from priorities.choices import ChangeKind
from priorities.models import Plan
from priorities.selectors import stretches
from priorities.selectors.moments import Moment, moment
from priorities.words import Text, text_of

from .boxes import Box, Offer
from .queries import AddressQuery, Refused, day_named, no_choice, read_known_at, shortened

GROUPS = {"kind": _("By kind"), "area": _("By area")}


class ChangesQuery(AddressQuery):
    """The two days that an address compares, for this reader. `path` is the address without its query."""

    def __init__(self, data: QueryDict, *, plan: Plan, now: datetime, path: str):
        self.path, self.plan = path, plan
        self.refused: list[Refused] = []
        known_at, known_on, refused = read_known_at(data, plan)
        self.refused += refused

        def shown(day: date | None) -> Moment:
            return moment(plan, now=now, as_of=day, known_at=known_at, known_on=known_on)

        first = self._day(data, "from", gettext("From: “%(value)s” is not a day. Write it like 2025-09-30."))
        last = self._day(data, "to", gettext("To: “%(value)s” is not a day. Write it like 2025-09-30."))
        # A day that ends later in another party's zone is still the day that was named.
        self.today = known_on or shown(None).on
        self.end = shown(known_on if last in (None, self.today) else last)
        typed = first
        if first and first > self.end.on:
            self.refused.append(Refused("from", self._out_of_order(first)))
            first = None
        self.names_a_start = first is not None
        self.start = shown(first or stretches.default_start(plan, self.end.on))
        self.days = {"from": typed or self.start.on, "to": self.end.on}
        areas = [(area.code, text_of(area, "name").after(area.number)) for area in plan.areas.all()]
        self.boxes = [
            self._box(
                data, "kind", _("Kind of change"), [(kind.value, str(kind.label)) for kind in ChangeKind]
            ),
            self._box(data, "area", _("Priority area"), areas),
        ]
        self.kinds, self.areas = (list(box.ticked) for box in self.boxes)
        self.group = self._choice(data, "group", _("Group by"), GROUPS, default="kind")
        self.page = self._page(data)

    @property
    def errors(self) -> dict[str, list[str]]:
        """The sentences to say beside a field, by its name."""
        found: dict[str, list[str]] = {}
        for each in self.refused:
            found.setdefault(each.name, []).append(each.sentence)
        return found

    @property
    def filters(self) -> tuple[tuple[str, str], ...]:
        """(filter, its values) pairs, as an export says what it holds."""
        return tuple(
            (box.label, ", ".join(str(box.offer.words[code]) for code in box.ticked))
            for box in self.boxes
            if box.ticked
        )

    def address(self, **changes) -> str:
        """This page with other values for some parameters, from its first page on. None takes one away."""
        query = self.query_string(**changes)
        return f"{self.path}?{query}" if query else self.path

    def query_string(self, **changes) -> str:
        query = QueryDict(mutable=True)
        known = {
            "from": self.start.on.isoformat() if self.names_a_start else None,
            "to": self.end.on.isoformat() if self.end.on != self.today else None,
            "known_at": self.end.parameters.get("known_at"),
            "group": self.group,
            "kind": self.kinds,
            "area": self.areas,
        }
        given = known | changes
        if given["group"] == "kind":  # what is shown anyway
            given["group"] = None
        for name, value in given.items():
            if value not in (None, "", []):
                query.setlist(name, value if isinstance(value, list) else [str(value)])
        return query.urlencode()

    def _day(self, data: QueryDict, name: str, refusal: str) -> date | None:
        asked = data.get(name, "").strip()
        day = day_named(asked) if asked else None
        if asked and day is None:
            self.refused.append(Refused(name, refusal % {"value": shortened(asked)}))
        return day

    def _out_of_order(self, first: date) -> str:
        sentence = gettext("From: %(first)s is later than %(last)s. Give the earlier day first.")
        return sentence % {"first": first.isoformat(), "last": self.end.on.isoformat()}

    def _box(self, data: QueryDict, name: str, label, options: Sequence[tuple[str, str | Text]]) -> Box:
        asked = [code for code in dict.fromkeys(data.getlist(name)) if code]
        codes = [code for code, _words in options]
        for code in asked:
            if code not in codes:
                self.refused.append(Refused(name, no_choice(label, code)))
        return Box(Offer(name, str(label), dict(options)), tuple(code for code in codes if code in asked))

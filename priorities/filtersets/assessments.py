"""What the address of the board of divergences asks for. What is no choice is left out and named in `refused`."""

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from priorities.models import Plan, ReportingPeriod, Scale
from priorities.selectors import divergences
from priorities.selectors.frames import frame_of
from priorities.words import text_of

from .queries import AddressQuery, Refused


class AssessmentQuery(AddressQuery):
    """The period and the scale that an address means, and its filters. `path` is the address without its query.

    Without a period it is the newest with a final assessment (`newest_ended`: the newest that is over); without a
    scale the first that was used in it. `period` and `scale` are None where the plan or the product has none.
    """

    def __init__(self, data: QueryDict, *, plan: Plan, now, path: str, newest_ended: bool = False):
        self.path, self.plan = path, plan
        self.refused: list[Refused] = []
        self.periods = divergences.begun_periods(plan, now=now)
        self.scales = list(Scale.objects.order_by("position", "code"))
        self.period = self._period(data, newest_ended, now)
        self.scale = self._scale(data)
        areas = {area.code: text_of(area, "name").after(area.number) for area in frame_of(plan).areas}
        parties = {part.party.code: text_of(part.party, "name") for part in frame_of(plan).participations}
        self.areas, self.parties = areas, parties
        self.area = self._choice(data, "area", _("Priority area"), areas, default="")
        self.party = self._choice(data, "party", _("Party"), parties, default="")
        self.differing = bool(self._choice(data, "only", _("Show"), {"differing": ""}, default=""))
        self.page = self._page(data)

    def _period(self, data: QueryDict, newest_ended: bool, now) -> ReportingPeriod | None:
        by_slug = {period.slug: period for period in self.periods}
        asked = self._choice(data, "period", _("Reporting period"), by_slug, default="")
        self.names_a_period = bool(asked)
        if asked:
            return by_slug[asked]
        if newest_ended:
            over = [
                each
                for each in self.periods
                if not any(
                    part.party.today(now) <= each.ends_on for part in frame_of(self.plan).participations
                )
            ]
            return next(iter(over or self.periods), None)
        newest = divergences.newest_assessed(self.plan)
        by_pk = {period.pk: period for period in self.periods}
        return by_pk.get(newest or 0) or next(iter(self.periods), None)

    def _scale(self, data: QueryDict) -> Scale | None:
        by_code = {scale.code: scale for scale in self.scales}
        asked = self._choice(data, "scale", _("Scale"), by_code, default="")
        self.names_a_scale = bool(asked)
        if asked:
            return by_code[asked]
        used = divergences.scales_used(self.plan, self.period) if self.period else set()
        first = [scale for scale in self.scales if scale.pk in used]
        return next(iter(first or self.scales), None)

    def options(self) -> list[dict]:
        """The filters as lists to choose one from: name, label, options (code, words, chosen); "" is all."""
        periods = [(each.slug, str(text_of(each, "title")), each == self.period) for each in self.periods]
        scales = [(each.code, str(text_of(each, "name")), each == self.scale) for each in self.scales]
        areas = [("", _("All areas"), not self.area)]
        parties = [("", _("All parties"), not self.party)]
        return [
            {"name": "period", "label": _("Reporting period"), "options": periods},
            {"name": "scale", "label": _("Scale"), "options": scales},
            {
                "name": "area",
                "label": _("Priority area"),
                "options": [
                    *areas,
                    *((code, words, code == self.area) for code, words in self.areas.items()),
                ],
            },
            {
                "name": "party",
                "label": _("Party"),
                "options": [
                    *parties,
                    *((code, words, code == self.party) for code, words in self.parties.items()),
                ],
            },
        ]

    def address(self, **changes) -> str:
        query = self.query_string(**changes)
        return f"{self.path}?{query}" if query else self.path

    def query_string(self, **changes) -> str:
        """What was asked for, from the first page on; None takes a parameter away."""
        query = QueryDict(mutable=True)
        known = {
            "period": self.period.slug if self.period and self.names_a_period else None,
            "scale": self.scale.code if self.scale and self.names_a_scale else None,
            "area": self.area,
            "party": self.party,
            "only": "differing" if self.differing else None,
        }
        for name, value in (known | changes).items():
            if value not in (None, ""):
                query[name] = str(value)
        return query.urlencode()

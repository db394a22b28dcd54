"""Commitments under headings: by priority area, by the organizations that own them, or by the party that leads them.

A commitment with several owners belongs to the group of each of them, and one that is led for two parties to both.
The code of a group is what the filter of the same name calls it, so a group can always be asked for by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import (
    Case,
    Count,
    F,
    FilteredRelation,
    OrderBy,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils.translation import get_language, gettext

from priorities import permissions
from priorities.choices import OwnerRole
from priorities.models import Organization, Ownership, Plan
from priorities.models.owners import owned_on
from priorities.words import Text, text_of

from .frames import frame_of
from .moments import Moment

Shown = TypeVar("Shown")

GROUPS = ("area", "owner", "party")
NONE = "none"  # those that nobody owns, or leads; codes of parties are capitals, and acronyms as good as never this
ORDER = (OrderBy(F("group_place"), nulls_last=True), OrderBy(F("group_code"), nulls_last=True))


@dataclass(frozen=True)
class Group:
    """A heading: `short` is a number or an acronym, "" where the name stands alone."""

    code: str
    short: str
    name: Text

    def __str__(self):
        return f"{self.short} {self.name}".strip()


@dataclass(frozen=True)
class Grouping:
    """What commitments are grouped `by`, on the day of a moment. `only` are the groups that the filter of the same
    name asks for (all, where empty); the commitments given are always those of that filter."""

    by: str
    plan: Plan
    moment: Moment
    only: Sequence[str] = ()

    def pairs(self, commitments: QuerySet, only: Sequence[str] | None = None) -> QuerySet:
        """Each commitment once for every group it is in, with its `group_code` (None: in none) and `group_place`."""
        if self.by != "area":
            commitments = commitments.annotate(held=FilteredRelation("ownerships", condition=self._held()))
        code, place = self._columns("held__")
        return within(
            commitments.annotate(group_code=code, group_place=place), self.only if only is None else only
        )

    def _held(self) -> Q:
        """The rule of `Ownership.objects.current` and `leads`, as the condition of a join."""
        held = owned_on(self.moment.on, self.moment.known_at, "ownerships__")
        return held & Q(ownerships__role=OwnerRole.LEAD) if self.by == "party" else held

    def _columns(self, path: str) -> tuple:
        """The code of a group, and what comes before it in the order of the groups, reached over `path`."""
        if self.by == "area":
            return F("area__code"), F("area__number")
        if self.by == "owner":
            return F(f"{path}organization__acronym"), F(f"{path}organization__party__code")
        codes = [part.party.code for part in permissions.participations(self.plan)]
        places = [When(**{f"{path}party__code": code}, then=Value(place)) for place, code in enumerate(codes)]
        return F(f"{path}party__code"), Case(*places)

    def in_order(self, commitments: QuerySet, order: Iterable) -> QuerySet:
        """Every commitment once, in the order in which `Lines` first names it."""
        if self.by == "area":
            return commitments.order_by("area__number", *order)
        held = Ownership.objects.current(self.moment.on, self.moment.known_at).filter(
            commitment=OuterRef("pk")
        )
        if self.by == "party":
            held = held.leads()
        code, place = self._columns("")
        held = within(held.annotate(group_code=code, group_place=place), self.only).order_by(*ORDER)
        first = [Subquery(held.values(name)[:1]) for name in ("group_place", "group_code")]
        return commitments.order_by(*(OrderBy(each, nulls_last=True) for each in first), *order)

    def counts(self, commitments: QuerySet) -> dict[str, dict[str, int]]:
        """How many stand where in each group that has any, by its code."""
        pairs = self.pairs(commitments).order_by().values_list("group_code", "standing")
        found: dict[str, dict[str, int]] = {}
        for code, standing, number in pairs.annotate(n=Count("pk", distinct=True)):
            found.setdefault(code or NONE, {})[standing] = number
        return found

    def faces(self, codes: Iterable[str]) -> dict[str, Group]:
        """The groups with these codes, in their order, and all areas and parties of the plan, which are few."""
        if self.by == "area":
            areas = frame_of(self.plan).areas
            return {each.code: Group(each.code, str(each.number), text_of(each, "name")) for each in areas}
        if self.by == "party":
            parties = [part.party for part in permissions.participations(self.plan)]
            own = {party.code: Group(party.code, "", text_of(party, "name")) for party in parties}
            # A party that takes part no more may still lead.
            left = {
                code: Group(code, "", Text(code))
                for code in sorted(codes)
                if code not in own and code != NONE
            }
            return own | left | {NONE: Group(NONE, "", _words(gettext("No lead")))}
        owners = Organization.objects.filter(acronym__in=list(codes)).order_by("party__code", "acronym")
        found = {each.acronym: Group(each.acronym, each.acronym, text_of(each, "name")) for each in owners}
        return found | {NONE: Group(NONE, "", _words(gettext("No owner")))}


def within(pairs: QuerySet, only: Sequence[str]) -> QuerySet:
    """Those whose `group_code` is one of `only`; all, where that is empty."""
    if not only:
        return pairs
    asked = Q(group_code__in=[code for code in only if code != NONE])
    return pairs.filter(asked | Q(group_code__isnull=True) if NONE in only else asked)


def _words(words: str) -> Text:
    return Text(words, (get_language() or "").split("-")[0])


class Lines:
    """The lines of a grouped view: (id of the commitment, code of its group), group by group, in `order` within each.

    A part of them reads only the groups that it shows, so that a page costs the same however many groups there are.
    """

    def __init__(self, commitments: QuerySet, grouping: Grouping, order: Iterable):
        self.commitments, self.grouping, self.order = commitments, grouping, tuple(order)
        counts = grouping.counts(commitments)
        self.numbers = {code: sum(by_standing.values()) for code, by_standing in counts.items()}
        self.faces = grouping.faces(counts)

    def __len__(self) -> int:
        return sum(self.numbers.values())

    def __getitem__(self, part: slice) -> list[tuple[int, str]]:
        shown, skipped, before = [], 0, 0
        for code in self.faces:
            after = before + self.numbers.get(code, 0)
            if after <= part.start:
                skipped = after
            elif before < part.stop and after > before:
                shown.append(code)
            before = after
        if not shown:
            return []
        pairs = self.grouping.pairs(self.commitments, shown).values_list("pk", "group_code").distinct()
        found = pairs.order_by(*ORDER, *self.order)[part.start - skipped : part.stop - skipped]
        return [(pk, code or NONE) for pk, code in found]


def in_groups(lines: Iterable[tuple[int, str]], found: Mapping[int, Shown]) -> list[tuple[str, list[Shown]]]:
    """A part of `Lines` as (code of the group, what was `found` for its commitments)."""
    together: list[tuple[str, list[Shown]]] = []
    for pk, code in lines:
        if not together or together[-1][0] != code:
            together.append((code, []))
        together[-1][1].append(found[pk])
    return together

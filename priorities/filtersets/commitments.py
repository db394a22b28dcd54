"""The one filterset of commitments: it drives the page, the fragment and every export."""

from dataclasses import dataclass

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from priorities.choices import CommitmentKind, Freshness, Schedule, Standing
from priorities.folding import search_words
from priorities.models import Commitment, Ownership, Plan
from priorities.selectors import attention, boards, search
from priorities.selectors.frames import Frame, frame_of
from priorities.selectors.groups import NONE
from priorities.selectors.moments import Moment
from priorities.words import Text, text_of

from .boxes import Box, Offer

# Each word is a question to the index, and those of one letter cost the most. A title that is pasted has seldom more, and
# in quotation marks it is one.
MOST_WORDS = 12


class Several(django_filters.MultipleChoiceFilter):
    """Any of the chosen values, shown as a list of boxes to tick."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(**kwargs)


@dataclass(frozen=True)
class Chosen:
    """A value of a filter that is in force: `words` is what people call `code`."""

    name: str
    label: str
    code: str
    words: str | Text


class CommitmentFilterSet(django_filters.FilterSet):
    """The filters over `boards.board_commitments`. `data` holds nothing but what they offer: see `CommitmentFilters`."""

    q = django_filters.CharFilter(label=_("Search"), method="matching", max_length=200)
    area = Several(label=_("Priority area"), method="in_areas")
    standing = Several(label=_("Standing"), choices=Standing.choices, method="standing_at")
    owner = Several(label=_("Owner"), method="owned_by")
    party = Several(label=_("Party"), method="led_by")
    kind = Several(label=_("Kind"), choices=CommitmentKind.choices, method="of_kind")
    due = Several(label=_("Due"), choices=Schedule.choices, method="due_at")
    freshness = Several(label=_("Freshness"), choices=Freshness.choices, method="fresh_as")
    gap = Several(
        label=_("Attention"),
        # What is overdue, stale or never reported has a filter of its own.
        choices=[(each.value, each.label) for each in attention.GAPS],
        method="with_gap",
    )

    class Meta:
        model = Commitment
        fields: list[str] = []

    def __init__(self, data, *, plan: Plan, user, moment: Moment):
        self.plan, self.user, self.moment = plan, user, moment
        super().__init__(data)
        for name, offer in offers_of(plan).items():
            self.filters[name].extra["choices"] = list(offer.words.items())

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """The board is what is filtered. It is put together only when it is asked for: most boards have no filter."""
        board = boards.board_commitments(self.plan, user=self.user, moment=self.moment)
        return super().filter_queryset(board)

    # Each method takes (queryset, name, value) from django-filter; `value` is a list of codes, empty for "all".

    def in_areas(self, queryset: QuerySet, name, codes):
        return queryset.filter(area__code__in=codes) if codes else queryset

    def standing_at(self, queryset, name, codes):
        return queryset.filter(standing__in=codes) if codes else queryset

    def of_kind(self, queryset, name, codes):
        return queryset.filter(kind__in=codes) if codes else queryset

    def owned_by(self, queryset, name, acronyms):
        """Commitments that one of these organizations owned that day, in any role; NONE: that nobody owned."""
        if not acronyms:
            return queryset
        held = Ownership.objects.current(self.moment.on, self.moment.known_at).filter(
            commitment=OuterRef("pk")
        )
        return queryset.filter(_held(held, acronyms, "organization__acronym__in"))

    def led_by(self, queryset, name, codes):
        """Commitments that an organization of one of these parties led that day; NONE: that nobody led."""
        if not codes:
            return queryset
        leads = (
            Ownership.objects.current(self.moment.on, self.moment.known_at)
            .leads()
            .filter(commitment=OuterRef("pk"))
        )
        return queryset.filter(_held(leads, codes, "party__code__in"))

    def due_at(self, queryset, name, codes):
        return boards.with_schedule(queryset, codes, self.moment) if codes else queryset

    def fresh_as(self, queryset, name, codes):
        return (
            boards.with_freshness(queryset, codes, self.moment, self.plan.cadence_days) if codes else queryset
        )

    def with_gap(self, queryset, name, codes):
        """Any of the gaps, as with every other filter of several values."""
        return attention.wanting(queryset, codes, plan=self.plan, moment=self.moment) if codes else queryset

    def matching(self, queryset, name, words):
        return search.matching(queryset, words, plan=self.plan, user=self.user, moment=self.moment)


def _held(ownerships: QuerySet, codes: list[str], lookup: str) -> Q:
    """Some of `ownerships` is by one of `codes`; where they name NONE, or there is none at all."""
    by_one = Q(Exists(ownerships.filter(**{lookup: [code for code in codes if code != NONE]})))
    return by_one | ~Q(Exists(ownerships)) if NONE in codes else by_one


def offers_of(plan: Plan) -> dict[str, Offer]:
    """What each filter of several values offers on boards of this plan, in the page's language, by its name."""
    return frame_of(plan).once(("offers", get_language()), lambda: _offers(frame_of(plan)))


def _offers(frame: Frame) -> dict[str, Offer]:
    owners = {it.acronym: text_of(it, "name").after(f"{it.acronym} ·") for it in frame.owners}
    leading = {part.party.code: text_of(part.party, "name") for part in frame.participations}
    of_plan: dict[str, dict[str, str | Text]] = {
        "area": {area.code: text_of(area, "name").after(area.number) for area in frame.areas},
        "owner": owners | {NONE: gettext("No owner")},
        "party": leading | {NONE: gettext("No lead")},
    }
    found = {}
    for name, each in CommitmentFilterSet.base_filters.items():
        if isinstance(each, Several):
            words = of_plan.get(name) or {str(code): str(label) for code, label in each.extra["choices"]}
            found[name] = Offer(name, str(each.label), words)
    return found


class CommitmentFilters:
    """What an address asks of the filters.

    A value that is no choice is left out and named in `refused`, as (filter, sentence); the other values of the
    same filter stay in force. `data` is what is in force, empty where a filter is not; `typed` are the words of the
    search, in force or not.
    """

    def __init__(self, data: QueryDict, *, plan: Plan, user, moment: Moment):
        self.plan, self.user, self.moment = plan, user, moment
        self.offers = offers_of(plan)
        self.refused: list[tuple[str, str]] = []
        self.typed = data.get("q", "").replace("\0", "")
        self.data: dict[str, str | list[str]] = {"q": self._words(data.get("q", ""))}
        self.data |= {
            name: self._known_codes(offer, data.getlist(name)) for name, offer in self.offers.items()
        }

    @cached_property
    def qs(self) -> QuerySet:
        """The commitments of the board that are asked for."""
        return CommitmentFilterSet(self.data, plan=self.plan, user=self.user, moment=self.moment).qs

    def _known_codes(self, offer: Offer, asked: list[str]) -> list[str]:
        asked = list(dict.fromkeys(code for code in asked if code))
        for code in asked:
            if code not in offer.words:
                sentence = gettext("%(filter)s: “%(value)s” is not one of the choices.")
                self.refused.append((offer.name, sentence % {"filter": offer.label, "value": code[:60]}))
        return [code for code in asked if code in offer.words]

    def _words(self, asked: str) -> str:
        if not asked:
            return ""
        search_filter = CommitmentFilterSet.base_filters["q"]
        try:
            words = search_filter.field.clean(asked)
        except ValidationError as error:
            sentence = gettext("Search: %(why)s") % {"why": " ".join(error.messages)}
            self.refused.append(("q", sentence))
            return ""
        number = len(search_words(words))
        if not number:  # signs that nobody sees
            return ""
        if number > MOST_WORDS:
            sentence = gettext(
                "Search: %(number)d words are too many. Look for %(most)d at most, or put several in quotation marks to"
                " find them as one phrase."
            )
            self.refused.append(("q", sentence % {"number": number, "most": MOST_WORDS}))
            return ""
        return words

    # What is in force, for links, chips and the head of an export

    def chosen_values(self) -> dict[str, str | list[str]]:
        """The values in force by filter, empty where a filter is not."""
        return dict(self.data)

    def chosen(self) -> list[Chosen]:
        """Every value in force, in the order of the filters."""
        found = []
        if words := str(self.data["q"]):
            found.append(Chosen("q", str(CommitmentFilterSet.base_filters["q"].label), words, words))
        for name, offer in self.offers.items():
            found += [Chosen(name, offer.label, code, offer.words[code]) for code in self.data[name]]
        return found

    def in_words(self) -> tuple[tuple[str, str], ...]:
        """(filter, its values) pairs, as an export says what it holds."""
        by_label: dict[str, list[str]] = {}
        for each in self.chosen():
            by_label.setdefault(each.label, []).append(str(each.words))
        return tuple((label, ", ".join(words)) for label, words in by_label.items())

    def boxes(self) -> list[Box]:
        """The filters that are lists of boxes."""
        return [Box(offer, tuple(self.data[name])) for name, offer in self.offers.items()]

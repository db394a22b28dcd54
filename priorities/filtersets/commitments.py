"""The one filterset of commitments: it drives the page, the fragment and every export."""

from dataclasses import dataclass

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from priorities.choices import CommitmentKind, Freshness, Schedule, Standing
from priorities.folding import search_words
from priorities.models import Commitment, Ownership, Plan
from priorities.selectors import attention, boards, search
from priorities.selectors.frames import frame_of
from priorities.selectors.groups import NONE
from priorities.selectors.moments import Moment
from priorities.words import Text, text_of

# Each word is a question to the index, and those of one letter cost the most. A title that is pasted has seldom more, and
# in quotation marks it is one.
MOST_WORDS = 12


class Several(django_filters.MultipleChoiceFilter):
    """Any of the chosen values, shown as a list of boxes to tick."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(**kwargs)

    @property
    def words(self) -> dict[str, str | Text]:
        """What each code is called."""
        return {
            str(code): label if isinstance(label, Text) else str(label)
            for code, label in self.extra["choices"]
        }


@dataclass(frozen=True)
class Chosen:
    """A value of a filter that is in force: `words` is what people call `code`."""

    name: str
    label: str
    code: str
    words: str | Text


class CommitmentFilterSet(django_filters.FilterSet):
    """Filters over `boards.board_commitments`.

    A value that is no choice is left out and named in `refused`, as (filter, sentence); the other values of the
    same filter stay in force.
    """

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
        frame = frame_of(plan)
        self._offer("area", [(area.code, text_of(area, "name").after(area.number)) for area in frame.areas])
        owners = [(it.acronym, text_of(it, "name").after(f"{it.acronym} ·")) for it in frame.owners]
        self._offer("owner", [*owners, (NONE, gettext("No owner"))])
        parts = frame.participations
        leading = [(part.party.code, text_of(part.party, "name")) for part in parts]
        self._offer("party", [*leading, (NONE, gettext("No lead"))])
        self.refused: list[tuple[str, str]] = []
        self.typed = data.get("q", "").replace("\0", "")
        self.data = self._understood(data)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """The board is what is filtered. It is put together only when it is asked for: most boards have no filter."""
        board = boards.board_commitments(self.plan, user=self.user, moment=self.moment)
        return super().filter_queryset(board)

    def _offer(self, name: str, choices: list[tuple[str, str | Text]]) -> None:
        self.filters[name].extra["choices"] = choices

    def _understood(self, data) -> dict[str, str | list[str]]:
        """The part of `data` that these filters can act on; the rest goes to `refused`."""
        understood: dict[str, str | list[str]] = {}
        for name, each in self.filters.items():
            if isinstance(each, Several):
                understood[name] = self._known_codes(name, each, data.getlist(name))
            else:
                understood[name] = self._clean_words(name, data.get(name, ""))
        return understood

    def _known_codes(self, name: str, each: Several, asked: list[str]) -> list[str]:
        asked = list(dict.fromkeys(code for code in asked if code))
        for code in asked:
            if code not in each.words:
                sentence = gettext("%(filter)s: “%(value)s” is not one of the choices.")
                self.refused.append((name, sentence % {"filter": each.label, "value": code[:60]}))
        return [code for code in asked if code in each.words]

    def _clean_words(self, name: str, asked: str) -> str:
        each = self.filters[name]
        try:
            words = each.field.clean(asked)
        except ValidationError as error:
            self.refused.append((name, f"{each.label}: {' '.join(error.messages)}"))
            return ""
        number = len(search_words(words))
        if number > MOST_WORDS:
            sentence = gettext(
                "Search: %(number)d words are too many. Look for %(most)d at most, or put several in quotation marks to"
                " find them as one phrase."
            )
            self.refused.append((name, sentence % {"number": number, "most": MOST_WORDS}))
            return ""
        return words

    # What is in force, for links, chips and the head of an export

    def chosen_values(self) -> dict[str, str | list[str]]:
        """The values in force by filter, empty where a filter is not."""
        return dict(self.data)

    def chosen(self) -> list[Chosen]:
        """Every value in force, in the order of the filters."""
        found = []
        for name, each in self.filters.items():
            value = self.data[name]
            if isinstance(each, Several):
                found += [Chosen(name, str(each.label), code, each.words[code]) for code in value]
            elif value and isinstance(value, str):
                found.append(Chosen(name, str(each.label), value, value))
        return found

    def in_words(self) -> tuple[tuple[str, str], ...]:
        """(filter, its values) pairs, as an export says what it holds."""
        by_label: dict[str, list[str]] = {}
        for each in self.chosen():
            by_label.setdefault(each.label, []).append(str(each.words))
        return tuple((label, ", ".join(words)) for label, words in by_label.items())

    def boxes(self) -> list[dict]:
        """The filters that are lists of boxes: name, label, options (code, words, whether ticked), how many are."""
        return [
            {
                "name": name,
                "label": each.label,
                "options": [(code, words, code in self.data[name]) for code, words in each.words.items()],
                "chosen": len(self.data[name]),
            }
            for name, each in self.filters.items()
            if isinstance(each, Several)
        ]

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

"""The one filterset of commitments: it drives the page, the fragment and every export."""

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from priorities import permissions
from priorities.choices import CommitmentKind, Freshness, Language, Schedule, Standing
from priorities.models import Commitment, Organization, Ownership, Plan, PriorityArea, ProgressNote
from priorities.selectors import boards
from priorities.selectors.moments import Moment
from priorities.words import text_of


class Several(django_filters.MultipleChoiceFilter):
    """Any of the chosen values, shown as a list of boxes to tick."""

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(**kwargs)


class CommitmentFilterSet(django_filters.FilterSet):
    """Filters over `boards.board_commitments`. A value that is no choice makes `errors`, and filters nothing away
    unseen: the page says so."""

    q = django_filters.CharFilter(label=_("Search"), method="matching", max_length=200)
    area = Several(label=_("Priority area"), method="in_areas")
    standing = Several(label=_("Standing"), choices=Standing.choices, method="standing_at")
    owner = Several(label=_("Owner"), method="owned_by")
    party = Several(label=_("Party"), method="led_by")
    kind = Several(label=_("Kind"), choices=CommitmentKind.choices, field_name="kind")
    due = Several(label=_("Due"), choices=Schedule.choices, method="due_at")
    freshness = Several(label=_("Freshness"), choices=Freshness.choices, method="fresh_as")
    gap = Several(
        label=_("Attention"),
        choices=[("unowned", _("No lead for a party")), ("differ", _("Positions differ"))],
        method="with_gap",
    )

    class Meta:
        model = Commitment
        fields: list[str] = []

    def __init__(self, data, *, plan: Plan, user, moment: Moment):
        self.plan, self.user, self.moment = plan, user, moment
        super().__init__(data, queryset=boards.board_commitments(plan, user=user, moment=moment))
        areas = PriorityArea.objects.filter(plan=plan)
        self.filters["area"].extra["choices"] = [(area.code, f"{area.number} {text_of(area, 'name')}") for area in areas]
        owning = Organization.objects.filter(ownerships__commitment__plan=plan).distinct().order_by("party__code", "acronym")
        self.filters["owner"].extra["choices"] = [
            (organization.acronym, f"{organization.acronym} · {text_of(organization, 'name')}") for organization in owning
        ]
        self.filters["party"].extra["choices"] = [
            (part.party.code, str(text_of(part.party, "name"))) for part in permissions.participations(plan)
        ]

    # Each method takes (queryset, name, value) from django-filter; `value` is a list of codes, empty for "all".

    def in_areas(self, queryset: QuerySet, name, codes):
        return queryset.filter(area__code__in=codes) if codes else queryset

    def standing_at(self, queryset, name, codes):
        return queryset.filter(standing__in=codes) if codes else queryset

    def owned_by(self, queryset, name, acronyms):
        if not acronyms:
            return queryset
        held = Ownership.objects.current(self.moment.on).filter(organization__acronym__in=acronyms)
        return queryset.filter(Exists(held.filter(commitment=OuterRef("pk"))))

    def led_by(self, queryset, name, codes):
        """Commitments that one of these parties leads, or has said something of."""
        if not codes:
            return queryset
        leads = Ownership.objects.current(self.moment.on).leads().filter(party__code__in=codes)
        return queryset.filter(Exists(leads.filter(commitment=OuterRef("pk"))))

    def due_at(self, queryset, name, codes):
        return boards.with_schedule(queryset, codes, self.moment) if codes else queryset

    def fresh_as(self, queryset, name, codes):
        return boards.with_freshness(queryset, codes, self.moment, self.plan.cadence_days) if codes else queryset

    def with_gap(self, queryset, name, codes):
        if "unowned" in codes:
            queryset = boards.without_lead(queryset, self.plan, self.moment)
        return queryset.filter(positions_differ=True) if "differ" in codes else queryset

    def matching(self, queryset, name, words):
        """Every word somewhere: in the reference, wording or title, or in a note that this reader may see."""
        notes = permissions.visible_to(self.user, ProgressNote.objects.accepted().filter(as_of__lte=self.moment.on))
        for word in words.split():
            asked = Q(reference__icontains=word) | Q(wording__icontains=word)
            said = Q()
            for language in Language.values:
                asked |= Q(**{f"title_{language}__icontains": word})
                said |= Q(**{f"body_{language}__icontains": word})
            queryset = queryset.filter(asked | Q(Exists(notes.filter(said, commitment=OuterRef("pk")))))
        return queryset

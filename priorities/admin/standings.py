"""Where commitments stand today, for the reader of a list: columns of the query, so that a list asks once."""

from django.contrib import admin
from django.db.models import Case, CharField, DateField, OuterRef, Prefetch, QuerySet, Subquery, Value, When
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from priorities.choices import Confidence, Freshness, Lifecycle, Standing
from priorities.models import DueDate, Ownership, StandingSpan
from priorities.models.standings import PUBLIC_AUDIENCE
from priorities.selectors.standings import freshness, standing_of

from .reader import readings

# A shape for each standing, so that colour is never alone.
SHAPES = {
    Standing.NOT_REPORTED: "○",
    Standing.NOT_STARTED: "◔",
    Standing.ON_TRACK: "▶",
    Standing.AT_RISK: "▲",
    Standing.OFF_TRACK: "◆",
    Standing.PAUSED: "‖",
    Standing.COMPLETED: "✓",
    Standing.CLOSED: "■",
}


def chip(standing: str, label: str = ""):
    """A standing as shape, word and colour."""
    standing = Standing(standing)
    return format_html(
        '<span class="status" data-standing="{}"><span aria-hidden="true">{}</span> {}</span>',
        standing.value,
        SHAPES[standing],
        label or standing.label,
    )


def stated_chip(lifecycle: str, confidence: str):
    """What a note states, in the colours of the column it leads to."""
    if lifecycle == Lifecycle.UNDERWAY and not confidence:
        return Lifecycle.UNDERWAY.label
    label = Lifecycle(lifecycle).label
    if confidence:
        label = f"{label} · {Confidence(confidence).label}"
    return chip(standing_of(lifecycle, confidence), label)


def with_standing(queryset: QuerySet, request: HttpRequest) -> QuerySet:
    """Commitments with `standing`, `last_note_on`, `due_on` and `day_shown` as this reader has them today."""
    shown = readings(request)
    today = now().date()
    audience = Case(
        *[When(plan_id=plan.pk, then=Value(audience)) for plan, audience, _day in shown],
        default=Value(PUBLIC_AUDIENCE),
        output_field=CharField(),
    )
    day = Case(
        *[When(plan_id=plan.pk, then=Value(day)) for plan, _audience, day in shown],
        default=Value(today),
        output_field=DateField(),
    )
    span = StandingSpan.objects.on(OuterRef("day_shown")).filter(
        commitment=OuterRef("pk"), audience=OuterRef("read_as")
    )
    due = DueDate.objects.filter(commitment=OuterRef("pk"), decided_on__lte=OuterRef("day_shown"))
    leads = Ownership.objects.current(today).leads().select_related("organization").order_by("party", "id")
    return (
        queryset.annotate(read_as=audience, day_shown=day)
        .annotate(
            standing=Subquery(span.values("standing")[:1]),
            last_note_on=Subquery(span.values("last_note_on")[:1]),
            due_on=Subquery(due.order_by("-decided_on", "-id").values("due_on")[:1]),
        )
        .prefetch_related(Prefetch("ownerships", queryset=leads, to_attr="current_leads"))
    )


class StandingFilter(admin.SimpleListFilter):
    title = _("standing")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return Standing.choices

    def queryset(self, request, queryset):
        return queryset.filter(standing=self.value()) if self.value() in Standing.values else queryset


class StandingColumns:
    """The list columns of commitments that come from their standing."""

    @admin.display(description=_("standing"), ordering="standing")
    def standing_today(self, commitment):
        return chip(commitment.standing) if commitment.standing else None

    @admin.display(description=_("freshness"), ordering="last_note_on")
    def freshness_today(self, commitment):
        if not commitment.standing:
            return None
        code = freshness(
            commitment.standing,
            commitment.last_note_on,
            on=commitment.day_shown,
            cadence_days=commitment.plan.cadence_days,
        )
        word = Freshness(code).label
        if commitment.last_note_on is None:
            return word
        return format_html("{} · {}", word, date_format(commitment.last_note_on, "DATE_FORMAT"))

    @admin.display(description=_("leads"))
    def leads(self, commitment):
        return ", ".join(each.organization.acronym for each in commitment.current_leads) or None

    @admin.display(description=_("due on"), ordering="due_on")
    def due(self, commitment):
        return date_format(commitment.due_on, "DATE_FORMAT") if commitment.due_on else None

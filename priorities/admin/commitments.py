from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from priorities.choices import CommitmentState
from priorities.forms.admin_commitments import CommitmentForm
from priorities.models import Commitment
from priorities.permissions import can
from priorities.selectors.collation import alphabetical_title
from priorities.selectors.moments import moment
from priorities.services import register
from priorities.words import page_language, text_of

from .base import LANGUAGES_TOGETHER, RecordAdmin, in_languages
from .commitment_parts import (
    DueDateInline,
    LinkInline,
    MilestoneInline,
    NoteInline,
    OwnershipInline,
    SpanInline,
)
from .reader import kept_plans, plans
from .standings import StandingColumns, StandingFilter, chip, with_standing
from .transitions import Transition, TransitionsMixin

PUBLISH = Transition(
    name="publish",
    action="commitment.publish",
    label=_("Publish"),
    done=_("Published: it is on the boards of every day from the day it was made."),
    explanation=_("Puts this draft on the boards."),
    is_main=True,
    perform=lambda commitment, by, now, data: register.publish_commitment(commitment, by=by, now=now),
)
ARCHIVE = Transition(
    name="archive",
    action="commitment.archive",
    label=_("Archive"),
    done=_("Archived: boards no longer show it from today on; its page stays."),
    explanation=_(
        "Takes it off the boards from today on. Its page stays, and nothing in it can be changed any more."
    ),
    perform=lambda commitment, by, now, data: register.archive_commitment(
        commitment, on=moment(commitment.plan, now=now).on, by=by, now=now
    ),
)


@admin.register(Commitment)
class CommitmentAdmin(StandingColumns, TransitionsMixin, RecordAdmin):
    form = CommitmentForm
    section = "register"
    place = 1
    transitions = (PUBLISH, ARCHIVE)
    actions = ("publish_selected", "archive_selected")
    list_display = (
        "reference",
        "title_in_any_language",
        "area_code",
        "kind",
        "standing_today",
        "freshness_today",
        "leads",
        "due",
        "state",
    )
    list_select_related = ("area", "plan")
    search_fields = ("reference", *in_languages("title"), "wording")
    search_help_text = _("Reference, title or words promised")
    autocomplete_fields = ("instruments",)
    fixed_after_creation = ("plan",)
    readonly_fields = ("state", "standing_now", "archived_on")
    inlines = (SpanInline, OwnershipInline, DueDateInline, MilestoneInline, LinkInline, NoteInline)

    def get_fieldsets(self, request, obj=None):
        archived = ["archived_on"] if obj is not None and obj.archived_on else []
        about = [] if obj is None else [(None, {"fields": [("state", "standing_now"), *archived]})]
        return [
            *about,
            (
                _("Place in the plan"),
                {"fields": ["plan", "reference", "area", "document", "kind", "made_on"]},
            ),
            (_("Title"), {"fields": in_languages("title"), "description": LANGUAGES_TOGETHER}),
            (_("Words promised"), {"fields": ["wording", "wording_language"]}),
            (_("Assessment"), {"fields": in_languages("assessment_obstacle")}),
            (_("Instruments"), {"fields": ["instruments"]}),
        ]

    def get_readonly_fields(self, request, obj=None):
        """A published reference is an address that people keep."""
        fixed = super().get_readonly_fields(request, obj)
        return (*fixed, "reference") if obj is not None and obj.state != CommitmentState.DRAFT else fixed

    def get_changeform_initial_data(self, request):
        kept = kept_plans(request)
        return ({"plan": kept[0].pk} if len(kept) == 1 else {}) | super().get_changeform_initial_data(request)

    def get_queryset(self, request):
        titled = super().get_queryset(request).alias(title_here=alphabetical_title(page_language()))
        return with_standing(titled, request)

    def get_list_filter(self, request):
        only = admin.RelatedOnlyFieldListFilter
        of_plans = [("plan", only)] if len(plans(request)) > 1 else []
        return [StandingFilter, *of_plans, ("area", only), "kind", "state"]

    def get_inlines(self, request, obj):
        return self.inlines if obj is not None else [each for each in self.inlines if each is not NoteInline]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["may_log_progress"] = change and can(request.user, "note.create", obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def has_delete_permission(self, request, obj=None):
        return obj is not None and can(request.user, "commitment.delete", obj)

    def delete_model(self, request, obj):
        register.delete_draft_commitment(obj, by=request.user, now=timezone.now())

    def parts_changed(self, form, formsets) -> bool:
        return "instruments" in form.changed_data or super().parts_changed(form, formsets)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if "instruments" in form.changed_data:
            chosen = form.cleaned_data["instruments"]
            register.set_instruments(form.instance, instruments=chosen, by=request.user, now=timezone.now())

    def has_publish_permission(self, request):
        return self.may_write(request)

    @admin.action(description=_("Publish the selected commitments"), permissions=["publish"])
    def publish_selected(self, request, queryset):
        self.carry_out_each(request, queryset, "publish")

    @admin.action(description=_("Archive the selected commitments"), permissions=["publish"])
    def archive_selected(self, request, queryset):
        self.carry_out_each(request, queryset, "archive")

    @admin.display(description=_("title"), ordering="title_here")
    def title_in_any_language(self, commitment):
        title = text_of(commitment, "title")
        return format_html('<span lang="{}">{}</span>', title.language, title)

    @admin.display(description=_("priority area"), ordering="area__number")
    def area_code(self, commitment):
        return commitment.area.code

    @admin.display(description=_("standing"))
    def standing_now(self, commitment):
        standing = getattr(commitment, "standing", None)
        return chip(standing) if standing else _("On no board yet.")

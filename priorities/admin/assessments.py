from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from priorities.models import Assessment, AssessmentSource, Level, Scale
from priorities.permissions import can

from .base import (
    LANGUAGES_TOGETHER,
    PartInline,
    ReadOnlyAdmin,
    ReadOnlyInline,
    RecordAdmin,
    in_languages,
    person,
)


class LevelInline(PartInline, admin.StackedInline):
    """The steps of a scale, from the lowest. None is ever removed."""

    model = Level
    fields = (
        ("rank", "code"),
        *in_languages("label"),
        *in_languages("meaning"),
        "agrees_with",
        "is_without_evidence",
    )
    can_delete = False

    def may_write(self, request, parent) -> bool:
        return can(request.user, "scale.edit", parent)

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        if "label_en" in formset.form.base_fields:
            formset.form.base_fields["label_en"].required = True
        return formset


@admin.register(Scale)
class ScaleAdmin(RecordAdmin):
    """Added by coordinators, and fixed once an assessment stands on it."""

    section = "reports"
    place = 4
    listed_for_readers = False
    list_display = ("name", "code", "position")
    search_fields = ("code", *in_languages("name"))
    inlines = (LevelInline,)
    fieldsets = [
        (None, {"fields": ["code", "position"]}),
        (_("Name"), {"fields": in_languages("name"), "description": LANGUAGES_TOGETHER}),
        (_("What it measures"), {"fields": [*in_languages("description"), *in_languages("method")]}),
    ]

    def may_write(self, request):
        return can(request.user, "scale.edit")


class SourceInline(ReadOnlyInline):
    model = AssessmentSource
    fields = ("title", "url")
    show_change_link = False


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin):
    """To look at: assessors write on the pages of the product."""

    section = "reports"
    place = 3
    list_display = ("commitment", "period", "organization", "scale", "level", "state", "final_at")
    list_filter = ("state", "scale", "period")
    list_select_related = ("commitment__plan", "period", "organization", "scale", "level")
    inlines = (SourceInline,)
    author_name = person(Assessment, "author")
    final_by_name = person(Assessment, "final_by")
    readonly_fields = ("author_name", "final_by_name")
    fieldsets = [
        (None, {"fields": ["commitment", "period", "organization", "state"]}),
        (_("What it says"), {"fields": ["scale", "level", "sufficiency", *in_languages("rationale")]}),
        (None, {"fields": ["author_name", ("final_at", "final_by_name"), "replaces", "reason"]}),
    ]

    def has_add_permission(self, request):
        return False

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from priorities.models import Participation, Plan
from priorities.permissions import can
from priorities.services.register import set_participation

from .base import LANGUAGES_TOGETHER, PartInline, RecordAdmin, in_languages
from .reader import kept_plans


class ParticipationInline(PartInline, admin.TabularInline):
    """Who takes part, and who keeps the register: for administrators."""

    model = Participation
    fields = ("party", "secretariat", "position")
    autocomplete_fields = ("party", "secretariat")
    can_delete = False

    def may_write(self, request, parent):
        return can(request.user, "account.manage", parent)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("party", "secretariat")

    def revise_row(self, request, row):
        set_participation(
            row.plan,
            party=row.party,
            secretariat=row.secretariat,
            position=row.position,
            by=request.user,
            now=timezone.now(),
        )

    def add_row(self, request, parent, form):
        self.revise_row(request, form.instance)

    def get_readonly_fields(self, request, obj=None):
        return super().get_readonly_fields(request, obj)


@admin.register(Plan)
class PlanAdmin(RecordAdmin):
    """Administrators create plans and name their parties; coordinators keep what a plan says."""

    place = 0
    listed_for_readers = False
    list_display = ("title", "slug", "adopted_on", "cadence_days", "is_public")
    search_fields = ("slug", *in_languages("title"))
    inlines = (ParticipationInline,)
    words = (
        "slug",
        "adopted_on",
        "is_public",
        *in_languages("title", "summary", "notice"),
        "cadence_days",
        "fiscal_year_starts",
        "required_languages",
        "languages_block",
        "report_parts",
    )
    fieldsets = [
        (None, {"fields": ["slug", "adopted_on", "is_public"]}),
        (_("Title"), {"fields": in_languages("title"), "description": LANGUAGES_TOGETHER}),
        (_("Summary"), {"fields": in_languages("summary")}),
        (
            _("Notice"),
            {"fields": in_languages("notice"), "description": _("Shown on every page of the plan.")},
        ),
        (
            _("Calendar and languages"),
            {"fields": ["cadence_days", "fiscal_year_starts", "required_languages"]},
        ),
        (_("Reports"), {"fields": ["languages_block", "report_parts"]}),
    ]

    def may_write(self, request):
        return bool(kept_plans(request)) or can(request.user, "account.manage")

    def has_add_permission(self, request):
        return can(request.user, "account.manage")

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) or can(request.user, "account.manage")

    def get_readonly_fields(self, request, obj=None):
        fixed = super().get_readonly_fields(request, obj)
        if obj is not None and not can(request.user, "register.edit", obj):
            return (*fixed, *self.words)
        return fixed

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from priorities.choices import PeriodState
from priorities.models import Report, ReportingPeriod
from priorities.services.register import lock_period

from .base import LANGUAGES_TOGETHER, ReadOnlyAdmin, RecordAdmin, in_languages, person
from .transitions import Transition, TransitionsMixin

LOCK = Transition(
    name="lock",
    action="period.lock",
    subject=lambda period: period.plan,
    label=_("Lock"),
    done=_("Locked: notes that come from now on belong to the next period."),
    explanation=_("Notes that come later belong to the next period. A locked period is never opened again."),
    perform=lambda period, by, now, data: lock_period(period, by=by, now=now),
)


@admin.register(ReportingPeriod)
class PeriodAdmin(TransitionsMixin, RecordAdmin):
    section = "reports"
    place = 1
    transitions = (LOCK,)
    actions = ("lock_selected",)
    list_display = ("title", "plan", "starts_on", "ends_on", "due_on", "state")
    list_filter = ("state",)
    list_select_related = ("plan",)
    search_fields = ("slug", *in_languages("title"))
    fixed_after_creation = ("plan",)
    readonly_fields = ("state",)

    def get_fieldsets(self, request, obj=None):
        return [
            (None, {"fields": ["plan", "slug", *(["state"] if obj is not None else [])]}),
            (_("Title"), {"fields": in_languages("title"), "description": LANGUAGES_TOGETHER}),
            (_("Days"), {"fields": [("starts_on", "ends_on"), ("due_on", "grace_days")]}),
        ]

    def has_change_permission(self, request, obj=None):
        is_locked = obj is not None and obj.state == PeriodState.LOCKED
        return not is_locked and super().has_change_permission(request, obj)

    def offered(self, request, record):
        return [] if record.state == PeriodState.LOCKED else super().offered(request, record)

    def has_lock_permission(self, request):
        return self.may_write(request)

    @admin.action(description=_("Lock the selected periods"), permissions=["lock"])
    def lock_selected(self, request, queryset):
        self.carry_out_each(request, queryset, "lock")


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    """Frozen reports, to look at."""

    section = "reports"
    place = 2
    list_display = ("period", "edition", "state", "frozen_at", "frozen_by")
    list_filter = ("state",)
    list_select_related = ("period", "frozen_by")
    fieldsets = [
        (None, {"fields": ["period", "edition", "state"]}),
        (
            None,
            {
                "fields": [
                    ("frozen_at", "frozen_by_name"),
                    ("published_at", "published_by_name"),
                    "sha256",
                    "previous",
                ]
            },
        ),
    ]
    frozen_by_name = person(Report, "frozen_by")
    published_by_name = person(Report, "published_by")
    readonly_fields = ("frozen_by_name", "published_by_name")
    view_on_site = False

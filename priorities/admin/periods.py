from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from priorities.choices import PeriodKind, PeriodState
from priorities.exceptions import NotAllowed, Refusal
from priorities.forms.admin_records import RecordForm
from priorities.forms.reports import PeriodsForm
from priorities.models import Plan, ReportingPeriod
from priorities.selectors.reports import cut_off_of
from priorities.services.periods import add_periods
from priorities.services.register import lock_period
from priorities.templatetags.priorities import clock, day

from .base import LANGUAGES_TOGETHER, RecordAdmin, in_languages
from .reader import kept_plans
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
TAKEN_ADDRESSES = frozenset({"difference"})


class PeriodForm(RecordForm):
    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if slug in TAKEN_ADDRESSES:
            self.add_error("slug", _now("Another page has this address."))
        return slug


@admin.register(ReportingPeriod)
class PeriodAdmin(TransitionsMixin, RecordAdmin):
    form = PeriodForm
    section = "reports"
    place = 1
    transitions = (LOCK,)
    actions = ("lock_selected",)
    list_display = ("title", "plan", "starts_on", "ends_on", "due_on", "state")
    list_filter = ("state",)
    list_select_related = ("plan",)
    search_fields = ("slug", *in_languages("title"))
    fixed_after_creation = ("plan",)
    readonly_fields = ("state", "cut_off")

    def get_fieldsets(self, request, obj=None):
        days = [("starts_on", "ends_on"), ("due_on", "grace_days")]
        return [
            (None, {"fields": ["plan", "slug", *(["state"] if obj is not None else [])]}),
            (_("Title"), {"fields": in_languages("title"), "description": LANGUAGES_TOGETHER}),
            (_("Days"), {"fields": [*days, *(["cut_off"] if obj is not None else [])]}),
        ]

    @admin.display(description=_("cut-off"))
    def cut_off(self, period):
        """The last moment at which a note still counts for the period, as the clocks of each party show it."""
        lines = ((each.party, day(each.on), clock(each.at), each.zone) for each in cut_off_of(period))
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {} {} ({})</li>", lines))

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

    # The periods of a fiscal year, by a preset

    def get_urls(self):
        view = self.admin_site.admin_view(self.add_year_view)
        return [path("year/", view, name="priorities_reportingperiod_year"), *super().get_urls()]

    def add_year_view(self, request):
        """Which year of which plan, whole or in parts; a year that is there already is refused with a sentence."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = PeriodsForm(
            request.POST or None,
            plans=Plan.objects.filter(pk__in=[plan.pk for plan in kept_plans(request)]),
            kinds=PeriodKind.choices,
        )
        if form.is_valid():
            try:
                made = add_periods(**form.cleaned_data, by=request.user, now=timezone.now())
            except NotAllowed as refusal:
                raise PermissionDenied from refusal
            except Refusal as refusal:
                form.refuse(refusal)
            else:
                said = ngettext("%(n)d period added.", "%(n)d periods added.", len(made)) % {"n": len(made)}
                messages.success(request, said)
                return HttpResponseRedirect(reverse("admin:priorities_reportingperiod_changelist"))
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": _now("Add the periods of a fiscal year"),
            "form": form,
        }
        template = "admin/priorities/reportingperiod/year.html"
        return TemplateResponse(request, template, context, status=422 if form.errors else 200)

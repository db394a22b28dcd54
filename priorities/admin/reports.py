from django.contrib import admin

from priorities.models import Report
from priorities.reports.seals import grouped

from .base import ReadOnlyAdmin, person


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    """Frozen reports, to look at. They are frozen and published on their own pages, and changed nowhere."""

    section = "reports"
    place = 2
    actions = None
    list_display = ("period", "edition", "state", "frozen_at", "frozen_by")
    list_filter = ("state",)
    list_select_related = ("period", "frozen_by")
    fieldsets = [
        (None, {"fields": ["period", "edition", "state", "reason"]}),
        (
            None,
            {
                "fields": [
                    ("frozen_at", "frozen_by_name"),
                    ("published_at", "published_by_name"),
                    "seal",
                    "previous",
                ]
            },
        ),
    ]
    frozen_by_name = person(Report, "frozen_by")
    published_by_name = person(Report, "published_by")
    readonly_fields = ("frozen_by_name", "published_by_name", "seal")

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content").select_related("period__plan")

    @admin.display(description="SHA-256")
    def seal(self, report):
        return grouped(report.sha256) if report.sha256 else None

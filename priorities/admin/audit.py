import codecs
import csv

import rfc8785
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.http import Http404, StreamingHttpResponse
from django.urls import path
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from priorities.models import AuditEntry
from priorities.permissions import visible_to
from priorities.reports.exporters.cells import safe_text
from priorities.templatetags.priorities import text_lang

from .base import ReadOnlyAdmin, person
from .history import models_by_name, rows_of
from .reader import kept_plans

COLUMNS = (
    "chain",
    "number",
    "at",
    "actor",
    "action",
    "record_kind",
    "record",
    "label",
    "changes",
    "previous_hash",
    "hash",
)


class _Line:
    """A file that hands back what is written to it, so that csv can be streamed."""

    def write(self, text: str) -> bytes:
        return text.encode()


@admin.register(AuditEntry)
class AuditAdmin(ReadOnlyAdmin):
    """Who changed what, for the coordinators of a plan and the administrators. Nobody changes it."""

    section = "record"
    has_history = False
    list_display = ("at", "actor", "action", "object_label", "summary", "chain", "sequence")
    list_display_links = ("at", "object_label")
    list_filter = (
        ("chain", admin.RelatedOnlyFieldListFilter),
        "action",
        ("actor", admin.RelatedOnlyFieldListFilter),
        "object_type",
        "at",
    )
    list_select_related = ("actor", "chain__plan")
    date_hierarchy = "at"
    ordering = ("-at", "-sequence")
    search_fields = ("object_label", "actor__username", "actor__last_name", "action")
    search_help_text = _("Record, person or action")
    fieldsets = [
        (None, {"fields": ["at", "actor_name", "action", "object_label"]}),
        (_("Changes"), {"fields": ["changed"]}),
        (_("Chain"), {"fields": [("chain", "sequence"), "previous_hash", "hash"]}),
    ]
    actor_name = person(AuditEntry, "actor")
    readonly_fields = ("changed", "actor_name")

    def has_view_permission(self, request, obj=None):
        may = request.user.is_superuser or bool(kept_plans(request))
        return may and (
            obj is None or visible_to(request.user, AuditEntry.objects.filter(pk=obj.pk)).exists()
        )

    def get_queryset(self, request):
        return visible_to(request.user, AuditEntry.objects.all()).order_by(*self.ordering)

    def get_object(self, request, object_id, from_field=None):
        entry = super().get_object(request, object_id, from_field)
        entry.read_by = request.user
        return entry

    def get_urls(self):
        export = self.admin_site.admin_view(self.export_view)
        return [path("export.csv", export, name="priorities_auditentry_export"), *super().get_urls()]

    def export_view(self, request):
        """The list as it is filtered, as CSV."""
        if not self.has_view_permission(request):
            raise Http404
        try:
            entries = self.get_changelist_instance(request).get_queryset(request)
        except IncorrectLookupParameters as error:
            raise Http404 from error
        response = StreamingHttpResponse(self._lines(entries), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="audit.csv"'
        return response

    def _lines(self, entries):
        write = csv.writer(_Line()).writerow
        yield codecs.BOM_UTF8 + write(COLUMNS)
        for entry in entries.select_related("actor", "chain__plan").iterator(chunk_size=500):
            yield write(
                safe_text(value)
                for value in (
                    str(entry.chain),
                    entry.sequence,
                    entry.at,
                    entry.actor.username,
                    entry.action,
                    entry.object_type,
                    entry.object_id,
                    entry.object_label,
                    rfc8785.dumps(entry.changes).decode(),
                    entry.previous_hash,
                    entry.hash,
                )
            )

    def changelist_view(self, request, extra_context=None):
        query = request.GET.urlencode()
        return super().changelist_view(request, (extra_context or {}) | {"export_query": query})

    @admin.display(description=_("fields"))
    def summary(self, entry):
        return ", ".join(entry.changes) or None

    @admin.display(description=_("from → to"))
    def changed(self, entry):
        [row] = rows_of(entry.read_by, [entry], models_by_name(self.opts.app_config))
        lines = [(each.field, text_lang(each.before), text_lang(each.after)) for each in row.changes]
        return (
            format_html_join("", '<p class="change"><b>{}</b> <del>{}</del> → <ins>{}</ins></p>', lines)
            or None
        )

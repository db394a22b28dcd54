from django.contrib import admin

from priorities.models import Instrument, PriorityArea
from priorities.permissions import can

from .base import LANGUAGES_TOGETHER, RecordAdmin, in_languages


@admin.register(PriorityArea)
class AreaAdmin(RecordAdmin):
    place = 2
    listed_for_readers = False
    list_display = ("number", "code", "name", "plan")
    list_display_links = ("code", "name")
    list_select_related = ("plan",)
    search_fields = ("code", *in_languages("name"))
    fixed_after_creation = ("plan",)
    fieldsets = [
        (None, {"fields": ["plan", "number", "code"]}),
        (None, {"fields": in_languages("name"), "description": LANGUAGES_TOGETHER}),
    ]


@admin.register(Instrument)
class InstrumentAdmin(RecordAdmin):
    place = 5
    listed_for_readers = False
    list_display = ("code", "name", "url")
    search_fields = ("code", *in_languages("name"))
    fieldsets = [
        (None, {"fields": ["code", "url"]}),
        (None, {"fields": in_languages("name"), "description": LANGUAGES_TOGETHER}),
    ]

    def may_write(self, request):
        return can(request.user, "instrument.edit")

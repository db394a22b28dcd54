from django.contrib import admin

from priorities.models import Organization, Party
from priorities.permissions import can

from .base import LANGUAGES_TOGETHER, RecordAdmin, in_languages


class AccountsAdmin(RecordAdmin):
    """What administrators keep."""

    section = "accounts"
    listed_for_readers = False

    def may_write(self, request):
        return can(request.user, "account.manage")


@admin.register(Party)
class PartyAdmin(AccountsAdmin):
    place = 1
    list_display = ("code", "name", "time_zone")
    search_fields = ("code", *in_languages("name"))
    fieldsets = [
        (None, {"fields": ["code", "time_zone"]}),
        (None, {"fields": in_languages("name"), "description": LANGUAGES_TOGETHER}),
    ]


@admin.register(Organization)
class OrganizationAdmin(AccountsAdmin):
    place = 2
    list_display = ("acronym", "name", "party")
    list_filter = ("party",)
    list_select_related = ("party",)
    search_fields = ("acronym", *in_languages("name"))
    fixed_after_creation = ("party",)
    fieldsets = [
        (None, {"fields": ["party", "acronym"]}),
        (None, {"fields": in_languages("name"), "description": LANGUAGES_TOGETHER}),
    ]

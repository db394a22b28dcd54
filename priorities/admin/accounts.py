"""Accounts and memberships: for administrators, and never one's own role."""

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from priorities.exceptions import Refusal
from priorities.forms.admin_accounts import (
    AccountForm,
    MembershipForm,
    MembershipRecordForm,
    NewAccountForm,
)
from priorities.models import Membership, User
from priorities.permissions import can
from priorities.services.passwords import send_password_link

from .base import PartInline, RecordAdmin

# What people may do comes from memberships; a group would mean nothing here.
admin.site.unregister(Group)


class AdministratorsOnly(RecordAdmin):
    section = "accounts"
    listed_for_readers = False

    def may_write(self, request):
        return can(request.user, "account.manage")

    def has_view_permission(self, request, obj=None):
        return self.may_write(request)

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        return queryset if self.may_write(request) else queryset.none()


class MembershipInline(PartInline, admin.TabularInline):
    model = Membership
    form = MembershipForm
    fields = ("organization", "role", "valid_from", "valid_until")
    autocomplete_fields = ("organization",)
    can_delete = False

    def may_write(self, request, parent):
        """Nobody changes their own memberships, so on one's own page they are only read."""
        is_own = parent is not None and parent.pk == request.user.pk
        return can(request.user, "account.manage") and not is_own

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("organization__party")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.reader = request.user
        return formset


@admin.register(User)
class AccountAdmin(AdministratorsOnly, UserAdmin):
    place = 4
    form = AccountForm
    add_form = NewAccountForm
    add_form_template = None
    inlines = (MembershipInline,)
    actions = ("send_password_link",)
    list_display = ("username", "first_name", "last_name", "email", "roles", "is_active", "last_login")
    list_filter = ("is_active", "is_superuser", "memberships__role")
    filter_horizontal = ()
    search_fields = ("username", "first_name", "last_name", "email")
    readonly_fields = ("last_login", "date_joined")
    add_fieldsets = [
        (None, {"fields": ["username"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email", "language"]}),
    ]
    fieldsets = [
        (None, {"fields": ["username", "is_active", "is_superuser"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email", "language"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("memberships__organization")

    def get_inlines(self, request, obj):
        return self.inlines if obj is not None else ()

    def get_readonly_fields(self, request, obj=None):
        """An administrator neither makes nor unmakes the administrator they are."""
        fixed = super().get_readonly_fields(request, obj)
        return (
            (*fixed, "is_superuser", "is_active") if obj is not None and obj.pk == request.user.pk else fixed
        )

    def get_object(self, request, object_id, from_field=None):
        account = super().get_object(request, object_id, from_field)
        account.changed_by = request.user
        return account

    def get_urls(self):
        """Nobody types somebody else's password: people choose their own, by a link."""
        return [url for url in super().get_urls() if url.name != "auth_user_password_change"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not change:
            transaction.on_commit(lambda: self.send_password_link(request, [obj]))

    @admin.action(description=_("Send a link to choose a password"), permissions=["change"])
    def send_password_link(self, request, queryset):
        """Each message goes, and is kept in the record of changes, by itself: one that fails keeps no other."""
        for account in queryset:
            try:
                send_password_link(account, by=request.user, now=timezone.now())
            except Refusal as refusal:
                messages.error(request, f"{account}: {refusal}")
            except OSError:
                messages.error(
                    request, _("%(account)s: the mail server took no message.") % {"account": account}
                )
            else:
                messages.success(request, _("%(account)s: a link was sent.") % {"account": account})

    @admin.display(description=_("roles"))
    def roles(self, account):
        if account.is_superuser:
            return _("administrator")
        held = [each for each in account.memberships.all() if each.valid_until is None]
        return ", ".join(f"{each.get_role_display()} · {each.organization.acronym}" for each in held) or None


@admin.register(Membership)
class MembershipAdmin(AdministratorsOnly):
    place = 3
    form = MembershipRecordForm
    list_display = ("user", "organization", "role", "valid_from", "valid_until")
    list_filter = ("role", ("organization", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("user", "organization")
    search_fields = ("user__username", "user__last_name", "organization__acronym")
    autocomplete_fields = ("user", "organization")
    fixed_after_creation = ("user", "organization")
    fieldsets = [(None, {"fields": ["user", "organization", "role", ("valid_from", "valid_until")]})]

    def has_change_permission(self, request, obj=None):
        is_own = obj is not None and obj.user_id == request.user.pk
        return not is_own and super().has_change_permission(request, obj)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.reader = request.user
        return form

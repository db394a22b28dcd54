"""The door of the admin: opened by memberships, never by `is_staff`."""

from django.contrib import admin
from django.contrib.auth.views import PasswordChangeView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from priorities.forms.admin_accounts import OwnPasswordForm
from priorities.permissions import can
from priorities.selectors.beginnings import first_steps

# The sections of the first page, in their order; each ModelAdmin names its own.
SECTIONS = {
    "progress": _("Progress"),
    "register": _("Register"),
    "reports": _("Reports"),
    "accounts": _("Parties and accounts"),
    "record": _("Record of changes"),
}


class TrackerAdminSite(admin.AdminSite):
    site_header = _("Commitment Tracker")
    site_title = _("Commitment Tracker")
    index_title = _("Editor")
    empty_value_display = "—"
    # Lists are wide: the first page and the breadcrumbs lead everywhere.
    enable_nav_sidebar = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.disable_action("delete_selected")

    def has_permission(self, request: HttpRequest) -> bool:
        return can(request.user, "admin_site.open")

    def admin_view(self, view, cacheable=False):
        """Signed in without the right is 403: asking them to sign in again would go round in circles."""
        guarded = super().admin_view(view, cacheable)

        def door(request, *args, **kwargs):
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return guarded(request, *args, **kwargs)

        door.__dict__.update(guarded.__dict__)
        return door

    @method_decorator([never_cache, require_safe])
    def login(self, request, extra_context=None):
        """There is one page to sign in; this address leads there and back."""
        wanted = request.GET.get("next") or reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index", current_app=self.name))
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(wanted)

    def password_change(self, request, extra_context=None):
        """Django's page, with a form that leaves an audit entry."""
        request.current_app = self.name
        return PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            success_url=reverse("admin:password_change_done", current_app=self.name),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )(request)

    def get_urls(self):
        """Without Django's "view on site" redirect, which tells the address of any record to anybody."""
        return [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]

    def index(self, request, extra_context=None):
        """Django's page; an administrator of a new tracker reads there what to make first."""
        steps = first_steps() if can(request.user, "account.manage") else ()
        return super().index(request, {"steps": steps, **(extra_context or {})})

    def get_app_list(self, request, app_label=None):
        """The nouns this person may see or touch, in sections."""
        sections = []
        for app in super().get_app_list(request, app_label):
            for code, name in SECTIONS.items():
                nouns = [noun for noun in app["models"] if self._registry[noun["model"]].section == code]
                nouns.sort(key=lambda noun: self._registry[noun["model"]].place)
                if nouns:
                    sections.append(
                        app | {"name": name, "app_label": f"{app['app_label']}-{code}", "models": nouns}
                    )
        return sections

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class PrioritiesConfig(AppConfig):
    name = "priorities"
    verbose_name = _("Commitments")

    def ready(self):
        from . import checks  # noqa: F401 registers the system checks


class TrackerAdminConfig(AdminConfig):
    """Django's admin, opened by memberships instead of flags."""

    default_site = "priorities.admin.site.TrackerAdminSite"

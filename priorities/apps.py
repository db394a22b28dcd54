from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class PrioritiesConfig(AppConfig):
    name = "priorities"
    verbose_name = _("Commitments")

    def ready(self):
        from . import checks  # noqa: F401 registers the system checks
        from .folding import teach_sqlite

        connection_created.connect(teach_sqlite)


class TrackerAdminConfig(AdminConfig):
    """Django's admin, opened by memberships instead of flags."""

    default_site = "priorities.admin.site.TrackerAdminSite"

    def ready(self):
        super().ready()
        # The site exists now: every noun is registered, and words that nobody changes say their language.
        from .admin import languages, records  # noqa: F401

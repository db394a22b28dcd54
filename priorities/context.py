"""What every template may use without being given it."""

from priorities import permissions
from priorities.views import languages


def site(request):
    """The languages a page can be read in, with this page's address in each, and the way into the admin."""
    user = getattr(request, "user", None)
    return {
        "language_links": languages.links(request),
        "may_open_admin": user is not None and permissions.can(user, "admin_site.open"),
    }

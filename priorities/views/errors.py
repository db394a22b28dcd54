"""Errors, in the page's language, and saying nothing of what exists."""

import sys

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from priorities.full_disk import is_full_disk
from priorities.views import languages


def _error(request, status: int, title: str, sentence: str):
    context = {
        "status": status,
        "title": title,
        "sentence": sentence,
        "language_links": languages.home_links(),
    }
    return render(request, "error.html", context, status=status)


def bad_request(request, exception=None):
    return _error(request, 400, _("This request cannot be read"), _("Go back and try again."))


def forbidden(request, exception=None):
    return _error(
        request,
        403,
        _("Your role does not allow this"),
        _("Ask your organization’s administrator if you think it should."),
    )


def not_found(request, exception=None):
    return _error(request, 404, _("Page not found"), _("Nothing is published at this address."))


def server_error(request):
    """Rendered without context processors: the database itself may be what is down."""
    if is_full_disk(sys.exc_info()[1]):
        context = {
            "status": 507,
            "title": _("There is no room left on this server"),
            "sentence": _("Nothing was saved, not even in part. Please tell whoever runs this site."),
        }
    else:
        context = {
            "status": 500,
            "title": _("Something went wrong on our side"),
            "sentence": _("Nothing was saved halfway. Please try again in a moment."),
        }
    return HttpResponseServerError(render_to_string("error.html", context), status=context["status"])


class WrongMethodMiddleware:
    """A page for whoever opens an address that only takes forms, in place of an answer without a word."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != 405 or response.streaming or response.content:
            return response
        page = _error(
            request,
            405,
            _("This address cannot be opened like this"),
            _("It belongs to a form on another page. Go back, or begin at the home page."),
        )
        page["Allow"] = response["Allow"]
        return page


def csrf_failed(request, reason=""):
    return _error(
        request,
        403,
        _("This form has expired"),
        _("Go back, reload the page and send it again: what you typed is still there."),
    )

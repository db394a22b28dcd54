"""One address, one view, one context: the whole page, or its named partial for htmx."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def wants_partial(request: HttpRequest, partial: str) -> bool:
    """htmx asked to fill this very partial: not a boosted link, not a page restored from history."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request and htmx.target == partial


def render_page(
    request: HttpRequest, template: str, *, partials: tuple[str, ...] = (), context: dict, status: int = 200
) -> HttpResponse:
    """Render `template`, or only the one of its `partials` that htmx is filling.

    A partial's name is the id of its element, and so the target that htmx names.
    """
    for partial in partials:
        if wants_partial(request, partial):
            return render(request, f"{template}#{partial}", context, status=status)
    return render(request, template, context, status=status)

"""Pages that nothing has changed are not made again.

What is kept carries the revision of its plan, read before it was made, and is used only while the plan is still at
that revision, so it is never stale. Each process keeps its own; the revision is in the database, for all of them.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import ResponseHeaders
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from django.utils.safestring import SafeString, mark_safe

from priorities.models import Plan
from priorities.selectors import frames, tracked
from priorities.selectors.frames import frame_of
from priorities.selectors.revisions import revision_of

LARGEST_PAGE = 1_000_000
# What begins an address that is no plan's.
OTHER_PLACES = frozenset(
    {"static", "admin", "verify", "sign-in", "sign-out", "password", "updates", "review", "sso"}
)
PLAN_PAGE = re.compile(r"^/(?:(?:fr|ja)/)?(?P<slug>[-\w]+)/")
# What a fragment depends on beside its address; see htmx.wants_partial.
HTMX_HEADERS = ("HTTP_HX_REQUEST", "HTTP_HX_TARGET", "HTTP_HX_BOOSTED", "HTTP_HX_HISTORY_RESTORE_REQUEST")
# Whoever carries one of these may be shown something of their own.
OWN_COOKIES = (settings.SESSION_COOKIE_NAME, "messages")
QUARTER = timedelta(minutes=15)


# All that a 304 says: the ETag is that of the other headers too, so whoever has the page has them already.
OF_A_304 = ("Cache-Control", "Vary", "ETag")


@dataclass(frozen=True)
class KeptPage:
    """What tells whether a page still holds; its headers and body are kept apart, under its ETag."""

    revision: str
    fresh_until: datetime
    etag: str
    of_a_304: ResponseHeaders

    def holds(self, revision: str, now: datetime) -> bool:
        return self.revision == revision and now < self.fresh_until


class PageCacheMiddleware:
    """Outermost: a page that an anonymous reader asks for is answered from memory, or with 304, while it is unchanged."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        place = _place(request)
        if place is None:
            return self.get_response(request)
        slug, key = place
        revision, now = revision_of(slug), datetime.now(UTC)
        kept = caches["pages"].get(key)
        answer = _answer(request, kept) if kept and kept.holds(revision, now) else None
        if answer is not None:
            return answer
        response = self.get_response(request)
        if not _may_be_kept(request, response):
            return response
        kept = _kept(response, revision, now)
        caches["pages"].set_many({key: kept, kept.etag: (response.headers, response.content)})
        return _unchanged(kept) if _has(request, kept) else response


def _place(request: HttpRequest) -> tuple[str, str] | None:
    """The plan and the key of a page that anybody would be shown alike; None for all other requests."""
    found = PLAN_PAGE.match(request.path_info)
    if found is None or found["slug"] in OTHER_PLACES or request.method not in ("GET", "HEAD"):
        return None
    if any(cookie in request.COOKIES for cookie in OWN_COOKIES) or "HTTP_AUTHORIZATION" in request.META:
        return None
    parts = [
        request.scheme or "",
        request.META.get("HTTP_HOST", ""),
        request.path,
        request.META.get("QUERY_STRING", ""),
        *(request.META.get(name, "") for name in HTMX_HEADERS),
    ]
    return found["slug"], _short("\n".join(parts))


def _short(name: str) -> str:
    """A key that is looked up without being read through: the cache looks at every letter of one."""
    return hashlib.blake2b(name.encode(), digest_size=16).hexdigest()


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    """Only a whole page of a plan that gave its reader nothing to carry."""
    match = request.resolver_match
    return (
        response.status_code == 200
        and request.method == "GET"
        and match is not None
        and "plan_slug" in match.kwargs
        and not response.streaming
        and not response.cookies
        and response.get("Content-Type", "").startswith("text/html")
        and len(response.content) <= LARGEST_PAGE
        and "no-store" not in response.get("Cache-Control", "")
    )


def _kept(response: HttpResponse, revision: str, now: datetime) -> KeptPage:
    """A page to be kept; the response is given the headers it is kept with."""
    patch_cache_control(response, no_cache=True)
    whole = hashlib.sha256(repr(list(response.headers.items())).encode())
    whole.update(response.content)
    response["ETag"] = f'"{whole.hexdigest()[:32]}"'
    return KeptPage(
        revision=revision,
        fresh_until=next_midnight_anywhere(now),
        etag=response["ETag"],
        of_a_304=ResponseHeaders({name: response[name] for name in OF_A_304 if name in response}),
    )


def next_midnight_anywhere(now: datetime) -> datetime:
    """The next moment at which a day may begin for some party: a whole quarter of an hour, in every zone there is."""
    return now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0) + QUARTER


def _has(request: HttpRequest, kept: KeptPage) -> bool:
    """Whether the reader has this very page already."""
    asked = request.META.get("HTTP_IF_NONE_MATCH", "")
    return bool(asked) and not {"*", kept.etag}.isdisjoint(parse_etags(asked))


def _answer(request: HttpRequest, kept: KeptPage) -> HttpResponse | None:
    """The page from memory; None where its body had to make room for others. What the cache gives out is a copy."""
    if _has(request, kept):
        return _unchanged(kept)
    found = caches["pages"].get(kept.etag)
    if found is None:
        return None
    headers, body = found
    response = HttpResponse(body)
    response.headers = headers
    return response


def _unchanged(kept: KeptPage) -> HttpResponse:
    response = HttpResponseNotModified()
    response.headers = kept.of_a_304
    return response


def remembered(
    plan: Plan, key: tuple, make: Callable[[], str], *, unless: Callable[[], bool] = lambda: False
) -> SafeString:
    """The part of a page that `make` renders, made once for each `key` while the plan stays at its revision.

    `key` must name all that the part depends on: its audience, language, filters, moment, and what its reader may do.
    What turns out, once made, to be an answer that must not be kept, is told by `unless`.
    """
    name = _short(repr((plan.pk, frame_of(plan).revision, key)))
    found = caches["pages"].get(name)
    if found is None:
        found = make()
        if not unless():
            caches["pages"].set(name, found)
    return mark_safe(found)


def forget() -> None:
    """Keep nothing of what was kept so far, as in a process that has just begun."""
    caches["pages"].clear()
    frames.kept.cache_clear()
    tracked.forget()

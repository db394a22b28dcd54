from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse, translate_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from priorities.forms.sessions import SessionForm
from priorities.models import User


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_session(request: HttpRequest) -> HttpResponse:
    """Sign in, and go on to where the person was heading."""
    if request.user.is_authenticated:
        return redirect(_destination(request, request.user))
    form = SessionForm(request, data=request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _let_in(request, form.get_user())
    context = {"form": form, "next": next_of(request), "nav": [], "provider": settings.OIDC_NAME}
    return refusable(render(request, "session_open.html", context), form)


@require_POST
def close_session(request: HttpRequest) -> HttpResponse:
    """Sign out. The middleware has the browser forget the pages it kept."""
    logout(request)
    return HttpResponseRedirect(reverse(settings.LOGOUT_REDIRECT_URL))


def refusable(response: HttpResponse, form) -> HttpResponse:
    """A form that was refused is 422; one that came too often is 429, and says when to come again."""
    if form.refused:
        response.status_code = 429
        response["Retry-After"] = str(int(form.refused.wait.total_seconds()) + 1)
    elif form.errors:
        response.status_code = 422
    return response


def next_of(request: HttpRequest) -> str:
    """The address asked for, if it is one of ours."""
    asked = request.POST.get("next", request.GET.get("next", ""))
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if ours else ""


def _let_in(request: HttpRequest, user: User) -> HttpResponse:
    """Open the session, under a new key; where a second factor is set up, ask for that first."""
    if settings.SSO:
        from priorities.sso.doors import let_in

        return let_in(request, user, then=_destination(request, user))
    login(request, user)
    return redirect(_destination(request, user))


def _destination(request: HttpRequest, user: User) -> str:
    """Where the person was heading, or home in their own language."""
    home = reverse(settings.LOGIN_REDIRECT_URL)
    return next_of(request) or translate_url(home, user.language or settings.LANGUAGE_CODE)

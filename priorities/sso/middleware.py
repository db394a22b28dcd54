"""Roles that need a second factor."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, MiddlewareNotUsed
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from priorities.choices import Role
from priorities.permissions import capacity_of

ADMINISTRATOR = "administrator"
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
ALWAYS_OPEN = {"session-open", "session-close", "account_login", "account_logout", "account_reauthenticate"}


class SecondFactorMiddleware:
    """A person in a role of MFA_REQUIRED_ROLES sets up a second factor before anything else opens."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.roles = set(settings.MFA_REQUIRED_ROLES)
        if unknown := self.roles - {*Role.values, ADMINISTRATOR}:
            raise ImproperlyConfigured(f"MFA_REQUIRED_ROLES names no role: {', '.join(sorted(unknown))}.")
        if not self.roles:
            raise MiddlewareNotUsed

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        name = request.resolver_match.url_name or ""
        if name in ALWAYS_OPEN or name.startswith("mfa_") or not self.concerns(request.user):
            return None
        if is_mfa_enabled(request.user, FACTORS):
            return None
        if request.htmx:
            return HttpResponse(headers={"HX-Redirect": reverse("mfa_index")})
        return redirect("mfa_index")

    def concerns(self, user) -> bool:
        capacity = capacity_of(user)
        held = {role for *_, role in capacity.roles} | (
            {ADMINISTRATOR} if capacity.is_administrator else set()
        )
        return bool(held & self.roles)

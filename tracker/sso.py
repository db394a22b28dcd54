"""Sign-in by an organization's own provider, and second factors: what SSO=yes adds to the settings. docs/sign-in.md."""

from importlib.util import find_spec
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from tracker import env


def settings(apps: list[str], middleware: list[str], *, https: bool) -> dict[str, Any]:
    """The settings, with our own apps and middleware among the ones there are."""
    if find_spec("allauth") is None:
        raise ImproperlyConfigured("SSO=yes needs the extra: uv sync --extra sso")
    issuer = env.text("OIDC_ISSUER")
    name = env.text("OIDC_NAME", "OpenID Connect") if issuer else ""
    after = middleware.index("priorities.middleware.PrivatePagesMiddleware") + 1
    return {
        "INSTALLED_APPS": [
            *apps,
            "allauth",
            "allauth.account",
            "allauth.socialaccount",
            "allauth.socialaccount.providers.openid_connect",
            "allauth.mfa",
            "priorities.sso.apps.SsoConfig",  # last: it takes what the others put there out of the admin
        ],
        "MIDDLEWARE": [
            *middleware[:after],
            "allauth.account.middleware.AccountMiddleware",
            "priorities.sso.middleware.SecondFactorMiddleware",
            *middleware[after:],
        ],
        "OIDC_NAME": name,
        "MFA_REQUIRED_ROLES": env.words("MFA_REQUIRED_ROLES"),
        "ACCOUNT_ADAPTER": "priorities.sso.adapters.AccountAdapter",
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_SIGNUP_FIELDS": ["username*"],
        "SOCIALACCOUNT_ADAPTER": "priorities.sso.adapters.ProviderAdapter",
        "SOCIALACCOUNT_STORE_TOKENS": False,
        # A link, because a form that is sent here and then led elsewhere breaks our own form-action.
        "SOCIALACCOUNT_LOGIN_ON_GET": True,
        "SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX": "",
        "SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"APPS": [_provider(issuer, name)] if issuer else []}},
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_TOTP_ISSUER": "Commitment Tracker",
        "MFA_ALLOW_UNVERIFIED_EMAIL": True,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": not https,
        "MFA_FORMS": {
            "authenticate": "priorities.sso.forms.SecondFactorForm",
            "reauthenticate": "priorities.sso.forms.SecondFactorAgainForm",
        },
    }


def _provider(issuer: str, name: str) -> dict[str, Any]:
    return {
        "provider_id": "oidc",
        "name": name,
        "client_id": env.text("OIDC_CLIENT_ID"),
        "secret": env.text("OIDC_CLIENT_SECRET"),
        "settings": {"server_url": issuer.rstrip("/"), "oauth_pkce_enabled": True},
    }

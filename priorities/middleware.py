"""What every answer says about who may keep it, embed it, and what its page may ask of the browser."""

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.utils.cache import patch_cache_control, patch_vary_headers

from priorities import permissions

UNUSED = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "microphone",
    "midi",
    "payment",
    "usb",
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED),
}


class PolicyMiddleware(CSPMiddleware):
    """The policy of the settings, put together once. An answer that asks for another gets it as ever."""

    def __init__(self, get_response):
        super().__init__(get_response)
        self.policy = build_policy()

    def process_response(self, request, response):
        asks = getattr(request, "_csp_nonce", None) or any(
            name.startswith("_csp_") for name in vars(response)
        )
        if settings.DEBUG or asks:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.policy)
        return response


class HeadersMiddleware:
    """The same headers on every answer: pages, files, redirects, and the refusals of every other middleware."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class PrivatePagesMiddleware:
    """A page made for a signed-in person is stored nowhere, so Back shows nothing after signing out.

    Signing out, by whatever door, has the browser forget what it kept all the same. A page may come whole or as a
    fragment, so every cache must tell the two apart.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        permissions.remember(request.user)
        was_signed_in = request.user.is_authenticated
        response = self.get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        if was_signed_in or request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        if was_signed_in and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"cache"'
        return response

"""What every answer says about who may keep it."""

from django.utils.cache import patch_cache_control, patch_vary_headers

from priorities import permissions


class PrivatePagesMiddleware:
    """A page made for a signed-in person is stored nowhere, so Back shows nothing after signing out.

    A page may come whole or as a fragment, so every cache must tell the two apart.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        permissions.remember(request.user)
        response = self.get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        return response

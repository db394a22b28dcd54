"""Addresses: English bare, French under /fr/, Japanese under /ja/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = []
if settings.SSO:
    # One address for the provider to come back to, whatever the language.
    urlpatterns += [path("sso/provider/", include("allauth.socialaccount.providers.openid_connect.urls"))]
    urlpatterns += i18n_patterns(path("sso/", include("priorities.sso.urls")), prefix_default_language=False)

urlpatterns += i18n_patterns(
    path("admin/", admin.site.urls),
    path("", include("priorities.urls")),
    prefix_default_language=False,
)

handler400 = "priorities.views.errors.bad_request"
handler403 = "priorities.views.errors.forbidden"
handler404 = "priorities.views.errors.not_found"
handler500 = "priorities.views.errors.server_error"

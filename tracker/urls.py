"""Addresses: English bare, French under /fr/, Japanese under /ja/."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

urlpatterns = i18n_patterns(
    path("admin/", admin.site.urls),
    path("", include("priorities.urls")),
    prefix_default_language=False,
)

handler400 = "priorities.views.errors.bad_request"
handler403 = "priorities.views.errors.forbidden"
handler404 = "priorities.views.errors.not_found"
handler500 = "priorities.views.errors.server_error"

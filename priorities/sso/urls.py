"""Addresses of sign-in by others and of second factors. The names with an underscore are the ones allauth asks for."""

from allauth.account.views import reauthenticate
from allauth.socialaccount.views import login_cancelled, login_error
from django.urls import include, path
from django.views.generic import RedirectView

from priorities.views.sessions import close_session

from . import doors

urlpatterns = [
    path("begin/", doors.begin, name="sso-begin"),
    path("cancelled/", login_cancelled, name="socialaccount_login_cancelled"),
    path("failed/", login_error, name="socialaccount_login_error"),
    path(
        "sign-in/", RedirectView.as_view(pattern_name="session-open", query_string=True), name="account_login"
    ),
    path("sign-out/", close_session, name="account_logout"),
    path("confirm/", reauthenticate, name="account_reauthenticate"),
    path("second-factor/", include("allauth.mfa.urls")),
]

"""What allauth may do here: let in whom an account was made for, and nobody else."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from priorities.addresses import address_of
from priorities.models import User
from priorities.views import languages


def refused(request: HttpRequest) -> HttpResponse:
    """The same page whether the account is unknown or closed."""
    context = {"nav": [], "language_links": languages.home_links()}
    return render(request, "sso_refused.html", context, status=403)


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def respond_user_inactive(self, request, user):
        return refused(request)

    def get_client_ip(self, request):
        return address_of(request) or "unknown"


class ProviderAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request, sociallogin):
        return False

    def pre_social_login(self, request, sociallogin):
        """Somebody new to us is tied to the account whose e-mail address the provider vouches for.

        Without such an account, or where it is closed, nobody is let in. Nobody ties a second identity to an account.
        """
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            raise ImmediateHttpResponse(refused(request))
        if not sociallogin.is_existing and (user := _account_of(sociallogin)):
            sociallogin.connect(request, user)
        if not sociallogin.is_existing or not sociallogin.user.is_active:
            raise ImmediateHttpResponse(refused(request))


def _account_of(sociallogin) -> User | None:
    vouched_for = [address.email for address in sociallogin.email_addresses if address.verified]
    for email in filter(None, vouched_for):
        # The database may take more letters for the same than `lower` does, so the answer is compared again.
        for user in User.objects.filter(email__iexact=email, is_active=True):
            if user.email.lower() == email.lower():
                return user
    return None

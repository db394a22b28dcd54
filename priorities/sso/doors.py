from allauth.account.utils import perform_login
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from priorities.models import User
from priorities.views.sessions import next_of


def let_in(request: HttpRequest, user: User, *, then: str) -> HttpResponse:
    """Open the session and go to `then`; first to the second factor, where the person has one."""
    return perform_login(request, user, email_verification="none", redirect_url=then)


@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Go to the organization's provider, to come back to where the person was heading."""
    if not settings.OIDC_NAME:
        raise Http404
    wanted = urlencode({"next": next_of(request) or reverse("home")})
    return redirect(f"{reverse('openid_connect_login', args=['oidc'])}?{wanted}")

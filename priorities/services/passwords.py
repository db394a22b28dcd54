"""Passwords, which people choose themselves by a link that is sent to them. Nobody else ever types one."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from priorities.exceptions import NoMailAddress
from priorities.models import User

from .audit import record_audit
from .door import reopen
from .mail import send_soon
from .writing import require


def ask_for_password_link(email: str) -> None:
    """Send a link to whoever has this address, soon; the same work is done where nobody has it.

    It serves those who have a password, and new accounts that have none yet. Somebody who signs in elsewhere, and so
    has none, gets none.
    """
    may_have_one = ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX) | Q(last_login=None)
    user = User.objects.filter(may_have_one, email__iexact=email, is_active=True).exclude(email="").first()
    message = password_message(user or User(pk=0, email=email))
    if user:
        send_soon(message)


@transaction.atomic
def send_password_link(user: User, *, by: User, now: datetime) -> None:
    """Send the account's holder a link, as its administrator. Raises NotAllowed, or NoMailAddress.

    The message goes before the entry is kept: one that could not be sent raises, and leaves no entry.
    """
    require(by, "account.manage", user)
    if not user.email or not user.is_active:
        raise NoMailAddress
    record_audit(user, plan=None, action="user.send_link", by=by, now=now)
    password_message(user).send()


@transaction.atomic
def choose_password(user: User, password: str, *, now: datetime) -> None:
    """The holder's own choice, after a link or the old password proved who they are. Ends their other sessions."""
    user.set_password(password)
    user.save(update_fields=["password"])
    record_audit(user, plan=None, action="user.revise", by=user, now=now, changes={"password": ["…", "…"]})
    reopen("sign-in", user.username)


def password_message(user: User) -> EmailMessage:
    """The message with the link, in the person's language. The address is the site's, never the request's."""
    with translation.override(user.language):
        link = reverse(
            "password-choose",
            args=[urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)],
        )
        context = {
            "user": user,
            "link": settings.SITE_URL + link,
            "minutes": settings.PASSWORD_RESET_TIMEOUT // 60,
        }
        return EmailMessage(
            subject=translation.gettext("Choose a password for the Commitment Tracker"),
            body=render_to_string("emails/password_link.txt", context),
            to=[user.email],
        )

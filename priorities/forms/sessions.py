"""Signing in."""

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from priorities.addresses import address_of
from priorities.exceptions import TooManyTries
from priorities.services.door import Try, count_try, forgive_tries


class SessionForm(AuthenticationForm):
    """User name and password. Whatever is wrong with them, the answer is the same, so that nobody learns who exists."""

    error_messages = {
        "invalid_login": _(
            "This user name and password do not go together. Both know capitals from small letters."
        ),
        "inactive": _(
            "This user name and password do not go together. Both know capitals from small letters."
        ),
    }
    refused: TooManyTries | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["password"].label = _("Password")

    def clean(self):
        """The try is counted before the password is looked at; a shut door looks at no password at all."""
        account = self.cleaned_data.get("username")
        if not account or not self.cleaned_data.get("password"):
            return self.cleaned_data
        tried, now = Try("sign-in", account, address_of(self.request)), timezone.now()
        try:
            count_try(tried, now=now)
        except TooManyTries as refusal:
            self.refused = refusal
            raise ValidationError(str(refusal), code="too_many_tries") from refusal
        cleaned = super().clean()
        forgive_tries(tried, now=now)
        return cleaned

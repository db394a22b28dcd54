"""Codes of a second factor, counted in the database like passwords, so that all workers share the count."""

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.core.exceptions import ValidationError
from django.utils import timezone

from priorities.addresses import address_of
from priorities.exceptions import TooManyTries
from priorities.services.door import Try, count_try, forgive_tries


class CountedCode:
    def clean_code(self):
        tried = Try("second-factor", self.user.get_username(), address_of(context.request))
        now = timezone.now()
        try:
            count_try(tried, now=now)
        except TooManyTries as refusal:
            raise ValidationError(str(refusal), code="too_many_tries") from refusal
        code = super().clean_code()
        forgive_tries(tried, now=now)
        return code


class SecondFactorForm(CountedCode, AuthenticateForm):
    pass


class SecondFactorAgainForm(CountedCode, ReauthenticateForm):
    pass

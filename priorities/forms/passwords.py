"""Asking for a link, and choosing a password with it."""

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from priorities.addresses import address_of
from priorities.exceptions import TooManyTries
from priorities.services.door import Try, count_try
from priorities.services.passwords import choose_password


class PasswordLinkForm(forms.Form):
    """An e-mail address. What comes of it is not said here."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    refused: TooManyTries | None = None

    def __init__(self, request, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self):
        if email := self.cleaned_data.get("email"):
            try:
                count_try(Try("password-link", email, address_of(self.request)), now=timezone.now())
            except TooManyTries as refusal:
                self.refused = refusal
                raise ValidationError(str(refusal), code="too_many_tries") from refusal
        return self.cleaned_data


class ChoosePasswordForm(SetPasswordForm):
    def save(self, commit=True):
        choose_password(self.user, self.cleaned_data["new_password1"], now=timezone.now())
        return self.user

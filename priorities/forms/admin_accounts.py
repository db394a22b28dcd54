"""Accounts and memberships, as administrators type them."""

from django.contrib.auth.forms import PasswordChangeForm
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from priorities.models import Membership, User
from priorities.services.audit import record_audit

from .admin_records import RecordForm, RefusableForm


class AccountForm(RecordForm):
    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "language", "is_active", "is_superuser")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "is_superuser" in self.fields:
            self.fields["is_superuser"].label = capfirst(_("administrator"))
            self.fields["is_superuser"].help_text = _(
                "Manages accounts; writes, accepts and freezes nothing."
            )


class NewAccountForm(RecordForm):
    """An account without a password: its person chooses one, by a link sent to the address given here."""

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "language")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True

    def clean(self):
        self.instance.set_unusable_password()
        return super().clean()


class MembershipForm(RefusableForm):
    """Nobody gives a role to themselves."""

    reader: User | None = None

    class Meta:
        model = Membership
        fields = ("user", "organization", "role", "valid_from", "valid_until")

    def clean(self):
        super().clean()
        person = self.cleaned_data.get("user") or getattr(self.instance, "user", None)
        if person is not None and person.pk == self.reader.pk:
            self.add_error(None, _("Somebody else must change your own memberships."))
        return self.cleaned_data


class MembershipRecordForm(RecordForm, MembershipForm):
    """The same on a page of its own, with the version that was read."""


class OwnPasswordForm(PasswordChangeForm):
    """One's own password, which needs no right, and leaves its trace all the same."""

    def save(self, commit=True):
        self.user.set_password(self.cleaned_data["new_password1"])
        self.user.save(update_fields=["password"])
        changes = {"password": ["…", "…"]}
        record_audit(
            self.user, plan=None, action="user.revise", by=self.user, now=timezone.now(), changes=changes
        )
        return self.user

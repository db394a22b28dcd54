from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from priorities.choices import Language


class User(AbstractUser):
    """A person with an account. What they may do comes from memberships, never from flags or groups.

    The one exception is `is_superuser`: an administrator, who manages accounts and writes nothing else.
    """

    language = models.CharField(_("language"), max_length=2, choices=Language.choices, default=Language.EN)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = UserManager()  # type: ignore[misc] # the stubs declare it on the class

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(Lower("username"), name="user_username_once_whatever_its_case"),
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="user_email_once"),
        ]

    def __str__(self):
        return self.get_full_name() or self.username

    @property
    def initials(self) -> str:
        """One or two letters for the corner of the page."""
        names = [self.first_name, self.last_name] if self.first_name and self.last_name else [str(self)]
        return "".join(name[0] for name in names if name).upper()

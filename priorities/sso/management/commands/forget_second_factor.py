"""`manage.py forget_second_factor NAME`: for somebody whose telephone or key is lost."""

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from priorities.models import User
from priorities.services.audit import record_audit


class Command(BaseCommand):
    help = "Remove every second factor of an account, after you made sure who asks."

    def add_arguments(self, parser):
        parser.add_argument("account", help="user name of the person who lost it")
        parser.add_argument("--by", required=True, help="user name of the administrator who made sure")

    @transaction.atomic
    def handle(self, *, account, by, **options):
        user, administrator = self.find(account), self.find(by)
        if not administrator.is_superuser or not administrator.is_active:
            raise CommandError(f"{by} is not an administrator.")
        removed, _ = Authenticator.objects.filter(user=user).delete()
        changes = {"second_factors": [removed, 0]}
        record_audit(
            user, plan=None, action="user.revise", by=administrator, now=timezone.now(), changes=changes
        )
        self.stdout.write(f"{removed} removed from {account}.")

    def find(self, name: str) -> User:
        try:
            return User.objects.get(username=name)
        except User.DoesNotExist as error:
            raise CommandError(f"There is no account {name}.") from error

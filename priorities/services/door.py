"""The door: how often somebody may try it.

Tries are counted before they are judged, so twenty at once are twenty; they are counted by what was typed, so a name
that nobody has is refused exactly as one that somebody has.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from priorities.exceptions import TooManyTries
from priorities.models import Throttle

COOL_OFF = timedelta(minutes=15)


@dataclass(frozen=True)
class Try:
    """One try: to do what ("sign-in"), with which account as it was typed, from which address."""

    purpose: str
    account: str
    address: str

    def limits(self) -> dict[str, int]:
        """How many tries each key has, in one order for everybody, so that two tries never wait for each other."""
        limits = {
            self.account_key: settings.SIGN_IN_LIMIT,
            self.address_key: settings.SIGN_IN_LIMIT_PER_ADDRESS,
        }
        return dict(sorted(limits.items()))

    @property
    def account_key(self) -> str:
        return self._key("account", self.account.strip().casefold())

    @property
    def address_key(self) -> str:
        return self._key("address", network_of(self.address))

    def _key(self, kind: str, value: str) -> str:
        return salted_hmac(f"throttle {self.purpose} {kind}", value, algorithm="sha256").hexdigest()


def network_of(address: str) -> str:
    """The address, or of IPv6 the /64, which is what one household has. "" where it is no address."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or int(found) >> 64)
    return str(found)


@transaction.atomic
def count_try(tried: Try, *, now: datetime) -> None:
    """Count one more try. Raises TooManyTries where the account or the address has none left; then none is counted.

    The last allowed try begins the cool-off. What is tried during it does not make it longer.
    """
    rows = [(_row(key, now), limit) for key, limit in tried.limits().items()]
    if shut := [row.until for row, limit in rows if row.is_shut(limit, now)]:
        raise TooManyTries(wait=max(shut) - now)
    for row, limit in rows:
        row.tries = row.tries + 1 if now < row.until else 1
        if row.tries in (1, limit):
            row.until = now + COOL_OFF
        row.save(update_fields=["tries", "until"])


@transaction.atomic
def forgive_tries(tried: Try, *, now: datetime) -> None:
    """The try was right: the account begins anew, and this try does not count against the address.

    The address keeps its other tries, or an attacker's own account would wash them away.
    """
    Throttle.objects.filter(key=tried.account_key).delete()
    Throttle.objects.filter(key=tried.address_key, tries__gt=0).update(tries=F("tries") - 1)
    Throttle.objects.filter(until__lt=now).delete()


def reopen(purpose: str, account: str) -> None:
    """Forget the tries with this account, whose holder has proved who they are in another way."""
    Throttle.objects.filter(key=Try(purpose, account, "").account_key).delete()


def _row(key: str, now: datetime) -> Throttle:
    row, _ = Throttle.objects.select_for_update().get_or_create(key=key, defaults={"until": now})
    return row

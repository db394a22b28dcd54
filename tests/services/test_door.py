"""How often the door may be tried."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from priorities.exceptions import TooManyTries
from priorities.models import Throttle
from priorities.services.door import Try, count_try, forgive_tries, network_of, reopen
from tests.conftest import NOON

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def limits(settings):
    settings.SIGN_IN_LIMIT = 3
    settings.SIGN_IN_LIMIT_PER_ADDRESS = 6


def attempt(account="ana", address="192.0.2.1"):
    return Try("sign-in", account, address)


def how_long_shut(tried, now=NOON):
    """None where the try was let through, and so counted."""
    try:
        count_try(tried, now=now)
    except TooManyTries as refusal:
        return refusal.wait
    return None


@pytest.mark.django_db
def test_an_account_is_shut_for_fifteen_minutes_after_its_last_allowed_try():
    counted = [how_long_shut(attempt(), NOON + MINUTE * n) for n in range(3)]

    assert counted == [None, None, None]
    assert how_long_shut(attempt(), NOON + MINUTE * 3) == MINUTE * 14
    assert how_long_shut(attempt(), NOON + MINUTE * 16) == MINUTE
    assert how_long_shut(attempt(), NOON + MINUTE * 17) is None


@pytest.mark.django_db
def test_trying_while_it_is_shut_does_not_keep_it_shut():
    for _ in range(3):
        count_try(attempt(), now=NOON)

    waits = [how_long_shut(attempt(), NOON + MINUTE * n) for n in range(15)]

    assert waits == [MINUTE * (15 - n) for n in range(15)]
    assert how_long_shut(attempt(), NOON + MINUTE * 15) is None


@pytest.mark.django_db
def test_an_account_is_shut_from_every_address_and_in_any_spelling():
    for n in range(3):
        count_try(attempt("Ana ", f"192.0.2.{n}"), now=NOON)

    assert how_long_shut(attempt("ana", "198.51.100.9")) == MINUTE * 15
    assert how_long_shut(attempt("ben", "198.51.100.9")) is None


@pytest.mark.django_db
def test_an_address_is_shut_for_every_account_and_has_more_tries():
    for n in range(6):
        count_try(attempt(f"person-{n}"), now=NOON)

    assert how_long_shut(attempt("somebody-else")) == MINUTE * 15
    assert how_long_shut(attempt("somebody-else", "198.51.100.9")) is None


@pytest.mark.django_db
def test_a_right_password_clears_the_account_and_only_itself_from_the_address():
    for n in range(5):
        count_try(attempt(f"person-{n}"), now=NOON)
    count_try(attempt("ana"), now=NOON)

    forgive_tries(attempt("ana"), now=NOON)

    assert [how_long_shut(attempt("ana")), how_long_shut(attempt("ana"))] == [None, MINUTE * 15]


@pytest.mark.django_db
def test_a_link_to_a_new_password_opens_the_account_again():
    for _ in range(3):
        count_try(attempt(), now=NOON)

    reopen("sign-in", "ana")

    assert how_long_shut(attempt()) is None


@pytest.mark.django_db
def test_what_was_typed_is_stored_nowhere_and_old_tries_are_swept_away():
    count_try(attempt("my-password-by-mistake"), now=NOON)

    stored = [row.key for row in Throttle.objects.all()]
    forgive_tries(attempt("somebody-else", "198.51.100.9"), now=NOON + MINUTE * 16)

    assert [len(key) for key in stored] == [64, 64]
    assert not Throttle.objects.exists()


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", str(0x20010DB8 << 32)),
        ("2001:db8::ffff:1", str(0x20010DB8 << 32)),
        ("2001:db8:0:1::1", str((0x20010DB8 << 32) + 1)),
        ("", ""),
        ("nonsense", ""),
    ],
)
def test_an_address_counts_as_its_household(address, network):
    assert network_of(address) == network


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_are_twenty():
    def once(_):
        try:
            return how_long_shut(attempt()) is None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        let_through = list(pool.map(once, range(20)))

    assert sum(let_through) == 3

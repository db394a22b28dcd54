"""Settings from the environment."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from tracker import env

PRODUCTION = {
    "SITE_URL": "https://tracker.example.org",
    "SECRET_KEY": "x" * 60 + "0123456789abcdefghij",
    "DATABASE_URL": "postgres://tracker@127.0.0.1/tracker",
}


def check(*options, **given):
    # The browser journeys' own setting is no production's.
    left_out = {*PRODUCTION, "DJANGO_ALLOW_ASYNC_UNSAFE"}
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    return subprocess.run(
        [sys.executable, "manage.py", "check", *options],
        cwd=settings.BASE_DIR,
        env=environment | given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_deployment_check_is_clean_with_production_settings():
    run = check("--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert run.returncode == 0, run.stderr


def test_production_without_a_secret_key_is_refused_in_plain_words():
    run = check(SITE_URL="https://tracker.example.org")

    assert run.returncode != 0
    assert "Set SECRET_KEY" in run.stderr


def test_a_flag_that_is_neither_yes_nor_no_is_refused_rather_than_guessed():
    run = check(DEBUG="maybe")

    assert "DEBUG must be yes or no, not 'maybe'" in run.stderr


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://me%40x:p%2Fw@mail.example.org", ("mail.example.org", 587, "me@x", "p/w", True, False)),
        ("smtps://mail.example.org", ("mail.example.org", 465, "", "", False, True)),
        ("smtp+plain://localhost:2525", ("localhost", 2525, "", "", False, False)),
    ],
)
def test_the_mail_server_is_one_address(monkeypatch, url, expected):
    monkeypatch.setenv("EMAIL_URL", url)

    given = env.mail_server("EMAIL_URL")

    names = ("HOST", "PORT", "HOST_USER", "HOST_PASSWORD", "USE_TLS", "USE_SSL")
    assert tuple(given[f"EMAIL_{name}"] for name in names) == expected


def test_mail_goes_to_the_console_by_default_and_a_wrong_address_is_refused_without_its_password(monkeypatch):
    monkeypatch.delenv("EMAIL_URL", raising=False)
    assert env.mail_server("EMAIL_URL") == {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}

    monkeypatch.setenv("EMAIL_URL", "http://me:secret@mail.example.org")
    with pytest.raises(ImproperlyConfigured) as refused:
        env.mail_server("EMAIL_URL")
    assert "secret" not in str(refused.value)


@pytest.mark.django_db
def test_the_check_says_which_sqlite_journal_is_in_force(tmp_path):
    run = check("--database", "default", DATA_DIR=str(tmp_path), SECRET_KEY="x")

    assert "journal mode" in run.stderr + run.stdout


def test_wal_is_refused_where_the_library_has_the_bug(monkeypatch):
    from django.db import connections

    from priorities.checks import sqlite_journal

    class Cursor:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return False

        def execute(self, statement):
            self.answer = ("wal",) if "journal" in statement else (1,)
            return self

        def fetchone(self):
            return self.answer

    class Affected:
        vendor = "sqlite"

        def cursor(self):
            return Cursor()

    monkeypatch.setattr(settings, "SQLITE_WAL_IS_SAFE", False, raising=False)
    monkeypatch.setattr(type(connections), "__getitem__", lambda self, alias: Affected())

    assert [found.id for found in sqlite_journal(None, ["affected"])] == ["priorities.E001"]

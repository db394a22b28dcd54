"""Settings from the environment."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

PRODUCTION = {
    "SITE_URL": "https://tracker.example.org",
    "SECRET_KEY": "x" * 60 + "0123456789abcdefghij",
    "DATABASE_URL": "postgres://tracker@127.0.0.1/tracker",
}


def check(*options, **given):
    environment = {name: value for name, value in os.environ.items() if name not in PRODUCTION}
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

"""The optional sign-in by others and second factors, in a process of their own: they are settings of the whole site."""

import os
import subprocess
import sys
from importlib.util import find_spec

import pytest
from django.conf import settings

from .test_settings import PRODUCTION, check

WITH = {
    "SSO": "yes",
    "OIDC_ISSUER": "http://127.0.0.1:1",
    "OIDC_NAME": "Ministry",
    "OIDC_CLIENT_ID": "tracker",
    "OIDC_CLIENT_SECRET": "secret",
    "MFA_REQUIRED_ROLES": "reviewer,administrator",
}
needs_extra = pytest.mark.skipif(find_spec("allauth") is None, reason="the sso extra is not installed")


@needs_extra
def test_everything_holds_with_sso_on(tmp_path):
    """The same database server, but a database of its own, as the outer run has one open."""
    database = os.environ.get("DATABASE_URL")
    given = {"DATABASE_URL": f"{database}_sso"} if database else {"DATA_DIR": str(tmp_path)}
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            "0",
            "-p",
            "no:randomly",
            "tests/sso",
            "tests/journeys/test_second_factor.py",
            "tests/views/test_sessions.py",
        ],
        cwd=settings.BASE_DIR,
        env=os.environ | WITH | given | {"SECRET_KEY": "only-for-tests", "DJANGO_ALLOW_ASYNC_UNSAFE": ""},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr
    assert "skipped" not in run.stdout


@needs_extra
def test_the_deployment_check_is_clean_with_sso_on():
    run = check("--deploy", "--fail-level", "WARNING", **PRODUCTION, **WITH)

    assert run.returncode == 0, run.stderr


@pytest.mark.skipif(find_spec("allauth") is not None, reason="the sso extra is installed")
def test_without_the_extra_it_says_what_is_missing():
    assert "uv sync --extra sso" in check(SSO="yes").stderr

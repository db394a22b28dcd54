"""A real browser, on a live server.

    page_at(width=1360, js=True, user=None)   a Playwright page, its address below the live server's, signed in as `user`
    browser_context_factory(**options)        a context of the browser with any other options (color_scheme, locale, …)

A page made by either fails the test at its end if the browser complained: a console error, an uncaught exception, or
something that the Content-Security-Policy refused. `page.complaints` is the list; a journey that means to be refused
clears it.

Chromium is Debian's, at /usr/bin/chromium, or where CHROMIUM says. Without it a journey is skipped, and fails where
the environment says CI=true.
"""

import os
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

# The browser's driver runs an event loop in this thread, and the tests prepare their data beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all journeys of this process."""
    if not Path(CHROMIUM).exists():
        missing = f"There is no Chromium at {CHROMIUM}: install Debian's `chromium`, or set CHROMIUM."
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def browser_context_factory(browser, live_server):
    """Contexts below the live server; closed, and asked for complaints, at the end."""
    contexts, complaints = [], []

    def make(**options):
        options.setdefault("locale", "en-CA")
        context = browser.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(10_000)
        context.on("page", lambda page: _listen(page, complaints))
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


def _listen(page, complaints: list[str]) -> None:
    page.complaints = complaints
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    page.on(
        "console", lambda said: complaints.append(f"console: {said.text}") if said.type == "error" else None
    )


@pytest.fixture
def page_at(browser_context_factory, live_server):
    """A page of a width, with or without scripts, signed in as a user or as nobody."""

    def open_page(width: int = 1360, *, js: bool = True, user=None, **options):
        context = browser_context_factory(
            viewport={"width": width, "height": 900}, java_script_enabled=js, **options
        )
        if user is not None:
            context.add_cookies([_session_cookie(user, live_server.url)])
        return context.new_page()

    return open_page


def _session_cookie(user, url: str) -> dict:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return {"name": django_settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": url}

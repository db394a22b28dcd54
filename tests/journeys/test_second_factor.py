"""A security key, in a browser that has a virtual one. Runs where SSO=yes: tests/test_sso.py starts it so."""

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.conftest import PASSWORD

from .test_door import sign_in, sign_out

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(not settings.SSO, reason="SSO is off here; tests/test_sso.py runs these with it on"),
]


def plug_in_a_key(page):
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasUserVerification": True, "isUserVerified": True}
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_reviewer_must_add_a_key_and_then_signs_in_with_it(cast, page_at, live_server):
    page = page_at()
    here = live_server.url.replace("127.0.0.1", "localhost")  # a key belongs to a name, not to a number
    plug_in_a_key(page)
    page.goto(f"{here}/sign-in/")
    sign_in(page, "reviewer")
    expect(page.get_by_role("heading", name="Two-Factor Authentication")).to_be_visible()
    page.get_by_role("link", name="Add").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()

    page.get_by_label("Name").fill("My key")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("My key").or_(page.get_by_text("Recovery")).first).to_be_visible()
    page.goto(f"{here}/canada-japan/board/")
    expect(page).to_have_url(f"{here}/canada-japan/board/")
    sign_out(page)

    page.goto(f"{here}/sign-in/?next=/canada-japan/board/")
    sign_in(page, "reviewer")
    page.get_by_role("button", name="Use a security key").click()
    expect(page).to_have_url(f"{here}/canada-japan/board/")
    expect(page.locator("header details.menu summary")).to_be_visible()

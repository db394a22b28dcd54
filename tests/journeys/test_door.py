"""The door, as a browser keeps and forgets it."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from tests.conftest import PASSWORD

pytestmark = pytest.mark.journey
BOARD = "/canada-japan/board/"


def sign_in(page, person="official", password=PASSWORD):
    page.get_by_label("User name").fill(person)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def sign_out(page):
    page.locator("header details.menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("js", [True, False])
def test_after_signing_out_back_shows_nothing_internal(cast, page_at, js):
    commitment = cast.commitment()
    cast.accept(commitment, visibility="internal", body={"en": "Between ourselves only"})
    page = page_at(js=js)
    page.goto(f"/sign-in/?next=/canada-japan/commitments/{commitment.reference}/")
    sign_in(page)
    expect(page.get_by_text("Between ourselves only").first).to_be_visible()
    page.goto(BOARD)

    sign_out(page)
    seen = []
    for _ in range(3):
        page.go_back()
        seen.append(page.content())

    assert not [shown for shown in seen if "Between ourselves only" in shown]
    assert not [shown for shown in seen if 'action="/sign-out/"' in shown]


def test_a_person_is_led_to_where_they_were_heading_in_their_words(cast, page_at):
    page = page_at(width=320)
    page.goto(f"/fr{BOARD}?kind=deliverable")
    page.locator("a.sign-in").click()
    page.locator("input[name=username]").fill("official")
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/fr/canada-japan/board/\?kind=deliverable$"))


def test_a_locked_door_says_how_long_and_keeps_the_destination(cast, page_at, settings):
    settings.SIGN_IN_LIMIT = 1
    page = page_at()
    page.goto(f"/sign-in/?next={BOARD}")
    sign_in(page, password="not it")
    page.complaints.clear()
    expect(page.get_by_text("do not go together").first).to_be_visible()
    sign_in(page)

    expect(page.locator(".error-summary")).to_contain_text("Please wait 15 minutes")
    expect(page.locator("input[name=next]")).to_have_value(BOARD)
    page.complaints.clear()


def test_a_new_password_by_link(cast, page_at, live_server, settings):
    settings.SITE_URL = live_server.url
    cast.official.email = "official@example.org"
    cast.official.save()
    page = page_at()
    page.goto("/sign-in/")
    page.get_by_role("link", name="No password yet, or forgotten?").click()
    page.get_by_label("E-mail address").fill("official@example.org")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_text("a message is on its way")).to_be_visible()
    for _ in range(100):
        if mail.outbox:
            break
        page.wait_for_timeout(50)

    page.goto(re.search(r"http\S+", mail.outbox[0].body)[0])
    assert "set-password" in page.url
    page.get_by_label("New password", exact=True).fill("an-entirely-new-word")
    page.get_by_label("New password confirmation").fill("an-entirely-new-word")
    page.get_by_role("button", name="Set this password").click()
    expect(page.get_by_text("Your password is set")).to_be_visible()
    sign_in(page, password="an-entirely-new-word")

    expect(page.locator("header details.menu summary")).to_be_visible()

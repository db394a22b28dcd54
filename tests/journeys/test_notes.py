"""A note's way in a browser: an official logs it, a reviewer accepts it, the chip and the board move."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from priorities.models import ProgressNote
from tests.conftest import PASSWORD
from tests.views.building import place

pytestmark = pytest.mark.journey
WITH_AND_WITHOUT_SCRIPTS = pytest.mark.parametrize("js", [True, False], ids=["scripts", "no scripts"])


@pytest.fixture
def at_sea(cast):
    """A commitment on track since the start of 2025."""
    commitment = cast.commitment(title_en="Sail together")
    cast.accept(commitment, as_of=date(2025, 1, 1))
    return commitment


def sign_in(page, person: str, heading_for: str) -> None:
    page.goto(f"/sign-in/?next={heading_for}")
    page.get_by_label("User name").fill(person)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


@WITH_AND_WITHOUT_SCRIPTS
def test_a_note_is_logged_accepted_and_moves_the_board(at_sea, cast, page_at, js):
    here = at_sea.get_absolute_url()
    official = page_at(js=js)
    sign_in(official, "official", here)
    official.get_by_label("Status").select_option(label="Paused")
    official.get_by_label("As of").fill("2025-09-01")
    official.get_by_label("Note", exact=True).fill("The ship is in *dry dock*.")
    official.get_by_role("button", name="Submit for review").click()
    note = official.locator("li.note", has_text="dry dock")
    expect(note).to_contain_text("Submitted")
    expect(official.locator("#commitment .state .status")).to_have_text("On track")
    expect(note.get_by_role("button", name="Accept")).to_have_count(0)

    reviewer = page_at(js=js, user=cast.reviewer)
    reviewer.goto(here)
    reviewer.locator("li.note", has_text="dry dock").get_by_role("button", name="Accept").click()

    expect(reviewer.locator("#commitment .state .status")).to_have_text("Paused")
    anybody = page_at(js=js)
    anybody.goto("/canada-japan/board/")
    expect(anybody.locator('.tick[data-standing="paused"] h3')).to_have_text("Sail together")


def test_the_answer_takes_the_focus_to_the_new_note_and_says_what_happened(at_sea, cast, page_at):
    page = page_at(user=cast.official)
    page.goto(at_sea.get_absolute_url())
    page.evaluate("window.stayed = true")

    page.get_by_label("Note", exact=True).fill("All hands on deck.")
    page.get_by_role("button", name="Save draft").click()

    expect(page.locator("li.note", has_text="All hands on deck.")).to_be_focused()
    expect(page.locator("#toast p")).to_have_text("Draft saved. Only your team sees it.")
    expect(page.get_by_label("Note", exact=True)).to_have_value("")
    assert page.evaluate("window.stayed")


@WITH_AND_WITHOUT_SCRIPTS
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(at_sea, cast, page_at, js):
    page = page_at(js=js, user=cast.official)
    page.goto(at_sea.get_absolute_url())

    page.get_by_label("Status").select_option(label="Underway – at risk")
    page.get_by_label("Note", exact=True).fill("A storm is coming.")
    page.get_by_role("button", name="Submit for review").click()

    expect(page.locator(".error-summary a")).to_have_text("Reason: Say why it is at risk or off track.")
    expect(page.get_by_label("Note", exact=True)).to_have_value("A storm is coming.")
    if js:
        expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary a").click()
    expect(page.locator("#id_reason")).to_be_focused()
    page.complaints.clear()  # the browser names an answer with 422 in its console


def test_a_session_that_ended_sends_to_the_sign_in_page_and_keeps_what_was_typed(at_sea, cast, page_at):
    page = page_at(user=cast.official)
    page.goto(at_sea.get_absolute_url())
    page.get_by_label("Note", exact=True).fill("Typed before lunch.")
    page.context.clear_cookies(name="sessionid")

    page.get_by_role("button", name="Submit for review").click()
    page.get_by_label("User name").fill("official")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()

    expect(page.get_by_label("Note", exact=True)).to_have_value("Typed before lunch.")
    assert ProgressNote.objects.filter(state="submitted").count() == 0


def test_two_windows_never_overwrite_each_other_unseen(at_sea, cast, page_at):
    draft = cast.draft(at_sea, body={"en": "As it was."})
    first, second = page_at(user=cast.official), page_at(user=cast.official)
    for page in (first, second):
        page.goto(f"/canada-japan/notes/{draft.pk}/edit/")
    first.get_by_label("Note", exact=True).fill("From the first window.")
    first.get_by_role("button", name="Save draft").click()

    second.get_by_label("Note", exact=True).fill("From the second window.")
    second.get_by_role("button", name="Save draft").click()

    expect(second.get_by_role("heading", name="What is saved now")).to_be_visible()
    expect(second.locator("li.note")).to_contain_text("From the first window.")
    expect(second.get_by_label("Note", exact=True)).to_have_value("From the second window.")
    second.complaints.clear()  # the browser names an answer with 409 in its console


@WITH_AND_WITHOUT_SCRIPTS
def test_a_reader_chooses_a_promise_in_the_source_text_and_opens_it(at_sea, cast, page_at, js):
    place(cast, at_sea, "joint exercises each year")
    page = page_at(js=js)
    page.goto("/canada-japan/source/")

    page.locator("mark a").first.click()
    expect(page.locator("#panel h2")).to_have_text("Sail together")
    expect(page).to_have_url(re.compile(rf"\?commitment={at_sea.reference}(#{at_sea.reference})?$"))
    if js:
        expect(page.locator("mark a").first).to_be_focused()
    page.get_by_role("link", name="Open commitment").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Sail together")


@pytest.mark.parametrize("width", [1360, 390, 320])
def test_no_page_scrolls_sideways(at_sea, cast, page_at, width):
    draft = cast.draft(at_sea, body={"en": "Long" * 60})
    page = page_at(width, user=cast.official)

    for address in (
        at_sea.get_absolute_url(),
        f"/canada-japan/notes/{draft.pk}/edit/",
        "/canada-japan/source/backgrounder/",
    ):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address

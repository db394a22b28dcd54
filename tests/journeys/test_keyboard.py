"""Whole errands with no mouse: where the focus goes after each step, and the one sentence that is said."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from tests.boards import mixed_board

pytestmark = pytest.mark.journey
BOARD = "/canada-japan/board/"
# Notes every sentence that the polite region comes to hold.
LISTEN = """() => {
  window.said = [];
  const region = document.getElementById("announce");
  new MutationObserver(() => region.textContent && window.said.push(region.textContent))
    .observe(region, { childList: true, characterData: true, subtree: true });
}"""


@pytest.fixture
def page(cast, page_at):
    mixed_board(cast)
    return page_at(user=cast.official)


def opened(page, address):
    page.goto(address)
    page.evaluate(LISTEN)
    return page


def said(page) -> list[str]:
    page.wait_for_timeout(150)  # the region is filled a moment after the swap
    return page.evaluate("window.said.splice(0)")


def reach(page, locator) -> None:
    """Tab on until the element has the focus."""
    for _step in range(80):
        page.keyboard.press("Tab")
        if locator.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{locator} is not reached by Tab")


def test_a_filter_is_opened_ticked_and_left_by_keyboard(page):
    opened(page, BOARD)
    summary = page.locator("#filters summary", has_text="Kind")

    reach(page, summary)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator(".selected li")).to_have_count(2)

    expect(page.locator("input[name=kind]").first).to_be_focused()
    assert len(said(page)) == 1
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    expect(page.locator("details[open]")).to_have_count(0)


def test_what_is_said_after_a_filter_is_in_the_language_of_the_page(page):
    opened(page, f"/fr{BOARD}")

    page.locator("#filters .filter summary").nth(1).press("Enter")
    page.locator("input[name=standing][value=paused]").press("Space")
    expect(page.locator(".selected li")).to_have_count(2)

    [sentence] = said(page)
    assert re.fullmatch(r"\d+ engagements? affichés?", sentence)


def test_the_views_the_matrix_the_order_and_the_scale_keep_the_focus_near(page):
    opened(page, BOARD)

    page.get_by_role("link", name="Matrix").press("Enter")
    expect(page.locator("table.matrix")).to_be_visible()
    expect(page.locator("#view-matrix")).to_be_focused()
    assert len(said(page)) == 1
    reach(page, page.locator(".matrix td a").first)
    page.keyboard.press("Enter")
    expect(page.locator("table.list")).to_be_visible()
    expect(page.locator("main:focus, main :focus")).to_have_count(1)
    assert len(said(page)) == 1
    page.locator("#sort-title").press("Enter")
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("Commitment")
    expect(page.locator("#sort-title")).to_be_focused()
    assert len(said(page)) == 1

    opened(page, f"{BOARD}?view=timeline&as_of=2025-10-01")
    page.locator("#zoom-year").press("Enter")
    expect(page.locator("#scale-words")).to_have_text("Fiscal year 2025-26")
    expect(page.locator("#zoom-year")).to_be_focused()
    assert len(said(page)) == 1
    reach(page, page.locator(".lane a").first)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/commitments/.*#note-\d+$"))


def test_a_view_is_kept_and_opened_by_keyboard(page):
    opened(page, f"{BOARD}?standing=paused")

    page.locator("details.views summary", has_text="Save view").press("Enter")
    reach(page, page.get_by_label("Name"))
    page.keyboard.type("Paused ones")
    page.keyboard.press("Enter")
    menu = page.locator("details.views summary", has_text="Saved views")
    expect(menu).to_be_focused()

    page.keyboard.press("Enter")
    reach(page, page.get_by_role("link", name="Paused ones", exact=True))
    page.goto(BOARD)
    menu.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"standing=paused"))


def test_a_day_is_chosen_and_left_by_keyboard(page):
    opened(page, BOARD)

    when = page.locator("details.when summary")
    reach(page, when)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("note")).to_contain_text("Showing the board as it")
    page.get_by_role("link", name="Back to today").last.press("Enter")
    expect(page).to_have_url(re.compile(r"/board/$"))


def test_what_changed_is_asked_of_two_days_by_keyboard(page):
    opened(page, "/canada-japan/changes/?from=2025-08-15&to=2025-10-01")

    page.locator("#from").focus()
    page.locator("#from").fill(date(2025, 9, 5).isoformat())
    expect(page).to_have_url(re.compile(r"from=2025-09-05"))
    expect(page.locator("#from")).to_be_focused()
    assert len(said(page)) == 1


def test_a_seal_is_checked_by_keyboard(page):
    opened(page, "/verify/")

    reach(page, page.get_by_label("Seal (SHA-256)"))
    page.keyboard.type("a" * 64)
    page.keyboard.press("Enter")
    expect(page.locator(".verdict h2")).to_have_text("Unknown")
    expect(page).to_have_title(re.compile(r"^Unknown — "))

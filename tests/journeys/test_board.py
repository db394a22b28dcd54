import re
from datetime import date

import pytest
from playwright.sync_api import expect

BOARD = "/canada-japan/board/"
pytestmark = pytest.mark.journey


@pytest.fixture
def board_plan(cast):
    """Three commitments: one continuing on track, two deliverables, of which one is paused."""
    cast.accept(cast.commitment(kind="continuing", title_en="Joint exercises"), as_of=date(2025, 9, 1))
    cast.accept(cast.commitment(title_en="Stable supply"), as_of=date(2025, 9, 2), lifecycle="paused")
    cast.commitment(title_en="Clean oceans")
    return cast


def titles(page) -> list[str]:
    return page.locator("#results .tick h3, #results td.title").all_inner_texts()


def test_a_reviewer_filters_the_board_reloads_and_goes_back(board_plan, page_at):
    page = page_at()
    page.goto(BOARD)
    page.evaluate("window.stayed = true")

    page.locator("summary", has_text="Kind").click()
    page.get_by_label("Deliverable").check()
    expect(page.locator(".count-line")).to_have_text("2 of 3 commitments")

    assert page.evaluate("window.stayed")
    expect(page).to_have_url(re.compile(r"/board/\?kind=deliverable$"))
    expect(page.locator("#announce")).to_have_text("2 commitments shown")
    expect(page.locator("#count-kind .count")).to_contain_text("1")
    assert (
        page.locator("#exports a").first.get_attribute("href") == "/canada-japan/board.csv?kind=deliverable"
    )
    assert page.locator("#view-table").get_attribute("href") == f"{BOARD}?view=table&kind=deliverable"
    filtered = titles(page)
    assert filtered == ["Clean oceans", "Stable supply"]

    page.reload()
    assert titles(page) == filtered
    expect(page.get_by_label("Deliverable")).to_be_checked()

    page.go_back()
    expect(page.locator(".count-line")).to_have_text("3 of 3 commitments")
    expect(page.get_by_label("Deliverable")).not_to_be_checked()


def test_typing_in_the_search_field_keeps_the_focus_and_filters_after_a_moment(board_plan, page_at):
    page = page_at()
    page.goto(BOARD)

    page.get_by_placeholder("Search commitments and notes").press_sequentially("ocean", delay=20)
    expect(page.locator(".count-line")).to_have_text("1 of 3 commitments")

    expect(page.locator("#q")).to_be_focused()
    expect(page.locator("#q")).to_have_value("ocean")
    expect(page).to_have_url(re.compile(r"\?q=ocean$"))


def test_taking_a_chip_away_unticks_its_box(board_plan, page_at):
    page = page_at()
    page.goto(f"{BOARD}?kind=deliverable&standing=paused")

    page.get_by_role("link", name="Remove the filter Standing: Paused").click()
    expect(page.locator(".count-line")).to_have_text("2 of 3 commitments")

    expect(page).to_have_url(re.compile(r"\?kind=deliverable$"))
    assert page.locator("input[name=standing]:checked").count() == 0
    page.get_by_role("link", name="Clear all").click()
    expect(page).to_have_url(re.compile(r"/board/$"))
    expect(page.locator(".count-line")).to_have_text("3 of 3 commitments")


def test_the_view_switch_keeps_the_filters_and_the_filters_keep_the_view_and_its_order(board_plan, page_at):
    page = page_at()
    page.goto(f"{BOARD}?kind=deliverable")

    page.get_by_role("link", name="Table", exact=True).click()
    expect(page.locator("table.list")).to_be_visible()
    page.get_by_role("link", name="Commitment", exact=True).click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("Commitment")
    page.locator("summary", has_text="Standing").click()
    page.get_by_label("Paused").check()
    expect(page.locator(".count-line")).to_have_text("1 of 3 commitments")

    expect(page).to_have_url(re.compile(r"\?view=table&sort=title&standing=paused&kind=deliverable$"))
    assert titles(page) == ["Stable supply"]


def test_a_past_day_shows_its_banner_and_the_way_back(board_plan, page_at):
    page = page_at(user=board_plan.official)
    page.goto(BOARD)

    page.get_by_label("As of").fill("2025-09-01")
    expect(page.get_by_role("note")).to_contain_text("Showing the board as it stood on 1 Sep 2025.")

    expect(page.locator(".tick .do")).to_have_count(0)
    page.get_by_role("link", name="Back to today").click()
    expect(page).to_have_url(re.compile(r"/board/$"))
    expect(page.locator(".tick .do")).to_have_count(3)


def test_an_address_that_is_not_understood_is_explained_beside_the_board(board_plan, page_at):
    page = page_at()
    page.goto(f"{BOARD}?standing=purple&kind=deliverable")

    expect(page.get_by_role("alert")).to_contain_text("Standing: “purple” is not one of the choices.")

    assert titles(page) == ["Clean oceans", "Stable supply"]
    page.complaints.clear()  # the browser reports the 422 of the page


def test_without_scripts_the_form_the_chips_and_the_views_still_work(board_plan, page_at):
    page = page_at(js=False)
    page.goto(BOARD)

    page.locator("summary", has_text="Kind").click()
    page.get_by_label("Deliverable").check()
    page.get_by_role("button", name="Apply").click()
    assert titles(page) == ["Clean oceans", "Stable supply"]

    page.get_by_role("link", name="Table", exact=True).click()
    assert titles(page) == ["Stable supply", "Clean oceans"]
    page.get_by_role("link", name="Commitment", exact=True).click()
    assert titles(page) == ["Clean oceans", "Stable supply"]
    page.get_by_role("link", name="Remove the filter Kind: Deliverable").click()
    assert titles(page) == ["Clean oceans", "Joint exercises", "Stable supply"]


@pytest.mark.parametrize("width", [320, 390, 1360])
@pytest.mark.parametrize("path", ["/", BOARD, f"{BOARD}?view=table"])
def test_no_page_scrolls_sideways(board_plan, page_at, width, path):
    page = page_at(width)
    page.goto(path)

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for summary in page.locator(".filters summary").all():
        summary.click()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.keyboard.press("Escape")

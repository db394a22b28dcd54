import re
from datetime import date
from urllib.parse import unquote

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

    page.locator("summary", has_text="As of").click()
    page.get_by_label("Another day").fill("2025-09-01")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("note")).to_contain_text("Showing the board as it stood on 1 Sep 2025.")

    expect(page.locator(".tick .do")).to_have_count(0)
    page.get_by_role("link", name="Back to today").click()
    expect(page).to_have_url(re.compile(r"/board/$"))
    expect(page.locator(".tick .do")).to_have_count(3)


def test_what_stands_round_the_board_leads_to_what_is_shown(board_plan, page_at):
    page = page_at()
    page.goto(f"{BOARD}?view=table")
    page.locator("summary", has_text="Kind").click()
    page.get_by_label("Deliverable").check()
    expect(page.locator(".count-line")).to_have_text("2 of 3 commitments")
    shown = "view=table&kind=deliverable"

    for link, address in {
        ".languages a >> nth=1": f"/fr{BOARD}?{shown}",
        ".sign-in": f"{BOARD}?{shown}",
    }.items():
        assert unquote(page.locator(link).get_attribute("href")).endswith(address)
    page.locator("summary", has_text="As of").click()
    page.locator(".when .links a").last.click()
    expect(page).to_have_url(re.compile(rf"\?{shown}&as_of=2021-05-03$"))

    page.locator("summary", has_text="As of").click()
    page.get_by_label("With what was known by the end of").fill("2025-09-02")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".asof")).to_contain_text("Only what was known by the end of 2 Sep 2025 counts.")
    moment = "as_of=2021-05-03&known_at=2025-09-02"
    expect(page).to_have_url(re.compile(rf"view=table&kind=deliverable.*&{moment}$"))
    expect(page.locator(".when summary")).to_have_text("As of 3 May 2021")
    assert page.locator(".places a").first.get_attribute("href") == f"/canada-japan/?{moment}"


def test_enter_in_the_search_field_asks_at_once_and_stays_there(board_plan, page_at):
    page = page_at()
    page.goto(BOARD)
    page.evaluate("window.stayed = true")

    page.locator("#q").fill("ocean")
    page.locator("#q").press("Enter")
    expect(page.locator(".count-line")).to_have_text("1 of 3 commitments")

    assert page.evaluate("window.stayed")
    expect(page.locator("#q")).to_be_focused()


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
def test_no_page_scrolls_sideways(board_plan, page_at, width):
    page = page_at(width)
    for path in ("/", *(f"{BOARD}?view={view}" for view in ("board", "table", "matrix", "timeline"))):
        page.goto(path)

        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for summary in page.locator(".filters summary").all():
            if not summary.is_visible():  # the button that folds them is on a phone only
                continue
            summary.click()
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            page.keyboard.press("Escape")


def test_columns_and_groups_are_chosen_where_the_table_is_read(board_plan, page_at):
    page = page_at()
    page.goto(f"{BOARD}?view=table")

    page.locator("summary", has_text="Columns").click()
    page.get_by_label("Attention", exact=True).uncheck()
    expect(page.locator("#results th", has_text="Attention")).to_have_count(0)
    page.get_by_label("Days slipped").check()
    expect(page.get_by_role("columnheader", name="Days slipped")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_label("Group by").select_option("Party")
    expect(page.get_by_role("rowheader", name="Japan 3")).to_be_visible()

    expect(page).to_have_url(re.compile(r"\?view=table&group=party&columns=area.*&columns=slip_days$"))
    page.get_by_role("link", name="Matrix").click()
    page.locator("#results table.matrix td a").first.click()
    expect(page.get_by_role("columnheader", name="Days slipped")).to_be_visible()


def test_the_timeline_is_zoomed_and_its_notes_lead_to_their_words(board_plan, page_at):
    page = page_at()
    page.goto(f"{BOARD}?view=timeline&as_of=2025-10-01")

    page.get_by_role("link", name="Year", exact=True).click()
    expect(page.locator("#scale-words")).to_have_text("Fiscal year 2025-26")
    page.get_by_role("link", name="Earlier").click()
    expect(page.locator("#scale-words")).to_have_text("Fiscal year 2024-25")
    assert page.locator(".lane .dot").count() == 0
    page.get_by_role("link", name="Later").click()
    page.get_by_role("link", name="1 Sep 2025, GAC: On track").click()

    expect(page.get_by_text("Work went on.")).to_be_visible()

"""What a phone shows: the bar, the notice and the filters each in little room, and nothing out of reach."""

import pytest
from playwright.sync_api import expect

from priorities.services import register
from tests.boards import mixed_board
from tests.conftest import NOON
from tests.journeys.everyone import faults

BOARD = "/canada-japan/board/"
NOTICE = (
    "The statuses shown here are an illustrative reading of public sources, not an assessment by any government."
    " Translations are unofficial."
)
pytestmark = [pytest.mark.journey, pytest.mark.pages]


@pytest.fixture
def board(cast):
    mixed_board(cast)
    cast.plan.notice_en = NOTICE
    cast.plan.notice_ja = "ここに示す状況は公開情報に基づく例示であり、いずれの政府による評価でもありません。翻訳は非公式の仮訳です。"
    register.revise_register(cast.plan, by=cast.coordinator, now=NOON)
    return cast


@pytest.mark.parametrize("js", [True, False])
def test_the_filters_fold_under_one_button_that_counts_them(board, page_at, js):
    page = page_at(390, js=js)
    page.goto(f"{BOARD}?kind=deliverable&standing=paused")

    boxes, fold = page.locator(".folded"), page.locator(".fold summary")
    expect(boxes).to_be_hidden()
    expect(page.locator("#q")).to_be_visible()
    expect(page.locator(".when summary")).to_be_visible()
    expect(fold).to_have_text("Filters 2 chosen")

    fold.press("Enter")
    boxes.locator("summary", has_text="Kind").click()
    page.get_by_label("Deliverable").uncheck()
    if not js:
        page.get_by_role("button", name="Apply").click()
    expect(fold).to_have_text("Filters 1 chosen")
    expect(boxes).to_be_visible(visible=js)


def test_on_a_wide_window_nothing_folds(board, page_at):
    page = page_at(1360)
    page.goto(BOARD)

    expect(page.locator(".fold")).to_be_hidden()
    expect(page.locator(".folded summary", has_text="Kind")).to_be_visible()
    expect(page.locator(".notice details")).to_be_hidden()


@pytest.mark.parametrize("language", ["", "/fr", "/ja"])
@pytest.mark.parametrize("width", [320, 390])
def test_cards_begin_on_the_first_screen_and_every_place_of_the_bar_is_on_it(board, page_at, language, width):
    for user in (None, board.reviewer):
        page = page_at(width, user=user)
        page.goto(language + BOARD)

        assert page.locator(".tick").first.bounding_box()["y"] < 640
        for place in page.locator(".places a").all():
            box = place.bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
        page.locator(".notice summary").click()
        page.locator(".fold summary").click()
        assert faults(page) == []


@pytest.mark.parametrize("language", ["", "/ja"])
def test_a_long_notice_shows_its_first_lines_and_unfolds(board, page_at, language):
    page = page_at(390)
    page.goto(language + BOARD)
    words = page.locator(".notice p > span")

    folded = words.bounding_box()["height"]
    page.locator(".notice summary").press("Enter")

    assert words.bounding_box()["height"] > folded
    assert words.evaluate("element => element.scrollHeight <= element.clientHeight + 1")
    assert faults(page) == []


def test_a_short_notice_stands_as_it_is(board, page_at):
    board.plan.notice_en = "Illustrative data."
    register.revise_register(board.plan, by=board.coordinator, now=NOON)
    page = page_at(390)

    page.goto(BOARD)

    expect(page.locator(".notice p")).to_have_text("Illustrative data.")
    assert page.locator(".notice details").count() == 0

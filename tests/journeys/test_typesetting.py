"""How lines and pages break, and how a table says that it goes on beside its frame."""

from datetime import date
from io import BytesIO

import pypdfium2
import pytest
from playwright.sync_api import expect

from priorities.models import DocumentText, Milestone, SourceDocument
from priorities.selectors import tables
from priorities.services import register
from tests.boards import mixed_board
from tests.conftest import NOON

pytestmark = [pytest.mark.journey, pytest.mark.pages]
PLAN = "/canada-japan/"
BOARD = f"{PLAN}board/"

# The opacity of the two shadows of a table's frame: [at its beginning, at its end].
SHADOWS = (
    """(frame) => ["::before", "::after"].map((edge) => Number(getComputedStyle(frame, edge).opacity))"""
)
# References that stand on another line than the last letter of their passage.
ASTRAY = """() => [...document.querySelectorAll(".doc sup")].filter((sup) => {
  const range = document.createRange();
  const words = document.createTreeWalker(sup.parentElement, NodeFilter.SHOW_TEXT);
  let last = null;
  while (words.nextNode()) if (!sup.contains(words.currentNode)) last = words.currentNode;
  range.setStart(last, last.length - 1);
  range.setEnd(last, last.length);
  return range.getBoundingClientRect().right > sup.getBoundingClientRect().left + 1;
}).map((sup) => sup.textContent.trim())"""
OVERLAPPING = """() => {
  const boxes = [...document.querySelectorAll(".scale text:not(.now-words)")]
    .filter((text) => text.checkVisibility()).map((text) => text.getBoundingClientRect());
  return boxes.filter((box, place) => place && box.left < boxes[place - 1].right).length;
}"""
BROKEN_DATES = """() => [...document.querySelectorAll("main time")]
  .filter((time) => time.getClientRects().length > 1).map((time) => time.textContent)"""


def first_page_of(page) -> str:
    document = pypdfium2.PdfDocument(BytesIO(page.pdf(format="Letter")))
    return document[0].get_textpage().get_text_range()


def test_a_table_that_goes_on_beside_its_frame_has_a_shadow_where_it_does(cast, page_at):
    mixed_board(cast)
    page = page_at(1360)
    columns = "&".join(f"columns={name}" for name in tables.columns_of(cast.plan))
    page.goto(f"/fr{BOARD}?view=table&{columns}")
    frame = page.locator(".scroller")

    at_first = frame.evaluate(SHADOWS)
    frame.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)  # it scrolls smoothly
    between = frame.evaluate(SHADOWS)
    frame.evaluate("(frame) => frame.scrollTo(frame.scrollWidth, 0)")
    page.wait_for_timeout(100)  # a frame is painted
    at_last = frame.evaluate(SHADOWS)

    assert (at_first, between, at_last) == ([0, 1], [1, 1], [1, 0])
    expect(frame).to_have_accessible_name("Engagements")


def test_a_table_that_fits_its_frame_has_no_shadow(cast, page_at):
    mixed_board(cast)
    page = page_at(1360)
    page.goto(f"{BOARD}?view=table&columns=area&columns=standing")

    assert page.locator(".scroller").evaluate(SHADOWS) == [0, 0]


def test_a_reference_in_the_source_text_stays_with_the_last_of_its_words(cast, page_at):
    for quote in ("Enhance defence cooperation", "including joint exercises each year"):
        register.place_span(cast.commitment(), text=cast.text, quote=quote, by=cast.coordinator, now=NOON)
    page = page_at(1360)
    page.goto(f"{PLAN}source/backgrounder/")

    astray = {}
    for width in range(320, 480, 4):
        page.set_viewport_size({"width": width, "height": 900})
        if found := page.evaluate(ASTRAY):
            astray[width] = found

    assert astray == {}


def test_years_of_a_long_timeline_stand_apart_on_a_phone_in_japanese(cast, page_at):
    commitment = cast.commitment()
    cast.accept(commitment, as_of=date(2014, 9, 1))
    page = page_at(320)
    page.goto(f"/ja{BOARD}?view=timeline&as_of=2025-10-01")

    assert page.locator(".scale text").count() > 9
    assert page.evaluate(OVERLAPPING) == 0


def test_no_date_is_broken_in_two_in_japanese(cast, page_at):
    commitment = cast.commitment(title_en="Joint exercises")
    cast.accept(commitment, as_of=date(2024, 12, 15))
    milestone = Milestone(commitment=commitment, title="Second round", due_on=date(2024, 12, 15))
    register.revise_register(milestone, by=cast.coordinator, now=NOON)
    page = page_at(1280)

    broken = []
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for address in (PLAN, f"{BOARD}?view=table", commitment.get_absolute_url()):
            page.goto(f"/ja{address}")
            broken += page.evaluate(BROKEN_DATES)

    assert broken == []


@pytest.mark.parametrize("place", ["", "board/", "source/backgrounder/", "commitments/CJ21-ROL-01/"])
def test_what_is_said_to_be_no_day_stands_apart_from_what_follows(cast, page_at, place):
    cast.commitment()
    page = page_at(1280)
    page.goto(f"{PLAN}{place}?as_of=soon")
    page.complaints.clear()  # the browser reports the status

    gap = page.locator(".error-summary").evaluate(
        "(box) => box.nextElementSibling.getBoundingClientRect().top - box.getBoundingClientRect().bottom"
    )

    assert gap >= 8


def test_on_paper_a_timeline_begins_on_the_page_of_its_title(cast, page_at):
    for _ in range(20):
        cast.accept(cast.commitment(), as_of=date(2025, 9, 1))
    page = page_at(1280)
    page.goto(f"{BOARD}?view=timeline&as_of=2025-10-01")

    assert "CJ21-ROL-05" in first_page_of(page)


def test_on_paper_a_long_document_begins_on_the_page_of_its_title(cast, page_at):
    document = SourceDocument(
        plan=cast.plan, code="X1", slug="long", title_en="Long", published_on=date(2024, 1, 1)
    )
    register.revise_register(document, by=cast.coordinator, now=NOON)
    body = "\n\n".join(f"Paragraph {number} says what it says." for number in range(60))
    register.revise_register(
        DocumentText(document=document, language="en", body=body), by=cast.coordinator, now=NOON
    )
    page = page_at(1280)
    page.goto(f"{PLAN}source/long/")

    assert "Paragraph 9" in first_page_of(page)

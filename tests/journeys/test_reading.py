"""Reading in a browser: from the source text to a commitment, and a period's report as a file. With and without scripts."""

from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import expect

from priorities.services import register
from tests.conftest import NOON

pytestmark = pytest.mark.journey
WITH_AND_WITHOUT_SCRIPTS = pytest.mark.parametrize("js", [True, False], ids=["scripts", "no scripts"])


@pytest.fixture
def anchored(cast):
    """A commitment anchored in the source text, at risk."""
    commitment = cast.commitment(title_en="Exercise together every year")
    register.place_span(
        commitment, text=cast.text, quote="including joint exercises each year", by=cast.coordinator, now=NOON
    )
    cast.accept(commitment, as_of=date(2025, 9, 1), confidence="at_risk", reason={"en": "No ship is free."})
    return commitment


@WITH_AND_WITHOUT_SCRIPTS
def test_a_promise_is_followed_from_the_source_text_to_its_commitment(anchored, page_at, js):
    page = page_at(js=js)
    page.goto("/canada-japan/")
    page.get_by_role("link", name="Source text").click()
    passage = page.locator("mark", has_text="including joint exercises each year")
    expect(passage).to_have_attribute("data-standing", "at_risk")

    passage.get_by_role("link").first.click()
    panel = page.locator("#panel")
    expect(panel).to_contain_text("Exercise together every year")
    panel.get_by_role("link", name="Open commitment").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Exercise together every year")
    expect(page.locator("#commitment .state .status")).to_have_text("At risk")


@WITH_AND_WITHOUT_SCRIPTS
def test_the_report_of_a_period_is_read_and_downloaded(anchored, period, cast, page_at, js):
    page = page_at(js=js, user=cast.coordinator)
    page.goto("/canada-japan/reports/")
    page.get_by_role("link", name="Live draft").first.click()
    expect(page.get_by_role("article")).to_contain_text("No ship is free.")

    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()

    assert download.value.suggested_filename == f"canada-japan-{period.slug}-draft-en.pdf"
    text = "".join(
        page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(Path(download.value.path()))
    )
    assert "Exercise together every year" in text
    assert "No ship is free." in text

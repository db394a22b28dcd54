"""A file's way in a browser: chosen, kept while the form is mended, cited, downloaded as it was."""

import re

import pytest
from playwright.sync_api import expect

from tests.files import PDF

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("js", [True, False], ids=["scripts", "no scripts"])
def test_a_file_outlives_a_refused_form_and_comes_back_whole(cast, commitment, page_at, js):
    page = page_at(js=js, user=cast.official)
    page.goto(commitment.get_absolute_url())
    page.get_by_label("Status").select_option(label="Underway – at risk")
    page.get_by_label("As of").fill("2025-09-01")
    page.get_by_label("Note", exact=True).fill("A storm is coming.")
    page.get_by_label("Evidence file", exact=False).first.set_input_files(
        {"name": "Minutes – 議事録.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.get_by_role("button", name="Submit for review").click()
    expect(page.locator("#log .kept")).to_contain_text("Kept: Minutes – 議事録.pdf")
    page.complaints.clear()  # the browser reports the 422 of the form

    page.get_by_label(re.compile("^Reason")).first.fill("The forecast.")
    page.get_by_role("button", name="Submit for review").click()
    with page.expect_download() as downloading:
        page.locator("li.note", has_text="A storm is coming.").get_by_role(
            "link", name="Minutes – 議事録.pdf"
        ).click()

    assert downloading.value.suggested_filename == "Minutes – 議事録.pdf"
    assert downloading.value.path().read_bytes() == PDF

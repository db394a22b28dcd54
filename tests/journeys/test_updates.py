"""An official clears the period's updates in a browser, with the keyboard alone and without scripts too."""

from datetime import date

import pytest
from playwright.sync_api import expect

from priorities.services import notes
from tests.conftest import NOON
from tests.copies import copied

pytestmark = pytest.mark.journey
WITH_AND_WITHOUT_SCRIPTS = pytest.mark.parametrize("js", [True, False], ids=["scripts", "no scripts"])


@pytest.fixture
def three(cast, period):
    return three_commitments(cast)


@copied
def three_commitments(cast):
    """Three commitments without a note of this period, in the order of the page."""
    found = [cast.commitment(title_en=title) for title in ("Sail together", "Fly together", "Drive together")]
    for day, commitment in enumerate(found, start=1):
        cast.accept(commitment, as_of=date(2025, 3, day), body={"en": f"Day {day} went well."})
    return found


def line(page, commitment):
    return page.locator(f"#update-{commitment.reference}")


def first_control(page, commitment):
    return page.locator(f"#open-{commitment.reference}")


def test_everything_is_done_with_the_keyboard_and_the_focus_goes_from_line_to_line(three, cast, page_at):
    sail, fly, drive = three
    page = page_at(user=cast.official)
    page.goto("/updates/")
    page.evaluate("window.stayed = true")
    first_control(page, sail).focus()

    page.keyboard.press("Enter")
    expect(line(page, sail).get_by_label("Note", exact=True)).to_be_focused()
    expect(line(page, sail)).to_contain_text("Day 1 went well.")
    page.keyboard.type("Two more ships joined.")
    for key in ("Tab", "Tab", "Tab", "Enter"):  # status, reason, evidence, sent
        page.keyboard.press(key)

    expect(first_control(page, fly)).to_be_focused()
    expect(line(page, sail)).to_contain_text("In review")
    expect(page.locator("#update-meter p")).to_have_text("1 of 3 updated")
    expect(page.locator("#toast p")).to_contain_text("1 of 3 updated")
    expect(page.locator("#announce")).to_be_empty()

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(first_control(page, drive)).to_be_focused()
    expect(line(page, fly)).to_contain_text("No change, in review")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(line(page, drive).get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(first_control(page, drive)).to_be_focused()
    expect(page.locator("#update-meter p")).to_have_text("2 of 3 updated")
    assert page.evaluate("window.stayed")


@pytest.mark.parametrize("failure", ["an error of the server", "no answer at all"])
def test_what_fails_is_said_once_and_leaves_the_focus_the_words_and_the_line_as_they_were(
    three, cast, page_at, failure
):
    sail = three[0]
    page = page_at(user=cast.official)
    page.goto("/updates/")
    first_control(page, sail).press("Enter")
    note = line(page, sail).get_by_label("Note", exact=True)
    note.fill("Two more ships joined.")
    page.route(
        "**/*",
        lambda asked: (
            asked.continue_()
            if asked.request.method == "GET"
            else asked.fulfill(status=500, body="")
            if failure == "an error of the server"
            else asked.abort()
        ),
    )

    send = line(page, sail).get_by_role("button", name="Submit for review")
    send.press("Enter")

    expect(page.locator("#toast p")).to_have_text(
        "The server did not answer. Nothing was saved; please try again."
    )
    expect(send).to_be_focused()
    expect(note).to_have_value("Two more ships joined.")
    expect(line(page, sail)).to_contain_text("Needs an update")
    expect(page.locator("#announce")).to_be_empty()
    page.complaints.clear()


@WITH_AND_WITHOUT_SCRIPTS
def test_no_change_is_one_click_and_so_is_undoing_it(three, cast, page_at, js):
    page = page_at(js=js, user=cast.official)
    page.goto("/updates/")

    line(page, three[1]).get_by_role("button", name="No change").click()
    expect(line(page, three[1])).to_contain_text("No change, in review")
    expect(page.locator("#update-meter p")).to_have_text("1 of 3 updated")
    line(page, three[1]).get_by_role("button", name="Undo").click()

    expect(line(page, three[1])).to_contain_text("Needs an update")
    expect(page.locator("#update-meter p")).to_have_text("0 of 3 updated")


@WITH_AND_WITHOUT_SCRIPTS
def test_the_third_silent_no_change_asks_for_a_sentence_in_its_line(three, cast, page_at, js):
    commitment = three[0]
    for day in (10, 20):
        moment = NOON.replace(month=3, day=day)
        note = notes.confirm_no_change(
            commitment,
            organization=cast.organizations["GAC"],
            as_of=moment.date(),
            by=cast.official,
            now=moment,
        )
        notes.accept_note(note, by=cast.reviewer, now=moment)
    page = page_at(js=js, user=cast.official)
    page.goto("/updates/")

    line(page, commitment).get_by_role("button", name="No change").click()
    field = line(page, commitment).get_by_label("A sentence")
    expect(line(page, commitment)).to_contain_text("third “no change” in a row")
    if js:
        expect(field).to_be_focused()
    field.fill("Still at sea.")
    line(page, commitment).get_by_role("button", name="No change").click()

    expect(line(page, commitment)).to_contain_text("No change, in review")
    page.complaints.clear()  # the browser names an answer with 422 in its console


@WITH_AND_WITHOUT_SCRIPTS
def test_a_report_that_is_wrong_is_mended_where_it_stands_and_a_draft_waits(three, cast, page_at, js):
    page = page_at(js=js, user=cast.official)
    page.goto("/updates/")
    first_control(page, three[0]).click()
    opened = line(page, three[0])
    opened.get_by_label("Note", exact=True).fill("A storm is coming.")
    opened.get_by_label("Status").select_option(label="Underway – at risk")

    opened.get_by_role("button", name="Submit for review").click()
    expect(opened.locator(".error-summary a")).to_have_text("Reason: Say why it is at risk or off track.")
    expect(opened.get_by_label("Note", exact=True)).to_have_value("A storm is coming.")
    opened.get_by_role("textbox", name="Reason (optional)").fill("The weather.")
    opened.get_by_role("button", name="Save draft").click()
    expect(opened).to_contain_text("Your draft")
    first_control(page, three[0]).click()
    opened.get_by_role("button", name="Submit for review").click()

    expect(opened).to_contain_text("In review")
    page.complaints.clear()  # the browser names an answer with 422 in its console


def test_what_was_typed_in_a_line_is_there_again_when_it_was_closed(three, cast, page_at):
    page = page_at(user=cast.official)
    page.goto("/updates/")
    first_control(page, three[0]).click()
    line(page, three[0]).get_by_label("Note", exact=True).fill("Half a sentence")

    first_control(page, three[0]).click()
    expect(first_control(page, three[0])).to_be_focused()
    line(page, three[1]).get_by_role("button", name="No change").click()
    expect(line(page, three[1])).to_contain_text("No change, in review")
    first_control(page, three[0]).click()

    expect(line(page, three[0]).get_by_label("Note", exact=True)).to_have_value("Half a sentence")


@pytest.mark.parametrize("width", [1360, 390, 320])
def test_the_page_does_not_scroll_sideways(three, cast, page_at, width):
    cast.draft(three[0], body={"en": "Long" * 60})
    page = page_at(width, user=cast.official)

    for address in (
        "/updates/",
        f"/updates/?open={three[0].reference}",
        f"/ja/updates/?open={three[1].reference}",
    ):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address

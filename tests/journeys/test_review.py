"""The review queue in a browser: by keyboard only, with the keys off, and without scripts."""

from datetime import date

import pytest
from playwright.sync_api import expect

from priorities.models import ProgressNote

pytestmark = pytest.mark.journey
A_BREATH = 600  # milliseconds; a key pressed at once after a new note came is not meant for it


@pytest.fixture
def waiting(cast, later):
    """Three notes of three commitments, oldest first."""
    made = []
    for day, title in ((-3, "Sail together"), (-2, "Share the charts"), (-1, "Train the crews")):
        commitment = cast.commitment(title_en=title)
        cast.accept(commitment, as_of=date(2025, 1, 1))
        made.append(
            cast.submit(commitment, now=later(day), lifecycle="paused", body={"en": f"{title}: soon."})
        )
    return made


def states(waiting) -> list[str]:
    return [ProgressNote.objects.get(pk=note.pk).state for note in waiting]


def heading(page):
    return page.locator("#note-title")


def test_the_queue_is_cleared_by_keyboard_alone(waiting, cast, page_at):
    page = page_at(user=cast.reviewer)
    page.goto("/review/")
    page.evaluate("window.stayed = true")
    expect(heading(page)).to_have_text("Sail together")

    page.keyboard.press("j")
    expect(heading(page)).to_have_text("Share the charts")
    expect(heading(page)).to_be_focused()
    page.keyboard.press("k")
    expect(heading(page)).to_have_text("Sail together")
    expect(heading(page)).to_be_focused()
    page.wait_for_timeout(A_BREATH)

    page.keyboard.press("a")
    expect(heading(page)).to_have_text("Share the charts")
    expect(heading(page)).to_be_focused()
    expect(page.locator("#toast p")).to_have_text("Accepted. 2 left.")
    page.wait_for_timeout(A_BREATH)

    page.keyboard.press("r")
    reason = page.get_by_label("Reason, if you return it")
    expect(reason).to_be_focused()
    page.keyboard.type("ajar, k?")
    expect(reason).to_have_value("ajar, k?")
    assert states(waiting) == ["accepted", "submitted", "submitted"]
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Return to its author")).to_be_focused()
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("Train the crews")
    expect(page.locator("#toast p")).to_have_text("Returned to its author. 1 left.")
    page.wait_for_timeout(A_BREATH)

    page.keyboard.press("a")
    expect(page.get_by_role("heading", name="Nothing waits for review")).to_be_focused()
    assert states(waiting) == ["accepted", "returned", "accepted"]
    assert page.evaluate("window.stayed")


def test_a_key_with_a_modifier_or_pressed_twice_at_once_decides_nothing_unread(waiting, cast, page_at):
    page = page_at(user=cast.reviewer)
    page.goto("/review/")

    for key in ("Control+a", "Shift+a", "Alt+j"):
        page.keyboard.press(key)
    expect(heading(page)).to_have_text("Sail together")
    # The second press at the moment the next note is there, however slow this machine is.
    page.evaluate(
        "document.addEventListener('htmx:afterSettle', () => document.body.dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'a', bubbles: true})), {once: true})"
    )
    page.keyboard.press("a")
    expect(heading(page)).to_have_text("Share the charts")

    page.wait_for_timeout(A_BREATH)
    assert states(waiting) == ["accepted", "submitted", "submitted"]


def test_keys_that_were_switched_off_stay_off(waiting, cast, page_at):
    page = page_at(user=cast.reviewer)
    page.goto("/review/")

    page.get_by_label("Use these keys").uncheck()
    for again in (False, True):
        if again:
            page.reload()
        expect(page.get_by_label("Use these keys")).not_to_be_checked()
        page.locator("body").press("a")
        page.locator("body").press("j")
        expect(heading(page)).to_have_text("Sail together")
    assert states(waiting) == ["submitted"] * 3

    page.get_by_label("Use these keys").check()
    page.keyboard.press("j")
    expect(heading(page)).to_have_text("Share the charts")


def test_without_scripts_everything_is_done_with_links_and_buttons(waiting, cast, page_at):
    page = page_at(js=False, user=cast.reviewer)
    page.goto("/review/")
    expect(page.get_by_label("Use these keys")).to_be_hidden()

    page.get_by_role("link", name="Next", exact=True).click()
    expect(heading(page)).to_have_text("Share the charts")
    page.get_by_role("button", name="Return to its author").click()
    expect(page.locator(".error-summary a")).to_have_text("Reason, if you return it: Please give a reason.")
    page.get_by_label("Reason, if you return it").fill("Which charts?")
    page.get_by_role("button", name="Return to its author").click()
    expect(heading(page)).to_have_text("Train the crews")
    expect(page.locator(".message")).to_have_text("Returned to its author. 2 left.")
    page.get_by_role("button", name="Accept").click()

    expect(heading(page)).to_have_text("Sail together")
    assert states(waiting) == ["submitted", "returned", "accepted"]
    page.complaints.clear()  # the browser names an answer with 422 in its console


def test_a_reason_is_asked_for_and_kept_until_it_was_sent(waiting, cast, page_at):
    page = page_at(user=cast.reviewer)
    page.goto("/review/")
    reason = page.get_by_label("Reason, if you return it")

    page.get_by_role("button", name="Return to its author").click()
    expect(page.locator(".error-summary")).to_be_focused()
    reason.fill("Which sea?")
    page.get_by_role("link", name="Next", exact=True).click()
    expect(heading(page)).to_have_text("Share the charts")
    expect(reason).to_have_value("")
    page.get_by_role("link", name="Previous", exact=True).click()
    expect(heading(page)).to_have_text("Sail together")

    expect(reason).to_have_value("Which sea?")
    page.complaints.clear()  # the browser names an answer with 422 in its console


def test_of_two_windows_the_second_hears_that_the_note_is_decided(waiting, cast, page_at):
    author, reviewer = page_at(user=cast.official), page_at(user=cast.reviewer)
    reviewer.goto("/review/")
    expect(heading(reviewer)).to_have_text("Sail together")
    author.goto(waiting[0].commitment.get_absolute_url())
    author.get_by_role("button", name="Take back").click()
    expect(author.locator("#toast p")).to_have_text("Note taken back. It is a draft again.")

    reviewer.keyboard.press("a")

    expect(reviewer.locator(".overtaken")).to_contain_text("official took this note back")
    expect(reviewer.locator(".overtaken")).to_be_focused()
    expect(reviewer.get_by_role("button", name="Accept")).to_have_count(0)
    reviewer.wait_for_timeout(A_BREATH)
    reviewer.keyboard.press("j")
    expect(heading(reviewer)).to_have_text("Share the charts")
    reviewer.complaints.clear()  # the browser names an answer with 409 in its console


@pytest.mark.parametrize("width", [1360, 390, 320])
def test_the_page_never_scrolls_sideways(cast, page_at, width):
    cast.submit(cast.commitment(), body={"en": "Long" * 60})
    page = page_at(width, user=cast.reviewer)
    page.goto("/review/")

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

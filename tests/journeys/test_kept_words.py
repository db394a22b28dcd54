"""Typed words outlive the tab, and the session."""

import pytest
from playwright.sync_api import expect

from priorities.models import KeptWords

from .test_notes import sign_in

pytestmark = pytest.mark.journey


@pytest.fixture
def at_sea(cast):
    return cast.commitment(title_en="Sail together")


def note_of(page):
    return page.get_by_label("Note", exact=True)


def type_and_wait(page, words: str) -> None:
    note_of(page).fill(words)
    expect(page.locator("#log .autosave")).to_contain_text("Typed words kept at", timeout=8000)


def test_words_typed_in_a_closed_tab_are_there_again_until_they_are_discarded(at_sea, cast, page_at):
    page = page_at(user=cast.official)
    page.goto(at_sea.get_absolute_url())
    type_and_wait(page, "Two ships sail")
    page.close()

    again = page_at(user=cast.official)
    again.goto(at_sea.get_absolute_url())
    expect(note_of(again)).to_have_value("Two ships sail")
    expect(again.locator("#log .kept")).to_contain_text("Restored what you were typing")
    note_of(again).fill("Two ships sail, and this tab keeps it too")
    again.get_by_role("button", name="Discard").click()

    expect(note_of(again)).to_have_value("")
    expect(again.locator("#log .kept")).to_have_count(0)
    assert KeptWords.objects.count() == 0


def test_after_the_session_ended_and_began_again_elsewhere_the_words_are_there(at_sea, cast, page_at):
    page = page_at(user=cast.official)
    page.goto(at_sea.get_absolute_url())
    type_and_wait(page, "Typed before lunch.")
    page.context.clear_cookies(name="sessionid")
    note_of(page).fill("Typed before lunch. And after.")
    expect(page.locator("#log .autosave")).to_have_text("Typed words are kept in this tab only", timeout=8000)
    expect(page.locator("#toast p")).to_have_text("")
    page.complaints.clear()  # the browser names an answer with 401 in its console

    other = page_at()
    sign_in(other, "official", at_sea.get_absolute_url())
    expect(note_of(other)).to_have_value("Typed before lunch.")
    sign_in(page, "official", at_sea.get_absolute_url())

    expect(note_of(page)).to_have_value("Typed before lunch. And after.")


def test_what_was_typed_later_on_another_machine_is_not_undone_by_this_tab(at_sea, cast, page_at):
    here, there = page_at(user=cast.official), page_at(user=cast.official)
    here.goto(at_sea.get_absolute_url())
    type_and_wait(here, "Begun here.")
    there.goto(at_sea.get_absolute_url())
    type_and_wait(there, "Begun here, gone on with there.")

    here.reload()

    expect(note_of(here)).to_have_value("Begun here, gone on with there.")


def test_a_saved_draft_leaves_nothing_behind(at_sea, cast, page_at):
    cast.accept(at_sea)
    page = page_at(user=cast.official)
    page.goto(at_sea.get_absolute_url())
    type_and_wait(page, "All hands on deck.")

    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("li.note", has_text="All hands on deck.")).to_be_focused()
    page.reload()

    expect(note_of(page)).to_have_value("")
    assert KeptWords.objects.count() == 0

"""Hostile words in notes, in a real browser: nothing runs, nothing is loaded, the words are there."""

from datetime import date

import pypdfium2
import pytest

from priorities.services import register
from tests.conftest import NOON
from tests.hostile import PAYLOADS

pytestmark = pytest.mark.journey
EACH = 20


@pytest.fixture
def hostile(cast, period):
    """A commitment whose notes, reasons, evidence titles and return reasons hold every payload."""
    commitment = cast.commitment(title_en="Sail <img src=x onerror=alert(1)> together")
    register.place_span(
        commitment, text=cast.text, quote="including joint exercises each year", by=cast.coordinator, now=NOON
    )
    for start in range(0, len(PAYLOADS), EACH):
        words = "\n\n".join(PAYLOADS[start : start + EACH])
        given = {
            "confidence": "at_risk",
            "body": {"en": words},
            "reason": {"en": words},
            "next_steps": {"en": words},
        }
        cast.accept(commitment, as_of=date(2025, 9, 1), **given)
    cast.submit(commitment, body={"en": "\n\n".join(PAYLOADS[:EACH])})
    return commitment


def test_two_hundred_payloads_are_words_wherever_notes_are_read(hostile, cast, period, page_at):
    page = page_at(user=cast.coordinator)
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    note = hostile.notes.first()
    addresses = [
        hostile.get_absolute_url(),
        "/canada-japan/",
        "/canada-japan/board/?view=table",
        f"/canada-japan/source/backgrounder/?commitment={hostile.reference}",
        period.get_absolute_url(),
        "/admin/priorities/progressnote/",
        f"/admin/priorities/progressnote/{note.pk}/change/",
        f"/admin/priorities/progressnote/{note.pk}/history/",
    ]

    for address in addresses:
        page.goto(address, wait_until="load")
        for handler in ("focus", "mouseover"):
            page.evaluate(
                f"document.querySelectorAll('main *').forEach((e) => e.dispatchEvent(new Event('{handler}')))"
            )
        assert page.evaluate("window.__hit === undefined"), address
        assert (
            page.locator(
                "main script:not([src]), main iframe, main object, main embed, main style, main [onerror]"
            ).count()
            == 0
        )

    assert (len(PAYLOADS), dialogs) == (200, [])


def test_the_reviewer_reads_them_as_words_too(hostile, cast, page_at):
    page = page_at(user=cast.reviewer)
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))

    page.goto("/review/", wait_until="load")

    assert page.evaluate("window.__hit === undefined")
    assert (page.locator("main script, main iframe, main [onerror]").count(), dialogs) == (0, [])


def test_they_are_words_in_the_pdf(hostile, cast, period, client):
    client.force_login(cast.coordinator)

    pdf = client.get("/canada-japan/reports/2025-h1.pdf").content

    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    assert "onerror" in text
    assert b"/JavaScript" not in pdf
    assert b"/Launch" not in pdf

"""What a period's updates cost one person: thirty cleared in a real browser, counted in clicks and keystrokes.

    uv run pytest -n 0 -s tests/benchmarks/test_updates_effort.py

prints the table. The time is shown and never asserted: it is the machine's, not the person's.
"""

import os
import sys
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from priorities.models import ProgressNote
from tests.journeys.conftest import CHROMIUM, FLAGS, _listen, _session_cookie

pytestmark = pytest.mark.journey
WORDS = "Officials met in Tokyo and agreed on the next two exercises."
REASON = "The ship is late."
COUNT = """
    window.effort = {clicks: 0, keys: 0};
    addEventListener("pointerdown", (event) => { if (event.isTrusted) effort.clicks += 1; }, true);
    addEventListener("keydown", (event) => { if (event.isTrusted) effort.keys += 1; }, true);
"""


@dataclass
class Effort:
    """What each way of dealing with a line took: a list of (clicks, keys beyond the words typed)."""

    page: object
    found: dict[str, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))

    def of(self, way: str, act, reference, typed: str = "") -> None:
        before = self.page.evaluate("({...effort})")
        act(self.page, reference)
        after = self.page.evaluate("({...effort})")
        clicks, keys = after["clicks"] - before["clicks"], after["keys"] - before["keys"]
        self.found[way].append((clicks, keys - len(typed)))

    def most(self, way: str) -> tuple[int, int]:
        return max(clicks for clicks, _ in self.found[way]), max(keys for _, keys in self.found[way])

    def table(self, seconds: float) -> str:
        lines = [f"\n{'update':34}{'number':>7}{'clicks':>8}{'keys beyond the words':>23}"]
        for way, each in self.found.items():
            clicks, keys = self.most(way)
            lines.append(f"{way:34}{len(each):>7}{clicks:>8}{keys:>23}")
        return "\n".join([*lines, f"thirty updates, driven by a machine: {seconds:.1f} s\n"])


def line(page, reference):
    return page.locator(f"#update-{reference}")


def way_in(page, reference):
    return page.locator(f"#open-{reference}")


def is_done(page, reference):
    expect(line(page, reference)).to_contain_text("in review", ignore_case=True)


def no_change_by_mouse(page, reference):
    line(page, reference).get_by_role("button", name="No change").click()
    is_done(page, reference)


def no_change_by_keyboard(page, reference):
    expect(way_in(page, reference)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    is_done(page, reference)


def report_by_mouse(page, reference):
    way_in(page, reference).click()
    expect(line(page, reference).get_by_label("Note", exact=True)).to_be_focused()
    page.keyboard.type(WORDS)
    line(page, reference).get_by_role("button", name="Submit for review").click()
    is_done(page, reference)


def report_by_keyboard(page, reference, *, at_risk=False):
    expect(way_in(page, reference)).to_be_focused()
    page.keyboard.press("Enter")
    expect(line(page, reference).get_by_label("Note", exact=True)).to_be_focused()
    page.keyboard.type(WORDS)
    page.keyboard.press("Tab")
    if at_risk:
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    if at_risk:
        page.keyboard.type(REASON)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    is_done(page, reference)


def trouble_by_keyboard(page, reference):
    report_by_keyboard(page, reference, at_risk=True)


PLAN = [
    ("no change, mouse", no_change_by_mouse, "", 12),
    ("no change, keyboard", no_change_by_keyboard, "", 10),
    ("report, mouse", report_by_mouse, WORDS, 3),
    ("report, keyboard", report_by_keyboard, WORDS, 4),
    ("now at risk and why, keyboard", trouble_by_keyboard, WORDS + REASON, 1),
]


def clear(url: str, cookie: dict, references: list[str]) -> tuple[Effort, float]:
    """Everything on the page dealt with, as PLAN says."""
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = chromium.new_context(base_url=url, locale="en-CA", viewport={"width": 1360, "height": 900})
        context.add_cookies([cookie])
        page, complaints = context.new_page(), []
        _listen(page, complaints)
        page.add_init_script(COUNT)
        page.goto("/updates/")
        effort, began, lines = Effort(page), time.monotonic(), iter(references)
        for way, act, typed, number in PLAN:
            for _ in range(number):
                effort.of(way, act, next(lines), typed)
        expect(page.locator("#update-meter p")).to_have_text("30 of 30 updated")
        seconds = time.monotonic() - began
        chromium.close()
    assert complaints == []
    return effort, seconds


@pytest.mark.skipif(
    not Path(CHROMIUM).exists() and os.environ.get("CI") != "true", reason=f"no Chromium at {CHROMIUM}"
)
def test_thirty_updates_take_a_click_or_their_words_and_a_few_keys(cast, period, live_server, capsys):
    waiting = [cast.commitment() for _ in range(30)]
    for commitment in waiting:
        cast.accept(commitment, as_of=date(2025, 3, 1))
    cookie = _session_cookie(cast.official, live_server.url)

    # In a thread of its own: the journeys' browser may still be driven in this one.
    with ThreadPoolExecutor(1) as pool:
        references = [commitment.reference for commitment in waiting]
        effort, seconds = pool.submit(clear, live_server.url, cookie, references).result()

    with capsys.disabled():
        sys.stdout.write(effort.table(seconds))
    assert ProgressNote.objects.filter(state="submitted").count() == 30
    assert {way: effort.most(way) for way in effort.found} == {
        "no change, mouse": (1, 0),
        "no change, keyboard": (0, 2),
        "report, mouse": (2, 0),
        "report, keyboard": (0, 5),
        "now at risk and why, keyboard": (0, 6),
    }

"""Every page in every state, for everyone: three languages, small and large, dark, forced colours, spaced and still."""

from dataclasses import dataclass, field
from datetime import date

import pytest
from django.utils.translation import trans_real
from playwright.sync_api import expect

from priorities import page_cache
from priorities.models import SavedView
from priorities.services import register, saved_views
from tests.boards import mixed_board
from tests.conftest import NOON
from tests.journeys.everyone import SPACED, UNSEEN, faults, outside
from tests.pseudo import Longer
from tests.reporting import fiscal_year, published

pytestmark = [pytest.mark.journey, pytest.mark.pages]
PLAN = "/canada-japan/"
BOARD = f"{PLAN}board/"
PAST = "as_of=2025-09-10&known_at=2025-12-31"


@pytest.fixture
def whole(cast):
    """A plan with something of everything: a full board, a passage, a saved view, notes in every state, a report."""
    mixed_board(cast)
    first = cast.plan.commitments.get(title_en="Joint exercises")
    first.title_ja, first.title_fr = "共同訓練を毎年行う", "Mener des exercices communs chaque année"
    register.revise_register(first, by=cast.coordinator, now=NOON)
    register.place_span(
        first, text=cast.text, quote="including joint exercises each year", by=cast.coordinator, now=NOON
    )
    cast.submit(first, as_of=date(2025, 9, 30))
    cast.accept(first, as_of=date(2025, 9, 15), body={"en": "Ships met.", "ja": "艦船が集まった。"})
    saved_views.save_view(
        cast.plan, name="Late and silent", query="view=table&freshness=stale", by=cast.official, now=NOON
    )
    cast.report = published(cast, fiscal_year(cast))
    return cast


def open_fold(page):
    if page.locator(".fold").is_visible():  # on a phone
        page.locator(".fold summary").click()


def tick_paused(page):
    open_fold(page)
    page.locator("#filters .filter summary").nth(1).click()
    page.locator("input[name=standing][value=paused]").check()
    expect(page.locator(".selected li")).to_have_count(2)


def open_menu(selector):
    return lambda page: page.locator(f"{selector} > summary").last.click()


def send_nothing(page):
    page.locator("#log textarea").first.fill("")
    page.locator("#log .buttons button").first.click()
    expect(page.locator("#log .error-summary")).to_be_focused()
    page.complaints.clear()


def open_line(page):
    page.locator("[id^=open-]").first.click()
    expect(page.locator("tbody.open textarea").first).to_be_focused()


def sign_in_as_nobody(page):
    page.locator("form:has(input[name=password]) button").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.complaints.clear()


# Address, who reads it, and what they do there before it is looked at.
STATES = {
    "home": ("/", None, None),
    "overview": (PLAN, None, open_menu("details.when")),
    "overview of a day": (f"{PLAN}?{PAST}", None, None),
    "board": (BOARD, None, None),
    "board after a swap": (BOARD, None, tick_paused),
    "board, its days": (BOARD, None, open_menu("details.when")),
    "board of an official": (BOARD, "official", open_menu("details.views")),
    "board, nothing found": (f"{BOARD}?q=zzz", None, None),
    "board, not understood": (f"{BOARD}?standing=purple", None, None),
    "groups of a day": (f"{BOARD}?group=owner&{PAST}", None, None),
    "table": (f"{BOARD}?view=table&sort=-title", None, None),
    "table, found": (f"{BOARD}?view=table&q=work&group=party&columns=slip_days&columns=standing", None, None),
    "matrix": (f"{BOARD}?view=matrix", None, None),
    "matrix of owners": (f"{BOARD}?view=matrix&group=owner", None, None),
    "timeline": (f"{BOARD}?view=timeline&as_of=2025-10-01", None, None),
    "timeline of a year": (f"{BOARD}?view=timeline&as_of=2025-10-01&zoom=year", None, open_menu(".beside")),
    "changes": (f"{PLAN}changes/?from=2025-08-01&to=2025-10-01", None, None),
    "changes, none": (f"{PLAN}changes/?from=2021-05-03&to=2021-05-04", None, None),
    "changes, not understood": (f"{PLAN}changes/?from=soon", None, None),
    "attention": (f"{PLAN}attention/", None, None),
    "commitment": (f"{PLAN}commitments/CJ21-ROL-01/", None, None),
    "commitment of a reviewer": (f"{PLAN}commitments/CJ21-ROL-01/", "reviewer", None),
    "source": (f"{PLAN}source/backgrounder/?commitment=CJ21-ROL-01", None, None),
    "commitment, a note refused": (f"{PLAN}commitments/CJ21-ROL-01/", "official", send_nothing),
    "updates": ("/updates/", "official", None),
    "updates, a line open": ("/updates/", "official", open_line),
    "review": ("/review/", "reviewer", None),
    "saved view": ("{saved}", "official", None),
    "verify": ("/verify/", None, None),
    "verify, genuine": ("/verify/?sha256={seal}", None, None),
    "verify, unknown": (f"/verify/?sha256={'a' * 64}", None, None),
    "verify, not understood": ("/verify/?sha256=zz", None, None),
    "reports": (f"{PLAN}reports/", None, None),
    "reports of a coordinator": (f"{PLAN}reports/", "coordinator", None),
    "report": ("{report}", None, None),
    "report in preparation": (f"{PLAN}reports/2025-26/prepare/", "coordinator", None),
    "assessments": (f"{PLAN}assessments/", None, None),
    "sign in": (f"/sign-in/?next={BOARD}", None, None),
    "sign in, refused": ("/sign-in/", None, sign_in_as_nobody),
    "password": ("/password/", None, None),
    "admin": ("/admin/", "admin", None),
    "admin, a list": ("/admin/priorities/commitment/", "coordinator", None),
    "admin, a record": ("/admin/priorities/reportingperiod/add/", "coordinator", None),
    "nothing here": (f"{PLAN}commitments/CJ99-NIL-01/", None, None),
    "board, its filters": (BOARD, None, open_fold),
}


@dataclass(frozen=True)
class Way:
    """How somebody reads: the language in the address, the width of the window, what they asked of their system."""

    language: str = ""
    width: int = 1280
    spaced: bool = False
    options: dict = field(default_factory=dict, hash=False)


PLAIN = Way()
OTHERS = [
    Way("fr", 320),
    Way("ja", 320, options={"color_scheme": "dark"}),
    Way("fr", 1280, options={"forced_colors": "active"}),
    Way("ja", 1280, spaced=True, options={"bypass_csp": True, "color_scheme": "dark"}),
    Way("fr", 320, spaced=True, options={"bypass_csp": True, "reduced_motion": "reduce"}),
]
# Where something was amiss that those who read each state in one way only did not meet.
BESIDES = [
    ("updates, a line open", OTHERS[1]),
    ("admin, a list", OTHERS[2]),
    ("timeline of a year", OTHERS[2]),
    ("admin", OTHERS[4]),
]


def looked_at(cast, page_at, readings, ask=faults) -> dict:
    """The faults of each reading (name of a state, way); a browser's window is kept for those who read alike."""
    pages, found = {}, {}
    for name, way in readings:
        address, who, act = STATES[name]
        page = pages.get((way, who)) or pages.setdefault(
            (way, who),
            page_at(way.width, user=getattr(cast, who) if who else None, **way.options),
        )
        address = address.format(
            saved=_of_saved_view(), seal=cast.report.sha256, report=cast.report.get_absolute_url()
        )
        answer = page.goto(f"/{way.language}{address}" if way.language else address)
        if answer.status in (404, 422):
            page.complaints.clear()  # the browser reports what was meant to be refused
        if act:
            act(page)
        if way.spaced:
            page.add_style_tag(content=SPACED)
        without = tuple(UNSEEN[option] for option in way.options if option in UNSEEN)
        if said := ask(page, without):
            found[name, way.language, way.width] = said
    return found


def _of_saved_view() -> str:
    return f"{PLAN}views/{SavedView.objects.get().slug}/edit/"


def test_nothing_is_amiss_in_english_on_a_wide_window(whole, page_at):
    assert looked_at(whole, page_at, [(name, PLAIN) for name in STATES]) == {}


def test_nothing_is_amiss_in_other_languages_sizes_colours_and_spacings(whole, page_at):
    readings = [(name, OTHERS[number % len(OTHERS)]) for number, name in enumerate(STATES)]

    assert looked_at(whole, page_at, readings + BESIDES) == {}


# The pages on which most words stand.
LONG = """
    overview | board | board, its filters | board, its days | board of an official | table | matrix | timeline of a year |
    changes | attention | commitment of a reviewer | source | updates | updates, a line open | review | verify, genuine |
    reports | report | report in preparation | sign in
"""


def test_words_that_are_two_fifths_longer_break_no_page(whole, page_at, monkeypatch):
    monkeypatch.setitem(trans_real._translations, "fr", Longer("fr"))
    page_cache.forget()

    readings = [(name.strip(), Way("fr", width)) for width in (1280, 320) for name in LONG.split("|")]

    assert looked_at(whole, page_at, readings, ask=outside) == {}
    page_cache.forget()

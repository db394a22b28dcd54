"""Nobody who reads French or Japanese comes upon English that does not say it is English."""

import re
from collections import Counter
from datetime import date
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.test import Client

from priorities.services import notes, register, saved_views
from tests.assessments import final, year
from tests.boards import mixed_board
from tests.conftest import NOON
from tests.leftovers import english_in, is_english
from tests.reporting import fiscal_year, published

from .building import client_of

PLAN = "/canada-japan/"
PERSONS = (None, "official", "reviewer", "coordinator", "assessor", "admin")
STARTS = (
    "/",
    "/updates/",
    "/review/",
    "/verify/",
    "/nowhere/",
    f"{PLAN}board/?standing=purple&as_of=soon&known_at=x&zoom=x&sort=x&columns=x&page=999",
    f"{PLAN}board/?q=zzz",
    f"{PLAN}board/?view=timeline&zoom=year&as_of=2025-09-10",
    f"{PLAN}changes/?from=soon&to=later",
    f"{PLAN}changes/?from=2021-05-03&to=2021-05-04",
    f"{PLAN}changes/?from=2025-08-15&to=2025-10-01",
    f"{PLAN}commitments/CJ21-ROL-01/",
    f"{PLAN}commitments/CJ21-ENS-01/",
    f"{PLAN}source/backgrounder/?commitment=CJ21-ROL-01",
    f"{PLAN}reports/difference/",
    f"{PLAN}reports/2025-26/prepare/",
    f"{PLAN}reports/2024-25/prepare/",
    f"{PLAN}assessments/?period=2024-25",
    "/admin/",
    "/admin/priorities/commitment/",
    "/admin/priorities/progressnote/",
)
# The editor shows records by their names, in whatever language they have one.
RECORDS = re.compile(r"/admin/.*/(change|history)/|/auditentry/")
# One page of each kind is enough for its words.
KINDS = re.compile(r"[A-Z]{2}\d{2}-[A-Z]{3}-\d{2}|\d+")


@pytest.fixture
def whole(cast):
    """A plan with something of everything, its texts in English alone. Sentences are made with the names of areas."""
    cast.area.name_ja = "法の支配"
    register.revise_register(cast.area, by=cast.coordinator, now=NOON)
    mixed_board(cast)
    first = cast.plan.commitments.get(title_en="Joint exercises")
    register.place_span(
        first, text=cast.text, quote="including joint exercises each year", by=cast.coordinator, now=NOON
    )
    cast.submit(first, as_of=date(2025, 9, 30), body={"en": "What was promised is under way."})
    cast.draft(first, as_of=date(2025, 9, 29), body={"en": "What was promised is under way."})
    returned = cast.submit(first, as_of=date(2025, 9, 28), body={"en": "The ships will meet."})
    notes.return_note(returned, reason="Source?", by=cast.reviewer, now=NOON)
    cast.accept(first, as_of=date(2025, 9, 15), body={"en": "The ships have met."})
    saved_views.save_view(
        cast.plan, name="Late", query="view=table&freshness=stale", by=cast.official, now=NOON
    )
    final(cast, first, year(cast))
    published(cast, fiscal_year(cast))
    return cast


def links(here: str, page: str):
    for href in re.findall(r'href="([^"#]+)', page):
        link = urlsplit(urljoin(here, href.replace("&amp;", "&")))
        if not link.netloc and not link.path.startswith("/static/") and not RECORDS.search(link.path):
            yield link.path + (f"?{link.query}" if link.query else "")


def kind_of(address: str) -> str:
    """Its path, and the view where it is of a board: what else is asked for changes the rows, not the words."""
    link = urlsplit(address)
    return f"{KINDS.sub('*', link.path)} {parse_qs(link.query).get('view')}"


def crawl(client: Client, prefix: str):
    """(address, status, page) of one page of each kind that can be reached."""
    first = [f"{prefix}{address}" for address in STARTS]
    seen, waiting = set(), list(first)
    while waiting:
        address = waiting.pop(0)
        if address in first or kind_of(address) not in seen:
            first = [each for each in first if each != address]
            seen.add(kind_of(address))
            answer = client.get(address)
            if answer.headers.get("Location"):
                waiting.insert(0, answer.headers["Location"])
            elif answer.headers["Content-Type"].startswith("text/html"):
                page = answer.content.decode()
                yield address, answer.status_code, page
                waiting += [link for link in links(address, page) if link.startswith(f"{prefix}/")]


@pytest.mark.parametrize("person", PERSONS)
@pytest.mark.parametrize("language", ["fr", "ja"])
def test_nobody_comes_upon_english_that_does_not_say_so(whole, language, person):
    client = client_of(getattr(whole, person) if person else None)
    found, statuses = {}, Counter()

    for address, status, page in crawl(client, f"/{language}"):
        statuses[status] += 1
        assert f'<html lang="{language}"' in page
        found |= dict.fromkeys(english_in(page), address)

    assert found == {}
    assert statuses[200] > 15
    assert {404, 422} <= statuses.keys() <= {200, 403, 404, 422}


@pytest.mark.parametrize(
    ("said", "english"),
    [
        ("Showing the board", True),
        ("Ministère des Forêts et des Pêches", False),
        ("WHO・UHC", False),
        ("書き出し（board.csv）", False),
        ("Voir not_started sur https://example.org/the/board", False),
    ],
)
def test_english_is_told_by_its_small_words(said, english):
    assert is_english(said) == english


def test_what_says_that_it_is_english_is_none():
    page = (
        '<html lang="fr"><p>Voici <b lang="en">the board</b> <i>of the day</i><input title="To the day"></p>'
    )

    assert english_in(page) == ["of the day", "To the day"]

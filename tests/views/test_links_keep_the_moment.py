"""Whoever looks at a past day stays there: every link from one of its pages to another page of the plan names it too."""

import re
from datetime import date
from html import unescape
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest

from priorities.models import SourceDocument
from priorities.services import register
from tests.boards import mixed_board
from tests.conftest import NOON
from tests.views.building import client_of

pytestmark = pytest.mark.usefixtures("at_noon")
PLAN, CHANGES = "/canada-japan/", "/canada-japan/changes"
MOMENT = {"as_of": ["2025-09-25"], "known_at": ["2025-10-01"]}
ASKED = "as_of=2025-09-25&known_at=2025-10-01"
# Pages of the plan that show a day; a report has its own, and saved views are of the day they are opened.
OF_A_DAY = re.compile(r"/canada-japan/(board(\.\w+)?|attention|source|commitments|changes(\.\w+)?)?(/|$)")
START = [
    PLAN,
    *(f"{PLAN}board/?view={view}" for view in ("board", "table", "matrix", "timeline")),
    *(f"{PLAN}board/?view={view}&group=owner" for view in ("board", "matrix")),
    f"{PLAN}board/?view=timeline&zoom=quarter",
    f"{PLAN}board/?view=table&standing=at_risk&sort=due_on",
    f"{PLAN}attention/",
    f"{PLAN}changes/?from=2025-08-01&to=2025-09-25",
    f"{PLAN}source/backgrounder/",
    f"{PLAN}source/action-plan/",
    f"{PLAN}commitments/CJ21-ROL-01/",
]
LINK = re.compile(r"<a\b[^>]*\bhref=\"([^\"]+)\"[^>]*>(.*?)</a>", re.DOTALL)
# A way out of the moment says so; the menu of days is taken away beforehand.
AWAY = re.compile(r"Back to today")


@pytest.fixture
def readers(cast, client):
    mixed_board(cast)
    commitment = cast.plan.commitments.get(reference="CJ21-ROL-01")
    register.place_span(
        commitment, text=cast.text, quote="including joint exercises each year", by=cast.coordinator, now=NOON
    )
    cast.accept(commitment, as_of=date(2025, 9, 20))
    register.link_commitments(
        commitment,
        kind="relates",
        target=cast.plan.commitments.get(reference="CJ21-ENS-01"),
        by=cast.coordinator,
        now=NOON,
    )
    other = SourceDocument(
        plan=cast.plan,
        code="AP22",
        slug="action-plan",
        title_en="Action plan",
        published_on=date(2022, 10, 11),
    )
    register.revise_register(other, by=cast.coordinator, now=NOON)
    return {
        "public": client,
        "official": client_of(cast.official),
        "coordinator": client_of(cast.coordinator),
    }


def leaving(page: str, path: str) -> list[tuple[str, str]]:
    """(words, address) of the links that lead to a page of the plan and forget the moment."""
    main = re.sub(r"<details class=\"filter end when\".*?</details>", "", page, flags=re.DOTALL)
    found = []
    for address, inside in LINK.findall(main):
        url = urlsplit(urljoin(path, unescape(address)))
        words = " ".join(re.sub(r"<[^>]+>", " ", inside).split())
        if not OF_A_DAY.match(url.path) or url.netloc or AWAY.search(words):
            continue
        if url.path.startswith(CHANGES) and path.startswith(CHANGES):
            continue  # the page of two days leads to other pairs of days
        asked = parse_qs(url.query)
        day = {"as_of": asked.get("to")} if url.path.startswith(CHANGES) else {"as_of": asked.get("as_of")}
        if day | {"known_at": asked.get("known_at")} != MOMENT:
            found.append((words, address))
    return found


@pytest.mark.parametrize("reader", ["public", "official", "coordinator"])
@pytest.mark.parametrize("path", START)
def test_every_link_to_a_page_of_a_day_names_the_same_moment(readers, reader, path):
    address = f"{path}{'&' if '?' in path else '?'}{ASKED}"

    response = readers[reader].get(address)

    assert response.status_code == 200
    assert leaving(response.content.decode(), address) == []


def test_the_way_to_the_source_text_keeps_it_too(readers):
    answer = readers["public"].get(f"{PLAN}source/?{ASKED}")

    assert (answer.status_code, answer["Location"]) == (302, f"{PLAN}source/backgrounder/?{ASKED}")

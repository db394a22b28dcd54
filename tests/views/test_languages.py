"""The same address in three languages: three pages that lead to each other, show the same facts, and stay themselves."""

import re
from collections import Counter
from html import unescape

import pytest

from priorities.services import register
from tests.boards import mixed_board
from tests.conftest import NOON

LANGUAGES = {"en": "", "fr": "/fr", "ja": "/ja"}
DAY = "as_of=2025-09-10"
ADDRESSES = [
    f"/canada-japan/?{DAY}",
    f"/canada-japan/board/?{DAY}",
    f"/canada-japan/board/?view=table&group=party&kind=deliverable&{DAY}",
    f"/canada-japan/board/?view=matrix&{DAY}",
    f"/canada-japan/board/?view=timeline&zoom=year&{DAY}",
    "/canada-japan/changes/?from=2025-08-15&to=2025-09-20",
    f"/canada-japan/attention/?{DAY}",
    f"/canada-japan/commitments/CJ21-ROL-01/?{DAY}",
    f"/canada-japan/source/backgrounder/?{DAY}",
]
# What a reader is told, apart from the words: where things stand, which they are, when, and how many.
FACTS = (
    r'data-standing="\w+"',
    r"\bCJ\d\d-[A-Z]{3}-\d\d\b",
    r'datetime="[\d-]+"',
    r'class="n">(\d+)<',
    r'data-kind="\w+"',
    r'<text x="[\d.%]+"',
)


@pytest.fixture
def told(cast):
    mixed_board(cast)
    register.place_span(
        cast.plan.commitments.get(title_en="Joint exercises"),
        text=cast.text,
        quote="including joint exercises each year",
        by=cast.coordinator,
        now=NOON,
    )
    return cast


def page_of(client, prefix, address) -> str:
    answer = client.get(f"{prefix}{address}")
    assert answer.status_code == 200
    return answer.content.decode()


def facts(page: str) -> Counter:
    main = page[page.index("<main") : page.index("</main>")]
    return Counter(found for pattern in FACTS for found in re.findall(pattern, main))


def links(page: str) -> list[str]:
    """What the page itself leads to; not its twins, its files or itself."""
    anchors = re.findall(r"<a\b(?![^>]*hreflang)[^>]*\bhref=\"([^\"]*)\"", page[page.index("<body") :])
    return [unescape(href) for href in anchors if href.startswith("/")]


def test_the_twins_of_a_page_show_the_same_facts(client, told):
    for address in ADDRESSES:
        pages = {language: page_of(client, prefix, address) for language, prefix in LANGUAGES.items()}

        assert facts(pages["en"]).total() > 5
        assert facts(pages["fr"]) == facts(pages["en"])
        assert facts(pages["ja"]) == facts(pages["en"])


def test_the_twins_of_a_page_name_each_other_and_lead_nowhere_else(client, told):
    for address in ADDRESSES:
        twins = {(language, f"{prefix}{address}") for language, prefix in LANGUAGES.items()}
        for language, prefix in LANGUAGES.items():
            page = page_of(client, prefix, address)
            alternates = re.findall(r'<link rel="alternate" hreflang="(\w+)" href="([^"]+)"', page)
            others = re.findall(r'hreflang="x-default" href="([^"]+)"', page)

            assert {(code, unescape(href)) for code, href in alternates} == twins
            assert [unescape(href) for href in others] == [address]
            if language != "en":
                assert links(page)
                assert [href for href in links(page) if not href.startswith(f"{prefix}/")] == []


def test_what_a_page_of_a_day_leads_to_is_of_that_day(client, told):
    of_a_moment = re.compile(r"/canada-japan/(board|commitments|source|attention)\b")
    for address in ADDRESSES:
        if DAY not in address:
            continue
        page = page_of(client, "/fr", address)
        main = page[page.index("<main") : page.index("</main>")]
        today = re.findall(r'<a href="([^"]*)"[^>]*>Revenir à aujourd’hui</a>', main)
        found = [href for href in links(f"<body>{main}") if of_a_moment.search(href)]

        assert found
        assert {href for href in found if DAY not in href} <= {unescape(href) for href in today}

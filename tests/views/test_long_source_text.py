"""A document of many pages: one at a time, with ways to the others, and every promise found on its own."""

import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from priorities.models import DocumentText, SourceDocument
from priorities.services import register
from tests.conftest import NOON

from .building import client_of, htmx, words_of

pytestmark = pytest.mark.django_db
ADDRESS = "/canada-japan/source/long/"
SECTIONS = 5


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def long(cast) -> DocumentText:
    """Five sections of some 7,000 characters each, so that each has a page, in a document of its own."""
    document = SourceDocument(
        plan=cast.plan, code="L1", slug="long", title_en="Long plan", published_on=date(2024, 1, 1)
    )
    register.revise_register(document, by=cast.coordinator, now=NOON)
    parts = []
    for section in range(1, SECTIONS + 1):
        parts.append(f"Section {section}")
        parts += [f"Promise {section}.{number} is to meet. {'And on. ' * 40}" for number in range(1, 21)]
    text = DocumentText(document=document, language="en", body="\n\n".join(parts))
    register.revise_register(text, by=cast.coordinator, now=NOON)
    return text


def promise(cast, long, words: str, **given):
    commitment = cast.commitment(**given)
    register.place_span(commitment, text=long, quote=words, by=cast.coordinator, now=NOON)
    return commitment


def shown(page) -> str:
    return "".join(piece.text for block in page.context["page"].blocks for piece in block.pieces)


def article(page) -> str:
    return words_of(page).partition("<article")[2].partition("</article>")[0]


def test_each_page_has_a_part_and_all_together_have_every_word(cast, long):
    pages = [client_of(None).get(ADDRESS, {"page": number}) for number in range(1, SECTIONS + 1)]

    assert [shown(page)[:9] for page in pages] == [f"Section {number}" for number in range(1, SECTIONS + 1)]
    assert re.sub(r"\s", "", "".join(map(shown, pages))) == re.sub(r"\s", "", long.body)
    assert shown(client_of(None).get(ADDRESS)) == shown(pages[0])
    assert "Long plan · Page 2 of 5 — " in words_of(pages[1])


def test_a_page_leads_to_the_others_and_to_every_section(cast, long):
    page = client_of(None).get(ADDRESS, {"page": "2", "text": "en", "as_of": "2025-03-01"})

    kept = "text=en&amp;as_of=2025-03-01&amp;page="
    assert [number for number in range(1, 6) if f'href="?{kept}{number}" aria-label' in words_of(page)] == [
        1,
        3,
        4,
        5,
    ]
    place = long.body.index("Section 4")
    assert f'<a href="?{kept}4#section-{place}">Section 4</a>' in words_of(page)
    there = client_of(None).get(ADDRESS, {"page": "4"})
    assert f'<h2 lang="en" id="section-{place}">Section 4' in words_of(there)
    assert 'type="hidden" name="page" value="2"' in words_of(page)


def test_a_commitment_leads_to_its_words_on_their_page(cast, long):
    commitment = promise(cast, long, "Promise 3.7 is to meet.")
    detail = client_of(None).get(f"/canada-japan/commitments/{commitment.reference}/")
    [passage] = detail.context["page"].passages

    page = client_of(None).get(passage.url)

    assert page.context["page"].number == 3
    assert f'id="{commitment.reference}"' in article(page)
    assert 'aria-current="true"' in article(page)
    assert passage.words.quote == "Promise 3.7 is to meet."
    assert passage.words.before == ""


def test_a_promise_followed_on_a_page_keeps_the_page(cast, long):
    first = promise(cast, long, "Promise 4.1 is to meet.")
    register.place_span(first, text=long, quote="Promise 2.1 is to meet.", by=cast.coordinator, now=NOON)

    page = client_of(None).get(ADDRESS, {"page": "4"})
    [link] = re.findall(r'hx-get="([^"]+)"', article(page))
    followed = client_of(None).get(ADDRESS + link.replace("&amp;", "&"), headers=htmx("source"))

    assert link == f"?page=4&amp;commitment={first.reference}"
    assert followed.context["page"].number == 4
    assert client_of(None).get(ADDRESS, {"commitment": first.reference}).context["page"].number == 2


def test_what_is_told_of_the_text_is_told_of_all_its_pages(cast, long):
    promise(cast, long, "Promise 1.1 is to meet.")
    moved = promise(cast, long, "Promise 5.2 is to meet.")
    client = client_of(None)
    before = client.get(ADDRESS, {"page": "2"}).context["page"].tracked

    cast.accept(moved, lifecycle="paused")
    after = client.get(ADDRESS, {"page": "2"}).context["page"].tracked

    assert (before.number, before.silent_paragraphs) == (2, 20 * SECTIONS - 2)
    assert (before.counts, after.counts) == (
        (("not_reported", 2),),
        (("not_reported", 1), ("paused", 1)),
    )


@pytest.mark.parametrize("page", ["0", "6", "-1", "two", "9999999"])
def test_a_page_that_is_not_there_is_not_found(cast, long, page):
    assert client_of(None).get(ADDRESS, {"page": page}).status_code == 404
    assert client_of(None).get(ADDRESS, {"unmarked": page}).status_code == 404


def test_a_document_of_one_page_says_nothing_of_pages(cast):
    page = words_of(client_of(None).get("/canada-japan/source/backgrounder/"))

    assert [sign for sign in ("Page 1", "page=", 'class="pages"', 'id="section-') if sign in page] == []


def test_promises_without_a_passage_have_pages_of_their_own(cast):
    for _each in range(52):
        cast.commitment()

    first, second = (
        client_of(None).get("/canada-japan/source/backgrounder/", asked) for asked in ({}, {"unmarked": "2"})
    )

    assert [len(page.context["page"].elsewhere) for page in (first, second)] == [50, 2]
    assert 'href="?unmarked=2#untracked"' in words_of(first)
    assert 'href="?unmarked=1#untracked"' in words_of(second)


def test_a_page_of_many_costs_as_many_queries_as_the_only_one(cast, long):
    promise(cast, long, "Promise 3.7 is to meet.")
    client = client_of(None)
    client.get(ADDRESS, {"page": "2"})

    def queries(address, **asked):
        with CaptureQueriesContext(connection) as made:
            client.get(address, asked)
        return len(made)

    assert queries(ADDRESS, page="3") == queries(ADDRESS, page="4")
    assert queries(ADDRESS, page="3") <= queries("/canada-japan/source/backgrounder/")


def test_in_a_text_of_very_many_headings_only_the_near_ones_are_listed(cast):
    document = SourceDocument(
        plan=cast.plan, code="M1", slug="many", title_en="Many", published_on=date(2024, 1, 1)
    )
    register.revise_register(document, by=cast.coordinator, now=NOON)
    body = "\n\n".join(f"Section {number}\n\n{'And on. ' * 100}" for number in range(1, 301))
    register.revise_register(
        DocumentText(document=document, language="en", body=body), by=cast.coordinator, now=NOON
    )

    page = client_of(None).get("/canada-japan/source/many/", {"page": "10"})

    listed = page.context["sections"]
    here = re.findall(r"<h2[^>]*>(Section \d+)", article(page))
    assert [each["words"] for each in listed if each["current"]] == here
    assert len(listed) == len(here) + 6  # the first, two before and two after, and the last

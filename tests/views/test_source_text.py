"""The document as published, with every promise where it stands."""

import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from priorities.models import DocumentText, SourceDocument
from priorities.services import register
from tests.conftest import BODY, NOON

from .building import bare, client_of, htmx, place, words_of

pytestmark = pytest.mark.django_db
ADDRESS = "/canada-japan/source/backgrounder/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False):
        yield


def body_of(page) -> str:
    """The words of the document's blocks, put together again."""
    return "".join(piece.text for block in page.context["page"].blocks for piece in block.pieces)


def test_it_shows_the_whole_text_with_each_promise_in_the_colour_of_its_standing(cast):
    place(cast, moved := cast.commitment(), "Enhance defence cooperation")
    place(cast, cast.commitment(), "joint exercises each year")
    cast.accept(moved, lifecycle="paused")

    page = client_of(None).get(ADDRESS)

    assert page.status_code == 200
    assert body_of(page) == BODY.strip().replace("\n\n", "")
    assert f'<mark data-standing="paused" id="{moved.reference}">' in words_of(page)
    assert page.context["page"].tracked.counts == (("not_reported", 1), ("paused", 1))


def test_nothing_stands_between_a_promise_and_the_words_after_it(cast):
    place(cast, cast.commitment(), "Enhance defence cooperation")
    place(cast, cast.commitment(), "defence cooperation to maintain the rule of law")

    article = client_of(None).get(ADDRESS).content.decode().partition("<article")[2]

    assert article.count("</mark>") == article.count("</a></mark>") == 3


def test_where_passages_overlap_the_shorter_colours_and_both_are_named(cast):
    place(cast, long := cast.commitment(), "Enhance defence cooperation to maintain the rule of law")
    place(cast, short := cast.commitment(), "defence cooperation to maintain the rule of law")
    cast.accept(short, lifecycle="paused")

    page = client_of(None).get(ADDRESS)

    outer, inner = (piece for block in page.context["page"].blocks for piece in block.pieces if piece.card)
    assert (outer.text, outer.card.reference, outer.ending) == ("Enhance ", long.reference, ())
    assert (inner.card.standing, [card.reference for card in inner.ending]) == (
        "paused",
        [short.reference, long.reference],
    )


def test_the_chosen_promise_is_explained_at_the_side(cast):
    place(cast, commitment := cast.commitment(title_en="Sail together"), "joint exercises each year")
    cast.accept(commitment, body={"en": "Two ships sailed."})

    before = client_of(None).get(ADDRESS)
    page = client_of(None).get(ADDRESS, {"commitment": commitment.reference})

    assert "Choose a promise" in words_of(before)
    assert ("Sail together" in words_of(page), "Two ships sailed." in words_of(page)) == (True, True)
    assert 'aria-current="true"' in words_of(page).partition("<article")[2]


@pytest.mark.parametrize("target", ["source", "panel"])
def test_htmx_gets_the_part_without_the_page(cast, target):
    page = client_of(None).get(ADDRESS, headers=htmx(target))

    assert f'id="{target}"' in words_of(page).strip()[:80]
    assert "<html" not in words_of(page)


def test_it_is_only_read(cast):
    assert client_of(cast.official).post(ADDRESS).status_code == 405
    assert client_of(cast.official).post("/canada-japan/source/").status_code == 405


def test_notes_that_are_hidden_neither_colour_nor_explain(cast):
    place(cast, commitment := cast.commitment(), "joint exercises each year")
    cast.accept(commitment, visibility="internal", body={"en": "Quietly agreed."}, lifecycle="paused")
    asked = {"commitment": commitment.reference}

    public = words_of(client_of(None).get(ADDRESS, asked))
    partner = words_of(client_of(cast.partner_official).get(ADDRESS, asked))
    team = words_of(client_of(cast.official).get(ADDRESS, asked))

    hidden = ["Quietly agreed.", 'data-standing="paused"']
    assert [words for page in (public, partner) for words in hidden if words in page] == []
    assert [words for words in hidden if words in team] == hidden


def test_a_draft_commitment_marks_nothing_and_cannot_be_chosen(cast):
    place(cast, draft := cast.commitment(published=False), "joint exercises each year")
    client = client_of(cast.official)

    page = client.get(ADDRESS)
    there, nowhere = (
        client.get(ADDRESS, {"commitment": which}) for which in (draft.reference, "CJ21-ROL-99")
    )

    assert draft.reference not in words_of(page)
    assert there.status_code == nowhere.status_code == 404
    assert bare(there).replace(draft.reference, "") == bare(nowhere).replace("CJ21-ROL-99", "")


def test_a_past_day_shows_where_each_promise_stood(cast):
    place(cast, commitment := cast.commitment(), "joint exercises each year")
    cast.accept(commitment, as_of=date(2025, 6, 1), lifecycle="paused")

    past = client_of(None).get(ADDRESS, {"as_of": "2025-03-01"})

    assert past.context["page"].tracked.counts == (("not_reported", 1),)
    assert "stood on 1 Mar 2025" in words_of(past)
    assert "as_of=2025-03-01&amp;commitment=" in words_of(past)


def test_a_promise_made_later_was_not_tracked_yet(cast):
    place(cast, cast.commitment(made_on=date(2024, 1, 1)), "joint exercises each year")

    past = client_of(None).get(ADDRESS, {"as_of": "2023-01-01"})

    assert past.context["page"].tracked.number == 0
    assert body_of(past) == BODY.strip().replace("\n\n", "")


def test_it_says_what_is_not_tracked(cast):
    place(cast, cast.commitment(), "Enhance defence cooperation to maintain the rule of law")
    loose = cast.commitment(title_en="Promised elsewhere in it")

    page = client_of(None).get(ADDRESS)

    shown = page.context["page"]
    whole = shown.tracked
    assert (whole.number, whole.silent_paragraphs, whole.percent) == (1, 1, 29)
    assert [card.reference for card in shown.elsewhere] == [loose.reference]


def test_each_language_of_the_text_can_be_read(cast):
    text = DocumentText(
        document=cast.document, language="fr", body="Priorités communes\n\nRenforcer la coopération."
    )
    register.revise_register(text, by=cast.coordinator, now=NOON)

    english, french = client_of(None).get(ADDRESS), client_of(None).get(ADDRESS, {"text": "fr"})
    page_in_french = client_of(None).get(f"/fr{ADDRESS}")

    assert re.findall(r'<(?:h2|p) lang="(\w+)"', words_of(english)) == ["en"] * 5
    assert 'href="?text=fr"' in words_of(english)
    assert "Renforcer la coopération." in words_of(french)
    assert re.findall(r'<(?:h2|p) lang="(\w+)"', words_of(page_in_french)) == ["fr"] * 2
    assert client_of(None).get(ADDRESS, {"text": "ja"}).status_code == 404


def test_what_is_said_about_the_text_is_in_the_language_of_the_page(cast, commitment):
    quote = "including joint exercises each year"
    register.place_span(commitment, text=cast.text, quote=quote, by=cast.coordinator, now=NOON)

    page = words_of(client_of(None).get(f"/ja{ADDRESS}"))

    assert '<article class="card doc" aria-label="本文">' in page
    assert re.findall(r'<span lang="(\w+)">\s*<svg', page) == ["ja"]


def test_the_source_text_of_a_plan_is_its_first_document(cast):
    response = client_of(None).get("/canada-japan/source/")

    assert (response.status_code, response["Location"]) == (302, ADDRESS)


def test_a_plan_without_a_text_says_how_one_comes_about(cast):
    cast.text.delete()

    assert "Nothing to read yet" in words_of(client_of(None).get("/canada-japan/source/"))
    assert "not held here yet" in words_of(client_of(None).get(ADDRESS))


def test_a_coordinator_of_a_plan_without_a_document_is_led_to_the_first(cast):
    cast.text.delete()
    cast.document.delete()

    led = [
        'href="/admin/priorities/sourcedocument/add/"'
        in words_of(client_of(user).get("/canada-japan/source/"))
        for user in (cast.coordinator, cast.official, None)
    ]

    assert led == [True, False, False]


def test_a_document_that_is_not_there_is_not_found(cast):
    assert client_of(None).get("/canada-japan/source/nothing/").status_code == 404
    assert client_of(None).get("/no-plan/source/").status_code == 404


def test_html_in_a_document_is_only_words(cast):
    document = SourceDocument(
        plan=cast.plan, code="X1", slug="odd", title_en="Odd", published_on=date(2024, 1, 1)
    )
    register.revise_register(document, by=cast.coordinator, now=NOON)
    text = DocumentText(document=document, language="en", body="Use <script>alert(1)</script> & friends.")
    register.revise_register(text, by=cast.coordinator, now=NOON)

    page = words_of(client_of(None).get("/canada-japan/source/odd/"))

    assert "Use &lt;script&gt;alert(1)&lt;/script&gt; &amp; friends." in page


@pytest.mark.parametrize("person", [None, "official"])
def test_thirty_passages_cost_no_more_queries_than_one(cast, person):
    client = client_of(getattr(cast, person) if person else None)
    place(cast, first := cast.commitment(), "Enhance")
    asked = {"commitment": first.reference}
    client.get(ADDRESS, asked)  # once, where the pages of this text begin is read
    cast.accept(first)

    with CaptureQueriesContext(connection) as few:
        client.get(ADDRESS, asked)
    for length in range(8, 37):
        place(cast, commitment := cast.commitment(), BODY[BODY.index("Enhance") :][:length].strip())
        cast.accept(commitment)
    with CaptureQueriesContext(connection) as many:
        client.get(ADDRESS, asked)

    assert len(many) == len(few)

"""Nobody who reads French or Japanese comes upon English that does not say it is English."""

from collections import Counter

import pytest

from tests.leftovers import english_in, is_english

from .building import client_of
from .crawling import PERSONS, crawl, is_page, something_of_everything

pytestmark = pytest.mark.pages


@pytest.fixture
def whole(cast):
    return something_of_everything(cast)


@pytest.mark.parametrize("person", PERSONS)
@pytest.mark.parametrize("language", ["fr", "ja"])
def test_nobody_comes_upon_english_that_does_not_say_so(whole, language, person):
    client = client_of(getattr(whole, person) if person else None)
    found, statuses = {}, Counter()

    for address, answer in crawl(client, f"/{language}"):
        if is_page(answer):
            page = answer.content.decode()
            statuses[answer.status_code] += 1
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

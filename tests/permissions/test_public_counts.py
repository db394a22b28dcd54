"""Counts and colours tell too: none moves with a note its reader may not see."""

import pytest
from django.test import Client

from .test_canaries import words_of


def seen_by_the_public(client: Client) -> list[str]:
    pages = [
        "/canada-japan/",
        "/canada-japan/board/",
        "/canada-japan/board/?view=table",
        "/canada-japan/board.csv",
        "/canada-japan/source/backgrounder/",
        "/canada-japan/board/?freshness=never",
        "/canada-japan/board/?q=secret",
    ]
    return [words_of(client.get(page)) for page in pages]


@pytest.mark.parametrize("visibility", ["internal", "shared"])
def test_no_count_and_no_colour_of_the_public_moves_with_a_note_it_may_not_see(cast, commitment, visibility):
    cast.accept(cast.commitment())
    client = Client()
    before = seen_by_the_public(client)

    cast.accept(
        commitment,
        visibility=visibility,
        body={"en": "secret"},
        confidence="off_track",
        reason={"en": "secret"},
    )

    assert seen_by_the_public(client) == before


def test_the_other_governments_board_does_not_move_with_an_internal_note(cast, commitment):
    client = Client()
    client.force_login(cast.partner_official)
    address = "/canada-japan/board.csv"
    before = words_of(client.get(address))

    cast.accept(
        commitment,
        visibility="internal",
        body={"en": "secret"},
        confidence="off_track",
        reason={"en": "secret"},
    )

    assert words_of(client.get(address)) == before

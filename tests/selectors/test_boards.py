"""Boards from indexes and prepared questions, against the same boards asked of the commitments themselves."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from priorities.selectors import boards
from priorities.selectors.moments import moment
from tests.boards import mixed_board
from tests.conftest import NOON

MOMENTS = [
    {},
    {"as_of": date(2025, 8, 31)},
    {"as_of": date(2020, 1, 1)},
    {"known_at": datetime(2025, 9, 30, 12, tzinfo=UTC)},
    {"as_of": date(2025, 9, 16), "known_at": datetime(2025, 10, 1, 13, tzinfo=UTC)},
]


@pytest.mark.parametrize("asked", MOMENTS, ids=str)
@pytest.mark.parametrize("limits", [(200, 8), (2, 1)], ids=["small", "large"])
def test_the_board_from_indexes_is_that_of_the_commitments_for_every_reader(cast, monkeypatch, asked, limits):
    mixed_board(cast)
    monkeypatch.setattr(boards, "BOARD_LIMIT", limits[0])
    monkeypatch.setattr(boards, "COLUMN_LIMIT", limits[1])
    shown = moment(cast.plan, now=NOON, **asked)

    for user in (AnonymousUser(), cast.official, cast.partner_official, cast.coordinator):
        given = {"plan": cast.plan, "user": user, "moment": shown}
        found = boards.board_commitments(**given)
        for only in ((), ("on_track",), ("paused", "not_started")):
            filtered = found.filter(standing__in=only) if only else found
            assert boards.whole_board(**given, only=only) == boards.status_board(filtered, **given)


def test_cards_are_the_same_however_they_were_read(cast):
    mixed_board(cast)
    given = {"plan": cast.plan, "moment": moment(cast.plan, now=NOON)}
    found = boards.board_commitments(user=cast.official, **given)

    one_way = boards.cards(found.select_related("area"), **given)
    another = boards.cards_of([card.id for card in one_way], user=cast.official, **given)

    assert another == one_way == list(boards.iter_cards(found, **given))
    assert len(one_way) == 6

"""What a new tracker still needs, step by step."""

import pytest

from priorities.models import Membership, Plan
from priorities.selectors.beginnings import first_steps

pytestmark = pytest.mark.django_db


def steps() -> list[tuple[str, bool, bool]]:
    return [(step.code, step.is_done, step.is_next) for step in first_steps()]


def test_a_new_tracker_begins_with_the_parties():
    assert steps() == [
        ("party", False, True),
        ("organization", False, False),
        ("membership", False, False),
        ("plan", False, False),
        ("commitment", False, False),
    ]


def test_what_is_there_is_done_and_the_first_that_is_missing_comes_next(cast):
    cast.commitment(published=False)
    Membership.objects.filter(role="coordinator").delete()

    assert steps() == [
        ("party", True, False),
        ("organization", True, False),
        ("membership", False, True),
        ("plan", True, False),
        ("commitment", False, False),
    ]


def test_nothing_is_left_once_a_commitment_is_published(cast):
    cast.commitment()

    assert (steps(), Plan.objects.count()) == ([], 1)

"""Rows as the database answers them, and the days in them."""

from datetime import date

import pytest

from priorities.models import Commitment
from priorities.selectors.plain import a_day, day_of, plain_rows

pytestmark = pytest.mark.django_db


def test_columns_come_in_the_order_in_which_they_are_named(cast):
    made = cast.commitment(made_on=date(2024, 2, 29))

    [(reference, day, area, nothing)] = plain_rows(
        Commitment.objects.all(), "reference", a_day("made_on"), "area__code", a_day("archived_on")
    )

    assert (reference, area) == (made.reference, cast.area.code)
    assert (day_of(day), day_of(nothing)) == (date(2024, 2, 29), None)

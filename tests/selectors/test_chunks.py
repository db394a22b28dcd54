"""Many rows, some at a time: in their order, and with nothing locked in between."""

import sqlite3

import pytest
from django.db import connection

from priorities.models import Commitment
from priorities.selectors.chunks import in_chunks


def test_rows_come_in_their_order_some_at_a_time(cast):
    made = [cast.commitment() for _each in range(5)]

    chunks = list(in_chunks(Commitment.objects.order_by("-pk"), 2))

    assert chunks == [[made[4], made[3]], [made[2], made[1]], [made[0]]]


def test_a_row_that_is_gone_meanwhile_is_left_out(cast):
    kept, gone = cast.commitment(published=False), cast.commitment(published=False)
    rows = Commitment.objects.order_by("pk")
    chunks = in_chunks(rows, 1)
    first = next(chunks)

    rows.filter(pk=gone.pk).delete()

    assert (first, list(chunks)) == ([kept], [[]])


@pytest.mark.django_db(transaction=True)
def test_somebody_else_can_write_between_two_chunks(cast):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's readers never keep writers away")
    for _each in range(300):
        cast.commitment(owners=(), published=False)
    chunks = in_chunks(Commitment.objects.order_by("pk"), 10)
    next(chunks)

    with sqlite3.connect(connection.settings_dict["NAME"], timeout=0.1) as other:
        other.execute("UPDATE priorities_plan SET version = version + 1")

    assert sum(len(chunk) for chunk in chunks) == 290

"""What tests of pages share: the clock of the cast, and counting what a page asks the database."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import NOON


@pytest.fixture
def at_noon():
    """The pages take it to be NOON, 1 October 2025."""
    with time_machine.travel(NOON, tick=False):
        yield NOON


@pytest.fixture
def queries_of(client):
    """How many queries a GET of an address makes, its answer read to the end."""

    def count(url: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            response = client.get(url)
            assert response.status_code == 200
            if response.streaming:
                b"".join(response.streaming_content)
        return len(captured)

    return count

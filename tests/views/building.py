"""What the tests of pages build again and again, on top of the cast."""

import re
from uuid import uuid4

from django.test import Client

from priorities.models import User
from priorities.services import register
from tests.conftest import NOON

HTMX = {"HX-Request": "true"}


def client_of(person: User | None) -> Client:
    """A browser in which this person has signed in; nobody where None."""
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def htmx(target: str) -> dict:
    """The headers of an htmx request that fills the element `target`."""
    return HTMX | {"HX-Target": target}


def typed(**given) -> dict:
    """What a browser sends from the log-progress form, filled in well enough to be submitted."""
    return {
        "submission_id": str(uuid4()),
        "as_of": "2025-09-01",
        "status": "underway/on_track",
        "body": "Talks went on.",
        "language": "en",
        "visibility": "public",
        "as_of_precision": "day",
        "act": "submit",
    } | given


def place(cast, commitment, quote: str):
    """Tie the commitment to its words in the text of the cast's document."""
    return register.place_span(commitment, text=cast.text, quote=quote, by=cast.coordinator, now=NOON)


def words_of(response) -> str:
    return response.content.decode()


def bare(response) -> str:
    """The words without the tokens against forgery, which differ each time."""
    return re.sub(r"[A-Za-z0-9]{64}", "", words_of(response))

"""Many hands on one note at the same moment."""

import threading
from uuid import uuid4

import pytest
from django.db import connections

from priorities import exceptions
from priorities.models import AuditEntry, Commitment, ProgressNote, StandingSpan, User
from priorities.models.standings import FOREVER
from priorities.services import notes
from tests.conftest import NOON

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(work, number):
    """What `number` threads got from `work(i)`: its result, or the refusal it raised."""
    answers = [None] * number

    def run(place):
        try:
            answers[place] = work(place)
        except exceptions.Refusal as refusal:
            answers[place] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_twenty_identical_posts_at_once_make_one_note(cast, commitment):
    form, words = uuid4(), cast.words()

    made = at_once(
        lambda _: (
            notes.draft_note(
                Commitment.objects.get(pk=commitment.pk),
                organization=cast.organizations["GAC"],
                words=words,
                by=User.objects.get(username="official"),
                now=NOON,
                submission_id=form,
            ).pk
        ),
        20,
    )

    assert (len(set(made)), ProgressNote.objects.count()) == (1, 1)


def test_two_reviewers_at_once_decide_once(cast, commitment):
    note = cast.submit(commitment)
    verbs = [
        lambda read: notes.accept_note(read, by=User.objects.get(username="reviewer"), now=NOON),
        lambda read: notes.return_note(
            read, reason="No.", by=User.objects.get(username="reviewer"), now=NOON
        ),
    ]

    answers = at_once(lambda place: verbs[place % 2](ProgressNote.objects.get(pk=note.pk)), 8)

    decided = [answer for answer in answers if isinstance(answer, ProgressNote)]
    state = ProgressNote.objects.get().state
    assert len(decided) == 1
    assert state in ("accepted", "returned")
    assert AuditEntry.objects.filter(action__in=["note.accept", "note.return"]).count() == 1
    standing = StandingSpan.objects.get(
        commitment=commitment, audience="public", until_on=FOREVER, known_until=None
    ).standing
    assert standing == ("on_track" if state == "accepted" else "not_reported")

"""Who sees an accepted note changes by a second person, for a reason, in a ledger; boards of then stay as they were."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from priorities import exceptions
from priorities.models import AuditEntry, ProgressNote, StandingSpan, VisibilityChange
from priorities.services import notes
from priorities.services.visibility import change_visibility
from tests.conftest import NOON

DAY = date(2025, 9, 15)


def standing(commitment, audience, known_at=None):
    return StandingSpan.objects.on(DAY, known_at).get(commitment=commitment, audience=audience).standing


def test_a_widened_note_counts_for_its_new_readers_from_then_on(cast, commitment, later):
    note = cast.accept(commitment, visibility="internal")

    change_visibility(note, visibility="public", reason="Announced.", by=cast.reviewer, now=later(5))

    audiences = ("public", "JP", "CA")
    now, then = (
        [standing(commitment, audience, known_at) for audience in audiences] for known_at in (None, later(4))
    )
    assert now == ["on_track"] * 3
    assert then == ["not_reported", "not_reported", "on_track"]


def test_a_narrowed_note_shows_on_no_board_of_those_who_lost_it_however_old(cast, commitment, later):
    note = cast.accept(commitment)

    change_visibility(note, visibility="internal", reason="Too early.", by=cast.coordinator, now=later(5))

    found = [standing(commitment, each, at) for each in ("public", "JP", "CA") for at in (None, later(4))]
    assert found == ["not_reported"] * 4 + ["on_track"] * 2


def test_a_correction_and_what_it_corrects_are_seen_by_the_same_readers(cast, commitment, later):
    wrong = cast.accept(commitment, confidence="off_track", reason={"en": "Late."})
    words = cast.words(confidence="on_track")
    right = notes.correct_note(wrong, words=words, by=cast.official, now=later(1))
    notes.submit_note(right, by=cast.official, now=later(1))
    notes.accept_note(right, by=cast.reviewer, now=later(2))

    change_visibility(right, visibility="internal", reason="Too early.", by=cast.reviewer, now=later(3))

    assert set(ProgressNote.objects.values_list("visibility", flat=True)) == {"internal"}
    assert (standing(commitment, "public"), standing(commitment, "CA")) == ("not_reported", "on_track")


@pytest.mark.parametrize(
    ("start", "to", "person", "refusal"),
    [
        ("internal", "public", "official", exceptions.NotAllowed),
        ("internal", "public", "coordinator", exceptions.NotAllowed),
        ("public", "internal", "partner_reviewer", exceptions.NotAllowed),
        ("public", "internal", "colleague", exceptions.NotAllowed),
        ("public", "shared", "admin", exceptions.NotAllowed),
    ],
)
def test_only_its_reviewers_widen_and_only_they_and_the_keepers_narrow(
    cast, commitment, start, to, person, refusal
):
    note = cast.accept(commitment, visibility=start)

    with pytest.raises(refusal):
        change_visibility(note, visibility=to, reason="Agreed.", by=getattr(cast, person), now=NOON)

    note.refresh_from_db()
    assert (note.visibility, VisibilityChange.objects.count()) == (start, 0)


def test_what_was_received_in_confidence_never_becomes_public(cast, commitment):
    note = cast.accept(commitment, visibility="shared", received_in_confidence=True)

    with pytest.raises(exceptions.ConfidentialNote):
        change_visibility(note, visibility="public", reason="Agreed.", by=cast.reviewer, now=NOON)

    note.refresh_from_db()
    assert note.visibility == "shared"


def test_it_takes_a_reason_an_accepted_note_and_the_note_as_it_was_read(cast, commitment):
    note = cast.accept(commitment)
    stale = ProgressNote.objects.get(pk=note.pk)
    waiting = cast.submit(commitment)

    with pytest.raises(exceptions.ReasonRequired):
        change_visibility(note, visibility="shared", reason=" ", by=cast.reviewer, now=NOON)
    with pytest.raises(exceptions.NotAccepted):
        change_visibility(waiting, visibility="shared", reason="Agreed.", by=cast.reviewer, now=NOON)
    change_visibility(note, visibility="shared", reason="Agreed.", by=cast.reviewer, now=NOON)
    with pytest.raises(exceptions.Conflict):
        change_visibility(stale, visibility="internal", reason="Agreed.", by=cast.reviewer, now=NOON)

    assert VisibilityChange.objects.get().to_visibility == "shared"
    assert AuditEntry.objects.filter(action="note.narrow_visibility").count() == 1


def test_the_database_itself_holds_the_ledger(cast, commitment):
    note = cast.accept(commitment)
    change_visibility(note, visibility="shared", reason="Agreed.", by=cast.reviewer, now=NOON)
    statements = [
        "UPDATE priorities_progressnote SET visibility = 'internal'",
        "UPDATE priorities_visibilitychange SET reason = 'Other'",
        "DELETE FROM priorities_visibilitychange",
    ]

    for statement in statements:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    assert VisibilityChange.objects.get().reason == "Agreed."


def test_the_page_offers_it_to_those_who_may_and_keeps_what_was_typed(client, cast, commitment):
    note = cast.accept(commitment)
    client.force_login(cast.reviewer)
    address = f"/canada-japan/notes/{note.pk}/visibility/"

    page = client.get(commitment.get_absolute_url()).content.decode()
    refused = client.post(address, {"visibility": "shared", "reason": "", "version": note.version})
    done = client.post(address, {"visibility": "shared", "reason": "Agreed.", "version": note.version})

    assert ("Change who sees it" in page, refused.status_code, done.status_code) == (True, 422, 303)
    assert "Please give a reason." in refused.content.decode()
    note.refresh_from_db()
    assert note.visibility == "shared"
    client.force_login(cast.viewer)
    assert "Change who sees it" not in client.get(commitment.get_absolute_url()).content.decode()


def test_the_board_of_a_past_moment_shows_the_public_what_was_public_then(client, cast, commitment, later):
    note = cast.accept(commitment, visibility="internal")
    change_visibility(note, visibility="public", reason="Announced.", by=cast.reviewer, now=later(5))
    moment = later(4).isoformat().replace("+00:00", "Z")

    now, then = (
        client.get(f"/canada-japan/board.csv?as_of={DAY}{extra}") for extra in ("", f"&known_at={moment}")
    )

    rows = [b"".join(each.streaming_content).decode() for each in (now, then)]
    assert ["on_track" in each for each in rows] == [True, False]

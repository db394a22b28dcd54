"""What moved between two days: against the answer computed from the notes, for every audience."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from priorities.models import Commitment
from priorities.selectors import standings
from priorities.selectors.change_faces import change_faces
from priorities.selectors.changes import changes_between
from priorities.selectors.comparisons import movement
from priorities.selectors.moments import moment
from priorities.services import notes, register
from tests.conftest import NOON

ANYONE = AnonymousUser()
FIRST, LAST = date(2025, 3, 31), date(2025, 8, 15)
SOURCE = (notes.EvidenceWords("Statement", "https://example.org/"),)
RISK = {"confidence": "at_risk", "reason": {"en": "Late."}}


@pytest.fixture
def between(cast):
    def read(first=FIRST, last=LAST, *, user=ANYONE, known_at=None, audience=None):
        start = moment(cast.plan, now=NOON, as_of=first, known_at=known_at)
        end = moment(cast.plan, now=NOON, as_of=last, known_at=known_at)
        return changes_between(cast.plan, user=user, start=start, end=end, audience=audience)

    return read


@pytest.fixture
def told(between):
    """(reference, kind) of everything that moved."""

    def read(*days, **given):
        return [(change.reference, change.kind.value) for change in between(*days, **given).found]

    return read


@pytest.fixture
def faces(between):
    def read(*days, user=ANYONE, **given):
        changes = between(*days, user=user, **given)
        return change_faces(changes, changes.found, user=user)

    return read


def correct(cast, note, *, now=NOON, **words):
    given = {"as_of": note.as_of, "visibility": note.visibility} | words
    fixed = notes.correct_note(note, words=cast.words(**given), by=note.author, now=now)
    notes.submit_note(fixed, by=note.author, now=now)
    return notes.accept_note(fixed, by=cast.reviewer_of(note), now=now)


def due(cast, commitment, day, decided_on, reason=""):
    register.change_due_date(
        commitment, due_on=day, decided_on=decided_on, reason=reason, by=cast.coordinator, now=NOON
    )


def test_what_moved_is_told_in_the_order_of_the_board(cast, told):
    names = ["back", "forward", "still", "first", "completed"]
    found = {name: cast.commitment() for name in names}
    for name in ("back", "forward", "still", "completed"):
        cast.accept(found[name], as_of=date(2025, 3, 1), **RISK)
    cast.accept(found["back"], as_of=date(2025, 6, 1), lifecycle="paused")
    cast.accept(found["forward"], as_of=date(2025, 6, 1))
    cast.accept(found["still"], as_of=date(2025, 6, 1), **RISK)
    cast.accept(found["first"], as_of=date(2025, 6, 1))
    cast.accept(found["completed"], as_of=date(2025, 6, 1), lifecycle="completed", evidence=SOURCE)

    assert told() == [
        (found["back"].reference, "back"),
        (found["forward"].reference, "forward"),
        (found["first"].reference, "first_reported"),
        (found["completed"].reference, "forward"),
    ]


def test_between_a_day_and_itself_nothing_moved(cast, told):
    commitment = cast.commitment()
    cast.accept(commitment, as_of=FIRST)
    due(cast, commitment, date(2026, 1, 1), FIRST)

    assert told(FIRST, FIRST) == []


def test_the_days_count_to_their_end(cast, told):
    on_the_first, on_the_last, after = (cast.commitment() for _ in range(3))
    cast.accept(on_the_first, as_of=FIRST)
    cast.accept(on_the_last, as_of=LAST)
    cast.accept(after, as_of=LAST + timedelta(days=1))

    assert told() == [(on_the_last.reference, "first_reported")]


def test_what_was_promised_or_archived_in_between_is_new_or_gone(cast, told):
    old, new, gone, brief = (
        cast.commitment(made_on=day)
        for day in (date(2021, 5, 3), date(2025, 6, 1), date(2021, 5, 3), date(2025, 6, 1))
    )
    register.archive_commitment(gone, on=date(2025, 7, 1), by=cast.coordinator, now=NOON)
    register.archive_commitment(brief, on=date(2025, 7, 1), by=cast.coordinator, now=NOON)
    cast.commitment(published=False)

    assert told() == [(new.reference, "new"), (gone.reference, "gone")]
    assert old.reference not in dict(told())


def test_a_due_date_slips_by_days_and_says_why(cast, faces):
    slipped, earlier, dated, still = (cast.commitment() for _ in range(4))
    for commitment in (slipped, earlier, still):
        due(cast, commitment, date(2025, 12, 31), date(2021, 5, 3))
    due(cast, slipped, date(2026, 3, 31), date(2025, 5, 1), "The ship is late.")
    due(cast, earlier, date(2025, 12, 1), date(2025, 5, 1), "The ship is early.")
    due(cast, dated, date(2026, 1, 1), date(2025, 5, 1))
    due(cast, still, date(2027, 1, 1), date(2025, 5, 1), "Put off.")
    due(cast, still, date(2025, 12, 31), date(2025, 6, 1), "Put back.")

    found = [(face.reference, face.kind.value, face.days, str(face.reason), face.on) for face in faces()]

    assert found == [
        (slipped.reference, "slipped", 90, "The ship is late.", date(2025, 5, 1)),
        (earlier.reference, "brought_forward", -30, "The ship is early.", date(2025, 5, 1)),
        (dated.reference, "dated", 0, "", date(2025, 5, 1)),
    ]


def test_a_lead_is_told_with_the_day_it_passed(cast, faces):
    passed, found, lost = cast.commitment(), cast.commitment(owners=["GAC"]), cast.commitment()
    for commitment in (passed, lost):
        register.end_ownership(
            commitment.ownerships.get(party__code="CA"),
            valid_until=date(2025, 6, 1),
            by=cast.coordinator,
            now=NOON,
        )
    for commitment, acronym in ((passed, "DND"), (found, "MOFA")):
        register.assign_owner(
            commitment,
            organization=cast.organizations[acronym],
            role="lead",
            valid_from=date(2025, 6, 1),
            by=cast.coordinator,
            now=NOON,
        )

    told = [
        (face.reference, face.kind.value, face.party, face.leads_before, face.leads_after, face.on)
        for face in faces()
    ]

    day = date(2025, 6, 1)
    assert told == [
        (passed.reference, "new_owner", "CA", ("GAC",), ("DND",), day),
        (found.reference, "first_owner", "JP", (), ("MOFA",), day),
        (lost.reference, "no_owner", "CA", ("GAC",), (), day),
    ]


def test_gone_quiet_is_who_reported_in_time_and_is_stale_now(cast, faces):
    quiet, kept_up, ended, again = (cast.commitment() for _ in range(4))
    for commitment in (quiet, kept_up, ended):
        cast.accept(commitment, as_of=date(2025, 1, 1))
    cast.accept(quiet, as_of=date(2025, 2, 10))
    cast.accept(kept_up, as_of=date(2025, 8, 1))
    cast.accept(ended, as_of=date(2025, 4, 1), lifecycle="completed", evidence=SOURCE)
    cast.accept(again, as_of=date(2024, 1, 1))
    cast.accept(again, as_of=date(2025, 8, 1))

    told = [(face.reference, face.kind.value, face.days, face.on) for face in faces()]

    assert told == [
        (quiet.reference, "gone_quiet", 186, date(2025, 2, 10)),
        (ended.reference, "forward", 0, date(2025, 4, 1)),
        (again.reference, "heard_again", 0, date(2025, 8, 1)),
    ]


# Corrected since


def at(year, month, day):
    return datetime(year, month, day, 12, tzinfo=UTC)


def test_corrected_since_is_a_note_that_was_taken_back_after_the_first_day(cast, told, faces):
    corrected, withdrawn, before, later = (cast.commitment() for _ in range(4))
    said = {
        each: cast.accept(each, as_of=date(2025, 3, 1), now=at(2025, 3, 2))
        for each in (corrected, withdrawn, before)
    }
    correct(cast, said[before], now=at(2025, 3, 3))
    correct(cast, said[corrected], now=at(2025, 4, 5), body={"en": "As it was."}, **RISK)
    notes.withdraw_note(said[withdrawn], reason="A mistake.", by=cast.reviewer, now=at(2025, 4, 5))
    after_the_last_day = cast.accept(later, as_of=date(2025, 10, 1), now=NOON)
    correct(cast, after_the_last_day, now=NOON)

    assert told() == [(corrected.reference, "corrected"), (withdrawn.reference, "corrected")]
    one, other = faces()
    assert (one.on, one.stated) == (
        date(2025, 4, 5),
        (("underway", "on_track"), ("underway", "at_risk")),
    )
    assert str(one.note.body) == "As it was."
    assert (other.on, other.is_withdrawal, other.note) == (date(2025, 4, 5), True, None)


def test_a_withdrawn_note_is_named_to_its_team_only(cast, faces):
    note = cast.accept(cast.commitment(), as_of=date(2025, 3, 1), now=at(2025, 3, 2))
    notes.withdraw_note(note, reason="A mistake.", by=cast.reviewer, now=at(2025, 4, 5))

    cited = {
        who: [face.note.id if face.note else None for face in faces(user=user)]
        for who, user in (("team", cast.official), ("other", cast.partner_official), ("public", ANYONE))
    }

    assert cited == {"team": [note.pk], "other": [None], "public": [None]}


def test_what_was_corrected_is_asked_with_what_was_known_then(cast, told):
    commitment = cast.commitment()
    note = cast.accept(commitment, as_of=date(2025, 3, 1), now=at(2025, 3, 2))
    correct(cast, note, now=at(2025, 6, 1), **RISK)

    assert told(known_at=at(2025, 5, 1)) == []
    assert told(known_at=at(2025, 6, 2)) == [(commitment.reference, "corrected")]


def test_both_days_are_read_with_what_was_known_at_one_moment(cast, told):
    commitment = cast.commitment()
    cast.accept(commitment, as_of=date(2025, 3, 1), now=at(2025, 3, 2))
    cast.accept(commitment, as_of=date(2025, 5, 1), now=at(2025, 7, 1), lifecycle="paused")

    assert told(last=date(2025, 6, 1), known_at=at(2025, 6, 30)) == []
    assert told(last=date(2025, 6, 1)) == [(commitment.reference, "back")]


# Who sees what


def computed(plan, audience):
    """Every move of a standing, from the notes of each commitment by itself."""
    found = []
    for commitment in Commitment.objects.filter(plan=plan).order_by("area__number", "reference"):
        facts = standings.facts_of(commitment)
        then, now = (
            standings.joint(standings.positions_on(facts, on=day, audience=audience).values())[1:]
            for day in (FIRST, LAST)
        )
        if kind := movement(then, now):
            found.append((commitment.reference, kind.value))
    return found


def test_every_audience_is_told_what_its_own_notes_say(cast, told):
    visibilities = ["public", "shared", "internal"]
    for place, (early, late) in enumerate(product(visibilities, repeat=2)):
        commitment = cast.commitment()
        cast.accept(commitment, as_of=date(2025, 3, 1))
        cast.accept(commitment, as_of=date(2025, 3, 15), visibility=early, **RISK)
        acronym = ("GAC", "MOFA")[place % 2]
        cast.accept(commitment, as_of=date(2025, 6, 1), visibility=late, acronym=acronym, lifecycle="paused")
    withdrawn = cast.accept(cast.commitment(), as_of=date(2025, 6, 1))
    notes.withdraw_note(withdrawn, reason="No.", by=cast.reviewer, now=NOON)

    for user, audience in ((ANYONE, "public"), (cast.viewer, "CA"), (cast.partner_official, "JP")):
        moves = [(reference, kind) for reference, kind in told(user=user) if kind != "corrected"]
        assert moves == computed(cast.plan, audience)
        assert [pair for pair in told(user=cast.viewer, audience=audience) if pair[1] != "corrected"] == moves
    assert len({str(computed(cast.plan, audience)) for audience in ("public", "CA", "JP")}) == 3


def test_an_internal_note_moves_nothing_for_others_even_when_it_is_taken_back(cast, told):
    commitment = cast.commitment()
    cast.accept(commitment, as_of=date(2025, 3, 1), now=at(2025, 3, 2))
    internal = cast.accept(
        commitment, as_of=date(2025, 6, 1), now=at(2025, 6, 2), visibility="internal", lifecycle="paused"
    )
    fixed = correct(cast, internal, now=at(2025, 6, 3), lifecycle="paused")
    notes.withdraw_note(fixed, reason="No.", by=cast.reviewer, now=at(2025, 6, 4))

    assert [kind for _reference, kind in told(user=cast.viewer)] == ["back", "corrected"]
    for user in (ANYONE, cast.partner_official, cast.admin):
        assert told(user=user) == []


# The note that did it


def test_the_note_that_did_it_is_the_one_that_brought_it_where_it_stands(cast, faces):
    commitment = cast.commitment()
    cast.accept(commitment, as_of=date(2025, 3, 1), body={"en": "Began."})
    cast.accept(commitment, as_of=date(2025, 5, 1), lifecycle="paused", body={"en": "Stopped."})
    cast.accept(commitment, as_of=date(2025, 6, 1), acronym="MOFA", body={"en": "Ours goes on."})
    cast.accept(commitment, as_of=date(2025, 7, 1), lifecycle="paused", body={"en": "Still stopped."})

    (face,) = faces()

    assert (face.kind, face.on, str(face.note.excerpt), face.note.organization) == (
        "back",
        date(2025, 5, 1),
        "Stopped.",
        "GAC",
    )
    assert face.note.url == (
        f"/canada-japan/commitments/{commitment.reference}/?as_of=2025-08-15#note-{face.note.id}"
    )


def test_of_two_notes_of_one_day_it_is_the_one_that_says_where_the_commitment_stands(cast, faces):
    commitment = cast.commitment()
    cast.accept(commitment, as_of=date(2025, 3, 1))
    cast.accept(commitment, as_of=date(2025, 3, 1), acronym="MOFA")
    cast.accept(commitment, as_of=date(2025, 6, 1), lifecycle="paused", body={"en": "Stopped."})
    cast.accept(commitment, as_of=date(2025, 6, 1), acronym="MOFA", body={"en": "Ours goes on."})

    (face,) = faces()

    assert str(face.note.excerpt) == "Stopped."


def test_an_excerpt_keeps_its_language(cast, faces):
    cast.accept(cast.commitment(), as_of=date(2025, 6, 1), body={"fr": "Les travaux ont commencé."})

    (face,) = faces()

    assert (face.note.excerpt.value, face.note.excerpt.language) == ("Les travaux ont commencé.", "fr")


# Cost


def everything(cast):
    """A commitment that moved in most ways at once."""
    commitment = cast.commitment()
    note = cast.accept(commitment, as_of=date(2025, 3, 1), now=at(2025, 3, 2))
    correct(cast, note, now=at(2025, 4, 5))
    cast.accept(commitment, as_of=date(2025, 4, 1), now=at(2025, 4, 6), lifecycle="paused")
    due(cast, commitment, date(2025, 12, 31), date(2021, 5, 3))
    due(cast, commitment, date(2026, 12, 31), date(2025, 5, 1), "Later.")
    register.end_ownership(
        commitment.ownerships.get(party__code="CA"),
        valid_until=date(2025, 6, 1),
        by=cast.coordinator,
        now=NOON,
    )


def test_ten_commitments_take_as_many_queries_as_one(cast, between):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            changes = between()
            change_faces(changes, changes.found, user=ANYONE)
        return len(captured)

    everything(cast)
    one = queries()
    for _ in range(9):
        everything(cast)

    assert (queries(), len(between().found)) == (one, 40)


def test_what_did_not_move_is_not_read(cast, between):
    for _ in range(5):
        cast.accept(cast.commitment(), as_of=date(2025, 3, 20))
        cast.accept(cast.plan.commitments.last(), as_of=date(2025, 8, 1))

    assert between().areas == {}

"""What a periodic report says of its period."""

from datetime import date

from priorities.reports.build import build_report
from priorities.services import notes
from tests.conftest import NOON


def report(cast, period, audience="public", by=None):
    return build_report(period, user=by or cast.coordinator, audience=audience, language="en", now=NOON)


def test_a_report_holds_the_notes_of_its_period_and_no_others(cast, commitment, period):
    cast.accept(commitment, as_of=date(2025, 3, 31), body={"en": "Before."})
    cast.accept(commitment, as_of=date(2025, 4, 1), body={"en": "First day."})
    cast.accept(commitment, as_of=date(2025, 9, 30), body={"en": "Last day."})
    cast.accept(commitment, as_of=date(2025, 10, 1), body={"en": "After."})

    section = report(cast, period).areas[0].commitments[0]

    assert [str(note.body) for note in section.notes] == ["First day.", "Last day."]


def test_what_moved_is_measured_from_the_day_before_the_period(cast, period):
    forward, back, still, new = (cast.commitment() for _ in range(4))
    new_one = cast.commitment(made_on=date(2025, 5, 1))
    for moved in (forward, back, still):
        cast.accept(moved, as_of=date(2025, 3, 1), confidence="at_risk", reason={"en": "Late."})
    cast.accept(forward, as_of=date(2025, 6, 1))
    cast.accept(back, as_of=date(2025, 6, 1), confidence="off_track", reason={"en": "Stopped."})
    cast.accept(new, as_of=date(2025, 6, 1))

    moves = {move.reference: (move.before, move.after, move.direction) for move in report(cast, period).moves}

    assert moves == {
        forward.reference: ("at_risk", "on_track", "forward"),
        back.reference: ("at_risk", "off_track", "back"),
        new.reference: ("not_reported", "on_track", "first_reported"),
        new_one.reference: ("", "not_reported", "new"),
    }


def test_a_report_of_a_past_period_is_not_moved_by_later_notes(cast, commitment, period):
    cast.accept(commitment, as_of=date(2025, 6, 1))
    before = report(cast, period)

    cast.accept(commitment, as_of=date(2025, 10, 1), confidence="off_track", reason={"en": "Stopped."})

    assert report(cast, period).counts == before.counts


def test_the_public_report_holds_nothing_internal_whoever_prepares_it(cast, commitment, period):
    cast.accept(
        commitment,
        visibility="internal",
        body={"en": "zx-canary"},
        confidence="off_track",
        reason={"en": "zx-why"},
    )

    public, ours, theirs = (report(cast, period, audience) for audience in ("public", "CA", "JP"))

    assert ("zx-" in str(public), "zx-canary" in str(ours), "zx-" in str(theirs)) == (False, True, False)
    assert dict(public.counts)["off_track"] == 0


def test_coverage_counts_what_owed_a_note_and_what_has_one(cast, period):
    reported, silent, ended = (cast.commitment() for _ in range(3))
    source = notes.EvidenceWords("Statement", "https://example.org/")
    cast.accept(reported, as_of=date(2025, 6, 1))
    cast.accept(silent, as_of=date(2025, 2, 1))
    cast.accept(ended, as_of=date(2025, 2, 1), lifecycle="completed", evidence=(source,))

    found = report(cast, period)

    assert (found.reported, found.owed, found.total) == (1, 2, 3)


def test_a_corrected_note_gives_way_to_its_correction(cast, commitment, period):
    wrong = cast.accept(commitment, as_of=date(2025, 6, 1), body={"en": "Wrong."})
    fixed = notes.correct_note(
        wrong, words=cast.words(as_of=date(2025, 6, 1), body={"en": "Right."}), by=cast.official, now=NOON
    )
    notes.submit_note(fixed, by=cast.official, now=NOON)
    notes.accept_note(fixed, by=cast.reviewer, now=NOON)

    section = report(cast, period).areas[0].commitments[0]

    assert [str(note.body) for note in section.notes] == ["Right."]

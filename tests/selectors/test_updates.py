from datetime import date

import pytest

from priorities.selectors import updates
from priorities.services import notes, register
from tests.conftest import NOON


@pytest.fixture
def list_of(period):
    def read(person, now=NOON) -> updates.Updates:
        return updates.my_updates(person, now=now)

    return read


def wanted(found: updates.Updates) -> list[str]:
    return [row.reference for each in found.plans for row in each.owed]


def handled(found: updates.Updates) -> list[str]:
    return [row.reference for each in found.plans for row in each.done]


def statement():
    return (notes.EvidenceWords("Statement", "https://example.org/"),)


def test_what_was_silent_for_longest_comes_first_and_what_was_never_reported_before_it(cast, list_of):
    newer, older, never = (cast.commitment() for _ in range(3))
    cast.accept(newer, as_of=date(2025, 3, 1))
    cast.accept(older, as_of=date(2024, 3, 1))

    assert wanted(list_of(cast.official)) == [never.reference, older.reference, newer.reference]


def test_a_returned_note_is_on_top_for_the_whole_team_and_only_its_author_goes_on_with_it(cast, list_of):
    cast.commitment()
    commitment = cast.commitment()
    cast.accept(commitment, as_of=date(2025, 3, 1))
    note = cast.submit(commitment)
    notes.return_note(note, reason="Which meeting?", by=cast.reviewer, now=NOON)

    mine, theirs = (list_of(person).plans[0].owed[0] for person in (cast.official, cast.colleague))

    assert (mine.returned, mine.open_note, mine.may_confirm) == (note, note, False)
    assert (theirs.returned, theirs.open_note, theirs.may_confirm) == (note, None, True)


def test_a_note_sent_in_place_of_a_returned_one_settles_it(cast, list_of, later):
    commitment = cast.commitment()
    note = cast.submit(commitment)
    notes.return_note(note, reason="Which meeting?", by=cast.reviewer, now=NOON)
    cast.submit(commitment, by=cast.colleague, now=later(1))

    assert handled(list_of(cast.official, now=later(1))) == [commitment.reference]


def test_submitted_and_accepted_notes_of_the_period_are_done_and_older_ones_are_not(cast, list_of):
    submitted, accepted, older = (cast.commitment() for _ in range(3))
    cast.submit(submitted)
    cast.accept(accepted)
    cast.submit(older, as_of=date(2025, 3, 31))

    found = list_of(cast.official)

    assert sorted(handled(found)) == [submitted.reference, accepted.reference]
    assert (wanted(found), found.done, found.total) == ([older.reference], 2, 3)


def test_an_accepted_note_of_another_ministry_of_the_party_is_enough_and_of_the_partner_is_not(cast, list_of):
    by_defence, by_japan = cast.commitment(owners=("DND", "MOFA")), cast.commitment()
    for commitment, acronym in ((by_defence, "GAC"), (by_japan, "DND")):
        register.assign_owner(
            commitment,
            organization=cast.organizations[acronym],
            role="contributor",
            valid_from=date(2021, 5, 3),
            by=cast.coordinator,
            now=NOON,
        )
    cast.accept(by_defence, by=cast.official)
    cast.accept(by_japan, acronym="MOFA")
    defence = list_of(cast.other_official)

    assert (handled(defence), wanted(defence)) == ([by_defence.reference], [by_japan.reference])


def test_what_is_completed_owes_no_note(cast, list_of):
    commitment = cast.commitment()
    cast.accept(commitment, as_of=date(2025, 3, 1), lifecycle="completed", evidence=statement())

    assert (wanted(list_of(cast.official)), handled(list_of(cast.official))) == ([], [])


def test_what_was_completed_this_period_is_done(cast, list_of):
    commitment = cast.commitment()
    cast.accept(commitment, lifecycle="completed", evidence=statement())

    assert handled(list_of(cast.official)) == [commitment.reference]


def test_what_others_own_what_is_not_published_and_what_was_archived_are_not_there(cast, list_of):
    cast.commitment(owners=("DND",))
    cast.commitment(published=False)
    register.archive_commitment(cast.commitment(), on=NOON.date(), by=cast.coordinator, now=NOON)
    mine = cast.commitment()

    assert wanted(list_of(cast.official)) == [mine.reference]


def test_an_ownership_that_ended_takes_the_commitment_along(cast, list_of):
    commitment = cast.commitment()
    held = commitment.ownerships.get(organization=cast.organizations["GAC"])
    register.end_ownership(held, valid_until=NOON.date(), by=cast.coordinator, now=NOON)

    assert wanted(list_of(cast.official)) == []


def test_own_drafts_are_one_s_to_go_on_with_and_a_colleague_s_are_only_named(cast, list_of):
    note = cast.draft(cast.commitment())

    mine, theirs = (list_of(person).plans[0].owed[0] for person in (cast.official, cast.colleague))

    assert (mine.draft, mine.open_note) == (note, note)
    assert (theirs.draft, theirs.open_note) == (note, None)


def test_a_confirmation_taken_back_waits_to_be_sent_again(cast, list_of):
    commitment = cast.commitment()
    cast.accept(commitment, as_of=date(2025, 3, 1))
    note = notes.confirm_no_change(
        commitment, organization=cast.organizations["GAC"], as_of=NOON.date(), by=cast.official, now=NOON
    )
    assert list_of(cast.official).plans[0].done[0].may_take_back
    notes.unsubmit_note(note, by=cast.official, now=NOON)

    (row,) = list_of(cast.official).plans[0].owed

    assert (row.confirmation, row.open_note, row.may_confirm) == (note, None, True)


def test_without_a_reporting_period_nothing_is_wanted(cast):
    cast.commitment()

    (plan,) = updates.my_updates(cast.official, now=NOON).plans

    assert (plan.period, plan.rows) == (None, ())


def test_who_writes_for_nobody_has_no_plan_here(cast, period):
    cast.commitment()

    assert updates.my_updates(cast.viewer, now=NOON) == updates.Updates(())


def test_the_next_line_is_the_one_below_and_after_the_last_the_first(cast, list_of):
    first, second, third = (cast.commitment() for _ in range(3))
    cast.submit(second)
    found = list_of(cast.official)

    assert found.after(found.row(second.reference)).reference == third.reference
    assert found.after(found.row(third.reference)).reference == first.reference


def test_after_the_only_line_there_is_none(cast, list_of):
    commitment = cast.commitment()
    found = list_of(cast.official)

    assert found.after(found.row(commitment.reference)) is None

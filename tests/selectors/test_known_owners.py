"""Owners are known from the moment that they were recorded, and known to have ended from the moment that was."""

from datetime import UTC, date, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.http import QueryDict

from priorities import exceptions
from priorities.filtersets.commitments import CommitmentFilters
from priorities.models import Ownership
from priorities.selectors import attention, boards, changes, groups, moments
from priorities.services import register
from priorities.services.assessments import is_independent
from tests.conftest import NOON

DAY = date(2025, 9, 15)
# What was done: the Ministry led from the start; its end was recorded in November, and with it who came after.
NOVEMBER = datetime(2025, 11, 3, 15, 0, tzinfo=UTC)
BEFORE, BETWEEN, AFTER = (
    datetime(2025, 9, 30, 12, 0, tzinfo=UTC),
    datetime(2025, 11, 3, 14, 59, tzinfo=UTC),
    datetime(2025, 11, 3, 15, 0, tzinfo=UTC),
)
SINCE = date(2025, 9, 1)


@pytest.fixture
def handed_over(cast):
    """Global Affairs led; in November the coordinator recorded that National Defence leads since 1 September."""
    commitment = cast.commitment()
    held = commitment.ownerships.get(organization__acronym="GAC")
    register.end_ownership(held, valid_until=SINCE, by=cast.coordinator, now=NOVEMBER)
    register.assign_owner(
        commitment,
        organization=cast.organizations["DND"],
        role="lead",
        valid_from=SINCE,
        by=cast.coordinator,
        now=NOVEMBER,
    )
    return commitment


def moment_of(cast, known_at=None, day=DAY):
    return moments.moment(cast.plan, now=NOVEMBER, as_of=day, known_at=known_at)


def board_at(cast, known_at, day=DAY):
    moment = moment_of(cast, known_at, day)
    commitments = boards.board_commitments(cast.plan, user=cast.coordinator, moment=moment)
    return commitments, moment


def owners_at(cast, known_at, day=DAY):
    (card,) = boards.iter_cards(
        board_at(cast, known_at, day)[0], plan=cast.plan, moment=moment_of(cast, known_at, day)
    )
    return [owner.acronym for owner in card.owners]


def test_both_the_start_and_the_end_of_an_ownership_are_known_from_when_they_were_recorded(cast, handed_over):
    found = {known_at: owners_at(cast, known_at) for known_at in (BEFORE, BETWEEN, AFTER, None)}

    assert found == {
        BEFORE: [],  # the commitment itself was recorded on 1 October
        BETWEEN: ["GAC", "MOFA"],
        AFTER: ["DND", "MOFA"],
        None: ["DND", "MOFA"],
    }


def test_a_day_before_the_hand_over_keeps_its_owner_whatever_is_known(cast, handed_over):
    day = date(2025, 8, 31)

    assert owners_at(cast, BETWEEN, day) == owners_at(cast, AFTER, day) == ["GAC", "MOFA"]


def test_filters_groups_and_gaps_ask_for_the_owners_known_at_the_same_moment(cast, handed_over):
    def asked(known_at):
        found, moment = board_at(cast, known_at)
        filters = {
            name: CommitmentFilters(
                QueryDict(f"owner={name}"), plan=cast.plan, user=cast.coordinator, moment=moment
            ).qs.count()
            for name in ("GAC", "DND")
        }
        by_owner = groups.Grouping("owner", cast.plan, moment).counts(found)
        by_party = groups.Grouping("party", cast.plan, moment).counts(found)
        unowned = attention.wanting(found, ["unowned"], plan=cast.plan, moment=moment).count()
        return filters, set(by_owner), set(by_party), unowned

    assert asked(BEFORE) == ({"GAC": 0, "DND": 0}, {"none"}, {"none"}, 1)
    assert asked(BETWEEN) == ({"GAC": 1, "DND": 0}, {"GAC", "MOFA"}, {"CA", "JP"}, 0)
    assert asked(AFTER) == ({"GAC": 0, "DND": 1}, {"DND", "MOFA"}, {"CA", "JP"}, 0)


def test_a_hand_over_is_a_change_only_for_those_who_know_of_it(cast, handed_over):
    def kinds(known_at):
        start = moment_of(cast, known_at, date(2025, 8, 1))
        end = moment_of(cast, known_at)
        found = changes.changes_between(cast.plan, user=cast.coordinator, start=start, end=end).found
        return [change.kind for change in found]

    assert (kinds(BETWEEN), kinds(AFTER), kinds(None)) == ([], ["new_owner"], ["new_owner"])


def test_another_role_is_known_from_when_it_was_written(cast, commitment):
    held = commitment.ownerships.get(organization__acronym="MOFA")
    held.role = "contributor"

    register.revise_register(held, by=cast.coordinator, now=NOVEMBER)

    roles = {
        known_at: Ownership.objects.current(DAY, known_at).get(organization__acronym="MOFA").role
        for known_at in (BETWEEN, AFTER, None)
    }
    assert roles == {BETWEEN: "lead", AFTER: "contributor", None: "contributor"}
    assert held.pk == commitment.ownerships.known().get(organization__acronym="MOFA").pk


def test_how_an_ownership_once_read_is_never_written_again(cast, handed_over):
    once = handed_over.ownerships.get(known_until=NOVEMBER)

    with pytest.raises(exceptions.Conflict):
        register.end_ownership(once, valid_until=DAY, by=cast.coordinator, now=NOVEMBER)
    with pytest.raises(DatabaseError), transaction.atomic():
        Ownership.objects.filter(pk=once.pk).update(role="contributor")

    once.refresh_from_db()
    assert (once.role, once.valid_until) == ("lead", None)


def test_what_was_taken_back_entirely_makes_nobody_an_owner(cast, commitment):
    """National Defence was named by mistake, and the mistake taken back whole: it may still assess."""
    mistaken = register.assign_owner(
        commitment,
        organization=cast.organizations["DND"],
        role="contributor",
        valid_from=DAY,
        by=cast.coordinator,
        now=NOON,
    )
    register.end_ownership(mistaken, valid_until=DAY, by=cast.coordinator, now=NOVEMBER)

    assert is_independent(cast.organizations["DND"], cast.plan)
    assert not is_independent(cast.organizations["GAC"], cast.plan)


def test_rows_of_an_older_record_take_their_moments_from_the_audit(cast, handed_over):
    """As if they had been written before owners had moments: only the newest reading of each is there."""
    migration = import_module("priorities.migrations.0016_known_ownerships")
    columns = ("organization__acronym", "valid_until", "known_from", "known_until")
    kept = Ownership.objects.order_by("known_from", "organization__acronym", "pk")
    before = list(kept.values_list(*columns))
    migration.forget(apps, None)
    Ownership.objects.update(known_from=migration.BEGINNING)

    migration.remember(apps, connection.schema_editor())

    assert list(kept.values_list(*columns)) == before


def test_rows_that_no_audit_entry_speaks_of_were_known_all_along(cast, commitment):
    migration = import_module("priorities.migrations.0016_known_ownerships")
    bare = Ownership.objects.create(
        commitment=commitment,
        organization=cast.organizations["DND"],
        party=cast.organizations["DND"].party,
        role="contributor",
        valid_from=date(2021, 5, 3),
    )

    migration.remember(apps, connection.schema_editor())

    bare.refresh_from_db()
    assert (bare.known_from, bare.known_until) == (migration.BEGINNING, None)

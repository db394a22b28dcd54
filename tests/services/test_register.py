"""Keeping the register: words, owners, deadlines, links."""

from datetime import date

import pytest

from priorities import exceptions
from priorities.models import AuditEntry, Commitment, CommitmentLink, SourceSpan, StandingSpan
from priorities.services import register
from tests.conftest import NOON


def test_a_revision_says_from_what_to_what(cast, commitment):
    commitment.title_en = "Hold joint exercises every year"

    register.revise_register(commitment, by=cast.coordinator, now=NOON)

    entry = AuditEntry.objects.filter(action="commitment.revise").get()
    assert entry.changes == {"title_en": ["Commitment 1", "Hold joint exercises every year"]}


def test_a_row_read_before_somebody_else_wrote_it_is_refused(cast, commitment):
    in_another_tab = Commitment.objects.get(pk=commitment.pk)
    commitment.title_en = "First"
    register.revise_register(commitment, by=cast.coordinator, now=NOON)

    in_another_tab.title_en = "Second"
    with pytest.raises(exceptions.Conflict):
        register.revise_register(in_another_tab, by=cast.coordinator, now=NOON)

    assert Commitment.objects.get().title_en == "First"


@pytest.mark.parametrize(
    "person", ["viewer", "official", "reviewer", "assessor", "partner_official", "admin"]
)
def test_only_coordinators_keep_the_register(cast, commitment, person):
    commitment.title_en = "Mine"

    with pytest.raises(exceptions.NotAllowed):
        register.revise_register(commitment, by=getattr(cast, person), now=NOON)

    assert Commitment.objects.get().title_en == "Commitment 1"


def test_pasted_words_are_found_even_where_the_paste_broke_the_line(cast, commitment):
    span = register.place_span(
        commitment, text=cast.text, quote="Enhance defence\n cooperation", by=cast.coordinator, now=NOON
    )

    assert cast.text.body[span.start : span.end] == "Enhance defence cooperation"


def test_words_that_do_not_stand_in_the_text_are_refused(cast, commitment):
    with pytest.raises(exceptions.QuoteNotFound):
        register.place_span(
            commitment, text=cast.text, quote="Abolish defence", by=cast.coordinator, now=NOON
        )

    assert SourceSpan.objects.count() == 0


def test_words_that_stand_twice_offer_their_places_and_one_is_chosen(cast, commitment):
    quote = "Promote the stable supply"
    with pytest.raises(exceptions.QuoteAmbiguous) as refusal:
        register.place_span(commitment, text=cast.text, quote=quote, by=cast.coordinator, now=NOON)

    second = refusal.value.places[1].start
    span = register.place_span(
        commitment, text=cast.text, quote=quote, start=second, by=cast.coordinator, now=NOON
    )

    assert (len(refusal.value.places), span.start) == (2, second)


def test_a_cited_text_takes_no_new_body(cast, commitment):
    register.place_span(
        commitment, text=cast.text, quote="Enhance defence cooperation", by=cast.coordinator, now=NOON
    )
    cast.text.body = "Another body"

    with pytest.raises(exceptions.TextIsCited):
        register.revise_register(cast.text, by=cast.coordinator, now=NOON)


def test_the_first_deadline_is_the_baseline_and_every_move_has_a_reason(cast, commitment):
    first = register.change_due_date(commitment, due_on=date(2026, 3, 31), by=cast.coordinator, now=NOON)
    with pytest.raises(exceptions.ReasonRequired):
        register.change_due_date(commitment, due_on=date(2027, 3, 31), by=cast.coordinator, now=NOON)

    second = register.change_due_date(
        commitment,
        due_on=date(2027, 3, 31),
        reason="Ratification took longer.",
        by=cast.coordinator,
        now=NOON,
    )

    assert (first.is_baseline, second.is_baseline, commitment.due_dates.count()) == (True, False, 2)


def test_no_due_date_is_moved_before_there_was_one(cast, commitment):
    given = {"by": cast.coordinator, "now": NOON}
    register.change_due_date(commitment, due_on=date(2026, 3, 31), decided_on=date(2025, 5, 1), **given)
    moved = {"due_on": date(2027, 3, 31), "reason": "It takes longer."}

    with pytest.raises(exceptions.BeforeBaseline):
        register.change_due_date(commitment, decided_on=date(2025, 4, 30), **moved, **given)
    register.change_due_date(commitment, decided_on=date(2025, 5, 1), **moved, **given)

    assert list(commitment.due_dates.values_list("due_on", "is_baseline")) == [
        (date(2026, 3, 31), True),
        (date(2027, 3, 31), False),
    ]


def test_a_party_has_one_current_lead_and_a_new_one_waits_for_the_old_to_end(cast, commitment):
    lead = commitment.ownerships.get(organization__acronym="GAC")
    given = {"organization": cast.organizations["DND"], "role": "lead", "by": cast.coordinator, "now": NOON}
    with pytest.raises(exceptions.LeadTaken):
        register.assign_owner(commitment, valid_from=date(2025, 9, 1), **given)

    register.end_ownership(lead, valid_until=date(2025, 9, 1), by=cast.coordinator, now=NOON)
    register.assign_owner(commitment, valid_from=date(2025, 9, 1), **given)

    leads = commitment.ownerships.leads().filter(party__code="CA")
    found = {
        day: leads.current(day).get().organization.acronym for day in (date(2025, 8, 31), date(2025, 9, 1))
    }
    assert found == {date(2025, 8, 31): "GAC", date(2025, 9, 1): "DND"}


def test_an_organization_that_assesses_owns_nothing(cast, commitment):
    with pytest.raises(exceptions.AssessorOwnsNothing):
        register.assign_owner(
            commitment,
            organization=cast.organizations["AUDIT"],
            role="contributor",
            valid_from=date(2025, 1, 1),
            by=cast.coordinator,
            now=NOON,
        )


def test_commitments_do_not_supersede_each_other_in_a_circle(cast):
    first, second, third = (cast.commitment() for _ in range(3))
    given = {"kind": "supersedes", "by": cast.coordinator, "now": NOON}
    register.link_commitments(first, target=second, **given)
    register.link_commitments(second, target=third, **given)

    with pytest.raises(exceptions.LinkCycle):
        register.link_commitments(third, target=first, **given)

    assert CommitmentLink.objects.count() == 2


def test_a_published_commitment_is_archived_and_never_deleted(cast, commitment):
    with pytest.raises(exceptions.CannotDelete):
        register.delete_draft_commitment(commitment, by=cast.coordinator, now=NOON)

    archived = register.archive_commitment(commitment, on=date(2025, 10, 1), by=cast.coordinator, now=NOON)

    boards = {day: list(Commitment.objects.on_boards(day)) for day in (date(2025, 9, 30), date(2025, 10, 1))}
    assert boards == {date(2025, 9, 30): [archived], date(2025, 10, 1): []}


def test_a_draft_commitment_may_be_thrown_away(cast):
    draft = cast.commitment(published=False)

    register.delete_draft_commitment(draft, by=cast.coordinator, now=NOON)

    assert (Commitment.objects.count(), AuditEntry.objects.filter(action="commitment.delete").count()) == (
        0,
        1,
    )


def test_a_commitment_made_on_another_day_begins_its_boards_there(cast, commitment):
    commitment.made_on = date(2022, 1, 1)

    register.revise_register(commitment, by=cast.coordinator, now=NOON)

    starts = StandingSpan.objects.filter(commitment=commitment).values_list("from_on", flat=True)
    assert set(starts) == {date(2022, 1, 1)}


def test_a_person_speaks_for_one_party_only(cast):
    from priorities.models import Membership

    second = Membership(
        user=cast.official,
        organization=cast.organizations["MOFA"],
        role="official",
        valid_from=date(2025, 1, 1),
    )

    with pytest.raises(exceptions.OnePartyOnly):
        register.revise_register(second, by=cast.admin, now=NOON)

from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from priorities import exceptions
from priorities.models import Assessment, AuditEntry, Level, Membership, Scale
from priorities.permissions import visible_to
from priorities.services import assessments, register
from tests.assessments import SOURCE, draft, final, ogp, replaced, words, year
from tests.conftest import NOON

REFUSED = "never|part of the record"


def refused(statement, *values):
    """Whether the database itself refuses the statement and leaves everything as it was."""
    with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return True


def test_the_shipped_scales_have_five_levels_and_three(db):
    scale = ogp()

    assert list(scale.levels.values_list("label_en", flat=True)) == [
        "No evidence available",
        "Not started",
        "Limited",
        "Substantial",
        "Complete",
    ]
    assert [each.label_fr[:2] for each in Scale.objects.get(code="g7").levels.all()] == ["-1", "0\xa0", "+1"]


def test_a_draft_is_made_final_by_its_assessor_and_is_audited(cast, commitment):
    begun = draft(cast, commitment, year(cast))

    done = assessments.finalize_assessment(begun, by=cast.assessor, now=NOON)

    assert (done.state, done.final_at, done.final_by) == ("final", NOON, cast.assessor)
    entries = AuditEntry.objects.filter(object_type="assessment").order_by("sequence")
    assert [each.action for each in entries] == ["assessment.draft", "assessment.finalize"]


ACTORS = ["viewer", "official", "reviewer", "coordinator", "partner_official", "admin", "assessor"]


def test_only_assessors_take_a_step(cast, commitment):
    period = year(cast)
    begun = draft(cast, cast.commitment(), period)

    allowed = {actor: steps_of(getattr(cast, actor), commitment, begun) for actor in ACTORS}

    assert allowed == {actor: set() for actor in ACTORS[:-1]} | {"assessor": {"draft", "revise", "finalize"}}


def steps_of(person, commitment, begun) -> set[str]:
    """The steps that this person may take: to begin one of `commitment`, and to go on with `begun`."""
    steps = {
        "draft": lambda: assessments.draft_assessment(
            commitment,
            period=begun.period,
            scale=begun.scale,
            organization=begun.organization,
            words=words(),
            by=person,
            now=NOON,
        ),
        "revise": lambda: assessments.revise_assessment(begun, words=words("complete"), by=person, now=NOON),
        "finalize": lambda: assessments.finalize_assessment(begun, by=person, now=NOON),
    }
    allowed = set()
    for name, step in steps.items():
        with suppress(exceptions.NotAllowed):
            step()
            allowed.add(name)
    return allowed


def test_a_final_assessment_takes_no_step_any_more(cast, commitment):
    done = final(cast, commitment, year(cast))

    for step in (
        lambda: assessments.revise_assessment(done, words=words(), by=cast.assessor, now=NOON),
        lambda: assessments.finalize_assessment(done, by=cast.assessor, now=NOON),
        lambda: assessments.delete_draft_assessment(done, by=cast.assessor, now=NOON),
    ):
        with pytest.raises(exceptions.AssessmentIsFinal):
            step()

    assert Assessment.objects.get().version == done.version


LACKING = [
    ({"level": ""}, exceptions.LevelRequired),
    ({"sufficiency": ""}, exceptions.SufficiencyRequired),
    ({"rationale": {"en": " "}}, exceptions.RationaleRequired),
    ({"sources": ()}, exceptions.SourceRequired),
    ({"level": "no_evidence"}, exceptions.NoEvidenceMeant),
]


def test_a_draft_may_lack_what_a_final_one_may_not(cast, commitment):
    begun = draft(cast, commitment, year(cast))

    for lacking, refusal in LACKING:
        assessments.revise_assessment(begun, words=words(**lacking), by=cast.assessor, now=NOON)
        with pytest.raises(refusal):
            assessments.finalize_assessment(begun, by=cast.assessor, now=NOON)

    assert Assessment.objects.get().state == "draft"


def test_a_level_without_evidence_needs_no_source(cast, commitment):
    done = final(cast, commitment, year(cast), "no_evidence", sufficiency="none", sources=())

    assert (done.is_final, done.sources.count()) == (True, 0)


def test_a_period_is_assessed_for_good_when_it_is_over(cast, commitment):
    begun = draft(cast, commitment, year(cast, 2025))

    with pytest.raises(exceptions.PeriodNotOver):
        assessments.finalize_assessment(begun, by=cast.assessor, now=NOON)


def test_who_owns_a_commitment_of_the_plan_never_assesses_it(cast, commitment):
    audit, period = cast.organizations["AUDIT"], year(cast)
    Membership.objects.filter(user=cast.assessor).update(organization=cast.organizations["GAC"])

    with pytest.raises(exceptions.AssessorOwnsNothing):
        assessments.draft_assessment(
            commitment,
            period=period,
            scale=ogp(),
            organization=cast.organizations["GAC"],
            words=words(),
            by=cast.assessor,
            now=NOON,
        )
    Membership.objects.filter(user=cast.assessor).update(organization=audit)
    draft(cast, commitment, period)
    Membership.objects.filter(user=cast.assessor).update(role="viewer")

    with pytest.raises(exceptions.AssessorOwnsNothing):
        register.assign_owner(
            cast.commitment(owners=()),
            organization=audit,
            role="lead",
            valid_from=NOON.date(),
            by=cast.coordinator,
            now=NOON,
        )


def test_the_database_holds_owners_and_assessors_apart(cast, commitment):
    begun = draft(cast, commitment, year(cast))
    audit, gac = cast.organizations["AUDIT"].pk, cast.organizations["GAC"].pk

    assert refused("UPDATE priorities_assessment SET organization_id = %s", gac)
    assert refused("UPDATE priorities_ownership SET organization_id = %s", audit)

    assert Assessment.objects.get() == begun


def test_the_database_never_changes_what_is_final(cast, commitment):
    done = final(cast, commitment, year(cast))

    assert refused("UPDATE priorities_assessment SET rationale_en = 'Else' WHERE id = %s", done.pk)
    assert refused("DELETE FROM priorities_assessment WHERE id = %s", done.pk)
    assert refused("UPDATE priorities_assessmentsource SET title = 'Rumour'")
    assert refused("DELETE FROM priorities_assessmentsource")
    assert refused("UPDATE priorities_level SET label_en = 'Better' WHERE id = %s", done.level_id)
    assert refused("DELETE FROM priorities_level WHERE scale_id = %s", done.scale_id)
    assert refused("UPDATE priorities_scale SET name_en = 'Ours' WHERE id = %s", done.scale_id)

    assert list(done.sources.values_list("title", flat=True)) == ["Report"]


def test_the_database_makes_nothing_final_without_a_source_or_on_another_scale(cast, commitment):
    begun = draft(cast, commitment, year(cast), sources=())
    other = Level.objects.filter(scale__code="g7").first()

    assert refused(
        "UPDATE priorities_assessment SET state = 'final', final_at = %s, final_by_id = %s",
        NOON,
        cast.assessor.pk,
    )
    assert refused("UPDATE priorities_assessment SET level_id = %s", other.pk)

    begun.refresh_from_db()
    assert (begun.state, begun.level.code) == ("draft", "limited")


def test_a_commitment_has_one_for_a_period_an_organization_and_a_scale(cast, commitment):
    period = year(cast)
    done = final(cast, commitment, period)

    with pytest.raises(exceptions.AssessedAlready) as refusal:
        draft(cast, commitment, period)

    assert refusal.value.assessment == done


def test_a_double_click_makes_one(cast, commitment):
    period, submission = year(cast), uuid4()

    def click():
        return assessments.draft_assessment(
            commitment,
            period=period,
            scale=ogp(),
            organization=cast.organizations["AUDIT"],
            words=words(),
            by=cast.assessor,
            now=NOON,
            submission_id=submission,
        )

    assert click() == click()


def test_one_that_replaces_another_says_why_and_takes_its_place_from_then_on(cast, commitment):
    first = final(cast, commitment, year(cast))
    second = replaced(cast, first, "substantial", now=NOON + timedelta(days=3))

    assert list(Assessment.objects.in_force()) == [second]
    assert list(Assessment.objects.in_force(NOON + timedelta(days=2))) == [first]
    assert list(Assessment.objects.in_force(NOON - timedelta(days=1))) == []


def test_a_replacement_without_a_reason_stays_a_draft(cast, commitment):
    first = final(cast, commitment, year(cast))
    begun = assessments.draft_assessment(
        commitment,
        period=first.period,
        scale=first.scale,
        organization=first.organization,
        words=words("complete"),
        by=cast.assessor,
        now=NOON,
        replaces=first,
    )

    with pytest.raises(exceptions.ReasonRequired):
        assessments.finalize_assessment(begun, by=cast.assessor, now=NOON)


def test_two_assessors_never_overwrite_each_other(cast, commitment):
    begun = draft(cast, commitment, year(cast))
    stale = Assessment.objects.get(pk=begun.pk)
    assessments.revise_assessment(begun, words=words("substantial"), by=cast.assessor, now=NOON)

    with pytest.raises(exceptions.Conflict):
        assessments.revise_assessment(stale, words=words("complete"), by=cast.assessor, now=NOON)

    assert Assessment.objects.get().level.code == "substantial"


def test_a_coordinator_adds_a_scale_and_changes_it_until_it_is_used(cast, commitment):
    scale = Scale(code="three", name_en="Three steps")
    register.revise_register(scale, by=cast.coordinator, now=NOON)
    register.revise_register(
        Level(scale=scale, rank=1, code="low", label_en="Low"), by=cast.coordinator, now=NOON
    )
    for person in (cast.assessor, cast.official, cast.admin):
        with pytest.raises(exceptions.NotAllowed):
            register.revise_register(Scale(code="mine", name_en="Mine"), by=person, now=NOON)
    final(cast, commitment, year(cast))
    used = ogp()
    used.name_en = "Better"

    with pytest.raises(exceptions.NotAllowed):
        register.revise_register(used, by=cast.coordinator, now=NOON)

    assert [each.code for each in Scale.objects.all()] == ["ogp", "g7", "three"]


def test_a_draft_is_known_to_its_organization_and_administrators(cast, commitment):
    draft(cast, commitment, year(cast), sources=(SOURCE,))

    def reading(queryset) -> set[str]:
        return {actor for actor in ACTORS if visible_to(getattr(cast, actor), queryset).exists()}

    assert reading(Assessment.objects.all()) == {"assessor", "admin"}
    assert reading(AuditEntry.objects.filter(object_type="assessment")) == {"admin"}

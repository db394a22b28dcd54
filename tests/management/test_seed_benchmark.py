"""The generated plan: what was asked for, the same each time, and a record that holds as any other does."""

from operator import attrgetter

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from priorities.models import (
    Commitment,
    Evidence,
    Ownership,
    Plan,
    ProgressNote,
    ReportingPeriod,
    StandingSpan,
    User,
)
from priorities.selectors.audit import verify_chains
from priorities.selectors.revisions import revision_of
from priorities.selectors.standings import facts_of
from priorities.services.spans import span_rows

pytestmark = pytest.mark.django_db
SPAN = [field.attname for field in StandingSpan._meta.concrete_fields if not field.primary_key]


def seed(plan="benchmark", commitments=40, notes=160, **options):
    call_command("seed_benchmark", plan=plan, commitments=commitments, notes=notes, verbosity=0, **options)
    return Plan.objects.get(slug=plan)


def notes_of(plan):
    return ProgressNote.objects.filter(commitment__plan=plan)


def codes(rows, name):
    return set(rows.order_by().values_list(name, flat=True).distinct())


def test_it_holds_as_many_as_were_asked_for():
    plan = seed()

    assert plan.commitments.count() == 40
    assert notes_of(plan).ever_accepted().count() == 160
    assert (plan.areas.count(), plan.documents.count(), plan.parties.count()) == (12, 1, 2)
    assert ReportingPeriod.objects.filter(plan=plan).count() == 6


def test_it_is_as_varied_as_a_record_is():
    plan = seed(commitments=200, notes=1000)

    assert codes(notes_of(plan), "kind") == {"report", "confirmation", "correction"}
    assert codes(notes_of(plan), "state") == {"accepted", "withdrawn"}
    assert codes(notes_of(plan), "visibility") == {"public", "shared", "internal"}
    assert len(codes(StandingSpan.objects.known(), "standing")) == 8
    assert Commitment.objects.values("title_en").distinct().count() > 190
    assert Evidence.objects.filter(note__commitment__plan=plan).exists()
    leads = Ownership.objects.leads().filter(valid_until=None).values("commitment").annotate(n=Count("pk"))
    assert {each["n"] for each in leads} == {1, 2}
    slipped = plan.commitments.annotate(n=Count("due_dates")).filter(n__gt=1)
    assert slipped.exists()


def test_its_spans_are_those_that_the_notes_make():
    plan = seed()

    order = ("audience", "known_from", "from_on")
    for commitment in plan.commitments.all():
        stored = StandingSpan.objects.filter(commitment=commitment).order_by(*order).values_list(*SPAN)
        made = sorted(span_rows(commitment, facts_of(commitment)), key=attrgetter(*order))
        assert list(stored) == [attrgetter(*SPAN)(row) for row in made]


def test_the_same_seed_makes_the_same_plan():
    first, second = seed("first"), seed("second")
    other = seed("other", seed=8)

    def said(plan):
        columns = ("commitment__title_en", "as_of", "lifecycle", "visibility", "body_en", "accepted_at")
        return sorted(map(repr, notes_of(plan).values_list(*columns)))

    assert said(first) == said(second)
    assert said(first) != said(other)


def test_it_is_one_entry_of_the_audit_and_moves_the_revision():
    before = revision_of("benchmark")

    plan = seed()

    assert revision_of("benchmark") != before
    [entry] = plan.audit_chain.entries.all()
    assert (entry.action, entry.changes["commitments"]) == ("benchmark.seed", [0, 40])
    assert [finding.broken for finding in verify_chains()] == [None]


def test_it_touches_no_other_plan(cast, commitment):
    cast.accept(commitment)
    spans = list(StandingSpan.objects.values_list(*SPAN))
    revision = revision_of("canada-japan")

    seed()

    assert list(StandingSpan.objects.filter(plan=cast.plan).values_list(*SPAN)) == spans
    assert revision_of("canada-japan") == revision
    assert notes_of(cast.plan).count() == 1


def test_an_address_that_is_taken_is_refused_in_one_sentence():
    seed("taken", commitments=2, notes=2)

    with pytest.raises(CommandError, match="There is a plan “taken” already"):
        seed("taken", commitments=2, notes=2)
    with pytest.raises(CommandError, match="choose another with --plan"):
        seed("ta-ken", commitments=2, notes=2)

    assert Plan.objects.count() == 1


@pytest.mark.parametrize(("commitments", "notes"), [(0, 5), (5, -1)])
def test_a_number_that_makes_no_sense_is_refused(commitments, notes):
    with pytest.raises(CommandError, match="at least one commitment"):
        seed(commitments=commitments, notes=notes)


def test_an_administrator_is_made_only_where_a_password_is_given():
    seed("without", commitments=1, notes=0)
    assert not User.objects.filter(is_superuser=True).exists()

    seed("with", commitments=1, notes=0, admin_password="a-long-password")

    assert User.objects.get(is_superuser=True).check_password("a-long-password")
    assert not User.objects.exclude(is_superuser=True).exclude(password__startswith="!").exists()

"""A frozen report is one whole, sealed once, and nothing that happens afterwards changes a byte of it."""

import hashlib
import json
from datetime import UTC, date, datetime

import pytest
import rfc8785
from django.db import IntegrityError, connection, transaction

from priorities import exceptions
from priorities.models import AuditEntry, Report, ReportingPeriod
from priorities.reports.seals import sealed_file
from priorities.services import notes, register, reports

FROZEN = datetime(2026, 4, 20, 9, 12, tzinfo=UTC)


@pytest.fixture
def year(cast):
    """Fiscal year 2025-26, of a plan that asks for English."""
    return register.revise_register(
        ReportingPeriod(
            plan=cast.plan,
            slug="2025-26",
            title_en="Fiscal year 2025-26",
            starts_on=date(2025, 4, 1),
            ends_on=date(2026, 3, 31),
            due_on=date(2026, 4, 30),
            grace_days=5,
        ),
        by=cast.coordinator,
        now=FROZEN,
    )


def told(cast, commitment):
    cast.accept(commitment)
    cast.accept(commitment, acronym="MOFA", as_of=date(2025, 9, 3))


def freeze(cast, year, now=FROZEN):
    return reports.freeze_report(year, by=cast.coordinator, now=now)


def test_a_seal_is_the_hash_of_the_canonical_content(cast, commitment, year):
    told(cast, commitment)

    report = freeze(cast, year)

    file = json.loads(sealed_file(report.content, sha256=report.sha256, previous_sha256=None))
    assert hashlib.sha256(rfc8785.dumps(file["content"])).hexdigest() == report.sha256 == file["sha256"]
    assert rfc8785.dumps(json.loads(report.content)) == report.content.encode()
    assert (file["content"]["made_by"], file["content"]["made_for"]) == ("coordinator", "GAC")
    [line] = file["content"]["commitments"]
    assert (line["standing"], len(line["notes"]), file["content"]["coverage"]["reported"]) == (
        "on_track",
        2,
        1,
    )


def test_freezing_again_gives_the_report_there_is(cast, commitment, year):
    told(cast, commitment)
    first = freeze(cast, year)

    again = freeze(cast, ReportingPeriod.objects.get(pk=year.pk), now=FROZEN.replace(day=21))

    assert (again.pk, again.sha256, Report.objects.count()) == (first.pk, first.sha256, 1)
    assert AuditEntry.objects.filter(action="report.freeze").count() == 1


def test_a_report_is_frozen_only_when_its_period_is_over_everywhere(cast, commitment, year):
    told(cast, commitment)

    with pytest.raises(exceptions.PeriodRunning):
        freeze(cast, year, now=datetime(2026, 4, 1, 3, 59, tzinfo=UTC))  # 31 March in Ottawa

    assert freeze(cast, year, now=datetime(2026, 4, 1, 4, 0, tzinfo=UTC)).sha256


def test_each_gap_is_mended_or_accepted_with_a_reason(cast, commitment, year):
    silent = cast.commitment(owners=("GAC",))
    told(cast, commitment)

    with pytest.raises(exceptions.GapsOpen) as refused:
        freeze(cast, year)

    found = [(gap.kind, gap.reference) for gap in refused.value.gaps]
    assert found == [("note", silent.reference), ("lead", silent.reference)]
    for kind, reference in found:
        reports.accept_gap(
            year, kind=kind, reference=reference, reason="Known.", by=cast.coordinator, now=FROZEN
        )
    report = freeze(cast, year)
    assert [gap["reason"] for gap in report.document["gaps"]] == [{"en": "Known."}, {"en": "Known."}]


def test_a_plan_may_demand_its_languages(cast, commitment, year):
    told(cast, commitment)
    cast.plan.refresh_from_db()
    cast.plan.required_languages, cast.plan.languages_block = "en,fr", True
    register.revise_register(cast.plan, by=cast.coordinator, now=FROZEN)
    year = ReportingPeriod.objects.get(pk=year.pk)
    reports.accept_gap(
        year,
        kind="translation",
        reference=commitment.reference,
        reason="Later.",
        by=cast.coordinator,
        now=FROZEN,
    )

    with pytest.raises(exceptions.LanguageMissing):
        freeze(cast, year)

    assert Report.objects.count() == 0


def test_what_comes_after_the_cut_off_belongs_to_the_next_period_and_says_so(cast, commitment, year):
    told(cast, commitment)
    late = datetime(2026, 5, 6, 4, 0, tzinfo=UTC)  # the days of grace end at midnight in Ottawa, 5 May
    cast.accept(
        commitment,
        as_of=date(2026, 3, 1),
        confidence="off_track",
        reason={"en": "Late."},
        next_steps={"en": "Hurry."},
        now=late,
    )
    following = register.revise_register(
        ReportingPeriod(
            plan=cast.plan,
            slug="2026-27",
            title_en="Fiscal year 2026-27",
            starts_on=date(2026, 4, 1),
            ends_on=date(2027, 3, 31),
            due_on=date(2027, 4, 30),
        ),
        by=cast.coordinator,
        now=FROZEN,
    )

    report = freeze(cast, year, now=late.replace(day=7))
    reports.accept_gap(
        following,
        kind="note",
        reference=commitment.reference,
        reason="None came.",
        by=cast.coordinator,
        now=late,
    )
    second = freeze(cast, following, now=datetime(2027, 4, 20, tzinfo=UTC))

    assert report.document["commitments"][0]["standing"] == "on_track"
    [note] = second.document["commitments"][0]["notes"]
    assert (note["as_of"], note["is_late"], second.document["commitments"][0]["standing"]) == (
        "2026-03-01",
        True,
        "off_track",
    )
    assert [change["kind"] for change in second.document["changes"]][:1] == ["back"]
    assert second.document["previous_sha256"] == report.sha256 == second.previous.sha256


def test_nothing_that_happens_later_changes_a_frozen_report(cast, commitment, year):
    told(cast, commitment)
    report = freeze(cast, year)
    before = Report.objects.values().get(pk=report.pk)

    note = commitment.notes.filter(organization__acronym="GAC").get()
    notes.withdraw_note(note, reason="Mistaken.", by=cast.reviewer, now=FROZEN)
    commitment.refresh_from_db()
    commitment.title_en = "Another title"
    register.revise_register(commitment, by=cast.coordinator, now=FROZEN)
    cast.plan.refresh_from_db()
    cast.plan.title_en = "Another plan"
    register.revise_register(cast.plan, by=cast.coordinator, now=FROZEN)

    assert Report.objects.values().get(pk=report.pk) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE priorities_report SET content = 'x'",
        "UPDATE priorities_report SET sha256 = 'x'",
        "UPDATE priorities_report SET state = 'draft', sha256 = NULL, content = '', frozen_at = NULL, frozen_by_id = NULL",
        "DELETE FROM priorities_report",
    ],
)
def test_the_database_itself_holds_the_seal(cast, commitment, year, statement):
    told(cast, commitment)
    report = freeze(cast, year)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Report.objects.get().sha256 == report.sha256


def test_a_mistake_is_mended_by_an_addendum_that_names_what_it_replaces(cast, commitment, year):
    told(cast, commitment)
    first = freeze(cast, year)
    note = commitment.notes.filter(organization__acronym="GAC").get()
    words = cast.words(confidence="at_risk", reason={"en": "Late."}, next_steps={"en": "Hurry."})
    fixed = notes.correct_note(note, words=words, by=cast.official, now=FROZEN)
    notes.submit_note(fixed, by=cast.official, now=FROZEN)
    notes.accept_note(fixed, by=cast.reviewer, now=FROZEN)

    with pytest.raises(exceptions.ReasonRequired):
        reports.add_addendum(year, reason=" ", by=cast.coordinator, now=FROZEN)
    second = reports.add_addendum(year, reason="A wrong confidence.", by=cast.coordinator, now=FROZEN)

    document = second.document
    assert (second.edition, second.slug, document["replaces_sha256"]) == (2, "2025-26-2", first.sha256)
    assert (document["commitments"][0]["standing"], document["reason"]) == ("at_risk", "A wrong confidence.")
    assert Report.objects.get(pk=first.pk).document["commitments"][0]["standing"] == "on_track"


def test_publishing_is_a_decision_of_its_own(cast, commitment, year):
    told(cast, commitment)
    report = freeze(cast, year)

    published = reports.publish_report(report, by=cast.coordinator, now=FROZEN)

    assert (report.sha256, published.state) == (Report.objects.get().sha256, "frozen_public")
    with pytest.raises(exceptions.AlreadyPublished):
        reports.publish_report(report, by=cast.coordinator, now=FROZEN)


@pytest.mark.parametrize(
    "person", ["official", "reviewer", "viewer", "assessor", "partner_reviewer", "admin"]
)
def test_only_a_coordinator_of_a_secretariat_freezes_and_publishes(cast, commitment, year, person):
    told(cast, commitment)
    by = getattr(cast, person)

    with pytest.raises(exceptions.NotAllowed):
        reports.freeze_report(year, by=by, now=FROZEN)
    report = freeze(cast, year)
    with pytest.raises(exceptions.NotAllowed):
        reports.publish_report(report, by=by, now=FROZEN)

    assert Report.objects.get().state == "frozen_shared"

"""The coordinators' part of a report: what it lacks, accepting that, freezing, mending, publishing."""

import re
from datetime import UTC, date, datetime

import pytest
import time_machine

from priorities.models import AcceptedGap, AuditEntry, Report
from priorities.reports.reading import read_document
from priorities.services import register
from tests.reporting import FROZEN, accept_gaps, addendum, fiscal_year, frozen, published, told
from tests.views.building import bare, client_of, htmx, words_of

YEAR = "/canada-japan/reports/2025-26/"
PREPARE, GAPS, FREEZE = f"{YEAR}prepare/", f"{YEAR}gaps/", f"{YEAR}freeze/"


@pytest.fixture(autouse=True)
def in_may():
    with time_machine.travel(FROZEN, tick=False):
        yield


@pytest.fixture
def year(cast):
    return fiscal_year(cast)


@pytest.fixture
def coordinator(cast):
    return client_of(cast.coordinator)


def previewed(client) -> str:
    return re.findall(r'name="previewed" value="(\w+)"', words_of(client.get(PREPARE)))[0]


def gap(commitment, kind="note", **given) -> dict:
    return {"kind": kind, "reference": commitment.reference, "reason": "Nobody wrote."} | given


# What the report lacks


def test_the_page_says_who_owes_what_and_leads_to_where_each_gap_is_mended(cast, year, coordinator):
    reported, silent = cast.commitment(), cast.commitment(owners=("GAC",))
    trouble = {"confidence": "at_risk", "reason": {"en": "Late."}}
    told(cast, reported, **trouble)
    note = reported.notes.get(organization__acronym="GAC")

    page = words_of(coordinator.get(PREPARE))

    assert "1 of 2 commitments that owed a note have one" in page
    assert re.sub(r"\s+", " ", page).count("1 of 2</td>") == 1  # GAC; MOFA has its one of one
    assert f'href="/canada-japan/commitments/{silent.reference}/#log"' in page
    assert f'href="/admin/priorities/commitment/{silent.pk}/change/"' in page
    assert f'href="/canada-japan/commitments/{reported.reference}/#note-{note.pk}"' in page
    assert re.findall(r'<li id="(gap-[^"]+)"', page) == [
        f"gap-note-{silent.reference}",
        f"gap-lead-{silent.reference}",
        f"gap-next_steps-{reported.reference}",
    ]
    assert "3 gaps are open." in page
    assert "14 May" not in page
    assert "5 May 2026 23:59" in page  # in Ottawa
    assert "6 May 2026 12:59" in page  # in Tokyo


def test_a_missing_language_is_named_with_the_words_that_lack_it(cast, commitment, year, coordinator):
    told(cast, commitment)
    cast.plan.refresh_from_db()
    cast.plan.required_languages, cast.plan.languages_block = "en,fr", True
    register.revise_register(cast.plan, by=cast.coordinator, now=FROZEN)

    page = words_of(coordinator.get(PREPARE))

    assert ("Translate the title" in page, "GAC, note of 1 Sep 2025" in page) == (True, True)
    assert '<span class="tag">French</span>' in page
    assert "This plan demands its languages" in page


def test_a_gap_is_accepted_with_a_reason_by_name(cast, commitment, year, coordinator):
    response = coordinator.post(GAPS, gap(commitment))

    accepted = AcceptedGap.objects.get()
    assert (response.status_code, response["Location"]) == (303, PREPARE)
    assert (accepted.reason_en, accepted.accepted_by) == ("Nobody wrote.", cast.coordinator)
    page = words_of(coordinator.get(PREPARE))
    assert "Accepted by coordinator on 20 May 2026:" in page
    assert "No gap is open." in page


def test_htmx_gets_the_line_and_the_button_that_opens_when_nothing_is_open(
    cast, commitment, year, coordinator
):
    target = f"gap-note-{commitment.reference}"

    response = coordinator.post(GAPS, gap(commitment), headers=htmx(target))

    page = words_of(response)
    assert (response.status_code, "<html" in page) == (200, False)
    assert f'<li id="{target}"' in page
    assert 'id="freeze" aria-labelledby="freeze-heading" hx-swap-oob="true"' in page
    assert re.findall(r'name="previewed" value="(\w+)"', page) == [previewed(coordinator)]
    assert " disabled>" not in page


def test_the_reason_is_said_in_each_language_and_read_in_that_of_the_report(
    cast, commitment, year, coordinator
):
    coordinator.post(GAPS, gap(commitment))
    coordinator.post(f"/fr{GAPS}", gap(commitment, reason="Personne n’a écrit."))

    page = words_of(coordinator.get(f"/fr{PREPARE}"))
    draft = coordinator.get(f"{YEAR}draft.json").json()["content"]

    [sealed] = [each["reason"] for each in draft["gaps"]]
    assert sealed == {"en": "Nobody wrote.", "fr": "Personne n’a écrit."}
    assert '<span class="reason" lang="en">Nobody wrote.</span>' in page
    assert '<span class="reason" lang="fr">Personne n’a écrit.</span>' in page
    readings = [read_document(draft, language=code).gaps[0].reason for code in ("en", "fr", "ja")]
    assert [(each.value, each.language) for each in readings] == [
        ("Nobody wrote.", "en"),
        ("Personne n’a écrit.", "fr"),
        ("Nobody wrote.", "en"),
    ]


@pytest.mark.parametrize("fragment", [True, False])
def test_a_reason_that_is_missing_is_asked_for_beside_its_field(
    cast, commitment, year, coordinator, fragment
):
    headers = htmx(f"gap-note-{commitment.reference}") if fragment else {}

    response = coordinator.post(GAPS, gap(commitment, reason=" "), headers=headers)

    page = words_of(response)
    assert (response.status_code, AcceptedGap.objects.count()) == (422, 0)
    assert f'id="id_gap-note-{commitment.reference}_reason_error"' in page
    assert ("<html" in page) == (not fragment)


def test_all_open_gaps_of_a_kind_are_accepted_for_one_reason_and_no_other(cast, year, coordinator):
    known, *_others = (cast.commitment(owners=("GAC",)) for _ in range(3))
    coordinator.post(GAPS, gap(known, reason="Known before."))

    response = coordinator.post(GAPS, {"kind": "note", "reason": "A quiet year."})

    assert response["Location"] == f"{PREPARE}#gap-note"
    reasons = AcceptedGap.objects.order_by("reference").values_list("kind", "reason_en")
    assert list(reasons) == [("note", "Known before."), ("note", "A quiet year."), ("note", "A quiet year.")]


def test_what_is_mended_or_no_gap_at_all_is_not_accepted(cast, commitment, year, coordinator):
    told(cast, commitment)

    mended = coordinator.post(GAPS, gap(commitment), follow=True)
    unknown = coordinator.post(GAPS, gap(commitment, kind="anything"))

    assert "This gap is mended already." in words_of(mended)
    assert (unknown.status_code, AcceptedGap.objects.count()) == (404, 0)


# Freezing


def test_a_report_without_open_gaps_is_frozen_for_the_parties(cast, commitment, year, coordinator):
    told(cast, commitment)
    data = {"confirmed": "on", "previewed": previewed(coordinator)}

    response = coordinator.post(FREEZE, data)
    again = coordinator.post(FREEZE, data)

    assert (response.status_code, response["Location"], again["Location"]) == (303, YEAR, YEAR)
    assert Report.objects.get().state == "frozen_shared"
    page = words_of(coordinator.get(YEAR))
    assert ("Frozen and sealed." in page, "Publish this report" in page) == (True, True)
    assert client_of(None).get(YEAR).status_code == 404


def test_a_freeze_needs_a_word_that_it_is_meant(cast, commitment, year, coordinator):
    told(cast, commitment)

    response = coordinator.post(FREEZE, {"previewed": previewed(coordinator)})

    assert (response.status_code, Report.objects.count()) == (422, 0)
    assert 'id="id_freeze_confirmed_error"' in words_of(response)


def test_what_changed_since_it_was_read_is_not_sealed_unseen(cast, commitment, year, coordinator):
    told(cast, commitment)
    seen = previewed(coordinator)
    accept = {"as_of": date(2026, 3, 1), "body": {"en": "News."}, "now": datetime(2026, 5, 1, tzinfo=UTC)}
    cast.accept(commitment, **accept)

    response = coordinator.post(FREEZE, {"confirmed": "on", "previewed": seen})

    page = words_of(response)
    assert (response.status_code, Report.objects.count()) == (409, 0)
    assert "Someone else changed this" in page
    assert f'name="previewed" value="{seen}"' not in page
    assert year.__class__.objects.get(pk=year.pk).state == "open"


def test_each_refusal_stands_where_the_button_is(cast, commitment, year, coordinator):
    data = {"confirmed": "on"}
    open_gap = coordinator.post(FREEZE, data)
    told(cast, commitment)
    with time_machine.travel("2026-03-31T23:00Z", tick=False):
        running = coordinator.post(FREEZE, data)
    cast.plan.refresh_from_db()
    cast.plan.required_languages, cast.plan.languages_block = "en,fr", True
    register.revise_register(cast.plan, by=cast.coordinator, now=FROZEN)
    accept_gaps(cast, year)
    untranslated = coordinator.post(FREEZE, data)

    sentences = {
        "mend each gap, or accept it with a reason": open_gap,
        "This period is not over yet for every party": running,
        "This plan demands its languages": untranslated,
    }
    for sentence, response in sentences.items():
        assert response.status_code == 422
        assert sentence in words_of(response).split('id="freeze"')[1]
    assert Report.objects.count() == 0


# Who may


@pytest.mark.parametrize("step", ["prepare", "gaps", "freeze"])
@pytest.mark.parametrize(
    ("person", "status"),
    [
        (None, 404),
        ("viewer", 404),
        ("partner_official", 404),
        ("official", 403),
        ("assessor", 403),
        ("admin", 403),
    ],
)
def test_only_coordinators_prepare_a_report(cast, commitment, year, step, person, status):
    client = client_of(getattr(cast, person) if person else None)
    ask = client.get if step == "prepare" else client.post

    response = ask(f"{YEAR}{step}/", gap(commitment, confirmed="on"))

    assert response.status_code == status
    if status == 404:
        assert bare(response) == bare(ask(f"/canada-japan/reports/2031-32/{step}/"))
    assert (AcceptedGap.objects.count(), Report.objects.count()) == (0, 0)


# Publishing and mending


def test_publishing_is_a_decision_of_its_own(cast, commitment, year, coordinator):
    report = frozen(cast, year)
    publish = f"{YEAR}publish/"

    unmeant = coordinator.post(publish, {"sha256": report.sha256})
    response = coordinator.post(publish, {"confirmed": "on", "sha256": report.sha256})
    again = coordinator.post(publish, {"confirmed": "on", "sha256": report.sha256}, follow=True)

    assert (unmeant.status_code, 'id="id_publish_confirmed_error"' in words_of(unmeant)) == (422, True)
    assert (response.status_code, response["Location"]) == (303, YEAR)
    assert "This report is public already." in words_of(again)
    assert client_of(None).get(YEAR).status_code == 200
    assert AuditEntry.objects.filter(action="report.publish").count() == 1


def test_an_edition_that_was_not_on_the_page_is_not_published(cast, commitment, year, coordinator):
    first = frozen(cast, year)
    addendum(cast, year)

    response = coordinator.post(f"{YEAR}publish/", {"confirmed": "on", "sha256": first.sha256})

    assert response.status_code == 409
    assert not Report.objects.filter(state="frozen_public").exists()


def test_a_mistake_is_mended_by_an_addendum_with_its_reason(cast, commitment, year, coordinator):
    report = published(cast, year)
    address = f"{YEAR}addendum/"
    data = {"confirmed": "on", "sha256": report.sha256}

    without = coordinator.post(address, data)
    response = coordinator.post(address, data | {"reason": "A wrong day."})
    twice = coordinator.post(address, data | {"reason": "A wrong day."})

    assert (without.status_code, 'id="id_addendum_reason_error"' in words_of(without)) == (422, True)
    assert (response.status_code, response["Location"], twice.status_code) == (303, YEAR, 409)
    newest = Report.objects.get(edition=2)
    assert (newest.reason, newest.state, Report.objects.count()) == ("A wrong day.", "frozen_shared", 2)
    assert "A wrong day." in words_of(coordinator.get(YEAR))


def test_an_addendum_that_lacks_something_says_where_that_is_seen(cast, commitment, year, coordinator):
    report = published(cast, year)
    cast.commitment(made_on=date(2025, 6, 1))

    response = coordinator.post(
        f"{YEAR}addendum/", {"confirmed": "on", "sha256": report.sha256, "reason": "One was left out."}
    )

    page = words_of(response).split('id="addendum"')[1]
    assert (response.status_code, Report.objects.count()) == (422, 1)
    assert "mend each gap, or accept it with a reason" in page
    assert f'href="{PREPARE}"' in page
    assert "One was left out." in page


@pytest.mark.parametrize("step", ["publish", "addendum", "freeze"])
def test_others_than_coordinators_decide_nothing_about_a_sealed_report(cast, commitment, year, step):
    report = frozen(cast, year)
    data = {"confirmed": "on", "sha256": report.sha256, "reason": "x"}

    people = (None, cast.viewer, cast.partner_reviewer, cast.official, cast.admin)
    answers = [client_of(person).post(f"{YEAR}{step}/", data).status_code for person in people]

    assert answers == [404, 403, 403, 403, 403]
    assert [each.state for each in Report.objects.all()] == ["frozen_shared"]


def test_a_stranger_signs_in_before_deciding_about_a_public_report(cast, commitment, year):
    published(cast, year)

    answers = {
        step: client_of(None).post(f"{YEAR}{step}/") for step in ("publish", "addendum", "freeze", "gaps")
    }

    assert {answer["Location"] for answer in answers.values()} == {f"/sign-in/?next={YEAR}"}


def test_the_page_asks_as_often_for_thirty_gaps_as_for_one(cast, year, client, queries_of):
    client.force_login(cast.coordinator)
    cast.commitment(owners=("GAC",))
    once = queries_of(PREPARE)

    for _ in range(29):
        cast.commitment(owners=("GAC",))

    assert queries_of(PREPARE) == once

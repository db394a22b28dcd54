from datetime import date

import pytest

from priorities.models import (
    AuditEntry,
    Commitment,
    CommitmentLink,
    DueDate,
    Instrument,
    Ownership,
    SourceSpan,
)
from priorities.services.register import revise_register

from .conftest import THEN, address, typed


@pytest.fixture
def coordinator(office):
    return office.client("coordinator")


def new(office, client, **columns) -> dict:
    return typed(
        client,
        address(Commitment, "add"),
        **(
            {
                "reference": "CJ21-ROL-09",
                "area": office.area.pk,
                "document": office.document.pk,
                "kind": "deliverable",
                "made_on": "2021-05-03",
                "title_en": "Share best practices",
            }
            | columns
        ),
    )


def test_a_coordinator_makes_and_revises_a_commitment_and_the_history_says_from_what_to_what(
    office, coordinator
):
    coordinator.post(address(Commitment, "add"), new(office, coordinator))
    made = Commitment.objects.get(reference="CJ21-ROL-09")
    coordinator.post(address(made), typed(coordinator, address(made), title_en="Share the best practices"))

    entries = AuditEntry.objects.filter(object_type="commitment", object_id=made.pk).order_by("sequence")
    history = coordinator.get(address(made, "history"))

    assert [entry.action for entry in entries] == ["commitment.create", "commitment.revise"]
    assert entries.last().changes == {"title_en": ["Share best practices", "Share the best practices"]}
    assert "<del>Share best practices</del>" in history.content.decode()
    assert "<ins>Share the best practices</ins>" in history.content.decode()
    assert "Coordinator" in history.content.decode()


def test_saving_what_did_not_change_writes_nothing(office, coordinator):
    made = office.commitment()
    before = AuditEntry.objects.count()

    response = coordinator.post(address(made), typed(coordinator, address(made)))

    made.refresh_from_db()
    assert (response.status_code, made.version, AuditEntry.objects.count()) == (302, 2, before)


def test_a_stale_save_is_refused_and_shows_both(office, coordinator):
    made = office.commitment()
    stale = typed(coordinator, address(made), title_en="Typed for an hour")
    coordinator.post(address(made), typed(coordinator, address(made), title_en="Somebody was quicker"))

    response = coordinator.post(address(made), stale)

    made.refresh_from_db()
    page = response.content.decode()
    assert (response.status_code, made.title_en) == (409, "Somebody was quicker")
    assert page.count("Someone else changed this while you were working") == 1
    assert "Please correct" not in page
    assert 'value="Typed for an hour"' in page
    assert "Saved meanwhile: “Somebody was quicker”" in page


def test_after_the_warning_a_second_save_is_a_choice(office, coordinator):
    made = office.commitment()
    stale = typed(coordinator, address(made), title_en="Mine")
    coordinator.post(address(made), typed(coordinator, address(made), title_en="Theirs"))
    warned = coordinator.post(address(made), stale)

    again = stale | {"seen_version": warned.context["adminform"].form["seen_version"].value()}
    coordinator.post(address(made), again)

    made.refresh_from_db()
    assert made.title_en == "Mine"


def test_a_form_without_the_version_it_was_read_at_is_refused(office, coordinator):
    made = office.commitment()
    data = typed(coordinator, address(made), title_en="Unseen")
    del data["seen_version"]

    assert coordinator.post(address(made), data).status_code == 422


def test_a_reference_is_never_used_twice(office, coordinator):
    office.commitment("CJ21-ROL-09")

    response = coordinator.post(address(Commitment, "add"), new(office, coordinator))

    assert response.status_code == 422
    assert response.context["adminform"].form.errors["reference"]


def test_the_place_of_a_quote_is_found(office, coordinator):
    made = office.commitment()
    row = {"source_spans-TOTAL_FORMS": 1, "source_spans-0-text": office.text.pk}

    coordinator.post(
        address(made),
        typed(coordinator, address(made)) | row | {"source_spans-0-quote": "hold  joint\nexercises"},
    )

    span = SourceSpan.objects.get(commitment=made)
    assert (span.quote, office.text.body[span.start : span.end]) == (
        "hold joint exercises",
        "hold joint exercises",
    )


def test_a_quote_that_is_not_in_the_text_is_refused_beside_it_and_stays_typed(office, coordinator):
    made = office.commitment()
    row = {"source_spans-TOTAL_FORMS": 1, "source_spans-0-text": office.text.pk}

    response = coordinator.post(
        address(made),
        typed(coordinator, address(made), title_en="Also new") | row | {"source_spans-0-quote": "never said"},
    )

    form = response.context["inline_admin_formsets"][0].formset.forms[0]
    made.refresh_from_db()
    assert response.status_code == 422
    assert form.errors == {"quote": ["These words do not stand in the text."]}
    assert (form["quote"].value(), made.title_en) == ("never said", "Hold joint exercises")
    assert 'value="Also new"' in response.content.decode()


def test_a_quote_that_stands_twice_offers_the_places_to_choose_from(office, coordinator):
    made = office.commitment()
    row = {
        "source_spans-TOTAL_FORMS": 1,
        "source_spans-0-text": office.text.pk,
        "source_spans-0-quote": "share best practices",
    }
    second = office.text.body.rindex("share best practices")

    asked = coordinator.post(address(made), typed(coordinator, address(made)) | row)
    offered = asked.context["inline_admin_formsets"][0].formset.forms[0].fields["start"].choices
    coordinator.post(
        address(made), typed(coordinator, address(made)) | row | {"source_spans-0-start": second}
    )

    assert [start for start, _context in offered] == [office.text.body.index("share best practices"), second]
    assert SourceSpan.objects.get(commitment=made).start == second


def test_a_passage_is_removed_and_the_audit_keeps_its_words(office, coordinator):
    made = office.commitment()
    row = {
        "source_spans-TOTAL_FORMS": 1,
        "source_spans-0-text": office.text.pk,
        "source_spans-0-quote": "joint exercises",
    }
    coordinator.post(address(made), typed(coordinator, address(made)) | row)

    coordinator.post(address(made), typed(coordinator, address(made)) | {"source_spans-0-DELETE": "on"})

    assert not SourceSpan.objects.exists()
    assert AuditEntry.objects.filter(
        action="span.remove", changes__passage__0__endswith="joint exercises"
    ).exists()


def test_an_owner_is_added_and_ended(office, coordinator):
    made = office.commitment()
    row = {
        "ownerships-TOTAL_FORMS": 2,
        "ownerships-0-valid_until": "2025-01-01",
        "ownerships-1-organization": office.organizations["DND"].pk,
        "ownerships-1-role": "lead",
        "ownerships-1-valid_from": "2025-01-01",
        "ownerships-1-commitment": made.pk,
    }

    response = coordinator.post(address(made), typed(coordinator, address(made)) | row)

    assert response.status_code == 302
    assert list(
        Ownership.objects.known().order_by("valid_from").values_list("organization__acronym", "valid_until")
    ) == [
        ("GAC", date(2025, 1, 1)),
        ("DND", None),
    ]


def test_a_second_lead_of_one_party_is_refused_beside_the_role(office, coordinator):
    made = office.commitment()
    row = {
        "ownerships-TOTAL_FORMS": 2,
        "ownerships-1-organization": office.organizations["DND"].pk,
        "ownerships-1-role": "lead",
        "ownerships-1-valid_from": "2025-01-01",
        "ownerships-1-commitment": made.pk,
    }

    response = coordinator.post(address(made), typed(coordinator, address(made)) | row)

    form = response.context["inline_admin_formsets"][1].formset.forms[1]
    assert form.errors == {"role": ["This party already has a current lead: end it first."]}
    assert Ownership.objects.count() == 1


def test_the_ledger_takes_a_line_with_a_reason_and_changes_none(office, coordinator):
    made = office.commitment()

    def post(index, **columns):
        row = {f"due_dates-{index}-{name}": value for name, value in columns.items()}
        total = {"due_dates-TOTAL_FORMS": index + 1, f"due_dates-{index}-commitment": made.pk}
        return coordinator.post(address(made), typed(coordinator, address(made)) | total | row)

    post(0, due_on="2025-03-31", precision="day")
    refused = post(1, due_on="2026-03-31", precision="day")
    post(1, due_on="2026-03-31", precision="day", reason="The vessel is late.")
    post(1, **{"due_on": "2030-01-01", "precision": "day", "reason": "Sneaked in."})

    assert refused.status_code == 422
    assert refused.context["inline_admin_formsets"][2].formset.forms[1].errors == {
        "reason": ["Please give a reason."]
    }
    assert list(DueDate.objects.values_list("due_on", "is_baseline")) == [
        (date(2025, 3, 31), True),
        (date(2026, 3, 31), False),
    ]


def test_a_stale_page_adds_no_part_and_a_double_click_adds_one(office, coordinator):
    made = office.commitment()
    row = {"due_dates-TOTAL_FORMS": 1, "due_dates-0-due_on": "2025-03-31", "due_dates-0-precision": "day"}
    data = typed(coordinator, address(made)) | row

    first, second = (coordinator.post(address(made), data) for _ in range(2))

    assert (first.status_code, second.status_code, DueDate.objects.count()) == (302, 409, 1)


def test_commitments_are_linked_and_a_circle_is_refused(office, coordinator):
    one, other = office.commitment("CJ21-ROL-01"), office.commitment("CJ21-ROL-02")

    def link(source, target):
        row = {"links-TOTAL_FORMS": 1, "links-0-kind": "supersedes", "links-0-target": target.pk}
        return coordinator.post(address(source), typed(coordinator, address(source)) | row)

    made, refused = link(one, other), link(other, one)

    assert (made.status_code, refused.status_code, CommitmentLink.objects.count()) == (302, 422, 1)
    assert "would supersede each other in a circle" in refused.content.decode()


def test_instruments_are_chosen_and_audited(office, coordinator):
    made = office.commitment()
    unclos = revise_register(
        Instrument(code="UNCLOS", name_en="Law of the Sea"), by=office.people["coordinator"], now=THEN
    )

    coordinator.post(address(made), typed(coordinator, address(made), instruments=[unclos.pk]))

    assert list(made.instruments.all()) == [unclos]
    assert AuditEntry.objects.order_by("-pk").first().changes == {"instruments": [[], ["UNCLOS"]]}


def test_a_draft_is_published_by_its_button_and_then_never_deleted(office, coordinator):
    draft = office.commitment(published=False)

    assert b">Publish</button>" in coordinator.get(address(draft)).content
    coordinator.post(address(draft, "publish"), {"seen_version": draft.version})

    draft.refresh_from_db()
    assert draft.state == "published"
    assert coordinator.get(address(draft, "delete")).status_code == 403


def test_a_draft_is_deleted_with_a_trace(office, coordinator):
    draft = office.commitment(published=False)

    coordinator.post(address(draft, "delete"), {"post": "yes"})

    assert not Commitment.objects.filter(pk=draft.pk).exists()
    assert AuditEntry.objects.filter(action="commitment.delete").count() == 1


def test_publishing_many_says_how_many_and_why_not(office, coordinator):
    drafts = [
        office.commitment("CJ21-ROL-01", published=False),
        office.commitment("CJ21-ROL-02", published=False),
    ]
    published = office.commitment("CJ21-ROL-03")
    chosen = [each.pk for each in [*drafts, published]]

    response = coordinator.post(
        address(Commitment, "changelist"),
        {"action": "publish_selected", "_selected_action": chosen},
        follow=True,
    )

    said = [str(message) for message in response.context["messages"]]
    assert said == [
        "2 records done: Publish.",
        "CJ21-ROL-03 · Hold joint exercises: Your role does not allow this.",
    ]
    assert AuditEntry.objects.filter(action="commitment.publish").count() == 3


def test_the_lists_show_where_a_commitment_stands_for_their_reader(office, coordinator):
    made = office.commitment()
    office.accepted(
        made, visibility="internal", lifecycle="underway", confidence="off_track", reason={"en": "Late."}
    )
    page = address(Commitment, "changelist")

    assert 'data-standing="off_track"' in coordinator.get(page).content.decode()
    assert 'data-standing="not_reported"' in office.client("partner").get(page).content.decode()
    assert office.client("partner").get(page, {"standing": "off_track"}).context["cl"].result_count == 0
    assert coordinator.get(page, {"standing": "off_track"}).context["cl"].result_count == 1


def test_an_archived_commitment_is_read_only(office, coordinator):
    made = office.commitment()

    coordinator.post(address(made, "archive"), {"seen_version": made.version})

    assert coordinator.post(address(made), {}).status_code == 403
    assert coordinator.get(address(made)).status_code == 200

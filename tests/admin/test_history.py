import csv
import io

from django.utils import timezone

from priorities.models import AuditEntry, PriorityArea
from priorities.services.register import revise_register

from .conftest import address, typed


def test_history_names_people_fields_and_values_as_they_are_read(office):
    coordinator = office.client("coordinator")
    made = office.commitment()
    other = PriorityArea.objects.create(plan=office.plan, number=2, code="SEA", name_en="Maritime security")
    coordinator.post(address(made), typed(coordinator, address(made), area=other.pk, kind="continuing"))

    page = coordinator.get(address(made, "history")).content.decode()

    assert "<del>1 Rule of law</del>" in page
    assert "<ins>2 Maritime security</ins>" in page
    assert "<ins>Continuing</ins>" in page
    assert "Ownership: created" in page


def test_history_comes_in_pages(office):
    coordinator = office.client("coordinator")
    made = office.commitment()
    for number in range(60):
        made.title_en = f"Title {number}"
        revise_register(made, by=office.people["coordinator"], now=timezone.now())

    page = coordinator.get(address(made, "history"))

    assert "Page 1 of 2" in page.content.decode()
    assert len(page.context["rows"]) == 50


def test_the_history_of_a_password_says_that_it_changed_and_never_to_what(office):
    person = office.people["official"]
    typed_words = {"old_password": "a-password-for-tests"} | {
        f"new_password{number}": "an-entirely-new-word" for number in (1, 2)
    }
    office.client("official").post("/admin/password_change/", typed_words)

    page = office.client("admin").get(address(person, "history")).content.decode()

    person.refresh_from_db()
    assert person.check_password("an-entirely-new-word")
    assert "Password" in page
    assert person.password not in page


def test_audit_entries_are_read_and_never_changed(office):
    office.commitment()
    entry = AuditEntry.objects.filter(action="commitment.publish").get()
    for name in ("coordinator", "admin"):
        client = office.client(name)
        assert client.get(address(entry)).status_code == 200
        assert client.post(address(entry), {"action": "x"}).status_code == 403
        assert client.get(address(AuditEntry, "add")).status_code == 403
        assert client.post(address(entry, "delete"), {"post": "yes"}).status_code == 403


def test_the_audit_quotes_no_note_that_its_reader_may_not_see(office):
    theirs = office.commitment(owner="MOFA")
    office.draft(theirs, by="partner", body="For Tokyo only", visibility="internal")
    entry = AuditEntry.objects.get(action="note.draft")
    coordinator = office.client("coordinator")

    listed = coordinator.get(address(AuditEntry, "changelist"), {"action": "note.draft"})
    exported = coordinator.get(address(AuditEntry, "export"))

    assert listed.context["cl"].result_count == 0
    assert coordinator.get(address(entry)).status_code == 404
    assert "For Tokyo only" not in b"".join(exported.streaming_content).decode()
    assert office.client("admin").get(address(entry)).status_code == 200


def test_the_export_holds_the_rows_of_the_filtered_list_and_no_formula(office):
    office.commitment("CJ21-ROL-01", title_en="=cmd()")
    office.commitment("CJ21-ROL-02")
    client = office.client("coordinator")
    filters = {"action": "commitment.create"}

    listed = client.get(address(AuditEntry, "changelist"), filters)
    sent = b"".join(client.get(address(AuditEntry, "export"), filters).streaming_content)

    rows = list(csv.DictReader(io.StringIO(sent.decode("utf-8-sig"))))
    assert len(rows) == listed.context["cl"].result_count == 2
    assert {row["action"] for row in rows} == {"commitment.create"}
    assert not any(value.startswith("=") for row in rows for value in row.values())


def test_only_the_keepers_of_a_plan_export_its_audit(office):
    assert office.client("official").get(address(AuditEntry, "export")).status_code in (403, 404)

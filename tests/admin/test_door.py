import pytest
from django.test import Client
from django.urls import reverse

from priorities.models import AuditEntry, Commitment, Membership, Organization, Plan, ProgressNote, User

from .conftest import address

WITH_A_ROLE = ["official", "reviewer", "coordinator", "assessor", "partner", "admin"]


def nouns(client) -> set[str]:
    return {
        noun["object_name"]
        for section in client.get(reverse("admin:index")).context["app_list"]
        for noun in section["models"]
    }


def test_whoever_is_not_signed_in_is_sent_to_the_one_page_that_signs_in(office):
    response = Client().get(reverse("admin:index"), follow=True)

    assert response.redirect_chain[-1] == ("/sign-in/?next=/admin/", 302)


@pytest.mark.parametrize("name", WITH_A_ROLE)
def test_every_role_but_the_viewer_opens_the_editor(office, name):
    assert office.client(name).get(reverse("admin:index")).status_code == 200


@pytest.mark.parametrize("page", ["admin:index", "admin:login", "admin:priorities_commitment_changelist"])
def test_a_viewer_is_refused_at_the_door_and_not_sent_round_in_circles(office, page):
    User.objects.filter(username="viewer").update(is_staff=True)

    assert office.client("viewer").get(reverse(page)).status_code == 403


def test_a_membership_that_ended_opens_nothing(office):
    client = office.client("official")
    Membership.objects.filter(user=office.people["official"]).update(valid_until="2025-01-01")

    assert client.get(reverse("admin:index")).status_code == 403


def test_the_first_page_lists_only_what_its_reader_may_see_or_touch(office):
    assert nouns(office.client("official")) == {
        "Assessment",
        "ProgressNote",
        "Commitment",
        "SourceDocument",
        "ReportingPeriod",
        "Report",
    }
    assert "PriorityArea" in nouns(office.client("coordinator"))
    assert "AuditEntry" in nouns(office.client("coordinator"))
    assert "User" not in nouns(office.client("coordinator"))
    assert {"User", "Membership", "Party", "Organization", "Plan"} <= nouns(office.client("admin"))


@pytest.mark.parametrize("name", ["official", "reviewer", "assessor", "partner"])
def test_those_who_keep_no_register_read_a_commitment_and_may_not_post_it(office, name):
    commitment = office.commitment()
    client = office.client(name)

    page = client.get(address(commitment))
    posted = client.post(address(commitment), {"title_en": "Mine now"})

    assert (page.status_code, posted.status_code) == (200, 403)
    assert b'name="title_en"' not in page.content
    assert client.get(address(Commitment, "add")).status_code == 403


def test_a_draft_commitment_is_missing_for_all_but_its_keepers(office):
    draft = office.commitment(published=False, title_en="Not yet known")

    assert office.client("coordinator").get(address(draft)).status_code == 200
    assert office.client("official").get(address(draft)).status_code == 404
    assert office.client("official").post(address(draft), {}).status_code == 404
    assert b"Not yet known" not in office.client("official").get(address(Commitment, "changelist")).content


def test_a_partner_cannot_tell_an_internal_note_from_a_missing_one(office):
    note = office.accepted(office.commitment(), visibility="internal", body="Between ourselves")
    partner = office.client("partner")

    assert office.client("official").get(address(note)).status_code == 200
    for page in ("change", "history", "delete"):
        assert partner.get(address(note, page)).status_code == 404
    assert partner.post(address(note, "withdraw"), {"reason": "x"}).status_code == 404
    assert b"Between ourselves" not in partner.get(address(ProgressNote, "changelist")).content


def test_autocomplete_offers_nothing_hidden(office):
    office.commitment("CJ21-ROL-01")
    office.commitment("CJ21-ROL-02", published=False)
    asked = {
        "app_label": "priorities",
        "model_name": "progressnote",
        "field_name": "commitment",
        "term": "CJ21",
    }

    found = office.client("official").get(reverse("admin:autocomplete"), asked).json()["results"]

    assert [each["text"] for each in found] == ["CJ21-ROL-01 · Hold joint exercises"]


def test_the_redirect_by_content_type_is_gone(office):
    assert office.client("official").get("/admin/r/1/1/").status_code == 404


def test_administrators_keep_accounts_and_write_no_commitment(office):
    admin = office.client("admin")
    commitment = office.commitment()

    assert admin.get(address(User, "changelist")).status_code == 200
    assert admin.get(address(Organization, "add")).status_code == 200
    assert admin.post(address(commitment), {}).status_code == 403
    assert office.client("coordinator").get(address(User, "changelist")).status_code == 403
    assert office.client("coordinator").get(address(Organization, "add")).status_code == 403


def test_history_and_audit_are_for_those_who_may_see_them(office):
    commitment = office.commitment()

    assert office.client("official").get(address(commitment, "history")).status_code == 403
    assert b"historylink" not in office.client("official").get(address(commitment)).content
    assert office.client("official").get(address(AuditEntry, "changelist")).status_code == 403
    assert office.client("coordinator").get(address(commitment, "history")).status_code == 200


def test_the_plan_of_somebody_else_is_not_offered(office):
    Plan.objects.create(slug="other", title_en="Somebody else’s", adopted_on="2021-01-01")

    page = office.client("coordinator").get(address(Commitment, "add"))

    assert [plan.slug for plan in page.context["adminform"].form.fields["plan"].queryset] == ["canada-japan"]

from datetime import date

import pytest

from priorities.models import (
    DocumentText,
    Instrument,
    Organization,
    Party,
    PriorityArea,
    ReportingPeriod,
    SourceDocument,
)
from priorities.services.register import place_span

from .conftest import THEN, address, typed


def test_a_cited_text_is_read_only_and_says_why(office):
    commitment = office.commitment()
    place_span(
        commitment, text=office.text, quote="joint exercises", by=office.people["coordinator"], now=THEN
    )
    client = office.client("coordinator")

    page = client.get(address(office.text))
    posted = client.post(address(office.text), {"body": "Other words", "seen_version": 1})

    office.text.refresh_from_db()
    assert "This text is cited by commitments and is never edited" in page.content.decode()
    assert (posted.status_code, office.text.body.startswith("Canada and Japan")) == (403, True)


def test_a_new_version_of_a_text_is_a_new_row(office):
    client = office.client("coordinator")

    client.post(
        address(DocumentText, "add"),
        {"document": office.document.pk, "language": "en", "text_version": 2, "body": "Anew."},
    )

    assert list(DocumentText.objects.order_by("text_version").values_list("text_version", flat=True)) == [
        1,
        2,
    ]


@pytest.mark.parametrize(
    ("model", "name", "words"),
    [
        (
            PriorityArea,
            "coordinator",
            {"number": 2, "code": "SEA", "name_en": "Maritime security", "name_fr": "Sûreté"},
        ),
        (
            SourceDocument,
            "coordinator",
            {
                "code": "AP22",
                "slug": "action-plan",
                "title_en": "Action plan",
                "kind": "action_plan",
                "published_on": "2022-10-11",
            },
        ),
        (
            ReportingPeriod,
            "coordinator",
            {
                "slug": "2025-h1",
                "title_en": "First half",
                "starts_on": "2025-04-01",
                "ends_on": "2025-09-30",
                "due_on": "2025-10-31",
                "grace_days": 0,
            },
        ),
        (Instrument, "coordinator", {"code": "UNCLOS", "name_en": "Law of the Sea"}),
        (Party, "admin", {"code": "KR", "name_en": "Korea", "time_zone": "Asia/Seoul"}),
        (Organization, "admin", {"acronym": "CCG", "name_en": "Coast Guard"}),
    ],
)
def test_each_noun_of_the_register_is_added_and_its_words_changed(office, model, name, words):
    client = office.client(name)
    belongs = {"plan": office.plan.pk, "party": office.organizations["GAC"].party_id}
    field = next(each for each in words if each.endswith("_en"))

    added = client.post(address(model, "add"), belongs | words)
    made = model.objects.order_by("-pk").first()
    changed = client.post(address(made), typed(client, address(made), **{field: "Better words"}))

    made.refresh_from_db()
    assert (added.status_code, changed.status_code) == (302, 302)
    assert getattr(made, field) == "Better words"


@pytest.mark.parametrize("model", [Party, Instrument, PriorityArea])
def test_the_first_language_is_needed(office, model):
    client = office.client("admin" if model is Party else "coordinator")

    response = client.post(address(model, "add"), {"name_fr": "Seulement en français"})

    assert "name_en" in response.context["adminform"].form.errors


def test_a_period_is_locked_by_its_button_and_then_read_only(office):
    period = ReportingPeriod.objects.create(
        plan=office.plan,
        slug="2025-h1",
        title_en="First half",
        starts_on=date(2025, 4, 1),
        ends_on=date(2025, 9, 30),
        due_on=date(2025, 10, 31),
    )
    client = office.client("coordinator")

    assert office.client("official").post(address(period, "lock")).status_code == 403
    client.post(address(period, "lock"), {"seen_version": period.version})

    period.refresh_from_db()
    assert period.state == "locked"
    assert client.post(address(period), {"title_en": "Reopened"}).status_code == 403
    assert b">Lock</button>" not in client.get(address(period)).content


def test_no_page_of_the_editor_carries_an_inline_style_or_script(office):
    commitment = office.commitment()
    client = office.client("coordinator")

    for page in (
        address(commitment),
        address(type(commitment), "changelist"),
        address(commitment, "history"),
        "/admin/",
    ):
        response = client.get(page)
        body = response.content.decode()
        assert " style=" not in body
        assert "<script>" not in body
        assert "unsafe" not in response["Content-Security-Policy"]

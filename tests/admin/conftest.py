"""A small office for the editor's tests: one plan, two governments, and a client for each person."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from priorities.models import (
    Commitment,
    DocumentText,
    Membership,
    Organization,
    Party,
    Plan,
    PriorityArea,
    ProgressNote,
    SourceDocument,
    User,
)
from priorities.services import notes, register
from tests.copies import COPIES

THEN = datetime(2025, 10, 1, 12, 0, tzinfo=UTC)
BODY = "Canada and Japan will hold joint exercises.\n\nThey will share best practices. They will share best practices.\n"
PEOPLE = {
    "viewer": ("GAC", "viewer"),
    "official": ("GAC", "official"),
    "colleague": ("GAC", "official"),
    "reviewer": ("GAC", "reviewer"),
    "coordinator": ("GAC", "coordinator"),
    "assessor": ("AUDIT", "assessor"),
    "partner": ("MOFA", "reviewer"),
}


@dataclass
class Office:
    plan: Plan
    area: PriorityArea
    document: SourceDocument
    text: DocumentText
    organizations: dict[str, Organization]
    people: dict[str, User] = field(default_factory=dict)

    def client(self, name: str) -> Client:
        client = Client()
        client.force_login(self.people[name])
        return client

    def commitment(self, reference="CJ21-ROL-01", *, published=True, owner="GAC", **columns) -> Commitment:
        by = self.people["coordinator"]
        made = register.revise_register(
            Commitment(
                plan=self.plan,
                area=self.area,
                document=self.document,
                reference=reference,
                kind="deliverable",
                made_on=date(2021, 5, 3),
                **({"title_en": "Hold joint exercises"} | columns),
            ),
            by=by,
            now=THEN,
        )
        register.assign_owner(
            made,
            organization=self.organizations[owner],
            role="lead",
            valid_from=date(2021, 5, 3),
            by=by,
            now=THEN,
        )
        return register.publish_commitment(made, by=by, now=THEN) if published else made

    def draft(self, commitment, *, by="official", body="Work went on.", **words) -> ProgressNote:
        words = {"as_of": date(2025, 9, 1), "lifecycle": "underway", "confidence": "on_track"} | words
        person = self.people[by]
        organization = self.organizations[PEOPLE[by][0]]
        said = notes.NoteWords(body={"en": body}, **words)
        return notes.draft_note(commitment, organization=organization, words=said, by=person, now=THEN)

    def submitted(self, commitment, *, by="official", **words) -> ProgressNote:
        return notes.submit_note(self.draft(commitment, by=by, **words), by=self.people[by], now=THEN)

    def accepted(self, commitment, **words) -> ProgressNote:
        return notes.accept_note(self.submitted(commitment, **words), by=self.people["reviewer"], now=THEN)


@pytest.fixture
def office(db) -> Office:
    return COPIES.of(make_office)


def make_office() -> Office:
    admin = User.objects.create_user("admin", password="a-password-for-tests", is_superuser=True)

    def keep(record, by=admin):
        return register.revise_register(record, by=by, now=THEN)

    canada = keep(Party(code="CA", name_en="Canada", time_zone="America/Toronto"))
    japan = keep(Party(code="JP", name_en="Japan", time_zone="Asia/Tokyo"))
    organizations = {
        acronym: keep(Organization(acronym=acronym, name_en=acronym, party=party))
        for acronym, party in (("GAC", canada), ("DND", canada), ("AUDIT", canada), ("MOFA", japan))
    }
    plan = keep(Plan(slug="canada-japan", title_en="Shared priorities", adopted_on=date(2021, 5, 3)))
    register.set_participation(plan, party=canada, secretariat=organizations["GAC"], by=admin, now=THEN)
    register.set_participation(plan, party=japan, secretariat=None, position=2, by=admin, now=THEN)
    people = {"admin": admin}
    for name, (acronym, role) in PEOPLE.items():
        people[name] = User.objects.create_user(
            name, first_name=name.title(), password="a-password-for-tests"
        )
        organization = organizations[acronym]
        keep(Membership(user=people[name], organization=organization, role=role, valid_from=date(2021, 1, 1)))
    keeper = people["coordinator"]
    area = keep(PriorityArea(plan=plan, number=1, code="ROL", name_en="Rule of law"), keeper)
    document = SourceDocument(
        plan=plan, code="CJ21", slug="backgrounder", title_en="Backgrounder", published_on=date(2021, 5, 3)
    )
    keep(document, keeper)
    text = keep(DocumentText(document=document, language="en", body=BODY), keeper)
    return Office(plan, area, document, text, organizations, people)


def address(record, page="change") -> str:
    model = record if isinstance(record, type) else type(record)
    name = f"admin:priorities_{model._meta.model_name}_{page}"
    return reverse(name) if isinstance(record, type) else reverse(name, args=[record.pk])


def typed(client: Client, page: str, **changes) -> dict:
    """What a browser would post from this page, with these fields typed over."""
    context = client.get(page).context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is True:
                data[bound.html_name] = "on"
            elif value is not None and value is not False and value != "":
                data[bound.html_name] = value
    return data | changes

"""fixtures/permission_matrix.csv, a case for each cell.

Y is allowed, D may see but not do (403), H must not know it exists (404, the very bytes of a missing one), L signs in
first. A row with a page is asked of the page, with the method that page has; after D and H the record is unchanged. A
row whose page does not exist yet is asked of `can`.
"""

import csv
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client
from django.urls import reverse

from priorities import permissions
from priorities.choices import Role
from priorities.models import (
    Assessment,
    AuditEntry,
    Commitment,
    Evidence,
    Membership,
    ProgressNote,
    Report,
    ReportingPeriod,
    User,
)
from priorities.services import notes, register
from tests.assessments import draft, final, year
from tests.conftest import NOON, PASSWORD, Cast, make_cast
from tests.files import stored_words
from tests.reporting import fiscal_year, frozen, published

ROWS = list(csv.DictReader((settings.BASE_DIR / "fixtures" / "permission_matrix.csv").open(encoding="utf-8")))
ACTORS = [name for name in ROWS[0] if name not in ("object", "action", "state", "visibility")]
PEOPLE = {
    "VIEWER": "viewer",
    "PARTNER": "partner_official",
    "OFFICIAL_OTHER": "other_official",
    "OFFICIAL_OWNER": "colleague",
    "AUTHOR": "official",
    "REVIEWER_OWNER": "reviewer",
    "AUTHOR_REVIEWER": "author_reviewer",
    "ASSESSOR": "assessor",
    "COORDINATOR": "coordinator",
    "ADMIN": "admin",
}
MISSING = 987654321
pytestmark = pytest.mark.django_db
SOURCE = notes.EvidenceWords("Source zx-evidence", "https://example.org/zx")


@dataclass
class World:
    """The cast, a commitment in each state, for each author a note in each state and visibility, and for each state of
    a report the period that has one."""

    cast: Cast
    commitments: dict[str, Commitment] = field(default_factory=dict)
    notes: dict[tuple[str, str, str], ProgressNote] = field(default_factory=dict)
    periods: dict[str, ReportingPeriod] = field(default_factory=dict)
    assessments: dict[str, Assessment] = field(default_factory=dict)

    def person(self, actor: str) -> User | AnonymousUser:
        return AnonymousUser() if actor == "ANON" else getattr(self.cast, PEOPLE[actor])

    def note(self, row, actor: str) -> ProgressNote:
        author = "author_reviewer" if actor == "AUTHOR_REVIEWER" else "official"
        visibility = row["visibility"] if row["visibility"] in ("public", "shared", "internal") else "public"
        return self.notes[author, row["state"], visibility]


def build(cast: Cast) -> World:
    person = User.objects.create_user("author-reviewer", password=PASSWORD)
    gac = cast.organizations["GAC"]
    register.revise_register(
        Membership(
            user=person, organization=gac, role=Role.REVIEWER, valid_from=NOON.date().replace(year=2021)
        ),
        by=cast.admin,
        now=NOON,
    )
    cast.people["author_reviewer"] = person
    world = World(cast)
    world.commitments["published"] = cast.commitment(owners=("GAC",))
    register.place_span(
        world.commitments["published"],
        text=cast.text,
        quote="Enhance defence cooperation",
        by=cast.coordinator,
        now=NOON,
    )
    world.commitments["draft"] = cast.commitment(owners=("GAC",), published=False)
    world.commitments["archived"] = register.archive_commitment(
        cast.commitment(owners=("GAC",)), on=NOON.date(), by=cast.coordinator, now=NOON
    )
    for name in ("official", "author_reviewer"):
        for visibility in ("public", "shared", "internal"):
            for state in ("draft", "submitted", "returned", "accepted", "withdrawn"):
                world.notes[name, state, visibility] = note_in(world, getattr(cast, name), state, visibility)
    years = {"frozen_public": 2021, "frozen_shared": 2022, "draft": 2023}
    world.periods = {state: fiscal_year(cast, year) for state, year in years.items()}
    published(cast, world.periods["frozen_public"], NOON)
    frozen(cast, world.periods["frozen_shared"], NOON)
    assessed = world.commitments["published"]
    world.assessments = {
        "final": final(cast, assessed, year(cast), rationale={"en": "zx-final-assessment"}),
        "draft": draft(cast, assessed, world.periods["draft"], rationale={"en": "zx-draft-assessment"}),
    }
    return world


def note_in(world: World, author: User, state: str, visibility: str) -> ProgressNote:
    cast = world.cast
    body = {"en": f"zx-{author.username}-{state}-{visibility}."}
    evidence = (SOURCE, stored_words("zx-file.pdf"))
    given = {"by": author, "visibility": visibility, "body": body, "evidence": evidence}
    note = cast.draft(world.commitments["published"], **given)
    if state == "draft":
        return note
    notes.submit_note(note, by=author, now=NOON)
    if state == "returned":
        notes.return_note(note, reason="zx-reason", by=cast.reviewer, now=NOON)
    elif state in ("accepted", "withdrawn"):
        notes.accept_note(note, by=cast.reviewer, now=NOON)
        if state == "withdrawn":
            notes.withdraw_note(note, reason="zx-withdrawal", by=cast.reviewer, now=NOON)
    return note


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, request):
    """Made once for all cells; every cell runs in a savepoint within this transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(make_cast())
        transaction.set_rollback(True)


# Where a row is asked. A page is (method, address of the thing, address of a missing one, data).


def note_page(verb: str, method="post", **data):
    def page(world, row, actor):
        slug = world.cast.plan.slug
        note = world.note(row, actor)
        sent = data | {"version": note.version} if method == "post" else data
        return (
            method,
            reverse(f"note-{verb}", args=[slug, note.pk]),
            reverse(f"note-{verb}", args=[slug, MISSING]),
            sent,
        )

    return page


def commitment_page(world, row, actor):
    commitment = world.commitments[row["state"]]
    missing = reverse("commitment-detail", args=[world.cast.plan.slug, "CJ99-XXX-99"])
    return "get", commitment.get_absolute_url(), missing, {}


def new_note(world, row, actor):
    commitment = world.commitments["published"]
    data = {"as_of": "2025-09-01", "act": "draft", "visibility": row["visibility"]}
    return "post", reverse("note-create", args=[world.cast.plan.slug, commitment.reference]), "", data


def evidence_page(world, row, actor):
    slug = world.cast.plan.slug
    file = Evidence.objects.exclude(storage_name="").get(note=world.note(row, actor))
    return "get", file.get_absolute_url(), reverse("evidence-download", args=[slug, MISSING]), {}


def report_page(verb: str, method="get", **data):
    """The report of the period in the row's state; a step says that it is meant, and of which seal."""

    def page(world, row, actor):
        slug, period = world.cast.plan.slug, world.periods[row["state"]]
        report = period.reports.first()
        sent = data | {"sha256": report.sha256 if report else ""} if method == "post" else data
        ending = ["csv"] if verb == "export" else []
        address, missing = (
            reverse(f"report-{verb}", args=[slug, each, *ending]) for each in (period.slug, "2031-32")
        )
        return method, address, missing, sent

    return page


def report_in_editor(name: str):
    def page(world, row, actor):
        report = world.periods[row["state"]].reports.get()
        return "post", reverse(f"admin:priorities_report_{name}", args=[report.pk]), "", {"edition": 2}

    return page


def lock_button(world, row, actor):
    pk = world.periods["draft"].pk
    return "post", reverse("admin:priorities_reportingperiod_lock", args=[pk]), "", {}


def at(name: str, method="get", *args):
    def page(world, row, actor):
        return (
            method,
            reverse(name, args=[world.cast.plan.slug if each == "plan" else each for each in args]),
            "",
            {},
        )

    return page


def assessment_page(name: str):
    """The assessment in the row's state."""

    def page(world, row, actor):
        slug, said = world.cast.plan.slug, world.assessments[row["state"]]
        return "get", reverse(name, args=[slug, said.pk]), reverse(name, args=[slug, MISSING]), {}

    return page


def new_assessment(world, row, actor):
    reference = world.commitments["published"].reference
    return "get", reverse("assessment-create", args=[world.cast.plan.slug, reference]), "", {}


PAGES = {
    ("assessment", "create"): new_assessment,
    ("assessment", "view"): assessment_page("assessment-detail"),
    ("assessment", "edit"): assessment_page("assessment-edit"),
    ("commitment", "view"): commitment_page,
    ("commitment", "create"): at("admin:priorities_commitment_add"),
    ("note", "create"): new_note,
    ("note", "edit"): note_page("edit", method="get"),
    ("note", "submit"): note_page("submit"),
    ("note", "unsubmit"): note_page("unsubmit"),
    ("note", "accept"): note_page("accept"),
    ("note", "return"): note_page("return", reason="Say more."),
    ("note", "correct"): note_page("correct", method="get"),
    ("note", "withdraw"): note_page("withdraw", reason="Mistaken."),
    ("note", "widen_visibility"): note_page("visibility", visibility="public", reason="Agreed."),
    ("note", "narrow_visibility"): note_page("visibility", visibility="internal", reason="Agreed."),
    ("note", "delete"): note_page("delete"),
    ("evidence", "download"): evidence_page,
    ("audit", "view"): at("admin:priorities_auditentry_changelist"),
    ("account", "manage"): at("admin:priorities_user_changelist"),
    ("admin_site", "open"): at("admin:index"),
    ("board", "view"): at("board-detail", "get", "plan"),
    ("updates", "open"): at("update-list"),
    ("review", "open"): at("review-open"),
    ("period", "lock"): lock_button,
    ("report", "view"): report_page("detail"),
    ("report", "export"): report_page("export"),
    ("report", "freeze"): report_page("freeze", "post", confirmed="on"),
    ("report", "publish"): report_page("publish", "post", confirmed="on"),
    ("report", "edit"): report_in_editor("change"),
    ("report", "delete"): report_in_editor("delete"),
}


def answer(response) -> str:
    """The cell that an answer stands for."""
    if response.status_code in (302, 303) and response.headers["Location"].startswith(
        ("/sign-in/", "/admin/login/")
    ):
        return "L"
    return {403: "D", 404: "H"}.get(response.status_code, "Y")


def record() -> tuple:
    """Everything a refusal must leave as it was."""
    written = ProgressNote.objects.order_by("pk").values_list("pk", "state", "version")
    return (
        tuple(written),
        tuple(Commitment.objects.order_by("pk").values_list("pk", "version")),
        tuple(Report.objects.order_by("pk").values_list("pk", "state", "sha256")),
        tuple(Assessment.objects.order_by("pk").values_list("pk", "state", "version")),
        AuditEntry.objects.count(),
    )


# Rows without a page, and what `can` is asked about.


def asked_of_can(world: World, row, actor: str):
    name = f"{row['object']}.{row['action']}"
    plan = world.cast.plan
    things = {
        "commitment": world.commitments.get(row["state"], plan),
        "note": world.note(row, actor) if row["object"] == "note" else None,
        "source_text": world.cast.text,  # cited by a passage of the published commitment
        "span": world.commitments["published"],
    }
    return name, things.get(row["object"], plan)


def seen(world: World, row, actor: str) -> bool | None:
    """Whether a thing that a row only looks at is visible, or None where the row is about doing."""
    person = world.person(actor)
    if row["object"] == "note" and row["action"] == "view":
        return permissions.visible_to(
            person, ProgressNote.objects.filter(pk=world.note(row, actor).pk)
        ).exists()
    return None


def without_page(world: World, row, actor: str) -> bool:
    """Whether `actor` is let through, for a row without a page of its own."""
    looking = seen(world, row, actor)
    if looking is not None:
        return looking
    if (row["object"], row["action"], row["state"]) == ("report", "verify", "frozen_public"):
        return True
    action, thing = asked_of_can(world, row, actor)
    return permissions.can(world.person(actor), action, thing)


def name_of(row) -> str:
    return "-".join(row[key] for key in ("object", "action", "state", "visibility"))


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_permission_matrix(world, row, actor):
    expected = row[actor]
    page = PAGES.get((row["object"], row["action"]))
    if page is None:
        assert without_page(world, row, actor) == (expected == "Y")
        return

    method, address, missing, data = page(world, row, actor)
    client = Client()
    if actor != "ANON":
        client.force_login(world.person(actor))
    before = record()
    response = getattr(client, method)(address, data)

    assert answer(response) == expected, response.status_code
    if expected != "Y":
        assert record() == before
    if expected == "H":
        assert response.content.decode() == getattr(client, method)(missing, data).content.decode()


@pytest.mark.parametrize("actor", ACTORS)
def test_a_commitments_page_holds_the_notes_of_its_reader_and_no_word_of_others(world, actor):
    client = Client()
    if actor != "ANON":
        client.force_login(world.person(actor))
    visible = permissions.visible_to(world.person(actor), ProgressNote.objects.all())

    page = client.get(world.commitments["published"].get_absolute_url()).content.decode()

    assert {note.pk for note in world.notes.values() if note.body_en in page} == set(
        visible.values_list("pk", flat=True)
    )


def test_the_matrix_is_whole():
    assert len(ROWS) >= 80
    assert {cell for row in ROWS for cell in (row[actor] for actor in ACTORS)} == {"Y", "D", "H", "L"}

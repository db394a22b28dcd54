"""Every address is classified: who it is for, and which methods it takes. A new one fails here until it is."""

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from priorities.models import AuditEntry, ProgressNote
from priorities.services import saved_views
from tests.assessments import final, year
from tests.conftest import NOON
from tests.copies import copied
from tests.files import stored_words

PUBLIC = "anybody may ask; the answer holds what its reader may see"
WRITERS = "officials and reviewers, each step asked of `can`"
REVIEWERS = "who reviews for an organization, each note asked of `can`"
TEAM = "officials and reviewers; all others are told so"
PREPARERS = "those who prepare reports; to all others there is nothing here"
ASSESSORS = "who assesses the plan, each step asked of `can`"
MEMBERS = "who is signed in, each for their own words"
EDITORS = "the admin: its door, then `can` for every record"

READ, WRITE, BOTH = {"GET", "HEAD"}, {"POST"}, {"GET", "HEAD", "POST"}

ADDRESSES = {
    "home": (PUBLIC, READ),
    "session-open": (PUBLIC, BOTH),
    "session-close": (PUBLIC, WRITE),
    "report-verify": (PUBLIC, BOTH),
    "password-link": (PUBLIC, BOTH),
    "password-choose": (PUBLIC, BOTH),
    "plan-overview": (PUBLIC, READ),
    "attention-list": (PUBLIC, READ),
    "board-detail": (PUBLIC, READ),
    "board-export": (PUBLIC, READ),
    "change-list": (PUBLIC, READ),
    "change-export": (PUBLIC, READ),
    "document-first": (PUBLIC, READ),
    "document-source": (PUBLIC, READ),
    "commitment-detail": (PUBLIC, READ),
    "update-list": (TEAM, READ),
    "evidence-download": (PUBLIC, READ),
    "assessment-list": (PUBLIC, READ),
    "assessment-export": (PUBLIC, READ),
    "assessment-detail": (PUBLIC, READ),
    "assessment-queue": (ASSESSORS, READ),
    "assessment-create": (ASSESSORS, BOTH),
    "assessment-edit": (ASSESSORS, BOTH),
    "assessment-replace": (ASSESSORS, BOTH),
    "assessment-delete": (ASSESSORS, WRITE),
    "report-list": (PUBLIC, READ),
    "report-feed": (PUBLIC, READ),
    "report-difference": (PUBLIC, READ),
    "report-difference-export": (PUBLIC, READ),
    "report-detail": (PUBLIC, READ),
    "report-export": (PUBLIC, READ),
    "report-draft": (PREPARERS, READ),
    "report-draft-export": (PREPARERS, READ),
    "report-prepare": (PREPARERS, READ),
    "report-gap": (PREPARERS, WRITE),
    "report-freeze": (PREPARERS, WRITE),
    "report-addendum": (PREPARERS, WRITE),
    "report-publish": (PREPARERS, WRITE),
    "file-detail": (PUBLIC, READ),
    "file-download": (PUBLIC, READ),
    "file-cancel": (MEMBERS, WRITE),
    "file-remake": (PUBLIC, WRITE),
    "words-keep": (MEMBERS, WRITE),
    "view-save": (MEMBERS, WRITE),
    "view-open": (MEMBERS, READ),
    "view-revise": (MEMBERS, BOTH),
    "view-delete": (MEMBERS, WRITE),
    "note-create": (WRITERS, WRITE),
    "note-confirm": (WRITERS, WRITE),
    "note-edit": (WRITERS, BOTH),
    "note-correct": (WRITERS, BOTH),
    "note-submit": (WRITERS, WRITE),
    "note-unsubmit": (WRITERS, WRITE),
    "note-accept": (WRITERS, WRITE),
    "note-return": (WRITERS, WRITE),
    "note-withdraw": (WRITERS, WRITE),
    "note-visibility": (MEMBERS, WRITE),
    "note-delete": (WRITERS, WRITE),
    "review-open": (REVIEWERS, READ),
    "review-note": (REVIEWERS, READ),
    "review-accept": (REVIEWERS, WRITE),
    "review-return": (REVIEWERS, WRITE),
}


def names(patterns, namespace=""):
    """The full name of every address, admin ones with their namespace."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name or pattern.pattern}"


def test_every_address_is_classified_and_every_class_has_its_address():
    found = {name for name in names(get_resolver().url_patterns) if not name.startswith("admin:")}

    assert found == set(ADDRESSES)


@pytest.fixture
def arguments(cast):
    """What each address is made with, of records that there are."""
    commitment = cast.commitment()
    note = cast.accept(commitment, evidence=(stored_words(),))
    plan = cast.plan.slug
    register_period(cast)
    said = final(cast, commitment, year(cast))
    file = large_file(cast)
    view = saved_views.save_view(cast.plan, name="All", query="", by=cast.reviewer, now=NOON)
    return {
        "password-choose": ["MQ", "set-password"],
        "plan-overview": [plan],
        "attention-list": [plan],
        "board-detail": [plan],
        "board-export": [plan, "csv"],
        "change-list": [plan],
        "change-export": [plan, "csv"],
        "document-first": [plan],
        "document-source": [plan, cast.document.slug],
        "commitment-detail": [plan, commitment.reference],
        "note-create": [plan, commitment.reference],
        "note-confirm": [plan, commitment.reference],
        "evidence-download": [plan, note.evidence.get().pk],
        "report-list": [plan],
        "report-feed": [plan],
        "report-difference": [plan],
        "report-difference-export": [plan],
        "report-export": [plan, "2025", "csv"],
        "report-draft-export": [plan, "2025", "csv"],
        **{
            f"report-{name}": [plan, "2025"]
            for name in ("detail", "draft", "prepare", "gap", "freeze", "addendum", "publish")
        },
        **{f"file-{name}": [plan, file.slug] for name in ("detail", "download", "cancel", "remake")},
        "assessment-list": [plan],
        "assessment-export": [plan],
        "assessment-queue": [plan],
        "assessment-create": [plan, commitment.reference],
        **{f"assessment-{name}": [plan, said.pk] for name in ("detail", "edit", "replace", "delete")},
        "review-note": [note.pk],
        "review-accept": [note.pk],
        "review-return": [note.pk],
        "view-save": [plan],
        "view-open": [plan, view.slug],
        "view-revise": [plan, view.slug],
        "view-delete": [plan, view.slug],
    } | {
        name: [plan, note.pk]
        for name in ADDRESSES
        if name.startswith("note-") and name not in ("note-create", "note-confirm")
    }


def register_period(cast):
    from datetime import date

    from priorities.models import ReportingPeriod
    from priorities.services import register
    from tests.conftest import NOON

    register.revise_register(
        ReportingPeriod(
            plan=cast.plan,
            slug="2025",
            title_en="2025",
            starts_on=date(2025, 1, 1),
            ends_on=date(2025, 12, 31),
            due_on=date(2026, 1, 31),
        ),
        by=cast.coordinator,
        now=NOON,
    )


@copied
def large_file(cast):
    """A file of a public report that waits to be made."""
    from django.contrib.auth.models import AnonymousUser

    from priorities.reports.files import Rendering
    from priorities.services import report_files
    from tests.reporting import FROZEN, fiscal_year, published

    report = published(cast, fiscal_year(cast))
    return report_files.ask_for_file(
        report.period, report, Rendering("pdf", ("en",)), weight=400, by=AnonymousUser(), now=FROZEN
    )


@pytest.mark.parametrize("name", ADDRESSES)
def test_an_address_takes_its_methods_and_no_others(cast, arguments, name):
    client = Client()
    client.force_login(cast.reviewer)
    address = reverse(name, args=arguments.get(name, []))
    taken = ADDRESSES[name][1]

    refused = {
        method
        for method in ("GET", "POST", "PUT", "DELETE", "PATCH")
        if client.generic(method, address).status_code == 405
    }

    assert refused == {"GET", "POST", "PUT", "DELETE", "PATCH"} - taken


@pytest.mark.parametrize("name", [name for name, (_, methods) in ADDRESSES.items() if "GET" in methods])
def test_looking_writes_nothing(cast, arguments, name):
    client = Client()
    client.force_login(cast.reviewer)
    before = (AuditEntry.objects.count(), list(ProgressNote.objects.values()))

    client.get(reverse(name, args=arguments.get(name, [])))

    assert (AuditEntry.objects.count(), list(ProgressNote.objects.values())) == before


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in ADDRESSES
        if ADDRESSES[name]
        in (
            (WRITERS, WRITE),
            (WRITERS, BOTH),
            (REVIEWERS, WRITE),
            (MEMBERS, WRITE),
            (ASSESSORS, BOTH),
            (ASSESSORS, WRITE),
        )
    ],
)
def test_writing_asks_a_stranger_to_sign_in_and_says_nothing_more(cast, arguments, name):
    response = Client().post(reverse(name, args=arguments.get(name, [])))

    assert response.status_code in (302, 303)
    assert response.headers["Location"].startswith("/sign-in/")


def test_every_admin_address_is_behind_its_door(cast):
    client = Client()
    client.force_login(cast.viewer)
    found = [name for name in names(get_resolver().url_patterns) if name.startswith("admin:")]
    open_to_all = {"admin:login", "admin:logout", "admin:jsi18n"}

    answers = {}
    for name in found:
        try:
            address = reverse(name)
        except Exception:  # noqa: S112 an address that needs a record is asked through its list
            continue
        if name not in open_to_all:
            answers[name] = client.get(address).status_code

    assert {name: status for name, status in answers.items() if status not in (403, 405)} == {}
    assert len(answers) > 15

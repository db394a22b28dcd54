"""A word in every hidden place, looked for by everybody on every page they can reach: found only where it may be."""

import re
import zipfile
from io import BytesIO
from urllib.parse import urljoin, urlsplit

import pypdfium2
import pytest
from django.db import transaction
from django.test import Client, override_settings

from priorities.models import ReportingPeriod, User
from priorities.services import notes, register, saved_views
from tests.conftest import NOON, make_cast
from tests.files import stored_words

from .test_permission_matrix import ACTORS, World, build

pytestmark = pytest.mark.django_db

TEAM = {"OFFICIAL_OWNER", "AUTHOR", "REVIEWER_OWNER", "AUTHOR_REVIEWER", "COORDINATOR", "ADMIN"}
OWN_PARTY = TEAM | {"VIEWER", "OFFICIAL_OTHER", "ASSESSOR"}
# A word that stands in the record, and who may come upon it.
CANARIES = {
    "zx-draft-body": TEAM,
    "zx-submitted-body": TEAM,
    "zx-returned-body": TEAM,
    "zx-return-reason": TEAM,
    "zx-withdrawn-body": TEAM,
    "zx-withdrawal-reason": TEAM,
    "zx-internal-body": OWN_PARTY,
    "zx-internal-evidence": OWN_PARTY,
    "zx-internal-file.pdf": OWN_PARTY,
    "zx-draft-file.pdf": TEAM,
    "zx-shared-body": OWN_PARTY | {"PARTNER"},
    "zx-draft-commitment": {"COORDINATOR", "ADMIN"},
    "zx-mail@example.org": {"ADMIN"},
    "zx-private-view": {"AUTHOR"},
    "zx-draft-assessment": {"ASSESSOR", "ADMIN"},
    "zx-final-assessment": set(ACTORS),
    "zx-public-body": set(ACTORS),
}
PAGES_EACH = 60


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("evidence")
    with override_settings(EVIDENCE_DIR=folder), django_db_blocker.unblock(), transaction.atomic():
        world = build(make_cast())
        hide(world)
        yield world
        transaction.set_rollback(True)


def hide(world: World) -> None:
    """Put each canary in its place."""
    cast = world.cast
    commitment = world.commitments["published"]

    def note(word: str, visibility="public", evidence="Source"):
        source = notes.EvidenceWords(evidence, "https://example.org/source")
        return cast.draft(commitment, visibility=visibility, body={"en": word}, evidence=(source,))

    def submitted(*given, **named):
        return notes.submit_note(note(*given, **named), by=cast.official, now=NOON)

    note("zx-draft-body")
    cast.draft(commitment, evidence=(stored_words("zx-draft-file.pdf"),))
    with_file = cast.draft(
        commitment, visibility="internal", evidence=(stored_words("zx-internal-file.pdf"),)
    )
    notes.accept_note(notes.submit_note(with_file, by=cast.official, now=NOON), by=cast.reviewer, now=NOON)
    submitted("zx-submitted-body")
    notes.return_note(submitted("zx-returned-body"), reason="zx-return-reason", by=cast.reviewer, now=NOON)
    for word, visibility, evidence in (
        ("zx-internal-body", "internal", "zx-internal-evidence"),
        ("zx-shared-body", "shared", "Source"),
        ("zx-public-body", "public", "Source"),
    ):
        notes.accept_note(
            submitted(word, visibility=visibility, evidence=evidence), by=cast.reviewer, now=NOON
        )
    withdrawn = notes.accept_note(submitted("zx-withdrawn-body"), by=cast.reviewer, now=NOON)
    notes.withdraw_note(withdrawn, reason="zx-withdrawal-reason", by=cast.reviewer, now=NOON)
    cast.commitment(title_en="zx-draft-commitment", published=False)
    saved_views.save_view(cast.plan, name="zx-private-view", query="", by=cast.official, now=NOON)
    User.objects.filter(pk=cast.official.pk).update(email="zx-mail@example.org")
    register.revise_register(
        ReportingPeriod(
            plan=cast.plan,
            slug="2025",
            title_en="2025",
            starts_on=NOON.date().replace(month=1, day=1),
            ends_on=NOON.date().replace(month=12, day=31),
            due_on=NOON.date().replace(year=2026),
        ),
        by=cast.coordinator,
        now=NOON,
    )


def starts(world: World) -> list[str]:
    """Where a crawl begins: pages, files, searches for the words themselves, and addresses of what is hidden."""
    plan = "/canada-japan/"
    searches = [f"{plan}board/?q={word}" for word in CANARIES] + [
        f"{plan}board.csv?q={word}" for word in CANARIES
    ]
    hidden = [f"{plan}notes/{note.pk}/edit/" for note in world.notes.values()][:8]
    reports = [
        f"{plan}reports/2025/",
        f"{plan}reports/2025/?audience=CA",
        f"{plan}reports/2025.pdf",
        f"{plan}reports/2025.csv",
        f"{plan}reports/2025/prepare/",
        f"{plan}reports/2025/draft.json",
        f"{plan}reports/",
        f"{plan}reports/feed.atom",
        f"{plan}reports/difference/?from=2022-23&to=today",
        f"{plan}reports/difference.csv?from=2021-22&to=today",
        f"{plan}reports/2022-23/",
        *(f"{plan}reports/2022-23.{kind}" for kind in ("json", "xlsx", "docx")),
    ]
    boards = [
        f"{plan}board.csv",
        f"{plan}board.xlsx",
        f"{plan}board.json",
        f"{plan}board/?view=table",
        f"{plan}board/?view=matrix&group=owner",
        f"{plan}board/?view=timeline",
        f"{plan}changes/?from=2021-05-03",
        f"{plan}changes.csv?from=2021-05-03",
        f"{plan}changes.json?from=2021-05-03",
        f"{plan}attention/",
        f"{plan}assessments/",
        f"{plan}assessments/?period=2023-24",
        f"{plan}assessments.csv",
        f"{plan}assessments.csv?period=2023-24",
        f"{plan}reports/2023-24/draft.json",
        *(said.get_absolute_url() for said in world.assessments.values()),
        "/fr/canada-japan/board/",
    ]
    admin = [
        "/admin/priorities/progressnote/",
        "/admin/priorities/auditentry/",
        "/admin/priorities/auditentry/export.csv",
        "/admin/priorities/user/",
        "/admin/priorities/commitment/",
        "/admin/autocomplete/?app_label=priorities&model_name=ownership&field_name=commitment&term=zx",
        "/admin/autocomplete/?app_label=priorities&model_name=ownership&field_name=focal_point&term=zx",
    ]
    return [
        "/",
        plan,
        world.commitments["published"].get_absolute_url(),
        *boards,
        *reports,
        *searches,
        *admin,
        *hidden,
    ]


def words_of(response) -> str:
    """Everything an answer says: unzipped, out of its PDF, headers and all."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    kind = response.headers.get("Content-Type", "")
    if "officedocument" in kind:
        with zipfile.ZipFile(BytesIO(body)) as book:
            return " ".join(book.read(name).decode(errors="replace") for name in book.namelist())
    if kind == "application/pdf":
        return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(body))
    return f"{body.decode(errors='replace')} {dict(response.headers)}"


def crawl(client: Client, first: list[str], asked: str):
    """(address, words) of the pages reached from `first`, whole and as fragments; `asked` words of the address are no find."""
    seen, waiting = set(), list(first)
    while waiting and len(seen) < PAGES_EACH + len(first):
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        response = client.get(address)
        words = words_of(response)
        yield address, words
        if response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html"):
            for target in ("results", "commitment", "source", "panel"):
                if f'id="{target}"' in words and address in first:
                    fragment = client.get(address, headers={"HX-Request": "true", "HX-Target": target})
                    yield f"{address} #{target}", words_of(fragment)
            waiting += [link for link in links(address, words) if link not in seen]


def links(here: str, page: str):
    for href in re.findall(r'href="([^"#]+)', page):
        link = urlsplit(urljoin(here, href.replace("&amp;", "&")))
        if not link.netloc and not link.path.startswith(("/static/", "/ja/", "/fr/")) and "?" not in href:
            yield link.path


@pytest.mark.parametrize("actor", ACTORS)
def test_nobody_comes_upon_a_word_that_is_hidden_from_them(world, actor):
    client = Client(raise_request_exception=False)
    if actor != "ANON":
        client.force_login(world.person(actor))
    found: dict[str, str] = {}

    for address, words in crawl(client, starts(world), actor):
        # A search repeats the words that were asked for; what it finds must not.
        repeated = {word for word in CANARIES if word in address}
        found |= {word: address for word in CANARIES if word in words and word not in repeated}

    assert {word: found[word] for word in found if actor not in CANARIES[word]} == {}
    missed = {word for word, whom in CANARIES.items() if actor in whom} - found.keys()
    assert missed <= {"zx-mail@example.org", "zx-internal-evidence"} | (
        {"zx-draft-commitment"} if actor == "ADMIN" else set()
    )

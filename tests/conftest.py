"""The named cast: two governments, three ministries, one plan, and the people who write, decide and read.

Everything is made through the services, as it would be in life. The clock of the cast is NOON, 1 October 2025.
"""

import tempfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path

import polib
import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.utils import translation

from priorities import page_cache
from priorities.choices import Role
from priorities.models import (
    Commitment,
    DocumentText,
    Membership,
    Organization,
    Party,
    Plan,
    PriorityArea,
    ProgressNote,
    ReportingPeriod,
    SourceDocument,
    User,
)
from priorities.services import notes, register
from tests.copies import COPIES

NOON = datetime(2025, 10, 1, 12, 0, tzinfo=UTC)
PASSWORD = "a-password-for-tests"
# Files that take longest, longest first: begun last, they would leave every worker but one idle.
LONG_FILES = (
    "permissions/test_canaries.py",
    "journeys/test_everyone.py",
    "test_sso.py",
    "services/test_file_work.py",
    "management/test_demo.py",
    "services/test_freezing_once.py",
    "journeys/test_phone.py",
    "benchmarks/test_updates_effort.py",
    "benchmarks/test_board_speed.py",
    "journeys/test_board.py",
    "journeys/test_kept_words.py",
    "journeys/test_updates.py",
    "journeys/test_notes.py",
)
# Files that run through everything, or the same a thousand times. Their lines are counted where each is tried by itself:
# counting them here too would cost minutes. So it is with journeys: the browser's driver is Python too.
UNCOUNTED = (
    "permissions/test_canaries.py",
    "permissions/test_addresses.py",
    "permissions/test_permission_matrix.py",
    "test_sso.py",
    "management/test_demo.py",
    "benchmarks/test_updates_effort.py",
    "benchmarks/test_board_speed.py",
    "oracle/test_every_surface.py",
    "services/test_audit_chain.py",
    "services/test_file_work.py",
    "services/test_freezing_once.py",
    "views/test_languages_of_passages.py",
    "views/test_leftovers.py",
    "views/test_links_keep_the_moment.py",
    "views/test_numbers.py",
)
APPEND_ONLY = (
    "0003_append_only",
    "0007_known_standings",
    "0011_reports",
    "0012_assessments",
    "0016_known_ownerships",
)
BODY = """Shared priorities

Rule of law

Enhance defence cooperation to maintain the rule of law, including joint exercises each year.

Energy security

Promote the stable supply of resources, and share best practices. Promote the stable supply again.
"""


def pytest_configure(config):
    """Static files come from where they are written, passwords need not be slow, and uploads leave with the run."""
    django_settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    folder = tempfile.TemporaryDirectory(prefix="tracker-files-")
    config.add_cleanup(folder.cleanup)
    django_settings.EVIDENCE_DIR = Path(folder.name) / "evidence"
    # What a test asks to be made waits, unless the test itself makes it: a thread would see nothing of its data.
    django_settings.REPORT_FILES_DIR = Path(folder.name) / "report-files"
    django_settings.REPORT_FILES_BY_SERVER = False
    if not hasattr(config, "workerinput"):  # once, before the workers of a run begin
        compile_catalogues()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """The long files come first, whatever order chance gave the others."""
    here = Path(__file__).parent
    places = {str(here / name): place for place, name in enumerate(LONG_FILES)}
    items.sort(key=lambda item: places.get(str(item.path), len(places)))
    uncounted = {str(here / name) for name in UNCOUNTED}
    for item in items:
        if str(item.path) in uncounted or item.get_closest_marker("journey"):
            item.add_marker("no_cover")


def compile_catalogues():
    """A fresh checkout has the languages in their sources only."""
    for source in Path(django_settings.BASE_DIR).glob("tracker/locale/*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(compiled))


@pytest.fixture(scope="session", autouse=True)
def tables_can_be_emptied():
    """A test that commits ends with emptying every table, which the product's triggers refuse: they stand aside."""
    rules = [import_module(f"priorities.migrations.{name}") for name in APPEND_ONLY]
    # The class, because a browser's driver makes this thread see connections of its own.
    operations = type(connection.ops)
    empty = operations.execute_sql_flush

    def empty_without_triggers(self, statements):
        editor = self.connection.schema_editor()
        with transaction.atomic():
            for each in rules:
                each.remove(None, editor)
            empty(self, statements)
            for each in rules:
                each.install(None, editor)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "execute_sql_flush", empty_without_triggers)
        yield


@dataclass
class Cast:
    """People by name, organizations by acronym, and short ways to make things happen to the plan."""

    plan: Plan
    area: PriorityArea
    document: SourceDocument
    text: DocumentText
    organizations: dict[str, Organization]
    people: dict[str, User] = field(default_factory=dict)
    made: int = 0

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def commitment(
        self,
        *,
        kind="deliverable",
        made_on=date(2021, 5, 3),
        owners=("GAC", "MOFA"),
        published=True,
        **columns,
    ) -> Commitment:
        self.made += 1
        columns.setdefault("reference", f"CJ21-ROL-{self.made:02}")
        columns.setdefault("title_en", f"Commitment {self.made}")
        columns.setdefault("wording", "Enhance defence cooperation")
        commitment = Commitment(
            plan=self.plan,
            area=columns.pop("area", self.area),
            document=self.document,
            kind=kind,
            made_on=made_on,
            **columns,
        )
        register.revise_register(commitment, by=self.coordinator, now=NOON)
        for acronym in owners:
            register.assign_owner(
                commitment,
                organization=self.organizations[acronym],
                role="lead",
                valid_from=made_on,
                by=self.coordinator,
                now=NOON,
            )
        if published:
            commitment = register.publish_commitment(commitment, by=self.coordinator, now=NOON)
        return commitment

    def words(
        self, as_of=date(2025, 9, 1), lifecycle="underway", confidence="on_track", **given
    ) -> notes.NoteWords:
        given.setdefault("body", {"en": "Work went on."})
        if lifecycle != "underway" and confidence == "on_track":
            confidence = ""
        return notes.NoteWords(as_of=as_of, lifecycle=lifecycle, confidence=confidence, **given)

    def draft(self, commitment, *, by=None, acronym="GAC", now=NOON, **words) -> ProgressNote:
        author = by or (self.partner_official if acronym == "MOFA" else self.official)
        return notes.draft_note(
            commitment,
            organization=self.organizations[acronym],
            words=self.words(**words),
            by=author,
            now=now,
        )

    def submit(self, commitment, *, now=NOON, **given) -> ProgressNote:
        note = self.draft(commitment, now=now, **given)
        return notes.submit_note(note, by=note.author, now=now)

    def accept(self, commitment, *, now=NOON, **given) -> ProgressNote:
        """A note that a colleague of its author accepted at `now`."""
        note = self.submit(commitment, now=now, **given)
        return notes.accept_note(note, by=self.reviewer_of(note), now=now)

    def reviewer_of(self, note) -> User:
        return self.partner_reviewer if note.organization.acronym == "MOFA" else self.reviewer


PEOPLE = [
    ("viewer", "GAC", Role.VIEWER),
    ("official", "GAC", Role.OFFICIAL),
    ("colleague", "GAC", Role.OFFICIAL),
    ("reviewer", "GAC", Role.REVIEWER),
    ("coordinator", "GAC", Role.COORDINATOR),
    ("other_official", "DND", Role.OFFICIAL),
    ("assessor", "AUDIT", Role.ASSESSOR),
    ("partner_official", "MOFA", Role.OFFICIAL),
    ("partner_reviewer", "MOFA", Role.REVIEWER),
]


def make_cast() -> Cast:
    """The plan and everybody in it, with no commitment yet."""
    admin = User.objects.create_user("admin", password=PASSWORD, is_superuser=True)

    def keep(record, by=admin):
        return register.revise_register(record, by=by, now=NOON)

    canada = keep(
        Party(code="CA", name_en="Canada", name_fr="Canada", name_ja="カナダ", time_zone="America/Toronto")
    )
    japan = keep(Party(code="JP", name_en="Japan", name_fr="Japon", name_ja="日本", time_zone="Asia/Tokyo"))
    organizations = {
        acronym: keep(Organization(acronym=acronym, name_en=name, party=party))
        for acronym, name, party in [
            ("GAC", "Global Affairs", canada),
            ("DND", "National Defence", canada),
            ("AUDIT", "Audit Office", canada),
            ("MOFA", "Foreign Affairs", japan),
        ]
    }
    plan = keep(
        Plan(
            slug="canada-japan",
            title_en="Shared priorities",
            title_fr="Priorités communes",
            adopted_on=date(2021, 5, 3),
        )
    )
    register.set_participation(
        plan, party=canada, secretariat=organizations["GAC"], by=admin, now=NOON, position=1
    )
    register.set_participation(plan, party=japan, secretariat=None, by=admin, now=NOON, position=2)
    people = {"admin": admin}
    for name, acronym, role in PEOPLE:
        person = people[name] = User.objects.create_user(name.replace("_", "-"), password=PASSWORD)
        keep(
            Membership(
                user=person, organization=organizations[acronym], role=role, valid_from=date(2021, 1, 1)
            )
        )
    coordinator = people["coordinator"]
    area = keep(
        PriorityArea(plan=plan, number=1, code="ROL", name_en="Rule of law", name_fr="État de droit"),
        coordinator,
    )
    document = keep(
        SourceDocument(
            plan=plan,
            code="CJ21",
            slug="backgrounder",
            title_en="Backgrounder",
            published_on=date(2021, 5, 3),
        ),
        coordinator,
    )
    text = keep(DocumentText(document=document, language="en", body=BODY), coordinator)
    return Cast(
        plan=plan, area=area, document=document, text=text, organizations=organizations, people=people
    )


@pytest.fixture(autouse=True)
def english_again():
    """A request in French leaves French in force in its thread; the next test begins in English."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def nothing_kept():
    """The record of a test that was rolled back can come again with other rows beside it."""
    page_cache.forget()


@pytest.fixture
def cast(db) -> Cast:
    return COPIES.of(make_cast)


@pytest.fixture
def commitment(cast) -> Commitment:
    return COPIES.more(cast, Cast.commitment)


@pytest.fixture
def period(cast) -> ReportingPeriod:
    """The first half of fiscal year 2025-26."""
    return register.revise_register(
        ReportingPeriod(
            plan=cast.plan,
            slug="2025-h1",
            title_en="April to September 2025",
            starts_on=date(2025, 4, 1),
            ends_on=date(2025, 9, 30),
            due_on=date(2025, 10, 31),
        ),
        by=cast.coordinator,
        now=NOON,
    )


@pytest.fixture
def later():
    """Moments after NOON, by days."""
    return lambda days: NOON + timedelta(days=days)

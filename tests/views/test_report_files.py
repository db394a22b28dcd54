"""A report as a file: five formats, the same for ever."""

import hashlib
import json
from datetime import date

import pytest
import rfc8785
import time_machine

from priorities.choices import Visibility
from priorities.models import Plan, ReportingPeriod, User
from priorities.reports.file_words import pieces_of
from priorities.services import notes, register, visibility
from tests.conftest import NOON
from tests.reporting import FROZEN, addendum, fiscal_year, frozen, published, told
from tests.views.building import client_of

ADDRESS = "/canada-japan/reports/2025-26"
STARTS = {"pdf": b"%PDF-", "docx": b"PK", "xlsx": b"PK", "csv": b"\xef\xbb\xbf", "json": b'{"sha256"'}


@pytest.fixture(autouse=True)
def in_may():
    with time_machine.travel(FROZEN, tick=False):
        yield


@pytest.fixture
def year(cast, commitment):
    told(cast, commitment)
    return fiscal_year(cast)


def test_a_sealed_report_comes_in_five_formats_that_name_it(cast, year):
    report = published(cast, year)
    public = client_of(None)

    files = {kind: public.get(f"/fr{ADDRESS}.{kind}") for kind in STARTS}

    assert {kind: file.content.startswith(STARTS[kind]) for kind, file in files.items()} == dict.fromkeys(
        STARTS, True
    )
    for kind, file in files.items():
        name = f'attachment; filename="canada-japan-2025-26-fr.{kind}"'
        assert file["Content-Disposition"] == name
        assert file["ETag"] == f'"{report.sha256}-fr"'


def test_the_json_file_carries_the_seal_of_its_content(cast, year):
    report = published(cast, year)

    file = json.loads(client_of(None).get(f"{ADDRESS}.json").content)

    assert hashlib.sha256(rfc8785.dumps(file["content"])).hexdigest() == file["sha256"] == report.sha256


def test_whoever_has_the_file_is_told_that_it_is_the_same(cast, year):
    published(cast, year)
    public = client_of(None)
    etag = public.get(f"{ADDRESS}.csv")["ETag"]

    again = public.get(f"{ADDRESS}.pdf", headers={"If-None-Match": etag})
    edition = public.get(f"{ADDRESS}-1.csv")

    assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", "no-cache")
    assert "immutable" in edition["Cache-Control"]
    assert "no-store" in client_of(cast.viewer).get(f"{ADDRESS}-1.csv")["Cache-Control"]


LANGUAGES = {"en": "", "fr": "/fr", "ja": "/ja"}


def test_nothing_that_happens_later_changes_a_file_of_a_sealed_report(cast, commitment, year):
    published(cast, year)
    before = {language: files_in(path) for language, path in LANGUAGES.items()}

    change_everything(cast, commitment, year)

    assert Plan.objects.get().title_fr == "Autre nom"
    for language, path in LANGUAGES.items():
        assert files_in(path) == before[language], language


def files_in(path: str) -> dict:
    """CSV and JSON byte for byte; of the others all that they say, with the place of every word."""
    public = client_of(None)
    data = {kind: public.get(f"{path}{ADDRESS}.{kind}").content for kind in STARTS}
    return {
        kind: words if kind in ("csv", "json") else pieces_of(words, kind) for kind, words in data.items()
    }


def change_everything(cast, commitment, year):
    """Correct, withdraw, hide, rename and move whatever the report speaks of, each by the service for it."""
    wrong, other = commitment.notes.order_by("organization__acronym")
    words = cast.words(confidence="at_risk", reason={"en": "Late."}, body={"en": "Corrected."})
    fixed = notes.correct_note(wrong, words=words, by=cast.official, now=FROZEN)
    notes.accept_note(notes.submit_note(fixed, by=cast.official, now=FROZEN), by=cast.reviewer, now=FROZEN)
    notes.withdraw_note(other, reason="Mistaken.", by=cast.partner_reviewer, now=FROZEN)
    visibility.change_visibility(
        fixed, visibility=Visibility.INTERNAL, reason="Agreed.", by=cast.reviewer, now=FROZEN
    )
    told(cast, cast.commitment())
    register.change_due_date(commitment, due_on=date(2027, 1, 1), by=cast.coordinator, now=NOON)
    organizations = list(cast.organizations.values())
    for record in (commitment, cast.plan, cast.area, *organizations):
        rename(record, cast.admin if record in organizations else cast.coordinator)
    for party in {each.party for each in organizations}:
        rename(party, cast.admin)
    # No service renames a locked period or a user; whoever has the database may.
    ReportingPeriod.objects.filter(pk=year.pk).update(
        title="Renamed", title_en="Renamed", title_fr="Autre nom"
    )
    User.objects.filter(pk=cast.coordinator.pk).update(first_name="Someone", last_name="Else", username="x")


def rename(record, person):
    record.refresh_from_db()
    for name in ("title", "name"):
        if hasattr(record, f"{name}_en"):
            for language, words in (("en", "Renamed"), ("fr", "Autre nom"), ("ja", "改名")):
                setattr(record, f"{name}_{language}", words)
    register.revise_register(record, by=person, now=FROZEN)


def test_an_edition_has_a_name_of_its_own(cast, year):
    published(cast, year)
    addendum(cast, year)
    party = client_of(cast.viewer)

    names = [party.get(f"{ADDRESS}{end}.csv")["Content-Disposition"] for end in ("", "-1", "-2")]

    assert [name.split('"')[1] for name in names] == [
        "canada-japan-2025-26-2-en.csv",
        "canada-japan-2025-26-en.csv",
        "canada-japan-2025-26-2-en.csv",
    ]


def test_a_draft_has_no_seal_and_its_name_says_what_it_is(cast, year):
    coordinator = client_of(cast.coordinator)

    file = coordinator.get(f"{ADDRESS}.json")
    table = coordinator.get(f"{ADDRESS}/draft.csv")

    assert json.loads(file.content).keys() == {"content"}
    assert file["Content-Disposition"] == 'attachment; filename="canada-japan-2025-26-draft-en.json"'
    assert table.content.count(b"\r\n") == 2
    assert "ETag" not in file


def test_the_seal_is_on_what_the_preview_said(cast, year):
    coordinator = client_of(cast.coordinator)
    preview = json.loads(coordinator.get(f"/fr{ADDRESS}/draft.json").content)["content"]

    sealed = frozen(cast, year).document

    passing = ("made_at", "made_by", "made_for", "known_at", "audit")
    assert {name: sealed[name] for name in sealed if name not in passing} == {
        name: preview[name] for name in preview if name not in passing
    }

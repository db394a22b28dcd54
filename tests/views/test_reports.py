"""The archive of a plan, a sealed report at its address, the live draft, and the feed."""

import hashlib
import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from priorities.models import Report, ReportingPeriod
from priorities.reports.seals import grouped
from priorities.services import notes, register
from priorities.views import report_paper
from tests.conftest import NOON
from tests.reporting import FROZEN, addendum, fiscal_year, frozen, published, told
from tests.views.building import bare, client_of, words_of

ARCHIVE = "/canada-japan/reports/"
YEAR = f"{ARCHIVE}2025-26/"
MISSING = f"{ARCHIVE}2031-32/"


@pytest.fixture(autouse=True)
def in_may():
    """The pages take it to be 20 May 2026, some weeks after fiscal year 2025-26."""
    with time_machine.travel(FROZEN, tick=False):
        yield


@pytest.fixture
def year(cast, commitment):
    told(cast, commitment)
    return fiscal_year(cast)


# The archive


def test_the_archive_holds_every_published_report_with_its_seal_files_and_difference(cast, year):
    earlier = published(cast, fiscal_year(cast, 2024))
    newest = published(cast, year)

    page = words_of(client_of(None).get(ARCHIVE))

    for report in (earlier, newest):
        assert f"SHA-256 {report.sha256[:16]} …" in page
        for kind in ("pdf", "docx", "xlsx", "csv", "json"):
            assert f'href="{ARCHIVE}{report.slug}.{kind}"' in page
    assert 'href="/canada-japan/reports/difference/?from=2024-25&amp;to=2025-26"' in page
    assert page.index("Fiscal year 2025-26") < page.index("Fiscal year 2024-25")
    assert '<link rel="alternate" type="application/atom+xml"' in page


def test_a_report_for_the_parties_changes_no_word_for_anybody_else(cast, year):
    public = client_of(None)
    pages = [ARCHIVE, f"{ARCHIVE}feed.atom", f"{ARCHIVE}difference/", "/canada-japan/"]
    before = [words_of(public.get(page)) for page in pages]
    missing = words_of(public.get(MISSING))

    frozen(cast, year)

    assert [words_of(public.get(page)) for page in pages] == before
    for hidden in (YEAR, f"{ARCHIVE}2025-26-1/", f"{YEAR}draft/", f"{YEAR}prepare/"):
        assert (public.get(hidden).status_code, words_of(public.get(hidden))) == (404, missing)
    for kind in ("pdf", "docx", "xlsx", "csv", "json"):
        assert public.get(f"{ARCHIVE}2025-26.{kind}").status_code == 404
    assert public.get(f"{ARCHIVE}difference.csv").status_code == 404
    party = words_of(client_of(cast.partner_official).get(ARCHIVE))
    assert ("For the parties" in party, "For the parties" in before[0]) == (True, False)


def test_the_calendar_tells_what_is_locked_and_the_way_to_drafts_to_those_who_prepare(cast, year):
    register.lock_period(year, by=cast.coordinator, now=FROZEN)
    people = (None, cast.viewer, cast.official, cast.coordinator)

    pages = [words_of(client_of(person).get(ARCHIVE)) for person in people]

    assert ["Locked" in page for page in pages] == [False, False, True, True]
    assert ["Live draft<" in page for page in pages] == [False, False, True, True]
    assert [f"{YEAR}prepare/" in page for page in pages] == [False, False, False, True]


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2025-03-31T12:00Z", "Not begun"),
        ("2025-04-01T12:00Z", "Running"),
        ("2026-04-01T03:59Z", "Running"),  # 31 March in Ottawa
        ("2026-04-01T04:00Z", "Collecting notes"),
        ("2026-05-01T04:00Z", "Days of grace"),
        ("2026-05-06T04:00Z", "Notes were due"),
    ],
)
def test_a_period_lasts_as_long_as_its_last_day_does_for_some_party(cast, day, state):
    fiscal_year(cast)

    with time_machine.travel(day, tick=False):
        page = words_of(client_of(None).get(ARCHIVE))

    assert f'<span class="tag">{state}</span>' in page


def test_the_archive_asks_as_often_for_thirty_reports_as_for_one(cast, client, queries_of):
    def make(first, last):
        for year in range(first, last):
            period = fiscal_year(cast, year)
            Report.objects.create(
                period=period,
                state="frozen_public",
                content="{}",
                sha256=hashlib.sha256(str(year).encode()).hexdigest(),
                frozen_at=FROZEN,
                frozen_by=cast.coordinator,
                published_at=FROZEN,
                published_by=cast.coordinator,
            )

    make(1990, 1991)
    once = queries_of(ARCHIVE), queries_of(f"{ARCHIVE}feed.atom")
    make(1991, 2020)

    assert (queries_of(f"{ARCHIVE}?again"), queries_of(f"{ARCHIVE}feed.atom")) == once
    assert Report.objects.count() == 30


# A sealed report at its address


def test_a_sealed_report_shows_its_seal_who_froze_it_and_the_one_before(cast, year):
    first = published(cast, fiscal_year(cast, 2024))
    report = published(cast, year)

    page = words_of(client_of(None).get(YEAR))

    shown = "".join(page.split()).replace("</span><span>", "").replace("<span>", "")
    assert grouped(report.sha256).replace(" ", "") in shown
    assert grouped(first.sha256) in page
    assert "20 May 2026, 09:12 UTC" in page
    assert "by coordinator, GAC" in page
    assert "Public" in page


def test_a_report_is_read_in_three_languages_from_what_was_sealed(cast, year):
    published(cast, year)
    commitment = cast.plan.commitments.get()
    commitment.title_fr = "Un autre titre"
    register.revise_register(commitment, by=cast.coordinator, now=FROZEN)

    pages = {code: words_of(client_of(None).get(f"{code}{YEAR}")) for code in ("", "/fr", "/ja")}

    assert "Progress on the shared priorities" in pages[""]
    assert ("Exercice 2025-2026" in pages["/fr"], "令和7年度" in pages["/ja"]) == (True, True)
    assert '<span lang="en">Commitment 1</span>' in pages["/fr"]
    assert "Un autre titre" not in pages["/fr"]


def test_nothing_that_happens_later_changes_a_word_of_a_sealed_report(cast, year):
    published(cast, year)
    before = words_of(client_of(None).get(YEAR)).split("<article")[1]
    commitment = cast.plan.commitments.get()

    commitment.title_en = "Another title"
    register.revise_register(commitment, by=cast.coordinator, now=FROZEN)
    note = commitment.notes.filter(organization__acronym="GAC").get()
    notes.withdraw_note(note, reason="Mistaken.", by=cast.reviewer, now=FROZEN)
    cast.plan.refresh_from_db()
    cast.plan.title_en, cast.plan.report_parts = "Another plan", "summary"
    register.revise_register(cast.plan, by=cast.coordinator, now=FROZEN)

    assert words_of(client_of(None).get(YEAR)).split("<article")[1] == before


def test_a_note_that_came_too_late_stands_in_the_next_report_and_says_so(cast, commitment):
    told(cast, commitment, as_of=date(2025, 1, 8))
    fiscal_year(cast, 2024)
    published(cast, fiscal_year(cast))

    page = words_of(client_of(None).get(YEAR))

    assert "As of an earlier period, accepted 1 October 2025" in page


def test_an_addendum_takes_the_address_once_its_reader_may_see_it(cast, year):
    first = published(cast, year)
    second = addendum(cast, year)
    public, party = client_of(None), client_of(cast.partner_official)

    assert first.sha256[:4] in words_of(public.get(YEAR))
    assert "Superseded" not in words_of(public.get(f"{ARCHIVE}2025-26-1/"))
    assert "A wrong confidence." in words_of(party.get(YEAR))
    assert "Superseded by edition 2." in words_of(party.get(f"{ARCHIVE}2025-26-1/"))
    assert public.get(f"{ARCHIVE}2025-26-2/").status_code == 404
    assert second.get_absolute_url() == f"{ARCHIVE}2025-26-2/"
    archive = words_of(party.get(ARCHIVE))
    assert "superseded by edition 2" in archive
    assert f'href="{ARCHIVE}2025-26-1/"' in archive
    assert "superseded" not in words_of(public.get(ARCHIVE))


def test_the_address_of_a_period_wins_over_that_of_an_edition(cast, year):
    published(cast, year)
    addendum(cast, year)
    other = ReportingPeriod(
        plan=cast.plan,
        slug="2025-26-2",
        title_en="Another period",
        starts_on=date(2025, 4, 1),
        ends_on=date(2025, 6, 30),
        due_on=date(2025, 7, 30),
    )
    register.revise_register(other, by=cast.coordinator, now=NOON)

    page = words_of(client_of(cast.coordinator).get(f"{ARCHIVE}2025-26-2/"))

    assert "Another period" in page


def test_a_large_report_is_shown_a_page_of_an_area_at_a_time(cast, year, monkeypatch):
    monkeypatch.setattr(report_paper, "WHOLE", 1)
    monkeypatch.setattr(report_paper, "LISTED", 1)
    cast.commitment()
    published(cast, year)

    first, second = (words_of(client_of(None).get(f"{YEAR}{query}")) for query in ("", "?area=ROL&page=2"))

    shown = [re.findall(r'<h4 id="report-(\S+)"', page) for page in (first, second)]
    assert shown == [["CJ21-ROL-01"], ["CJ21-ROL-02"]]
    assert 'href="?area=ROL&amp;page=2#area-ROL"' in first


# The live draft


@pytest.mark.parametrize(
    ("person", "status"),
    [
        (None, 404),
        ("viewer", 404),
        ("partner_official", 404),
        ("official", 200),
        ("assessor", 200),
        ("admin", 200),
    ],
)
def test_a_live_draft_is_a_working_paper(cast, year, person, status):
    client = client_of(getattr(cast, person) if person else None)

    for address in (YEAR, f"{YEAR}draft/", f"{ARCHIVE}2025-26.csv", f"{YEAR}draft.json"):
        response = client.get(address)
        assert response.status_code == status
        if status == 404:
            assert response.content == client.get(MISSING).content


def test_a_draft_of_a_sealed_period_is_what_an_addendum_would_say(cast, year):
    published(cast, year)
    cast.accept(
        cast.plan.commitments.get(), as_of=date(2026, 3, 1), body={"en": "Said **zx-later**."}, now=FROZEN
    )
    coordinator = client_of(cast.coordinator)

    draft = words_of(coordinator.get(f"{YEAR}draft/"))

    assert ("<strong>zx-later</strong>" in draft, "Addendum, edition 2" in draft) == (True, True)
    assert "zx-later" not in words_of(coordinator.get(YEAR))


def test_the_public_reading_holds_nothing_internal_and_the_partys_own_does(cast, commitment, year):
    cast.accept(commitment, as_of=date(2025, 6, 1), visibility="internal", body={"en": "zx-canary"})
    client = client_of(cast.coordinator)

    pages = [words_of(client.get(f"{YEAR}{query}")) for query in ("", "?audience=CA")]

    assert ["zx-canary" in page for page in pages] == [False, True]
    assert client.get(f"{YEAR}?audience=JP").status_code == 404


def test_a_draft_asks_the_database_the_same_number_of_times_for_1_and_30_commitments(cast, year):
    client = client_of(cast.coordinator)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(YEAR).status_code == 200
        return len(captured)

    once = queries()
    for _ in range(29):
        cast.accept(cast.commitment(), as_of=date(2025, 6, 1))

    assert queries() == once
    assert once <= 40


# The feed


def test_the_feed_tells_of_published_reports_by_their_seals(cast, year):
    first = published(cast, year)
    second = addendum(cast, year)

    feed = words_of(client_of(cast.coordinator).get(f"{ARCHIVE}feed.atom"))

    assert (f"<id>urn:sha256:{first.sha256}</id>" in feed, second.sha256 in feed) == (True, False)
    assert feed.count("<entry>") == 1
    assert f'href="http://testserver{YEAR}"' in feed


def test_who_asks_makes_no_difference_to_a_page_without_forms(cast, year):
    published(cast, year)

    pages = [bare(client_of(person).get(YEAR)).split("<article")[1] for person in (None, cast.viewer)]

    assert pages[0] == pages[1]

"""Files of large reports: a page with a bar for people, an answer to come back to for programs, hidden like the report."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from priorities.choices import FileProblem, FileState
from priorities.models import Plan, ReportFile
from priorities.selectors.report_sizes import comes_at_once
from priorities.services import report_files
from priorities.views import report_files as views
from tests.reporting import FROZEN, fiscal_year, frozen, published, told
from tests.views.building import client_of, htmx, words_of

PDF = "/canada-japan/reports/2025-26.pdf"
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PROGRAM = {"Accept": "*/*"}


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch, settings, tmp_path):
    settings.REPORT_FILES_DIR = tmp_path
    monkeypatch.setattr(views, "comes_at_once", lambda *_args, **_size: False)
    monkeypatch.setattr(views, "PATIENCE", 0)
    with time_machine.travel(FROZEN, tick=False):
        yield


@pytest.fixture
def year(cast):
    told(cast, cast.commitment())
    return fiscal_year(cast)


@pytest.fixture
def report(cast, year):
    return published(cast, year)


def asked(person=None, address=PDF):
    """What a browser is shown after a click, and the file that it is about."""
    client = client_of(person)
    answer = client.get(address, headers=HTML)
    return client, answer, ReportFile.objects.order_by("-pk").first()


def make(file, data=b"%PDF- the whole of it"):
    """What a worker does."""
    held = report_files.claim_file(worker="test", now=timezone.now())
    assert held == file
    part = report_files.part_of(held)
    part.parent.mkdir(parents=True, exist_ok=True)
    part.write_bytes(data)
    assert report_files.finish_file(held, part, now=timezone.now())
    return data


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


# People


def test_a_click_leads_to_a_page_that_says_how_far_the_file_is(report):
    client, answer, file = asked()

    page = client.get(answer["Location"], headers=HTML)

    assert (answer.status_code, answer["Location"]) == (303, f"/canada-japan/reports/files/{file.slug}/")
    assert page.status_code == 200
    assert "The file waits for its turn." in words_of(page)
    assert '<progress value="0" max="100"' in words_of(page)
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in words_of(page)
    assert "no-store" in page["Cache-Control"]


def test_a_double_click_makes_one_file(report):
    client, first, _file = asked()
    second = client.get(PDF, headers=HTML)

    assert (second["Location"], ReportFile.objects.count()) == (first["Location"], 1)


def test_the_bar_is_asked_for_again_until_the_file_is_there(report):
    client, answer, _file = asked()
    report_files.claim_file(worker="test", now=timezone.now() - timedelta(seconds=2))
    ReportFile.objects.update(expected_seconds=4)

    bar = client.get(f"{answer['Location']}?heard=waiting0", headers=HTML | htmx("file-progress"))

    said = words_of(bar)
    assert said.lstrip().startswith('<div class="progress" id="file-progress"')
    assert 'hx-get="/canada-japan/reports/files/' in said
    assert 'hx-trigger="load delay:1s"' in said
    assert 'data-announce="Reading the report About 50 per cent done."' in said


def test_what_was_heard_is_not_said_again(report):
    client, answer, _file = asked()

    bar = client.get(f"{answer['Location']}?heard=waiting0", headers=HTML | htmx("file-progress"))

    assert "data-announce" not in words_of(bar)


def test_who_waits_is_given_the_file_when_it_is_there(report):
    client, answer, file = asked()
    data = make(file)

    state = client.get(answer["Location"], headers=HTML | htmx("file-progress"))
    download = client.get(f"{answer['Location']}download/", headers=HTML)

    assert state["HX-Retarget"] == "#file-state"
    assert 'data-announce="The file is ready."' in words_of(state)
    assert "data-arrives data-focus" in words_of(state)
    assert "hx-get" not in words_of(state)
    assert body(download) == data
    assert download["Content-Disposition"] == 'attachment; filename="canada-japan-2025-26-en.pdf"'


def test_whoever_opens_the_page_later_chooses_when_to_download(report):
    client, answer, file = asked()
    make(file)

    page = words_of(client.get(answer["Location"], headers=HTML))

    assert f'href="/canada-japan/reports/files/{file.slug}/download/"' in page
    assert ("data-arrives" in page, "http-equiv" in page) == (False, False)


def test_a_file_that_is_made_comes_at_once_from_the_address_of_the_report(report):
    client, _answer, file = asked()
    data = make(file)

    for headers in (HTML, PROGRAM):
        again = client.get(PDF, headers=headers)
        assert (again.status_code, body(again), again["ETag"]) == (200, data, f'"{report.sha256}-en"')


def test_half_a_file_is_never_served(report):
    client, answer, file = asked()
    make(file)
    report_files.place_of(file).write_bytes(b"%PDF-")

    page = client.get(f"{answer['Location']}download/", headers=HTML, follow=True)
    again = client.get(PDF, headers=HTML)

    file.refresh_from_db()
    assert "This file is no longer kept." in words_of(page)
    assert (again.status_code, file.state) == (303, FileState.WAITING)


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (FileProblem.DISK_FULL, "There is no room left on the server’s disk."),
        (FileProblem.TOO_LARGE, "The report is too large for this format on this server."),
        (FileProblem.INTERRUPTED, "The server was interrupted while making the file, several times."),
    ],
)
def test_a_failure_is_said_in_words_and_can_be_tried_again(report, problem, sentence):
    client, answer, file = asked()
    report_files.fail_file(
        report_files.claim_file(worker="test", now=timezone.now()), problem, now=timezone.now()
    )

    page = words_of(client.get(answer["Location"], headers=HTML))
    again = client.post(f"{answer['Location']}again/", follow=True)

    file.refresh_from_db()
    assert (sentence in page, "Try again" in page) == (True, True)
    assert (file.state, "The file waits for its turn." in words_of(again)) == (FileState.WAITING, True)


def test_making_a_file_again_that_is_there_changes_nothing(report):
    client, answer, file = asked()
    make(file)

    client.post(f"{answer['Location']}again/")

    file.refresh_from_db()
    assert file.state == FileState.MADE


# Stopping


def test_who_asked_cancels_and_the_page_says_so(cast, report):
    client, answer, file = asked(cast.viewer)

    page = words_of(client.get(answer["Location"], headers=HTML))
    after = client.post(f"{answer['Location']}cancel/", follow=True)

    file.refresh_from_db()
    assert f'action="/canada-japan/reports/files/{file.slug}/cancel/"' in page
    assert file.state == FileState.CANCELLED
    assert "This file was cancelled before it was made." in words_of(after)


def test_others_see_no_way_to_cancel_and_find_none(cast, report):
    _client, answer, file = asked(cast.viewer)
    other = client_of(cast.official)

    page = words_of(other.get(answer["Location"], headers=HTML))
    refused = other.post(f"{answer['Location']}cancel/")
    stranger = client_of(None).post(f"{answer['Location']}cancel/")

    file.refresh_from_db()
    assert ("/cancel/" in page, refused.status_code, file.state) == (False, 403, FileState.WAITING)
    assert (stranger.status_code, stranger["Location"].startswith("/sign-in/")) == (302, True)


# Programs


def test_a_program_is_told_to_come_back(report):
    answer = client_of(None).get(PDF, headers=PROGRAM)

    file = ReportFile.objects.get()
    assert (answer.status_code, answer["Retry-After"]) == (202, "5")
    assert answer["Location"] == f"/canada-japan/reports/files/{file.slug}/"
    assert (answer["Content-Type"], answer.content) == ("text/plain; charset=utf-8", b"Waiting\n")
    assert "ETag" not in answer


def test_a_program_that_waits_a_little_gets_the_file(report, monkeypatch):
    monkeypatch.setattr(views, "PATIENCE", 5)
    monkeypatch.setattr(views, "PAUSE", 0)
    given = []
    monkeypatch.setattr(
        views.file_work, "lend_a_hand", lambda: given.append(make(ReportFile.objects.get(state="waiting")))
    )

    answer = client_of(None).get(PDF, headers=PROGRAM)

    assert (answer.status_code, body(answer)) == (200, given[0])


def test_a_program_follows_the_address_of_a_draft_to_its_file(cast, year):
    client = client_of(cast.coordinator)
    way = client.get(PDF, headers=PROGRAM)["Location"]
    data = make(ReportFile.objects.get())
    cast.accept(cast.commitment())  # the draft is another by now

    file = client.get(way, headers=PROGRAM)

    assert (file.status_code, body(file)) == (200, data)
    assert file["Content-Disposition"] == 'attachment; filename="canada-japan-2025-26-draft-en.pdf"'


def test_a_program_is_told_of_a_failure(report):
    client_of(None).get(PDF, headers=PROGRAM)
    report_files.fail_file(
        report_files.claim_file(worker="test", now=timezone.now()),
        FileProblem.DISK_FULL,
        now=timezone.now(),
    )

    answer = client_of(None).get(PDF, headers=PROGRAM)

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert answer.content.decode() == "There is no room left on the server’s disk.\n"


def test_asking_for_the_head_alone_has_nothing_made(report):
    answer = client_of(None).head(PDF, headers=PROGRAM)

    assert (answer.status_code, ReportFile.objects.count()) == (202, 0)


def test_json_of_what_was_sealed_comes_at_once_whatever_its_size(report):
    answer = client_of(None).get(PDF.replace(".pdf", ".json"), headers=HTML)

    assert (answer.status_code, answer.content[:10]) == (200, b'{"sha256":')


# Hidden


def test_the_file_of_a_report_for_the_parties_is_as_hidden_as_the_report(cast, year):
    frozen(cast, year)
    client, answer, file = asked(cast.viewer)
    make(file)
    public = client_of(None)
    missing = "/canada-japan/reports/files/00000000-0000-4000-8000-000000000000/"

    assert client.get(answer["Location"], headers=HTML).status_code == 200
    for end in ("", "download/"):
        hidden = public.get(f"{answer['Location']}{end}", headers=HTML)
        assert (hidden.status_code, hidden.content) == (
            404,
            public.get(f"{missing}{end}", headers=HTML).content,
        )
    for end in ("cancel/", "again/"):
        assert public.post(f"{answer['Location']}{end}").status_code == 404


def test_the_file_of_a_draft_is_for_those_who_read_the_draft_of_that_audience(cast, year):
    _client, answer, file = asked(cast.coordinator, f"{PDF}?audience=CA")
    make(file)

    codes = {
        str(person): client_of(person).get(answer["Location"], headers=HTML).status_code
        for person in (None, cast.viewer, cast.coordinator, cast.partner_official, cast.admin)
    }

    assert answer.status_code == 303
    assert list(codes.values()) == [404, 404, 200, 404, 404]
    assert file.audience == "CA"


def test_a_file_is_found_at_its_own_plan_only(report, cast):
    _client, _answer, file = asked()
    Plan.objects.create(slug="other", title_en="Other", is_public=True, adopted_on=date(2021, 5, 3))

    wrong = client_of(None).get(f"/other/reports/files/{file.slug}/", headers=HTML)

    assert wrong.status_code == 404


# Languages, and what the pages offer


def test_the_page_speaks_french_and_japanese(report):
    client, answer, file = asked(None, f"/fr{PDF}?editions=fr+en&layout=side")

    french = words_of(client.get(answer["Location"], headers=HTML))
    japanese = words_of(client.get(answer["Location"].replace("/fr/", "/ja/"), headers=HTML))

    assert answer["Location"].startswith("/fr/canada-japan/reports/files/")
    assert (file.languages, file.layout) == ("fr+en", "side")
    assert "Le fichier attend son tour." in french
    assert "Français + English" in french
    assert "順番を待っています" in japanese


def test_the_same_questions_are_asked_of_the_database_for_one_file_and_for_thirty(
    cast, report, django_assert_num_queries
):
    client, answer, _file = asked(cast.viewer)
    client.get(answer["Location"], headers=HTML)
    with CaptureQueriesContext(connection) as one:
        client.get(answer["Location"], headers=HTML)
    for number in range(30):
        ReportFile.objects.create(
            key=f"{number:064}",
            period=report.period,
            report=report,
            kind="pdf",
            languages="en",
            weight=1,
            audience="public",
            asked_at=FROZEN,
        )

    with django_assert_num_queries(len(one)):
        client.get(answer["Location"], headers=HTML)


@pytest.mark.parametrize(
    ("kind", "weight", "is_draft", "at_once"),
    [
        ("pdf", 64, False, True),
        ("pdf", 301, False, False),
        ("docx", 301, True, False),
        ("csv", 20_000, False, True),
        ("csv", 1_501, True, False),
        ("json", 1_500, True, True),
        ("xlsx", 5_001, False, False),
    ],
)
def test_what_a_request_can_wait_for_depends_on_the_format_and_the_size(kind, weight, is_draft, at_once):
    assert comes_at_once(kind, weight, is_draft=is_draft) is at_once

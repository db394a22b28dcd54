"""The file of a large report, in a browser: a click, a bar, the file; cancelled; without JavaScript."""

import re

import pytest
from django.utils import timezone

from priorities.choices import FileState
from priorities.models import ReportFile
from priorities.services import file_work, report_files
from priorities.views import report_files as views
from tests.reporting import fiscal_year, published, told

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

PAGE = "/canada-japan/reports/2025-26/"
PATIENCE = 60_000


@pytest.fixture(autouse=True)
def everything_is_large(monkeypatch, settings, tmp_path):
    """Nobody makes a file until the journey says so."""
    settings.REPORT_FILES_DIR = tmp_path
    monkeypatch.setattr(views, "comes_at_once", lambda *_args, **_size: False)


@pytest.fixture
def report(cast):
    told(cast, cast.commitment())
    return published(cast, fiscal_year(cast))


def test_a_click_a_bar_and_the_file_arrives(cast, report, page_at):
    page = page_at(user=cast.viewer)
    page.goto(PAGE)
    page.get_by_role("link", name="PDF", exact=True).click()
    page.get_by_text("The file waits for its turn.").wait_for()
    bar = page.get_by_role("progressbar")
    before = bar.get_attribute("value")

    with page.expect_download(timeout=PATIENCE) as arriving:
        file_work.make_next()
    download = arriving.value

    file = ReportFile.objects.get()
    assert before == "0"
    assert download.suggested_filename == "canada-japan-2025-26-en.pdf"
    assert report_files.place_of(file).read_bytes() == open(download.path(), "rb").read()  # noqa: PTH123, SIM115
    page.get_by_role("link", name=re.compile("Download the PDF")).wait_for()
    assert page.evaluate("document.activeElement.hasAttribute('data-arrives')")
    page.get_by_text("The file is ready.").first.wait_for()


def test_the_server_lends_a_hand_when_it_may(report, page_at, settings):
    settings.REPORT_FILES_BY_SERVER = True
    page = page_at(390)
    page.goto(PAGE)

    with page.expect_download(timeout=PATIENCE) as arriving:
        page.get_by_role("link", name="CSV", exact=True).click()

    assert arriving.value.suggested_filename == "canada-japan-2025-26-en.csv"
    assert ReportFile.objects.get().attempts == 1


def test_focus_stays_on_the_way_to_cancel_while_the_bar_moves(cast, report, page_at):
    page = page_at(user=cast.viewer)
    page.goto(f"{PAGE[:-1]}.docx")
    cancel = page.get_by_role("button", name="Cancel")
    cancel.focus()

    with page.expect_response(lambda response: "heard=" in response.url):
        pass
    page.wait_for_timeout(200)
    is_focused = cancel.evaluate("button => button === document.activeElement")
    page.keyboard.press("Enter")
    page.get_by_text("This file was cancelled before it was made.").wait_for()

    assert is_focused
    assert ReportFile.objects.get().state == FileState.CANCELLED


def test_without_scripts_the_page_looks_again_by_itself(report, page_at):
    page = page_at(js=False)
    page.goto(f"/fr{PAGE}")
    page.get_by_role("link", name="DOCX", exact=True).click()
    page.get_by_text("Le fichier attend son tour.").wait_for()
    report_files.claim_file(worker="test", now=timezone.now())

    page.get_by_text("Lecture du rapport").wait_for()
    report_files.let_go(ReportFile.objects.get())
    file_work.make_next()
    link = page.get_by_role("link", name=re.compile("Télécharger le fichier DOCX"))
    link.wait_for(timeout=PATIENCE)
    with page.expect_download() as arriving:
        link.click()

    assert arriving.value.suggested_filename == "canada-japan-2025-26-fr.docx"


def test_two_languages_are_chosen_in_the_menu(cast, report, page_at):
    page = page_at(user=cast.viewer)
    page.goto(PAGE)
    page.get_by_text("More", exact=True).click()
    page.get_by_label("Languages", exact=True).select_option("en+ja")
    page.get_by_label("Side by side").check()

    page.get_by_role("button", name="DOCX").click()
    page.get_by_text("English + 日本語 · Side by side").wait_for()

    file = ReportFile.objects.get()
    assert (file.kind, file.languages, file.layout) == ("docx", "en+ja", "side")


def test_a_file_that_fails_is_tried_again(report, page_at):
    page = page_at()
    page.goto(f"{PAGE[:-1]}.pdf")
    page.get_by_text("The file waits for its turn.").wait_for()
    report_files.fail_file(
        report_files.claim_file(worker="test", now=timezone.now()), "disk_full", now=timezone.now()
    )
    page.get_by_text("There is no room left on the server’s disk.").first.wait_for()

    page.get_by_role("button", name="Try again").click()
    page.get_by_text("The file waits for its turn.").wait_for()

    assert ReportFile.objects.get().asked_by is None

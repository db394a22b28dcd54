"""Reports in two languages, and all tables in one archive: addresses for what the exporters make."""

import io
import zipfile

import pytest
import time_machine

from priorities.views.report_files import MEDIA_TYPES
from tests.reporting import FROZEN, addendum, fiscal_year, published, told
from tests.views.building import client_of, words_of

ADDRESS = "/canada-japan/reports/2025-26"


@pytest.fixture(autouse=True)
def in_may():
    with time_machine.travel(FROZEN, tick=False):
        yield


@pytest.fixture
def year(cast):
    told(cast, cast.commitment())
    return fiscal_year(cast)


@pytest.mark.parametrize("kind", ["pdf", "docx"])
@pytest.mark.parametrize(
    ("query", "name", "etag"),
    [
        ("?editions=en+fr&layout=side", "en-fr", "en+fr-side"),
        ("?editions=fr%2Ben", "fr-en", "fr+en-after"),
        ("?editions=ja", "ja", "ja"),
    ],
)
def test_a_report_comes_in_the_languages_that_the_address_names(cast, year, kind, query, name, etag):
    report = published(cast, year)

    file = client_of(None).get(f"{ADDRESS}.{kind}{query}")

    assert (file.status_code, file["Content-Type"]) == (200, MEDIA_TYPES[kind])
    assert file["Content-Disposition"] == f'attachment; filename="canada-japan-2025-26-{name}.{kind}"'
    assert file["ETag"] == f'"{report.sha256}-{etag}"'


@pytest.mark.parametrize(
    "query",
    [
        "editions=xx",
        "editions=en+en",
        "editions=en+fr+ja",
        "editions=en+fr&layout=above",
        "layout=side",
        "editions=en+fr%00",
    ],
)
def test_nonsense_is_no_address(cast, year, query):
    published(cast, year)

    assert client_of(None).get(f"{ADDRESS}.pdf?{query}").status_code == 404


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json", "zip"])
def test_tables_have_one_language(cast, year, kind):
    published(cast, year)
    public = client_of(None)

    codes = [public.get(f"{ADDRESS}.{kind}?editions={each}").status_code for each in ("fr", "en+fr")]

    assert codes == [200, 404]


def test_the_archive_holds_all_tables_and_is_the_same_bytes_after_an_addendum(cast, year):
    published(cast, year)
    public = client_of(None)
    before = public.get(f"{ADDRESS}-1.zip")

    addendum(cast, year)
    after = public.get(f"{ADDRESS}-1.zip")

    names = zipfile.ZipFile(io.BytesIO(before.content)).namelist()
    assert names[:3] == ["commitments.csv", "notes.csv", "changes.csv"]
    assert before["Content-Disposition"] == 'attachment; filename="canada-japan-2025-26-en.zip"'
    assert (after.status_code, after.content) == (200, before.content)


def test_a_draft_comes_in_two_languages_too(cast, year):
    coordinator = client_of(cast.coordinator)

    answers = [
        coordinator.get(f"{ADDRESS}/draft.{kind}?audience=CA{more}")
        for kind, more in (("pdf", "&editions=en+ja"), ("docx", "&editions=en+ja&layout=side"), ("zip", ""))
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert client_of(cast.viewer).get(f"{ADDRESS}/draft.zip").status_code == 404


def test_a_bilingual_file_is_found_genuine(cast, year):
    published(cast, year)
    public = client_of(None)

    for kind in ("pdf", "docx"):
        file = io.BytesIO(public.get(f"{ADDRESS}.{kind}?editions=fr+en&layout=side").content)
        file.name = f"report.{kind}"
        verdict = words_of(public.post("/verify/", {"file": file}))
        assert '<section class="card verdict" data-verdict="genuine"' in verdict


def test_the_page_offers_them_in_its_own_language_first(cast, year):
    published(cast, year)

    page = words_of(client_of(None).get(f"/fr{ADDRESS}/"))

    assert f'href="/fr{ADDRESS}.zip"' in page
    assert f'action="/fr{ADDRESS}.pdf"' in page
    assert f'formaction="/fr{ADDRESS}.docx"' in page
    assert '<option value="fr+en">Français + English</option>' in page


def test_the_draft_offers_them_for_the_audience_that_is_read(cast, year):
    page = words_of(client_of(cast.coordinator).get(f"{ADDRESS}/?audience=CA"))

    assert f'href="{ADDRESS}/draft.zip?audience=CA"' in page
    assert '<input type="hidden" name="audience" value="CA">' in page

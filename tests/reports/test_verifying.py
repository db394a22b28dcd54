"""What is known of a seal or a file: genuine, superseded, altered and where, or unknown."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from priorities.choices import Verdict
from priorities.models import Report
from priorities.reports.files import report_file
from priorities.reports.reading import read_document, seal_from
from priorities.reports.seals import grouped, sealed_file
from priorities.services import reports
from tests.services.test_reports import FROZEN, freeze, told, year  # noqa: F401

SCRIPT = Path(__file__).parents[2] / "docs" / "verify_report.py"
FORMATS = ["json", "csv", "xlsx", "docx", "pdf"]


@pytest.fixture
def published(cast, commitment, year):  # noqa: F811
    told(cast, commitment)
    return reports.publish_report(freeze(cast, year), by=cast.coordinator, now=FROZEN)


def file_of(report, kind, language="en"):
    document = report.document
    if kind == "json":
        return sealed_file(report.content, sha256=report.sha256, previous_sha256=document["previous_sha256"])
    seal = seal_from(document, sha256=report.sha256)
    return report_file(read_document(document, language=language, seal=seal), kind)


def verdict(client, data=None, **fields):
    if data is not None:
        fields["file"] = SimpleUploadedFile("report", data)
    response = client.post("/verify/", fields)
    assert response.status_code == 200
    return response.context["finding"]


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_as_it_was_made_is_genuine_and_one_flipped_bit_is_found(client, published, kind):
    data = file_of(published, kind)
    flipped = bytearray(data)
    flipped[len(data) // 2] ^= 1

    found = verdict(client, data)
    spoiled = verdict(client, bytes(flipped))

    assert (found.verdict, found.report) == ("genuine", published)
    assert spoiled.verdict in ("altered", "resaved", "unknown")


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_changed_word_is_shown_where_it_stands(client, published, kind):
    data = file_of(published, kind)

    found = verdict(client, data.replace(b"Commitment 1", b"Commitment 7"))

    places = {"csv": "line 2, column title", "json": "content.commitments[0].title.en"}
    shown = {each.place: (each.sealed, each.found) for each in found.differences}
    assert (found.verdict, shown[places[kind]]) == ("altered", ("Commitment 1", "Commitment 7"))


@pytest.mark.parametrize("language", ["fr", "ja"])
def test_a_file_in_another_language_is_genuine_too(client, published, language):
    assert verdict(client, file_of(published, "csv", language)).verdict == "genuine"


def test_a_json_file_that_was_only_reformatted_holds_the_sealed_words(client, published):
    data = json.dumps(json.loads(file_of(published, "json")), indent=2).encode()

    assert verdict(client, data).verdict == "resaved"


def test_a_report_that_an_addendum_replaced_is_genuine_but_superseded(client, cast, published):
    second = reports.add_addendum(published.period, reason="A slip.", by=cast.coordinator, now=FROZEN)

    found = verdict(client, sha256=grouped(published.sha256).upper())

    assert (found.verdict, found.successor) == ("superseded", second)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"PK\x03\x04",
        b"%PDF-1.7",
        b"a,b\r\n1,2\r\n",
        b'{"content": {"a": 1, "a": 2}}',
        b"\xff\xfe",
    ],
)
def test_what_is_no_report_is_unknown_and_never_an_error(client, published, data):
    response = client.post("/verify/", {"file": SimpleUploadedFile("x", data)})

    assert response.status_code == (200 if data else 422)
    assert not data or response.context["finding"].verdict == "unknown"


@pytest.mark.django_db
def test_the_page_says_what_each_answer_means_before_anybody_asks(client):
    page = client.get("/verify/").content.decode()

    assert page.count("<dt>") == len(Verdict.choices) == 5
    assert all(str(label) in page for _code, label in Verdict.choices)


def test_the_public_learns_nothing_of_a_report_for_the_parties(client, cast, commitment, year):  # noqa: F811
    told(cast, commitment)
    report = freeze(cast, year)
    address = f"{reverse('report-verify')}?sha256={report.sha256}"

    public = client.get(address).context["finding"]
    client.force_login(cast.partner_official)
    party = client.get(address).context["finding"]

    assert (public.verdict, public.report, party.verdict) == ("unknown", None, "genuine")
    assert verdict(client, file_of(report, "json")).verdict == "genuine"


@pytest.mark.parametrize("given", ["xyz", "0" * 63, "0" * 65])
def test_what_cannot_be_a_seal_is_said_beside_the_field(client, db, given):
    response = client.get("/verify/", {"sha256": given})

    assert response.status_code == 422
    assert "A seal has 64 digits" in response.content.decode()


def test_anybody_checks_a_json_file_with_nothing_but_python(tmp_path, published):
    file = tmp_path / "report.json"
    file.write_bytes(file_of(published, "json"))
    whole = subprocess.run([sys.executable, SCRIPT, file], capture_output=True, text=True, check=False)
    file.write_bytes(file.read_bytes().replace(b"Commitment 1", b"Commitment 7"))

    altered = subprocess.run([sys.executable, SCRIPT, file], capture_output=True, text=True, check=False)

    assert (whole.returncode, published.sha256 in whole.stdout) == (0, True)
    assert (altered.returncode, "ALTERED" in altered.stderr) == (1, True)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (b"{", "Expecting property name"),
        (b"[]", "list indices must be integers"),
        (
            b'{"content": {"a": 1, "a": 2}, "sha256": "", "previous_sha256": null}',
            "names the same thing twice",
        ),
        (b'{"content": {"a": 1.5}, "sha256": "", "previous_sha256": null}', "it holds a fraction"),
        (b'{"content": {}}', "sha256"),
        (b"\xff", "codec"),
    ],
)
def test_the_script_says_in_one_line_why_a_file_is_no_report(tmp_path, words, reason):
    file = tmp_path / "report.json"
    file.write_bytes(words)

    run = subprocess.run([sys.executable, SCRIPT, file], capture_output=True, text=True, check=False)

    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (1, "", 1)
    assert run.stderr.startswith("ALTERED, or no report: ")
    assert reason in run.stderr


def test_the_command_finds_what_was_changed_behind_the_triggers(cast, published):
    from importlib import import_module

    whole = io.StringIO()
    call_command("verify_reports", stdout=whole)
    connection.check_constraints()
    import_module("priorities.migrations.0011_reports").remove(None, connection.schema_editor())
    Report.objects.filter(pk=published.pk).update(
        content=published.content.replace("Commitment 1", "Commitment 7")
    )

    broken = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_reports", stdout=broken)

    assert f"canada-japan: 1 reports, whole; ends in {published.sha256}" in whole.getvalue()
    assert "2025-26: its content has the seal" in broken.getvalue()


def test_the_command_checks_files_too(tmp_path, published):
    whole, altered = tmp_path / "whole.docx", tmp_path / "altered.csv"
    whole.write_bytes(file_of(published, "docx"))
    altered.write_bytes(file_of(published, "csv").replace(b"Commitment 1", b"Commitment 7"))
    said = io.StringIO()

    call_command("verify_reports", str(whole), stdout=said)
    with pytest.raises(CommandError, match="1 of the files"):
        call_command("verify_reports", str(whole), str(altered), stdout=said)
    with pytest.raises(CommandError, match="No such file"):
        call_command("verify_reports", str(tmp_path / "none.pdf"))

    assert said.getvalue().splitlines() == [
        f"{whole}: genuine 2025-26",
        f"{whole}: genuine 2025-26",
        f"{altered}: altered 2025-26",
        "  line 2, column title: 'Commitment 1', in the file 'Commitment 7'",
    ]

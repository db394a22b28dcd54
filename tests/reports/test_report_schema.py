"""The JSON file of a report holds what its schema says, and nothing else; its seal can be checked without us."""

import hashlib
import json
import subprocess
from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from priorities import choices
from priorities.models.standings import PUBLIC_AUDIENCE
from priorities.reports.documents import SCHEMA
from priorities.reports.drafts import draft_document
from priorities.reports.seals import sealed_file
from priorities.services import register
from priorities.services.notes import EvidenceWords
from tests.assessments import final
from tests.conftest import NOON
from tests.reporting import addendum, fiscal_year, published, told

DOCS = Path(__file__).parents[2] / "docs"
IN_APRIL = datetime(2026, 4, 10, 9, 0, tzinfo=UTC)
ONCE = Path(__file__).with_name("frozen_report.json")


@pytest.fixture(scope="module")
def schema():
    schema = json.loads((DOCS / "report.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    return schema


def errors(schema, file) -> list[str]:
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(file)]


def file_of(report) -> dict:
    before = report.document["previous_sha256"]
    return json.loads(sealed_file(report.content, sha256=report.sha256, previous_sha256=before))


def test_a_report_with_something_of_everything_is_as_the_schema_says(cast, schema):
    year = fiscal_year(cast)
    busy, ended, silent = cast.commitment(title_fr="Un"), cast.commitment(), cast.commitment(owners=("GAC",))
    register.change_due_date(busy, due_on=date(2026, 3, 31), by=cast.coordinator, now=NOON)
    source = EvidenceWords("Statement", "https://example.org/")
    told(cast, busy, body={"en": "Signed.", "fr": "Signé."}, evidence=(source,))
    cast.accept(ended, lifecycle="completed", evidence=(source,))
    final(cast, busy, year, now=IN_APRIL)
    first = published(cast, year)

    second = addendum(cast, year)

    assert [errors(schema, file_of(report)) for report in (first, second)] == [[], []]
    content = file_of(second)["content"]
    assert [bool(content[key]) for key in ("replaces_sha256", "reason", "gaps", "changes")] == [True] * 4
    assert silent.reference in content["coverage"]["silent"]
    assert content["commitments"][0]["assessments"][0]["organization"] == "AUDIT"


def test_a_draft_is_too_apart_from_the_seal(cast, commitment, period, schema):
    draft = draft_document(period, user=cast.coordinator, now=NOON, site="", audience=PUBLIC_AUDIENCE)

    assert errors({"$ref": "#/$defs/content", "$defs": schema["$defs"]}, draft) == []


def test_what_does_not_belong_there_is_refused(schema):
    file = json.loads(ONCE.read_bytes())
    [more, less, other, late, foreign] = (deepcopy(file) for _ in range(5))
    more["content"]["commitments"][0]["rating"] = 5
    del less["content"]["coverage"]
    other["content"]["commitments"][0]["standing"] = "green"
    late["content"]["as_of"] = "2026-02-30"
    foreign["content"]["plan"]["title"]["de"] = "Prioritäten"

    assert errors(schema, file) == []
    assert [len(errors(schema, each)) for each in (more, less, other, late, foreign)] == [1] * 5


def test_the_schema_lists_the_codes_that_there_are(schema):
    known = schema["$defs"]
    commitment, note = known["commitment"]["properties"], known["note"]["properties"]

    listed = {
        choices.Standing: known["standing"]["enum"],
        choices.Lifecycle: known["lifecycle"]["enum"],
        choices.Confidence: known["confidence"]["enum"][1:],
        choices.Precision: known["precision"]["enum"],
        choices.Language: known["language"]["enum"],
        choices.ReportPart: known["part"]["enum"],
        choices.CommitmentKind: commitment["kind"]["enum"],
        choices.Freshness: commitment["freshness"]["enum"],
        choices.Schedule: commitment["schedule"]["enum"],
        choices.OwnerRole: commitment["owners"]["items"]["properties"]["role"]["enum"],
        choices.NoteKind: note["kind"]["enum"],
        choices.Visibility: note["visibility"]["enum"],
        choices.Sufficiency: known["assessment"]["properties"]["sufficiency"]["enum"],
        choices.GapKind: known["gap"]["properties"]["kind"]["enum"],
        choices.ChangeKind: known["change"]["properties"]["kind"]["enum"],
    }

    assert {kind: kind.values for kind in listed} == listed
    assert known["content"]["properties"]["schema"]["const"] == SCHEMA


def test_everything_in_the_schema_is_closed(schema):
    objects = [each for each in walked(schema) if each.get("type") == "object"]

    assert len(objects) > 15
    assert [each for each in objects if each.get("additionalProperties") is not False] == []


def walked(value):
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from walked(each)


def test_the_guide_tells_how_to_check_a_seal_with_the_tools_of_any_machine():
    [command] = [line for line in (DOCS / "reports.md").read_text().splitlines() if "sha256sum" in line]

    done = subprocess.run(
        ["sh", "-c", command.strip().replace("report.json", str(ONCE))],
        capture_output=True,
        check=True,
        text=True,
    )

    file = json.loads(ONCE.read_bytes())
    canonical = ONCE.read_bytes().split(b'"content": ', 1)[1][:-2]
    assert done.stdout.split()[0] == file["sha256"] == hashlib.sha256(canonical).hexdigest()

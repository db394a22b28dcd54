import csv
import io
import json
from datetime import UTC, date, datetime

import openpyxl
import pytest

from priorities.models import PriorityArea
from priorities.services import notes, register
from tests.boards import enumerated, filled
from tests.conftest import NOON
from tests.copies import copied

from .test_status_board import BOARD, references

EXPORT = "/canada-japan/board."
MANY_WORDS = "a+b+c+d+e+f+g+h+i+j+k+l+m"
pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def exported(client):
    """The references of an export, in its order."""

    def read(kind: str, query: str = "") -> list[str]:
        body = body_of(client.get(f"{EXPORT}{kind}?{query}"))
        if kind == "csv":
            return [row["reference"] for row in csv_rows(body)]
        if kind == "json":
            return [row["reference"] for row in json.loads(body)["commitments"]]
        sheet = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]
        return [row[0].value for row in sheet.iter_rows(min_row=2)]

    return read


def body_of(response) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def csv_rows(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


@pytest.fixture
def varied(cast):
    return vary(cast)


@copied
def vary(cast):
    """Commitments that differ in every way that a filter asks about."""
    energy = register.revise_register(
        PriorityArea(plan=cast.plan, number=2, code="ENS", name_en="Energy"), by=cast.coordinator, now=NOON
    )
    differs = cast.commitment(title_en="Joint exercises")
    cast.accept(differs, as_of=date(2025, 8, 1))
    cast.accept(differs, as_of=date(2025, 9, 1), acronym="MOFA", lifecycle="not_started")
    stale = cast.commitment(kind="continuing", owners=["GAC"], title_en="Éclair")
    cast.accept(stale, as_of=date(2025, 1, 1), confidence="at_risk", reason={"en": "Delay."})
    overdue = cast.commitment(area=energy, reference="CJ21-ENS-01", owners=["MOFA"])
    register.change_due_date(
        overdue, due_on=date(2025, 9, 30), decided_on=date(2021, 5, 3), by=cast.coordinator, now=NOON
    )
    cast.commitment(area=energy, reference="CJ21-ENS-02", made_on=date(2025, 9, 15))
    return cast


QUERIES = [
    "",
    "area=ENS",
    "standing=not_started&standing=at_risk",
    "owner=MOFA",
    "party=JP",
    "kind=continuing",
    "due=overdue",
    "due=no_date",
    "freshness=stale&freshness=never",
    "gap=unowned",
    "gap=differ",
    "q=exercises",
    "q=nothing+at+all",
    "as_of=2025-08-15",
    "as_of=2025-09-14&freshness=never",
    "sort=-reference",
    "sort=title",
    "sort=-last_note_on&kind=deliverable",
    "group=owner&sort=-title",
    "group=party&party=JP&party=none",
    "q=&as_of=&page=1",
]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("query", QUERIES)
def test_an_export_holds_what_the_table_shows_in_its_order(varied, client, exported, kind, query):
    shown = references(client.get(f"{BOARD}?view=table&{query}"))

    assert exported(kind, f"view=table&{query}") == shown


@pytest.mark.parametrize("query", QUERIES)
def test_an_export_holds_what_the_columns_show(varied, client, exported, query):
    assert sorted(exported("csv", query)) == sorted(references(client.get(f"{BOARD}?{query}")))


def test_an_export_of_several_pages_holds_them_all(cast, client, exported):
    enumerated(cast, 53)
    pages = [references(client.get(f"{BOARD}?view=table&page={number}")) for number in (1, 2)]

    assert exported("csv", "view=table&page=2") == pages[0] + pages[1]


def test_the_files_say_what_they_are(cast, client):
    cast.commitment()

    for kind, content_type in (
        ("csv", "text/csv; charset=utf-8"),
        ("json", "application/json"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ):
        response = client.get(f"{EXPORT}{kind}?as_of=2025-09-30")
        assert response.streaming
        assert response["Content-Type"] == content_type
        assert (
            response["Content-Disposition"] == f'attachment; filename="canada-japan-board-2025-09-30.{kind}"'
        )


def test_the_first_columns_are_the_promised_ones(cast, client):
    cast.accept(cast.commitment(), as_of=date(2025, 9, 1))

    (row,) = csv_rows(body_of(client.get(f"{EXPORT}csv")))

    assert list(row)[:12] == [
        "reference", "area", "title", "kind", "standing", "lifecycle", "confidence", "since", "last_note_on", "due_on",
        "lead_CA", "lead_JP",
    ]  # fmt: skip
    assert list(row.values())[:12] == [
        "CJ21-ROL-01", "ROL", "Commitment 1", "deliverable", "on_track", "underway", "on_track", "2025-09-01",
        "2025-09-01", "", "GAC", "MOFA",
    ]  # fmt: skip


def test_the_last_note_and_its_evidence_come_along(cast, client):
    commitment = cast.commitment()
    cast.accept(commitment, as_of=date(2025, 8, 1), body={"en": "Older."})
    cast.accept(
        commitment,
        as_of=date(2025, 9, 1),
        acronym="MOFA",
        body={"en": "Newer."},
        evidence=(notes.EvidenceWords("Statement", "https://example.org/statement"),),
    )

    (row,) = csv_rows(body_of(client.get(f"{EXPORT}csv")))

    assert (row["last_note"], row["last_note_organization"]) == ("Newer.", "MOFA")
    assert row["evidence"] == "Statement https://example.org/statement"
    assert row["url"] == "http://testserver/canada-japan/commitments/CJ21-ROL-01/"


def test_json_says_for_whom_when_and_under_which_filters(cast, client):
    cast.commitment()

    head = json.loads(body_of(client.get(f"{EXPORT}json?kind=deliverable&as_of=2025-09-30")))

    assert head["audience"] == "public"
    assert (head["on"], head["made_at"]) == ("2025-09-30", "2025-10-01T12:00:00Z")
    assert head["filters"] == [{"label": "Kind", "value": "Deliverable"}]
    assert head["url"] == "http://testserver/canada-japan/board/?as_of=2025-09-30&kind=deliverable"


def test_an_internal_note_is_in_no_export_of_those_who_may_not_read_it(cast, client):
    commitment = cast.commitment()
    cast.accept(commitment, as_of=date(2025, 8, 1))
    before = {kind: body_of(client.get(f"{EXPORT}{kind}")) for kind in ("csv", "json")}
    cast.accept(
        commitment,
        as_of=date(2025, 9, 20),
        confidence="off_track",
        reason={"en": "The marigold affair."},
        body={"en": "A marigold note."},
        visibility="internal",
        evidence=(notes.EvidenceWords("Marigold", "https://example.org/marigold"),),
    )

    assert {kind: body_of(client.get(f"{EXPORT}{kind}")) for kind in ("csv", "json")} == before
    client.force_login(cast.partner_official)
    assert b"marigold" not in body_of(client.get(f"{EXPORT}json")).lower()
    client.force_login(cast.admin)
    assert b"marigold" not in body_of(client.get(f"{EXPORT}json")).lower()
    client.force_login(cast.viewer)
    (row,) = csv_rows(body_of(client.get(f"{EXPORT}csv")))
    assert (row["standing"], row["last_note"]) == ("off_track", "A marigold note.")


def test_a_draft_commitment_is_in_no_export(cast, exported):
    cast.commitment(published=False)

    assert exported("csv") == []


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
@pytest.mark.parametrize(
    "query",
    ["standing=purple", "as_of=2025-02-30", "page=x", "q=a%00b", f"q={MANY_WORDS}", "view=purple"],
)
def test_an_export_of_what_was_not_understood_is_refused(cast, client, kind, query):
    response = client.get(f"{EXPORT}{kind}?{query}")

    assert response.status_code == 400
    assert "This export was not made" in response.content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_exports_may_only_be_read(cast, client, kind):
    assert client.post(f"{EXPORT}{kind}").status_code == 405
    assert client.head(f"{EXPORT}{kind}").status_code == 200


def test_other_formats_and_hidden_plans_are_a_404(cast, client):
    assert client.get(f"{EXPORT}exe").status_code == 404
    cast.plan.is_public = False
    cast.plan.save()
    assert client.get(f"{EXPORT}csv").status_code == 404


def test_the_words_of_an_export_are_in_the_language_of_its_address(cast, client):
    cast.commitment(title_en="Joint exercises", title_fr="Exercices conjoints")
    responses = {prefix: client.get(f"{prefix}{EXPORT}csv") for prefix in ("", "/fr")}

    # Read only now, when the language of neither request is in force any more.
    titles = {prefix: csv_rows(body_of(response))[0]["title"] for prefix, response in responses.items()}

    assert titles == {"": "Joint exercises", "/fr": "Exercices conjoints"}


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_thirty_commitments_are_exported_with_as_many_queries_as_one(cast, queries_of, kind):
    filled(cast, 1)
    one = queries_of(f"{EXPORT}{kind}?q=commitment")
    filled(cast, 29)

    assert queries_of(f"{EXPORT}{kind}?q=commitment") == one


def test_overdue_in_an_export_follows_the_time_zones_of_the_leads(cast, client):
    import time_machine

    commitment = cast.commitment(owners=["MOFA"])
    register.change_due_date(
        commitment, due_on=date(2025, 3, 31), decided_on=date(2021, 5, 3), by=cast.coordinator, now=NOON
    )
    said = {}
    for hour in (14, 16):
        with time_machine.travel(datetime(2025, 3, 31, hour, 0, tzinfo=UTC), tick=False):
            said[hour] = csv_rows(body_of(client.get(f"{EXPORT}csv")))[0]["schedule"]

    assert said == {14: "due_soon", 16: "overdue"}

"""The page of what moved between two days, and its exports."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest

from priorities.models import PriorityArea, ReportingPeriod
from priorities.services import notes, register
from tests.boards import enumerated, filled
from tests.conftest import NOON

from .building import htmx
from .test_status_board import text_of

CHANGES = "/canada-japan/changes/"
EXPORT = "/canada-japan/changes."
PERIOD = "from=2025-03-31&to=2025-08-15"
RISK = {"confidence": "at_risk", "reason": {"en": "Late."}}
pytestmark = pytest.mark.usefixtures("at_noon")


def listed(response) -> list[str]:
    """The reference of each change shown, in order."""
    return re.findall(r'class="ref">(CJ\d\d-[A-Z]+-\d+)', response.content.decode())


def slip(cast, commitment):
    for day, decided, reason in (
        (date(2025, 12, 1), date(2021, 5, 3), ""),
        (date(2025, 12, 31), date(2025, 5, 1), "The ship is late."),
    ):
        register.change_due_date(
            commitment, due_on=day, decided_on=decided, reason=reason, by=cast.coordinator, now=NOON
        )


@pytest.fixture
def moved(cast):
    """Two areas: what moved forward and slipped, what moved back, what is new, and what was corrected."""
    energy = register.revise_register(
        PriorityArea(plan=cast.plan, number=2, code="ENS", name_en="Energy"), by=cast.coordinator, now=NOON
    )
    forward = cast.commitment(title_en="Joint exercises")
    cast.accept(forward, as_of=date(2025, 3, 1), **RISK)
    cast.accept(forward, as_of=date(2025, 6, 1), body={"en": "Ships **sailed**."})
    slip(cast, forward)
    cast.commitment(title_en="New talks", made_on=date(2025, 5, 1))
    back = cast.commitment(area=energy, reference="CJ21-ENS-01", title_en="Stable supply")
    cast.accept(back, as_of=date(2025, 3, 1))
    cast.accept(back, as_of=date(2025, 6, 1), acronym="MOFA", lifecycle="paused", body={"en": "It waits."})
    still = cast.commitment(area=energy, reference="CJ21-ENS-02", title_en="Best practices")
    wrong = cast.accept(still, as_of=date(2025, 3, 1), now=datetime(2025, 3, 2, tzinfo=UTC))
    words = cast.words(as_of=date(2025, 3, 1), body={"en": "Put right."}, **RISK)
    fixed = notes.correct_note(wrong, words=words, by=cast.official, now=NOON)
    notes.submit_note(fixed, by=cast.official, now=NOON)
    notes.accept_note(fixed, by=cast.reviewer, now=NOON)
    return cast


def test_each_change_is_told_with_the_note_that_did_it(moved, client):
    page = text_of(client.get(f"{CHANGES}?{PERIOD}"))

    assert "From 31 Mar 2025 to 15 Aug 2025" in page
    assert "1 moved forward 1 moved back 1 new 1 slipped 0 new owner 0 gone quiet 1 corrected since" in page
    assert "5 changes · 4 commitments" in page
    assert (
        "1 Rule of law 1 Jun 2025 CJ21-ROL-01 Joint exercises Ships sailed. GAC, note of 1 Jun 2025 "
        "At risk → On track" in page
    )
    assert "It waits. MOFA, note of 1 Jun 2025 On track → Paused" in page
    assert "1 May 2025 CJ21-ROL-02 New talks Promised in: Backgrounder Not reported" in page
    assert "The ship is late. 1 Dec 2025 → 31 Dec 2025 slipped 30 days" in page
    assert "Put right. Correction: GAC, note of 1 Mar 2025 On track → At risk" in page


def test_what_did_not_happen_is_said_too(moved, client):
    page = text_of(client.get(f"{CHANGES}?{PERIOD}"))

    assert "No new owner No lead passed to another organization." in page
    assert "Nothing moved back" not in page


def test_where_nothing_moved_the_page_says_what_it_looked_for(cast, client):
    cast.accept(cast.commitment(), as_of=date(2025, 8, 1))

    page = text_of(client.get(f"{CHANGES}?from=2025-08-01&to=2025-08-15"))

    assert "Nothing moved between these two days" in page
    assert "Nothing moved back No commitment stands worse on 15 Aug 2025 than on 1 Aug 2025." in page


def test_a_change_leads_to_its_note_and_its_commitment_on_the_later_day(moved, client):
    body = client.get(f"{CHANGES}?{PERIOD}").content.decode()
    [anchor] = re.findall(r'href="/canada-japan/commitments/CJ21-ENS-01/\?as_of=2025-08-15#note-(\d+)"', body)

    target = client.get("/canada-japan/commitments/CJ21-ENS-01/?as_of=2025-08-15").content.decode()

    assert f'id="note-{anchor}"' in target
    assert 'href="/canada-japan/commitments/CJ21-ENS-01/?as_of=2025-08-15"' in body


def test_without_days_the_page_looks_back_to_the_end_of_the_last_period(cast, client, period):
    page = client.get(CHANGES)

    assert "From 30 Sep 2025 to 1 Oct 2025" in text_of(page)
    assert "From 31 Mar 2025 to 1 Oct 2025" in text_of(client.get(f"{CHANGES}?from=2025-03-31"))
    assert "From 15 Aug 2024 to 15 Aug 2025" in text_of(client.get(f"{CHANGES}?to=2025-08-15"))
    assert 'href="/canada-japan/changes/?from=2025-03-31&amp;to=2025-09-30"' in page.content.decode()


def test_a_plan_without_periods_looks_back_a_year_or_to_its_adoption(cast, client):
    assert ReportingPeriod.objects.count() == 0
    assert "From 1 Oct 2024 to 1 Oct 2025" in text_of(client.get(CHANGES))
    assert "From 3 May 2021 to 1 Dec 2021" in text_of(client.get(f"{CHANGES}?to=2021-12-01"))
    assert "From 28 Feb 2023 to 29 Feb 2024" in text_of(client.get(f"{CHANGES}?to=2024-02-29"))


def test_today_asked_for_by_name_is_today(cast, client):
    body = client.get(f"{CHANGES}?from=2025-03-31&to=2025-10-01").content.decode()

    assert 'href="/canada-japan/changes.csv?from=2025-03-31"' in body


# Kinds, areas, groups and pages


def test_filters_narrow_the_list_and_the_tally_stays(moved, client):
    both = client.get(f"{CHANGES}?{PERIOD}&kind=back&kind=corrected")
    energy = client.get(f"{CHANGES}?{PERIOD}&area=ENS")
    nothing = client.get(f"{CHANGES}?{PERIOD}&area=ENS&kind=slipped")

    assert listed(both) == ["CJ21-ENS-01", "CJ21-ENS-02"]
    assert "1 moved forward" in text_of(both)
    assert listed(energy) == ["CJ21-ENS-01", "CJ21-ENS-02"]
    assert "0 moved forward" in text_of(energy)
    assert "What did not happen in the chosen areas" in text_of(energy)
    assert "No change matches these filters" in text_of(nothing)


def test_changes_can_be_grouped_by_area(moved, client):
    response = client.get(f"{CHANGES}?{PERIOD}&group=area")

    assert listed(response) == ["CJ21-ROL-01", "CJ21-ROL-01", "CJ21-ROL-02", "CJ21-ENS-01", "CJ21-ENS-02"]
    assert "2 Energy 2 1 Jun 2025 Moved back CJ21-ENS-01" in text_of(response)


def test_a_long_section_is_cut_and_leads_to_its_pages(cast, client):
    enumerated(cast, 51, made_on=date(2025, 5, 1))
    cast.accept(cast.commitment(), as_of=date(2025, 8, 1))

    cut = client.get(f"{CHANGES}?{PERIOD}")
    first, second = (client.get(f"{CHANGES}?{PERIOD}&kind=new&page={page}") for page in (1, 2))

    assert len(listed(cut)) == 21
    assert "31 more: show all" in text_of(cut)
    assert f'href="{CHANGES}?from=2025-03-31&amp;to=2025-08-15&amp;kind=new"' in cut.content.decode()
    assert (len(listed(first)), len(listed(second))) == (50, 1)
    assert client.get(f"{CHANGES}?{PERIOD}&kind=new&page=3").status_code == 422


# What is refused


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ("from=soon&to=2025-08-15", "from", "From: “soon” is not a day. Write it like 2025-09-30."),
        ("from=2025-03-31&to=2025-02-30", "to", "To: “2025-02-30” is not a day."),
        ("from=0001-01-01", "from", "From: “0001-01-01” is not a day."),
        ("from=2025-08-15&to=2025-03-31", "from", "From: 2025-08-15 is later than 2025-03-31."),
        ("from=2026-01-01", "from", "From: 2026-01-01 is later than 2025-10-01."),
    ],
)
def test_a_day_that_cannot_be_is_refused_beside_its_field_and_the_rest_stands(
    cast, client, query, field, sentence
):
    response = client.get(f"{CHANGES}?{query}&kind=new&kind=back")

    assert response.status_code == 422
    [errors] = re.findall(rf'id="{field}_error">(.*?)</ul>', response.content.decode(), flags=re.S)
    assert sentence in errors
    assert 'value="back" checked' in response.content.decode()
    assert "Kind of change 2 chosen" in text_of(response)


def test_what_is_no_choice_is_named_and_left_out(moved, client):
    for query in ("kind=purple", "area=%00", "group=colour", "page=0", "page=7", "known_at=then"):
        response = client.get(f"{CHANGES}?{PERIOD}&{query}")

        assert response.status_code == 422
        assert "Part of what was asked for is left out" in text_of(response)
        assert "5 changes · 4 commitments" in text_of(response)


@pytest.mark.parametrize("address", [CHANGES, f"{EXPORT}csv"])
def test_changes_may_only_be_read(cast, client, address):
    for method in ("post", "put", "patch", "delete"):
        assert getattr(client, method)(address).status_code == 405
    assert client.head(address).status_code == 200


def test_a_hidden_plan_is_a_404(cast, client):
    cast.plan.is_public = False
    cast.plan.save()

    assert client.get(CHANGES).status_code == 404
    assert client.get(f"{EXPORT}csv").status_code == 404
    assert client.get(f"{EXPORT}exe").status_code == 404
    client.force_login(cast.viewer)
    assert client.get(CHANGES).status_code == 200


# Whole, fragment, past knowledge


def test_htmx_gets_the_results_and_what_changes_around_them(moved, client):
    whole = client.get(f"{CHANGES}?{PERIOD}").content.decode()
    part = client.get(f"{CHANGES}?{PERIOD}&kind=", headers=htmx("results"))
    refused = client.get(f"{CHANGES}?from=soon", headers=htmx("results"))

    body = part.content.decode()
    assert body.lstrip().startswith('<div id="results"')
    assert "<h1" not in body
    for element in ("between", "exports", "from_error", "to_error", "count-kind", "count-area"):
        assert re.search(rf'id="{element}"[^>]* hx-swap-oob="true"', body)
        assert f'id="{element}"' in whole
    assert part["HX-Push-Url"] == f"{CHANGES}?from=2025-03-31&to=2025-08-15"
    assert refused.status_code == 422
    assert re.search(
        r'id="from_error" hx-swap-oob="true">.*is not a day', refused.content.decode(), flags=re.S
    )
    assert (
        client.get(CHANGES, headers=htmx("change-page"))
        .content.decode()
        .lstrip()
        .startswith('<div id="change-page"')
    )


def test_known_at_takes_both_days_back_to_what_was_known(moved, client):
    response = client.get(f"{CHANGES}?{PERIOD}&known_at=2025-09-30")

    assert "Only what was known by the end of 30 Sep 2025 counts." in text_of(response)
    assert "0 corrected since" in text_of(response)
    assert "/canada-japan/changes.csv?from=2025-03-31&amp;to=2025-08-15&amp;known_at=2025-09-30" in (
        response.content.decode()
    )
    assert 'name="known_at" value="2025-09-30"' in response.content.decode()


def test_an_internal_note_changes_nothing_for_those_who_may_not_read_it(moved, client):
    before = client.get(f"{CHANGES}?{PERIOD}").content
    exports = {kind: body_of(client.get(f"{EXPORT}{kind}?{PERIOD}")) for kind in ("csv", "json")}
    commitment = moved.plan.commitments.get(reference="CJ21-ROL-02")
    moved.accept(commitment, as_of=date(2025, 7, 1), visibility="internal", body={"en": "A marigold."})

    assert client.get(f"{CHANGES}?{PERIOD}").content == before
    assert {kind: body_of(client.get(f"{EXPORT}{kind}?{PERIOD}")) for kind in exports} == exports
    for person, finds in ((moved.partner_official, False), (moved.admin, False), (moved.viewer, True)):
        client.force_login(person)
        standing = "Promised in: Backgrounder On track"
        assert (standing in text_of(client.get(f"{CHANGES}?{PERIOD}"))) is finds


def test_the_page_reads_in_french_and_japanese(moved, client):
    assert client.get(f"/fr{CHANGES}?{PERIOD}").status_code == 200
    assert client.get(f"/ja{CHANGES}?{PERIOD}").status_code == 200


def test_thirty_commitments_take_as_many_queries_as_one(cast, queries_of):
    addresses = [f"{address}?{PERIOD}" for address in (CHANGES, f"{EXPORT}csv", f"{EXPORT}json")]
    filled(cast, 1)
    one = [queries_of(address) for address in addresses]
    filled(cast, 29)

    assert [queries_of(address) for address in addresses] == one


# Exports


def body_of(response) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def csv_rows(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def references_of(kind: str, body: bytes) -> list[str]:
    if kind == "csv":
        return [row["reference"] for row in csv_rows(body)]
    if kind == "json":
        return [row["reference"] for row in json.loads(body)["changes"]]
    sheet = openpyxl.load_workbook(io.BytesIO(body)).worksheets[0]
    return [row[0].value for row in sheet.iter_rows(min_row=2)]


def test_an_export_holds_what_the_page_shows_in_its_order(moved, client):
    filtered = [f"{PERIOD}&group=area", f"{PERIOD}&area=ENS", f"{PERIOD}&kind=new&kind=slipped"]
    for query in (PERIOD, *filtered, ""):
        shown = listed(client.get(f"{CHANGES}?{query}"))

        for kind in ("csv", "xlsx", "json"):
            assert references_of(kind, body_of(client.get(f"{EXPORT}{kind}?{query}"))) == shown


def test_an_export_says_from_where_to_where_and_by_which_note(moved, client):
    rows = csv_rows(body_of(client.get(f"{EXPORT}csv?{PERIOD}")))

    told = [(row["change"], row["before"], row["after"], row["days"], row["on"]) for row in rows]
    assert told == [
        ("forward", "at_risk", "on_track", "", "2025-06-01"),
        ("back", "on_track", "paused", "", "2025-06-01"),
        ("new", "", "not_reported", "", "2025-05-01"),
        ("slipped", "2025-12-01", "2025-12-31", "30", "2025-05-01"),
        ("corrected", "underway on_track", "underway at_risk", "", "2025-10-01"),
    ]
    assert (rows[0]["note"], rows[0]["note_organization"], rows[0]["note_as_of"]) == (
        "Ships **sailed**.",
        "GAC",
        "2025-06-01",
    )
    assert rows[0]["note_url"].startswith("http://testserver/canada-japan/commitments/CJ21-ROL-01/?as_of=")
    assert rows[3]["reason"] == "The ship is late."


def test_the_head_of_an_export_says_between_which_days_and_for_whom(moved, client):
    query = f"{PERIOD}&known_at=2025-09-30T10:00Z&kind=new"
    head = json.loads(body_of(client.get(f"{EXPORT}json?{query}")))
    book = openpyxl.load_workbook(io.BytesIO(body_of(client.get(f"{EXPORT}xlsx?{query}"))))

    about = dict(book.worksheets[1].iter_rows(values_only=True))
    assert (head["from"], head["to"], head["known_at"]) == (
        "2025-03-31",
        "2025-08-15",
        "2025-09-30T10:00:00Z",
    )
    assert (head["audience"], head["made_at"]) == ("public", "2025-10-01T12:00:00Z")
    assert head["filters"] == [{"label": "Kind of change", "value": "New"}]
    assert (about["From"].date(), about["To"].date()) == (date(2025, 3, 31), date(2025, 8, 15))
    assert about["Known at (UTC)"] == datetime(2025, 9, 30, 10, 0)


def test_the_files_say_what_they_are(cast, client):
    response = client.get(f"{EXPORT}csv?{PERIOD}")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == (
        'attachment; filename="canada-japan-changes-2025-03-31-2025-08-15.csv"'
    )


def test_an_export_of_what_was_not_understood_is_refused(cast, client):
    for query in ("from=soon", "from=2025-08-15&to=2025-03-31", "kind=purple", "page=x"):
        response = client.get(f"{EXPORT}xlsx?{query}")

        assert response.status_code == 400
        assert "This export was not made" in text_of(response)


# The ways there


def test_the_overview_and_the_board_lead_to_the_changes_of_their_day(cast, client):
    for address in ("/canada-japan/", "/canada-japan/board/"):
        assert f'href="{CHANGES}"' in client.get(address).content.decode()
        past = client.get(f"{address}?as_of=2025-08-15").content.decode()
        assert f'href="{CHANGES}?to=2025-08-15"' in past


def test_days_to_come_can_be_compared(cast, client):
    cast.accept(cast.commitment(), as_of=date(2025, 9, 1))
    ahead = NOON.date() + timedelta(days=300)

    assert "1 gone quiet" in text_of(client.get(f"{CHANGES}?from=2025-10-01&to={ahead}"))


def test_a_note_of_a_month_is_named_in_french_by_the_month_alone(cast, client):
    cast.accept(cast.commitment(), as_of=date(2025, 8, 1), as_of_precision="month")

    assert "GAC, note (août 2025)" in text_of(client.get(f"/fr{CHANGES}?from=2025-07-31&to=2025-09-01"))

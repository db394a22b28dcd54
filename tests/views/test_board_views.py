"""The views of a board beside its columns: a table under headings, a matrix of numbers, lanes over time."""

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from priorities.services import register
from tests.boards import enumerated, mixed_board
from tests.conftest import NOON

from .building import htmx
from .test_board_exports import EXPORT, body_of, csv_rows
from .test_status_board import BOARD, references, text_of

pytestmark = pytest.mark.usefixtures("at_noon")

CELL = re.compile(
    r'<td (?:class="total[^"]*"|data-standing="\w+")><a href="([^"]*)".*?visually-hidden">(\d+) .*?</td>',
    re.S,
)


@pytest.fixture
def page(client):
    def get(query: str = "", **headers) -> str:
        return client.get(f"{BOARD}?{query}", headers=headers).content.decode()

    return get


def numbers_and_links(body: str) -> list[tuple[int, str]]:
    """Every number of a matrix that is a link, as a screen reader says it, with where it leads."""
    return [(int(number), unescape(url)) for url, number in CELL.findall(body)]


# The matrix


def test_every_number_of_the_matrix_leads_to_as_many_commitments(cast, client, page):
    mixed_board(cast)
    client.force_login(cast.viewer)
    listed: dict[str, int] = {}

    for query, links in (
        ("", 11),
        ("group=owner&owner=GAC&owner=none&as_of=2025-09-20", 12),
        ("group=party&kind=deliverable&standing=not_reported&standing=not_started", 11),
    ):
        cells = numbers_and_links(page(f"view=matrix&{query}"))
        listed |= {url: len(references(client.get(url))) for _number, url in cells if url not in listed}
        assert [listed[url] for _number, url in cells] == [number for number, _url in cells]
        assert len(cells) == links


def test_the_matrix_is_a_table_whose_cells_say_what_they_count(cast, page):
    mixed_board(cast)

    body = page("view=matrix")

    assert "Commitments by priority area and standing" in body
    assert body.count('scope="col"') == 10
    assert re.findall(r'<th scope="row">(.*?)</th>', body) == ["1 Rule of law", "2 Energy", "All commitments"]
    assert "1 commitment On track in 1 Rule of law" in body
    assert "3 commitments Not reported in 2 Energy" in body
    assert "6 commitments" in body


def test_a_cell_without_a_commitment_is_no_link(cast, page):
    cast.commitment()

    row = page("view=matrix").split("<tbody>")[1].split("</tbody>")[0]

    assert row.count('<td class="zero">') == 7
    assert row.count("<a ") == 2


def test_the_matrix_says_where_its_rows_share_commitments(cast, page):
    sentence = "A commitment with several owners counts in the row of each of them"
    cast.commitment(owners=["GAC"])

    assert sentence not in page("view=matrix&group=owner")
    cast.commitment(owners=["GAC", "MOFA"])
    assert sentence in page("view=matrix&group=owner")


# The timeline


@pytest.fixture
def slipped(cast):
    """On track since August, overdue since its second deadline; the parties differ since September."""
    commitment = cast.commitment(title_en="Joint exercises")
    cast.accept(commitment, as_of=date(2025, 8, 1))
    cast.accept(commitment, as_of=date(2025, 9, 1), acronym="MOFA", lifecycle="not_started")
    ledger = ((date(2025, 6, 30), date(2021, 5, 3), ""), (date(2025, 9, 30), date(2024, 1, 1), "Late."))
    for day, decided, reason in ledger:
        register.change_due_date(
            commitment, due_on=day, decided_on=decided, reason=reason, by=cast.coordinator, now=NOON
        )
    return commitment


def test_a_lane_is_drawn_with_its_words(slipped, page):
    drawing = page("view=timeline").split('<svg class="lane" ')[1].split("</svg>\n</li>")[0]

    assert re.findall(r'data-standing="(\w+)">\s*<rect class="stretch"', drawing) == [
        "not_reported",
        "on_track",
        "not_started",
    ]
    assert "On track from 1 Aug 2025 to 31 Aug 2025" in drawing
    assert "Not started since 1 Sep 2025 · parties differ" in drawing
    assert "Due 30 Sep 2025, first 30 Jun 2025: slipped 92 days" in drawing
    assert drawing.count('<circle class="dot"') == 2
    assert drawing.count('class="now"') == 1
    assert "style=" not in drawing


def test_every_note_is_a_link_to_its_words(slipped, page):
    [first, _second] = slipped.notes.order_by("as_of")

    body = page("view=timeline&as_of=2025-08-31")

    url = f"/canada-japan/commitments/CJ21-ROL-01/?as_of=2025-08-31#note-{first.pk}"
    assert f'<a href="{url}" data-standing="on_track" aria-label="1 Aug 2025, GAC: On track">' in body
    assert "#note-" not in body.replace(url, "")


def test_the_table_beside_the_drawing_says_the_same(slipped, client):
    words = text_of(client.get(f"{BOARD}?view=timeline")).split("The timeline as a table")[-1]

    assert (
        "CJ21-ROL-01 Joint exercises Due 30 Sep 2025, first 30 Jun 2025: slipped 92 days "
        "Not reported 3 May 2021 31 Jul 2025 — "
        "On track 1 Aug 2025 31 Aug 2025 1 Aug 2025, GAC: On track "
        "Not started parties differ 1 Sep 2025 still so 1 Sep 2025, MOFA: Not started"
    ) in words


def test_what_the_window_does_not_hold_is_not_drawn(slipped, page):
    body = page("view=timeline&zoom=quarter&from=2024-02-15")

    assert "Jan 2024 to Mar 2024" in body
    assert '<circle class="dot" r="8"/>' not in body
    assert 'class="now"' not in body
    assert re.findall(r'<rect class="stretch" x="(.*?)" y="15" width="(.*?)"', body) == [
        ("0.000%", "100.000%")
    ]


def test_the_zoom_and_its_place_stay_in_every_address(slipped, page):
    body = unescape(
        page("view=timeline&zoom=year&from=2024-02-15&group=owner&kind=deliverable&as_of=2025-09-30")
    )

    links = re.findall(r'<a [^>]*href="(/canada-japan/board[^"]*)"', body)
    kept = {"as_of=2025-09-30", "group=owner", "zoom=year", "from=2024-02-15", "kind=deliverable"}
    assert f"{BOARD}?as_of=2025-09-30&group=owner&zoom=year&from=2024-02-15&kind=deliverable" in links
    assert [
        url for url in links if url.startswith(EXPORT) and not kept <= set(url.split("?")[1].split("&"))
    ] == []
    assert "Fiscal year 2023-24" in body
    for name, day in (("earlier", "2023-03-31"), ("later", "2024-04-01")):
        url = f"{BOARD}?view=timeline&as_of=2025-09-30&group=owner&zoom=year&from={day}&kind=deliverable"
        assert f'id="zoom-{name}" href="{url}"' in body


def test_a_fiscal_year_is_written_as_each_language_writes_it(cast, client):
    cast.commitment()
    words = {
        language: re.search(r'id="scale-words"><b>(.*?)</b>', client.get(url).content.decode())[1]
        for language, url in (
            ("en", f"{BOARD}?view=timeline&zoom=year"),
            ("fr", f"/fr{BOARD}?view=timeline&zoom=year"),
            ("ja", f"/ja{BOARD}?view=timeline&zoom=year"),
        )
    }

    assert words == {"en": "Fiscal year 2025-26", "fr": "Exercice 2025-2026", "ja": "令和7年度"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("", "Fiscal year 2023-24: 1 commitment shown"),
        ("/fr", "Exercice 2023-2024\u00a0: 1 engagement affiché"),
        ("/ja", "令和5年度：コミットメント1件を表示"),
    ],
)
def test_a_timeline_that_moved_says_its_years_aloud(slipped, client, language, said):
    answer = client.get(
        f"{language}{BOARD}?view=timeline&zoom=year&from=2024-02-15", headers=htmx("board-page")
    )

    assert f'data-announce="{said}"' in answer.content.decode()


def test_the_timeline_has_fifty_lanes_a_page(cast, page):
    enumerated(cast, 52)

    assert page("view=timeline").count('<svg class="lane" ') == 50
    assert page("view=timeline&page=2").count('<svg class="lane" ') == 2


@pytest.mark.parametrize("query", ["view=table", "view=table&sort=-title", "view=table&group=owner"])
def test_a_page_of_a_table_reads_only_its_own_commitments(cast, client, query):
    enumerated(cast, 52, ("GAC", "MOFA"))

    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"{BOARD}?{query}&page=2")

    skipping = [each["sql"] for each in asked if " OFFSET 50" in each["sql"]]
    assert len(references(page)) >= 2
    assert [sql for sql in skipping if '"wording"' in sql] == []
    assert skipping != []


# Groups


def test_a_grouped_table_has_a_heading_for_each_group_with_its_number(cast, page):
    mixed_board(cast)

    body = page("view=table&group=owner")

    headings = re.findall(r'scope="rowgroup"[^>]*>(.*?) <span class="n">(\d+)', body)
    assert headings == [
        ("DND National Defence", "1"),
        ("GAC Global Affairs", "4"),
        ("MOFA Foreign Affairs", "4"),
        ("No owner", "1"),
    ]
    assert "A commitment with several owners stands under each of them." in body


def test_a_grouped_board_has_headings_within_its_columns(cast, client):
    mixed_board(cast)

    words = text_of(client.get(f"{BOARD}?group=party"))

    assert "Not reported 3 Canada 1 CJ21-ENS-02" in words
    assert "No lead 1 CJ21-ENS-03" in words


def test_pages_of_a_grouped_table_cut_through_groups(cast, client):
    enumerated(cast, 30, ("GAC", "MOFA"))

    first, second = (client.get(f"{BOARD}?view=table&group=owner&page={page}") for page in (1, 2))

    assert [response.content.decode().count('<td class="ref">') for response in (first, second)] == [50, 10]
    assert "GAC Global Affairs 30" in text_of(first)
    assert "GAC Global Affairs" not in text_of(second).split("Attention CJ21")[-1]
    assert len(references(second)) == 10


# The columns of the table


def test_a_reader_chooses_the_columns(cast, slipped, page):
    body = page("view=table&columns=slip_days&columns=position_JP&columns=moves&columns=baseline_on")

    headings = re.findall(r'<th scope="col"[^>]*>(?:<a [^>]*>)?(.*?)(?:</a>)?</th>', body)
    assert headings == [
        "Reference",
        "Commitment",
        "Position: Japan",
        "Baseline due date",
        "Date changes",
        "Days slipped",
    ]
    cells = re.findall(r'<td data-label="([^"]*)"[^>]*>(.*?)</td>', body, re.S)
    assert [(label, re.sub(r"<[^>]+>", "", words).strip()) for label, words in cells] == [
        ("Position: Japan", "Not started"),
        ("Baseline due date", "30 Jun 2025"),
        ("Date changes", "1"),
        ("Days slipped", "92"),
    ]


def test_reference_and_title_stay_when_every_column_goes(slipped, page):
    body = page("view=table&columns=title")

    assert len(re.findall(r'<th scope="col"', body)) == 2
    assert f'href="{BOARD}?view=table&amp;sort=title&amp;columns=title"' in body


def test_the_chosen_columns_stay_in_every_address_and_the_usual_ones_in_none(slipped, page):
    chosen, usual = (
        unescape(page(f"view=table&{'&'.join(f'columns={code}' for code in codes)}"))
        for codes in (
            ["kind", "title"],
            ["area", "standing", "since", "leads", "last_note_on", "due_on", "attention", "title"],
        )
    )

    assert f"{EXPORT}csv?view=table&columns=kind" in chosen
    assert f"{BOARD}?view=matrix&columns=kind" in chosen
    assert f'href="{EXPORT}csv?view=table"' in usual
    assert f'href="{BOARD}?view=matrix"' in usual


def test_the_table_sorts_by_what_slipped(cast, slipped, client):
    cast.commitment()
    sorts = {
        sort: references(client.get(f"{BOARD}?view=table&sort={sort}"))
        for sort in ("-slip_days", "slip_days", "-moves", "-baseline_on", "-kind")
    }

    assert sorts["-slip_days"] == sorts["slip_days"] == ["CJ21-ROL-01", "CJ21-ROL-02"]
    assert {len(found) for found in sorts.values()} == {2}


def test_days_slipped_are_ordered_as_days(cast, client):
    for slip in (9, 100, 30):
        commitment = cast.commitment()
        for day, reason in (
            (date(2025, 1, 1), ""),
            (date.fromordinal(date(2025, 1, 1).toordinal() + slip), "Late."),
        ):
            register.change_due_date(
                commitment,
                due_on=day,
                decided_on=date(2021, 5, 3),
                reason=reason,
                by=cast.coordinator,
                now=NOON,
            )

    assert references(client.get(f"{BOARD}?view=table&sort=-slip_days")) == [
        "CJ21-ROL-02",
        "CJ21-ROL-03",
        "CJ21-ROL-01",
    ]


def test_a_date_that_was_confirmed_is_no_move(cast, client):
    commitment = cast.commitment()
    days = [date(2025, 6, 30), date(2025, 6, 30), date(2025, 9, 30)]
    for day, reason in zip(days, ["", "Confirmed.", "Late."], strict=True):
        register.change_due_date(
            commitment, due_on=day, decided_on=date(2021, 5, 3), reason=reason, by=cast.coordinator, now=NOON
        )
    still = cast.commitment()
    register.change_due_date(
        still, due_on=days[0], decided_on=date(2021, 5, 3), by=cast.coordinator, now=NOON
    )
    rows = csv_rows(body_of(client.get(f"{EXPORT}csv?sort=moves")))

    assert [(row["reference"], row["baseline_on"], row["moves"], row["slip_days"]) for row in rows] == [
        ("CJ21-ROL-02", "2025-06-30", "0", "0"),
        ("CJ21-ROL-01", "2025-06-30", "1", "92"),
    ]


# Addresses


def test_what_a_view_does_not_understand_is_said_left_out_and_never_exported(cast, client):
    cast.commitment()

    for query, sentence in (
        ("view=table&group=colour", "Group by: “colour” is not one of the choices."),
        ("view=table&columns=colour&columns=kind", "Columns: “colour” is not one of the choices."),
        ("view=table&columns=position_US", "Columns: “position_US” is not one of the choices."),
        ("view=timeline&zoom=decade", "Zoom: “decade” is not one of the choices."),
        ("view=timeline&zoom=year&from=2025", "From: “2025” is not a day. Write it like 2025-09-30."),
        ("view=matrix&owner=NONE", "Owner: “NONE” is not one of the choices."),
    ):
        response = client.get(f"{BOARD}?{query}")
        assert response.status_code == 422
        assert sentence in text_of(response)
        assert client.get(f"{EXPORT}csv?{query}").status_code == 400


def test_a_page_of_lanes_that_does_not_exist_is_refused(cast, client):
    cast.commitment()

    assert client.get(f"{BOARD}?view=timeline&page=2").status_code == 422


@pytest.mark.parametrize("view", ["matrix", "timeline"])
def test_a_view_without_a_commitment_says_what_will_stand_there(cast, client, view):
    assert "No commitment yet" in text_of(client.get(f"{BOARD}?view={view}"))
    cast.commitment()
    assert "No commitment matches these filters" in text_of(client.get(f"{BOARD}?view={view}&q=nothing"))


@pytest.mark.parametrize("view", ["matrix", "timeline"])
def test_htmx_gets_the_part_of_a_view_that_it_fills(cast, page, view):
    cast.commitment()

    results = page(f"view={view}", **dict_of_headers("results"))

    assert results.strip().startswith('<div id="results" data-announce="1 commitment shown">')
    assert page(f"view={view}", **dict_of_headers("board-page")).strip().startswith('<div id="board-page">')


def dict_of_headers(target: str) -> dict[str, str]:
    return {name.replace("-", "_").lower(): value for name, value in htmx(target).items()}


def test_the_address_that_stays_is_the_shortest_that_means_the_same(cast, client):
    cast.commitment()
    ticked = "&".join(
        f"columns={code}"
        for code in ("title", "area", "standing", "since", "leads", "last_note_on", "due_on", "attention")
    )

    pushed = [
        client.get(f"{BOARD}?{query}", headers=dict_of_headers("results")).get("HX-Push-Url")
        for query in (f"view=table&group=&{ticked}", "view=table&group=owner&page=1", "view=purple")
    ]

    assert pushed == [f"{BOARD}?view=table", f"{BOARD}?view=table&group=owner", None]


VIEWS = [
    "view=matrix",
    "view=matrix&group=owner",
    "view=timeline",
    "view=timeline&group=party&zoom=year",
    "view=table&group=owner",
    "group=area",
    "group=owner",
]


def test_an_internal_note_changes_no_view_of_those_who_may_not_read_it(cast, page):
    commitment = cast.commitment()
    cast.accept(commitment, as_of=date(2025, 8, 1))
    before = {query: page(query) for query in VIEWS}
    cast.accept(commitment, as_of=date(2025, 9, 20), lifecycle="paused", visibility="internal")

    assert {query: page(query) for query in VIEWS} == before


def test_many_commitments_take_as_many_queries_as_one(cast, queries_of):
    def add(number: int) -> None:
        for _ in range(number):
            commitment = cast.commitment()
            cast.accept(commitment, as_of=date(2025, 8, 1))
            register.change_due_date(
                commitment,
                due_on=date(2025, 9, 1),
                decided_on=date(2021, 5, 3),
                by=cast.coordinator,
                now=NOON,
            )

    asked = [*VIEWS, "view=table&columns=moves&columns=position_CA&sort=-moves"]
    add(1)
    one = {query: queries_of(f"{BOARD}?{query}") for query in asked}
    add(29)

    assert {query: queries_of(f"{BOARD}?{query}") for query in asked} == one

import csv
from io import StringIO

import pytest
from django.urls import reverse

from priorities.models import Assessment
from priorities.reports.documents import build_document
from priorities.reports.reading import read_document
from priorities.selectors.divergences import DivergenceBoard, compare
from tests.assessments import MAY, draft, final, ogp, replaced, year
from tests.conftest import NOON
from tests.views.building import client_of, htmx, words_of

BOARD = "/canada-japan/assessments/"
pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def assessor(cast):
    return client_of(cast.assessor)


def form_of(commitment) -> str:
    return reverse("assessment-create", args=["canada-japan", commitment.reference])


def typed(**given) -> dict:
    return {
        "period": "2024-25",
        "level": ogp().levels.get(code="limited").pk,
        "sufficiency": "partial",
        "rationale": "Two meetings, no outcome.",
        "language": "en",
        "source_url_1": "https://example.org/report",
        "act": "final",
    } | given


def rows_of(response) -> list[dict]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


# What is written


def test_an_assessor_makes_one_final_in_one_go(cast, commitment, assessor):
    year(cast)

    response = assessor.post(form_of(commitment), typed())

    said = Assessment.objects.get()
    assert (response.status_code, response["Location"]) == (303, said.get_absolute_url())
    assert (said.state, said.level.code, said.rationale_en, said.sources.get().url) == (
        "final",
        "limited",
        "Two meetings, no outcome.",
        "https://example.org/report",
    )


def test_what_is_missing_stands_at_its_field_and_nothing_typed_is_lost(cast, commitment, assessor):
    year(cast)
    wrong = {
        "Choose a level.": {"level": ""},
        "Say how far the evidence carries this level.": {"sufficiency": ""},
        "Say in a few sentences what this level rests on.": {"rationale": ""},
        "Give at least one source": {"source_url_1": ""},
        "Give a web address that begins with https://": {"source_url_1": "javascript:alert(1)"},
    }

    for sentence, given in wrong.items():
        response = assessor.post(form_of(commitment), typed(rationale="My words") | given)

        assert (response.status_code, Assessment.objects.count()) == (422, 0)
        assert sentence in words_of(response)
        assert ("My words" in words_of(response)) == ("rationale" not in given)


def test_a_draft_that_moved_on_is_shown_beside_what_was_typed(cast, commitment, assessor):
    begun = draft(cast, commitment, year(cast))
    address = reverse("assessment-edit", args=["canada-japan", begun.pk])
    assessor.post(address, typed(version=1, rationale="First", act="draft"))

    response = assessor.post(address, typed(version=1, rationale="Second", act="draft"))

    page = words_of(response)
    begun.refresh_from_db()
    assert (response.status_code, begun.rationale_en) == (409, "First")
    assert "Second" in page
    assert "What is saved now" in page
    assert "First" in page
    assert f'name="version" value="{begun.version}"' in page


def test_a_second_assessment_leads_to_the_first(cast, commitment, assessor):
    final(cast, commitment, year(cast))

    response = assessor.post(form_of(commitment), typed())

    assert (response.status_code, Assessment.objects.count()) == (409, 1)
    assert "has an assessment of this commitment for this period on this scale already" in words_of(response)


def test_a_final_one_is_replaced_with_a_reason(cast, commitment, assessor):
    first = final(cast, commitment, year(cast))
    address = reverse("assessment-replace", args=["canada-japan", first.pk])
    better = typed(level=ogp().levels.get(code="substantial").pk)

    refused = assessor.post(address, better)
    assessor.post(address, better | {"reason": "A source came late."})

    assert refused.status_code == 422
    assert [each.level.code for each in Assessment.objects.in_force()] == ["substantial"]
    assert "A source came late." in words_of(assessor.get(first.get_absolute_url()))


def test_a_draft_is_thrown_away(cast, commitment, assessor):
    begun = draft(cast, commitment, year(cast))

    response = assessor.post(reverse("assessment-delete", args=["canada-japan", begun.pk]))

    assert (response.status_code, Assessment.objects.count()) == (303, 0)


def test_the_list_of_what_is_left_shrinks_and_says_nothing_of_the_owners(cast, commitment, assessor):
    other, period = cast.commitment(), year(cast)
    cast.accept(commitment, confidence="off_track", reason={"en": "Late."})
    final(cast, other, period)
    begun = draft(cast, commitment, period)

    page = words_of(assessor.get(f"{BOARD}left/"))

    assert reverse("assessment-edit", args=["canada-japan", begun.pk]) in page
    assert other.reference not in page
    assert "off_track" not in page
    assert client_of(cast.official).get(f"{BOARD}left/").status_code == 403


# What is read


def test_a_commitments_page_shows_final_words_to_all_and_drafts_to_their_organization(cast, commitment):
    final(cast, commitment, year(cast), rationale={"en": "For all to read."})
    draft(cast, commitment, year(cast, 2023), rationale={"en": "Not yet."})
    address = commitment.get_absolute_url()

    public, official, own = (
        words_of(client_of(person).get(address)) for person in (None, cast.official, cast.assessor)
    )

    assert ["For all to read." in page for page in (public, official, own)] == [True, True, True]
    assert ["Not yet." in page for page in (public, official, own)] == [False, False, True]
    assert "level 3 of 5" in public


def test_a_past_day_shows_what_was_known_then(cast, commitment, client):
    said = final(cast, commitment, year(cast), rationale={"en": "First words."}, now=MAY)
    replaced(cast, said, "substantial")
    address = commitment.get_absolute_url()

    pages = [
        words_of(client.get(f"{address}?{query}"))
        for query in ("", "known_at=2025-06-01", "as_of=2025-01-01")
    ]

    assert ["First words." in page for page in pages] == [False, True, False]
    assert ["level 4 of 5" in page for page in pages] == [True, False, False]


@pytest.fixture
def assessed(cast):
    """Four commitments: the owners say more by one and by five steps, agree, and say nothing."""
    period = year(cast)
    made = {name: cast.commitment() for name in ("one", "five", "agree", "silent")}
    for name in ("one", "five", "agree"):
        cast.accept(made[name], as_of=NOON.date().replace(year=2025, month=3, day=1))
    final(cast, made["one"], period, "limited")
    final(cast, made["five"], period, "no_evidence", sufficiency="none", sources=())
    final(cast, made["agree"], period, "substantial")
    final(cast, made["silent"], period, "complete")
    return made


def test_the_widest_divergence_comes_first(cast, assessed, client):
    board = DivergenceBoard(
        cast.plan, user=cast.viewer, period=Assessment.objects.first().period, scale=ogp(), now=NOON
    )

    rows = [(row.reference, row.divergence.value, row.steps) for row in board.rows(board.listed())]

    assert rows == [
        (assessed["five"].reference, "more", 5),
        (assessed["one"].reference, "more", 1),
        (assessed["silent"].reference, "silent", 0),
        (assessed["agree"].reference, "none", 0),
    ]
    assert [row.reference for row in board.rows(board.listed(differing=True))] == [row[0] for row in rows[:3]]
    assert list(board.listed(party="JP").values_list("commitment", flat=True)) == list(
        board.listed().values_list("commitment", flat=True)
    )


def test_the_counts_are_those_that_a_hand_makes(cast, assessed, client):
    cast.commitment(owners=("GAC",))  # nobody assessed it, and Japan does not lead it
    board = DivergenceBoard(
        cast.plan, user=cast.viewer, period=Assessment.objects.first().period, scale=ogp(), now=NOON
    )

    whole, [area], parties = board.whole(), board.areas(), board.parties()

    assert (whole.counts, whole.n, whole.commitments, whole.total) == ((1, 0, 1, 1, 1), 4, 4, 5)
    assert (area.code, area.counts, area.n, area.total) == ("ROL", (1, 0, 1, 1, 1), 4, 5)
    assert [(each.code, each.n, each.total) for each in parties] == [("CA", 4, 5), ("JP", 4, 4)]
    assert {str(kind): n for kind, n in board.kinds()} == {"more": 2, "silent": 1, "none": 1}


def test_an_owners_note_that_a_reader_may_not_see_moves_no_divergence(cast, assessed, client):
    before = (
        words_of(client.get(BOARD)),
        b"".join(client.get("/canada-japan/assessments.csv").streaming_content),
    )
    day = NOON.date().replace(month=3, day=2)

    cast.accept(assessed["silent"], as_of=day, visibility="internal", lifecycle="not_started")
    cast.accept(
        assessed["agree"], as_of=day, visibility="shared", confidence="off_track", reason={"en": "No."}
    )

    after = (
        words_of(client.get(BOARD)),
        b"".join(client.get("/canada-japan/assessments.csv").streaming_content),
    )
    assert after == before
    assert words_of(client_of(cast.official).get(BOARD)) != before[0]


def test_the_page_and_the_file_hold_the_same(cast, assessed, client):
    page = words_of(client.get(f"{BOARD}?only=differing"))
    rows = rows_of(client.get("/canada-japan/assessments.csv?only=differing"))

    assert [row["reference"] for row in rows] == [
        assessed[name].reference for name in ("five", "one", "silent")
    ]
    assert [row["level"] for row in rows] == ["no_evidence", "limited", "complete"]
    assert all(row["reference"] in page for row in rows)
    assert assessed["agree"].reference not in page


def test_htmx_gets_the_results_and_what_is_not_understood_is_named(cast, assessed, client):
    part = words_of(client.get(BOARD, headers=htmx("results")))
    wrong = client.get(f"{BOARD}?area=XYZ&page=9")

    assert part.lstrip().startswith('<div id="results"')
    assert wrong.status_code == 422
    assert "“XYZ” is not one of the choices" in words_of(wrong)
    assert client.get("/canada-japan/assessments.csv?area=XYZ").status_code == 400


def test_a_plan_without_assessments_says_so(cast, commitment, client):
    assert "This plan has no reporting period yet." in words_of(client.get(BOARD))
    year(cast)
    assert "Nothing was assessed" in words_of(client.get(BOARD))


def test_thirty_assessments_cost_no_more_queries_than_one(cast, queries_of):
    period = year(cast)
    first = cast.commitment()
    final(cast, first, period)
    addresses = [BOARD, "/canada-japan/assessments.csv", first.get_absolute_url()]
    few = [queries_of(address) for address in addresses]
    for _ in range(8):
        final(cast, cast.commitment(), period)
    for older in (2021, 2022, 2023):
        final(cast, first, year(cast, older))

    assert [queries_of(address) for address in addresses] == few


def test_a_distance_is_counted_from_the_nearest_standing_that_agrees(db):
    levels = {level.code: level for level in ogp().levels.all()}

    def said(level, standing):
        kind, steps = compare(levels[level], standing)
        return kind.value, steps

    assert said("complete", "on_track") == ("less", 1)
    assert said("limited", "not_started") == ("less", 1)
    assert said("limited", "completed") == ("more", 2)
    assert said("not_started", "on_track") == ("more", 4)
    assert said("complete", "not_reported") == ("silent", 0)
    assert said("limited", "closed") == ("none", 0)


# In reports


def test_a_report_holds_the_final_ones_of_its_period_as_known_at_its_cut_off(cast, commitment):
    period = year(cast)
    said = final(cast, commitment, period, now=MAY, rationale={"en": "In time.", "fr": "À temps."})
    replaced(cast, said, "substantial")  # in October, after the cut-off
    final(cast, commitment, year(cast, 2023), now=MAY)
    draft(cast, cast.commitment(), period, rationale={"en": "Not yet."})

    document = build_document(period, user=cast.coordinator, now=NOON)

    first, second = document["commitments"]
    assert first["assessments"] == [
        {
            "organization": "AUDIT",
            "organization_name": {"en": "Audit Office"},
            "party": "CA",
            "scale": {"en": "OGP completion", "fr": "Réalisation (PGO)", "ja": "OGP達成度"},
            "level": {"en": "Limited", "fr": "Limité", "ja": "限定的"},
            "rank": 3,
            "levels": 5,
            "sufficiency": "partial",
            "rationale": {"en": "In time.", "fr": "À temps."},
            "sources": [{"title": "Report", "url": "https://example.org/report", "title_language": ""}],
            "final_on": "2025-05-01",
        }
    ]
    assert second["assessments"] == []
    read = read_document(document, language="fr").areas[0].commitments[0].assessments[0]
    assert (str(read.level), read.rank, str(read.rationale)) == ("Limité", 3, "À temps.")

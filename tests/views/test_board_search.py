"""A searched board: hits are marked, and a line says where they stand; both from what its reader may see."""

import re
from datetime import date

import pytest

from priorities.services import notes
from tests.boards import filled
from tests.files import stored_words
from tests.views.test_board_exports import EXPORT, MANY_WORDS, body_of, csv_rows
from tests.views.test_status_board import BOARD, references

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def searched(client):
    """The results of a searched board, as HTML on one line."""

    def get(asked: str, view: str = "board", path: str = BOARD, **parameters) -> str:
        page = client.get(path, {"q": asked, "view": view, **parameters}).content.decode()
        return " ".join(page.split('id="results"')[1].split())

    return get


def lines(results: str) -> list[str]:
    """What the lines under the titles say, with their marks."""
    found = re.findall(r'<p class="hit">(.*?)</p>', results)
    return [" ".join(re.sub(r"</?(span|time)\b[^>]*>", "", line).split()) for line in found]


@pytest.mark.parametrize("view", ["board", "table"])
def test_hits_are_marked_in_references_and_titles(cast, searched, view):
    cast.commitment(title_en="Joint exercises", wording="One")

    results = searched("EXERCISES rol-01", view)

    assert ">Joint <mark>exercises</mark></a>" in results
    assert "CJ21-<mark>ROL-01</mark>" in results
    assert lines(results) == []


@pytest.mark.parametrize("view", ["board", "table"])
def test_a_line_says_where_else_the_words_stand(cast, searched, view, later):
    commitment = cast.commitment(title_en="One", title_fr="Un", wording="Joint exercises")
    wrong = cast.accept(
        commitment,
        as_of=date(2025, 9, 2),
        body={"en": "Twelve icebreakers met."},
        evidence=(stored_words("heron.pdf"),),
    )
    right = notes.correct_note(
        wrong, words=cast.words(body={"en": "Ten icebreakers met."}), by=cast.official, now=later(0)
    )
    notes.accept_note(
        notes.submit_note(right, by=cast.official, now=later(0)), by=cast.reviewer, now=later(0)
    )

    assert lines(searched("exercises", view)) == ["Words promised: Joint <mark>exercises</mark>"]
    assert lines(searched("ten", view)) == ["Note, GAC, 1 Sep 2025: <mark>Ten</mark> icebreakers met."]
    assert lines(searched("twelve", view)) == [
        "Note, GAC, 2 Sep 2025, corrected since: <mark>Twelve</mark> icebreakers met."
    ]
    assert lines(searched("heron", view)) == ["Evidence, GAC, 2 Sep 2025: <mark>heron</mark>.pdf"]
    assert lines(searched("un", view)) == ["Title in another language: <mark>Un</mark>"]
    assert lines(searched("", view)) == []


def test_marks_keep_the_language_of_the_words_and_let_no_markup_through(cast, searched):
    cast.commitment(title_en="", title_ja="海洋<b>安全</b>", wording="<script>alert(1)</script>")

    results = searched("海洋 script b")

    assert (
        '<span lang="ja"><mark>海洋</mark>&lt;<mark>b</mark>&gt;安全&lt;/<mark>b</mark>&gt;</span>' in results
    )
    assert lines(results) == [
        "Words promised: &lt;<mark>script</mark>&gt;alert(1)&lt;/<mark>script</mark>&gt;"
    ]
    assert "<script>alert" not in results


def test_a_hidden_note_gives_no_line_to_those_who_may_not_read_it(cast, client, searched):
    commitment = cast.commitment(title_en="Heron")
    cast.draft(commitment, body={"en": "Draft egret of the heron."})
    cast.accept(commitment, visibility="internal", body={"en": "Internal egret of the heron."})
    as_anyone = [lines(searched(asked)) for asked in ("heron", "heron egret")]
    client.force_login(cast.partner_official)
    as_partner = [lines(searched(asked)) for asked in ("heron", "heron egret")]
    client.force_login(cast.official)

    assert as_anyone == as_partner == [[], []]
    assert lines(searched("heron egret")) == [
        "Note, GAC, 1 Sep 2025: Internal <mark>egret</mark> of the <mark>heron</mark>."
    ]


def test_an_export_of_a_searched_board_holds_the_rows_of_the_page(cast, client):
    cast.commitment(title_en="Joint exercises")
    cast.accept(cast.commitment(), body={"fr": "Les EXERCICES conjoints"})
    cast.accept(cast.commitment(), evidence=(stored_words("exercises.pdf"),))
    cast.commitment()

    for asked, shown in (("exerc", [1, 2, 3]), ("exercises", [1, 3]), ("“exercices conjoints”", [2])):
        expected = [f"CJ21-ROL-{number:02}" for number in shown]
        assert references(client.get(BOARD, {"q": asked})) == expected
        assert [
            row["reference"] for row in csv_rows(body_of(client.get(f"{EXPORT}csv", {"q": asked})))
        ] == expected


def test_words_with_a_nul_are_refused(cast, client):
    cast.commitment()

    assert client.get(BOARD, {"q": "a\0b"}).status_code == 422
    assert client.get(f"{EXPORT}csv", {"q": "a\0b"}).status_code == 400


@pytest.mark.parametrize("view", ["board", "table"])
def test_a_searched_board_asks_the_database_as_often_for_thirty_commitments_as_for_one(
    cast, queries_of, view
):
    filled(cast, 1)
    one = queries_of(f"{BOARD}?q=heron+met&view={view}")
    filled(cast, 29)

    assert queries_of(f"{BOARD}?q=heron+met&view={view}") == one


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("", "Search: 13 words are too many."),
        ("/fr", "Recherche\xa0: 13 mots dépassent la limite."),
        ("/ja", "検索：13語は多すぎます。"),
    ],
)
def test_too_many_words_are_refused_beside_the_board_and_stay_in_the_field(cast, client, language, sentence):
    commitment = cast.commitment()

    response = client.get(f"{language}{BOARD}?q={MANY_WORDS}")

    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page.split('<li id="refused-q">')[1].split("</li>")[0]
    assert 'value="a b c d e f g h i j k l m"' in page
    assert commitment.reference in page

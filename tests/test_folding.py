"""Words as a search takes them, and where they stand in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from priorities.folding import fold, pieces, said_in, search_words, snippet

LETTERS = "aÀéœñ ßİΣς海洋がガか\u3099ｶﾞ　ＬＮＧ'’\"“«»%_*-–()\\\n\t\u00ad\u0301½㎡"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Sécurité MARITIME", "securite maritime"),
        ("e\u0301te\u0301", "ete"),
        ("ŒUVRE, Ærø, Straße, Łódź", "oeuvre, aero, strasse, lodz"),
        ("ＬＮＧ　２０２５", "lng 2025"),
        ("ｶﾅﾀﾞ", "カナダ"),
        ("か\u3099", "が"),
        ("が", "が"),
        ("か", "か"),
        ("ΣΊΣΥΦΟΣ σίσυφος", "σισυφοσ σισυφοσ"),
        ("ЁЛКА", "елка"),
        ("l’énergie « verte » – “now”", 'l\'energie " verte " - "now"'),
        ("½ ㎡ №", "1/2 m2 no"),
        ("co\u00adoperation", "cooperation"),
        ("  a\u00a0b\r\n\tc\x00d  ", "a b c d"),
        (None, ""),
    ],
)
def test_a_text_is_folded(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("joint  Exercises", ("joint", "exercises")),
        ("海洋　安全", ("海洋", "安全")),
        ('"stable  supply" of', ("stable supply", "of")),
        ("«\u00a0sécurité maritime\u00a0» Japon", ("securite maritime", "japon")),
        ('a"b"c 12" "x', ('a"b"c', '12"', '"x')),
        ('"" " "', ('""', '"')),
        ("supply Supply sûpply", ("supply",)),
        ("AND NEAR(a b) text:x -y ^z *", ("and", "near(a", "b)", "text:x", "-y", "^z", "*")),
        (" \u0301\u00ad ", ()),
        ("", ()),
    ],
)
def test_a_search_is_its_words(asked, words):
    assert search_words(asked) == words


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("La Sécurité maritime", ["securite"], "La [Sécurité] maritime"),
        ("e\u0301te\u0301", ["et"], "[e\u0301t]e\u0301"),
        ("ｶﾞｽとガス", ["ガ"], "[ｶﾞ]ｽと[ガ]ス"),
        ("ŒUVRE", ["o"], "[Œ]UVRE"),
        ("stable\n  supply", ["stable supply"], "[stable\n  supply]"),
        ("joint joint", ["join", "oint"], "[joint] [joint]"),
        ("ababab", ["aba"], "[ababa]b"),
        ("海洋の安全", ["海洋", "安全"], "[海洋]の[安全]"),
        ("nothing", ["else"], "nothing"),
        ("", ["x"], ""),
    ],
)
def test_a_text_is_cut_into_hits_and_the_rest(text, words, marked):
    assert "".join(f"[{piece}]" if is_hit else piece for piece, is_hit in pieces(text, words)) == marked


@given(st.text(LETTERS, max_size=30), st.text(LETTERS, max_size=12))
def test_the_pieces_are_the_text_and_have_a_hit_where_a_word_is_in_it(text, asked):
    words = search_words(asked)

    found = pieces(text, words)

    assert "".join(piece for piece, _ in found) == text
    assert any(is_hit for _, is_hit in found) == bool(said_in(text, words))


@given(st.text(LETTERS, max_size=30))
def test_what_is_folded_stays_as_it_is(text):
    assert fold(fold(text)) == fold(text)


def test_a_snippet_is_cut_between_words_round_the_first_hit():
    text = (
        "Canada and Japan met in spring. " * 5
        + "The icebreakers called at Halifax. "
        + "They met again. " * 9
    )

    line = "".join(
        f"[{piece}]" if is_hit else piece for piece, is_hit in snippet(text, ["icebreakers"], ["icebreakers"])
    )

    assert line == (
        "…Canada and Japan met in spring. The [icebreakers] called at Halifax. They met again."
        " They met again. They met again. They met again. They met…"
    )


def test_a_snippet_of_a_short_text_is_all_of_it_on_one_line():
    assert snippet("One\n\nline", ["line"], ["line"]) == (("One ", False), ("line", True))


def test_a_snippet_of_a_language_without_spaces_is_cut_anywhere():
    text = "自由で開かれたインド太平洋" * 12 + "海洋安全" + "の推進に向けて協力した" * 12

    found = snippet(text, ["海洋"], ["海洋"])

    assert [len(piece) for piece, _ in found] == [1, 40, 2, 98, 1]
    assert found[2] == ("海洋", True)


def test_a_snippet_stands_where_the_words_it_is_about_are_and_marks_the_others_too():
    text = "joint " + "x " * 100 + "icebreakers, joint"

    found = snippet(text, ["joint", "icebreakers"], ["icebreakers"])

    assert found[0] == ("…", False)
    assert [piece for piece, is_hit in found if is_hit] == ["icebreakers", "joint"]

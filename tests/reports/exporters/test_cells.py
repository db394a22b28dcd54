"""What may stand in a cell."""

from datetime import date

import pytest

from priorities.reports.exporters.cells import clean_text, safe_text

FORMULA_STARTS = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫", "−"]


@pytest.mark.parametrize("start", [*FORMULA_STARTS, "\t", "\r", "\n"])
def test_what_would_start_a_formula_gets_an_apostrophe(start):
    text = f"{start}1+cmd|' /C calc'!A0"

    cell = safe_text(text)

    assert cell[0] == "'"


@pytest.mark.parametrize("before", [" ", "\u00a0", "\u3000", "\ufeff", "\u200b", "\u202e", '"', ' "\ufeff'])
def test_what_an_importer_strips_hides_no_formula(before):
    text = f"{before}=1+1"

    cell = safe_text(text)

    assert cell == f"'{before}=1+1"


@pytest.mark.parametrize("separator", [";", "; ", "\n", "\r\n", "\t"])
def test_a_formula_cannot_hide_behind_the_separator_of_another_country(separator):
    text = f"harmless{separator}=1+1"

    cell = safe_text(text)

    assert cell.replace(" ", "") == f"harmless{separator.strip(' ')}'=1+1"


@pytest.mark.parametrize(
    "text", ["a = b", "a - b; c", "2025-26", "Ottawa+Tokyo", "x@y.example", "", "本文", "l’été"]
)
def test_harmless_text_is_left_as_it_is(text):
    cell = safe_text(text)

    assert cell == text


def test_values_of_ours_are_written_plainly():
    values = [-5, 0, None, True, False, date(2025, 9, 30)]

    cells = [safe_text(value) for value in values]

    assert cells == ["-5", "0", "", "true", "false", "2025-09-30"]


def test_control_characters_are_dropped_and_a_lone_surrogate_is_replaced():
    text = "a\x00b\x1b[1m\x7f\x85c\ufffe \ud800 line\nnext\ttab"

    cleaned = clean_text(text)

    assert cleaned == "ab[1mc \ufffd line\nnext\ttab"

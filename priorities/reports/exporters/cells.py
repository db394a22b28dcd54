"""What may stand in a cell: text that no spreadsheet takes for a formula, and no reader chokes on."""

import re
from datetime import date, datetime

# The four signs, their full-width and small forms, and the typographic minus.
FORMULA_STARTS = "=+-@＝＋－＠﹦﹢﹣﹫−"
_FORMULA = re.escape(FORMULA_STARTS)
_INVISIBLE = '"\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff'
_AT_THE_START = rf"\A(?=[\s{_INVISIBLE}]*[{_FORMULA}])"
# Stops at the next separator, which is looked at by itself: a megabyte of blank lines stays linear.
_AFTER_A_SEPARATOR = rf"[;\t\r\n](?=(?:[^\S\t\r\n]|[{_INVISIBLE}])*[{_FORMULA}])"
_DANGEROUS = re.compile(rf"{_AT_THE_START}|{_AFTER_A_SEPARATOR}")
_CELL_START = re.compile(r"\A[\t\r\n]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean_text(value: object) -> str:
    """The text without NUL, control characters and non-characters; tab and line ends stay.

    A lone surrogate, which no encoding can write, becomes U+FFFD.
    """
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", str(value)))


def plain(value) -> str:
    """A value as a machine format writes it: ISO dates, UTC moments, true and false, "" for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return clean_text(value)


def safe_text(value) -> str:
    """The value as a CSV cell that never becomes a formula: an apostrophe goes before whatever starts one.

    That is = + - @ and their other forms, behind white space, invisible characters (BOM, direction marks) or
    straight quotes, all of which one importer or another strips first; and a leading tab, CR or LF. The same holds
    after a semicolon, a tab or a line end inside the text: a French Excel takes the semicolon for the separator, and
    then ignores the quotes round our cells. Numbers are ours, not typed: -5 stays a number.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    text = _DANGEROUS.sub(r"\g<0>'", plain(value))
    return _CELL_START.sub(lambda start: "'" + start.group(), text)

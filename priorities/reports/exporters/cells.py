"""What may stand in a cell: text that no spreadsheet takes for a formula, and no reader chokes on."""

import re
from datetime import date, datetime

# The four signs, their full-width and small forms, and the typographic minus.
FORMULA_STARTS = "=+-@＝＋－＠﹦﹢﹣﹫−"
_FORMULA = re.escape(FORMULA_STARTS)
_INVISIBLE = '"\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff'
_AT_THE_START = re.compile(rf"[\t\r\n]|[\s{_INVISIBLE}]*[{_FORMULA}]")
# Stops at the next separator, which is looked at by itself: a megabyte of blank lines stays linear.
_AFTER_A_SEPARATOR = re.compile(rf"[;\t\r\n](?=(?:[^\S\t\r\n]|[{_INVISIBLE}])*[{_FORMULA}])")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_HARMLESS = (
    "\n",
    "\u00a0",
    "\u202f",
    "\u3000",
)  # line ends, and the wide and narrow spaces of French and Japanese


def clean_text(value: object) -> str:
    """The text without NUL, control characters and non-characters; tab and line ends stay.

    A lone surrogate, which no encoding can write, becomes U+FFFD.
    """
    text = str(value)
    return text if _is_clean(text) else _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text))


def _is_clean(text: str) -> bool:
    """Whether the text surely holds nothing to drop: a quick look, because hardly any does."""
    if text.isprintable():
        return True
    for each in _HARMLESS:
        text = text.replace(each, "")
    return text.isprintable()


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
    if isinstance(value, str):
        text = value if value.isprintable() else clean_text(value)
    elif value is None or isinstance(value, (bool, date)):
        return plain(value)
    elif isinstance(value, (int, float)):
        return str(value)
    else:
        text = clean_text(value)
    safe = _AFTER_A_SEPARATOR.sub(r"\g<0>'", text) if _AFTER_A_SEPARATOR.search(text) else text
    return f"'{safe}" if _AT_THE_START.match(text) else safe

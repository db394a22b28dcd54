"""What templates say more than once: standings, flags, dates, and words in another language than the page's.

The functions are small and know no model. A day to count from is an argument, never the clock.
"""

from datetime import date, datetime
from functools import cache, lru_cache

from django import template
from django.template.defaultfilters import linebreaksbr
from django.template.loader import get_template
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from priorities.choices import (
    CLOSED_LIFECYCLES,
    COMPLETED_LIFECYCLES,
    Confidence,
    Lifecycle,
    Precision,
    Standing,
)
from priorities.folding import pieces
from priorities.reports.exporters.days import time_in_words
from priorities.text import render_markdown
from priorities.words import Text

register = template.Library()

PARTIALS = "priorities/partials"

# Best first, so that bars of different areas compare at a glance.
BAR_ORDER = [
    Standing.COMPLETED,
    Standing.ON_TRACK,
    Standing.AT_RISK,
    Standing.OFF_TRACK,
    Standing.PAUSED,
    Standing.NOT_STARTED,
    Standing.NOT_REPORTED,
    Standing.CLOSED,
]

FLAGS = {
    "overdue": _("overdue"),
    "due_soon": _("due soon"),
    "stale": _("stale"),
    "ageing": _("ageing"),
    "never": _("never reported"),
    "unowned": _("unowned"),
    "differ": _("parties differ"),
    "improved": _("improved"),
    "worsened": _("worsened"),
    "restricted": _("restricted"),
}

MONTHS = {
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    "fr": [
        "janv.",
        "févr.",
        "mars",
        "avr.",
        "mai",
        "juin",
        "juill.",
        "août",
        "sept.",
        "oct.",
        "nov.",
        "déc.",
    ],
}


# Standings


@register.inclusion_tag(f"{PARTIALS}/standing_icon.html")
def standing_icon(code):
    """The shape of a standing, for the eye only."""
    return {"code": str(code)}


@register.simple_tag
def standing_chip(code):
    """A standing as icon, word and colour."""
    return _chip(str(code), str(Standing(code).label))


@lru_cache(maxsize=200)
def _chip(code: str, label: str) -> SafeString:
    """Drawn once for each word of each language: no page has anything as often as these."""
    return get_template(f"{PARTIALS}/standing_chip.html").render({"code": code, "label": label})


@register.simple_tag
def lifecycle_chip(lifecycle, confidence=""):
    """What one owner stated, wearing the look of the standing it leads to.

    While the work is underway its confidence is the word; elsewhere a stated confidence follows the lifecycle.
    """
    label = Lifecycle(lifecycle).label
    if confidence:
        said = Confidence(confidence).label
        label = said if lifecycle == Lifecycle.UNDERWAY else f"{label} · {said}"
    return _chip(str(_standing_of(lifecycle, confidence)), str(label))


def _standing_of(lifecycle, confidence):
    if lifecycle == Lifecycle.UNDERWAY:
        return Standing(confidence or Standing.ON_TRACK)
    if lifecycle in COMPLETED_LIFECYCLES:
        return Standing.COMPLETED
    if lifecycle in CLOSED_LIFECYCLES:
        return Standing.CLOSED
    return Standing(lifecycle)


@register.inclusion_tag(f"{PARTIALS}/standing_bar.html")
def standing_bar(counts):
    """How many commitments stand where, as a stacked bar. `counts` are (code, number) pairs, in any order.

    Positions are strings with a decimal point: a localised number would break the drawing in French.
    """
    numbers = dict(counts)
    shown = [(code, numbers[code]) for code in BAR_ORDER if numbers.get(code)]
    total = sum(number for _code, number in shown)
    parts, before = [], 0
    for code, number in shown:
        parts.append(
            {
                "code": str(code),
                "words": _counted(code, number),
                "start": f"{100 * before / total:.3f}%",
                "width": f"{100 * number / total:.3f}%",
                "first": not before,
            }
        )
        before += number
    words = gettext(", ").join(part["words"] for part in parts)
    return {"parts": parts, "label": words or gettext("No commitments")}


@register.inclusion_tag(f"{PARTIALS}/standing_counts.html")
def standing_counts(counts):
    """The parts of a `standing_bar` in words, in the order in which it shows them."""
    numbers = dict(counts)
    return {
        "parts": [
            {"code": str(code), "word": Standing(code).label, "number": numbers[code]}
            for code in BAR_ORDER
            if numbers.get(code)
        ]
    }


def _counted(code, number):
    return gettext("%(standing)s: %(number)s") % {
        "standing": Standing(code).label,
        "number": localize(number),
    }


@register.simple_tag
def flag(kind, detail=""):
    """A word of warning in its colour, with what it is about if need be: "unowned: JP"."""
    words = FLAGS[kind]
    if detail:
        words = gettext("%(flag)s: %(detail)s") % {"flag": words, "detail": detail}
    return format_html('<span class="flag" data-kind="{}">{}</span>', kind, words)


@register.simple_tag
def icon(name):
    """A small drawing beside a word, never instead of one."""
    return _icon(name)


@cache
def _icon(name: str) -> SafeString:
    return get_template(f"{PARTIALS}/icon.html").render({"name": name})


@register.filter
def error_items(errors):
    """The errors of a field as list items, each with its sign."""
    sign = _icon("error")
    return format_html_join("", "<li>{}<span>{}</span></li>", ((sign, error) for error in errors))


# Words and their language


def _differs(language: str) -> bool:
    return bool(language) and language != (get_language() or "").split("-")[0]


@register.filter
def text_lang(text):
    """A Text, marked with its language where that is not the page's."""
    language = getattr(text, "language", "")
    if _differs(language):
        return format_html('<span lang="{}">{}</span>', language, str(text))
    return conditional_escape(str(text))


@register.filter
def is_long(text) -> bool:
    """Whether it takes more than two lines of a phone, where a Japanese character is as wide as two others."""
    return sum(2 if character > "\u2e80" else 1 for character in str(text)) > 96


@register.filter
def lines(text):
    """A Text like `text_lang`, with the line breaks that it was typed with."""
    return linebreaksbr(text_lang(text), autoescape=False)


@register.filter
def shortened(text, length):
    """A Text, or its beginning of so many characters."""
    return Text(Truncator(text.value).chars(length), text.language)


@register.filter
def colon(label):
    """A label and its colon, as the page's language sets it."""
    return gettext("%(label)s:") % {"label": label}


@register.filter
def lang_attribute(text):
    """The `lang` of an element that can hold nothing but the Text, where that is not the page's."""
    language = getattr(text, "language", "")
    return format_html(' lang="{}"', language) if _differs(language) else ""


@register.filter
def run(words):
    """A run of a report's words, {"text", "language"}, marked like a Text."""
    return text_lang(Text(words["text"], words["language"]))


@register.simple_tag
def highlight(text, words=()):
    """A Text like `text_lang`, with the (folded) words of a search marked in it."""
    return text_lang(text) if not words else marked(pieces(str(text), words), getattr(text, "language", ""))


@register.simple_tag
def marked(found, language=""):
    """(piece, whether it is a hit) pairs as one text in `language`, its hits marked."""
    marks = (format_html("<mark>{}</mark>", piece) if is_hit else piece for piece, is_hit in found)
    body = format_html_join("", "{}", ((each,) for each in marks))
    return format_html('<span lang="{}">{}</span>', language, body) if _differs(language) else body


SHOWN_IN = {"en": _("in English"), "fr": _("in French"), "ja": _("in Japanese")}
MISSING_IN = {"en": _("no English"), "fr": _("no French"), "ja": _("no Japanese")}


@register.simple_tag
def shown_in(text, beside=None):
    """A small word that a Text is in another language than the page, unless `beside`, just above it, is so too."""
    language = getattr(text, "language", "")
    if not text or not _differs(language) or (beside and getattr(beside, "language", "") == language):
        return ""
    return format_html('<span class="tag shown-in">{}</span>', SHOWN_IN[language])


@register.simple_tag
def language_missing(language):
    """That there are no words in a language."""
    return MISSING_IN[language]


@register.filter
def markdown(text):
    """A Text or a string written in Markdown, as a block, marked with its language where that is not the page's."""
    language = getattr(text, "language", "")
    body = render_markdown(str(text))
    if _differs(language):
        return format_html('<div class="prose" lang="{}">{}</div>', language, body)
    return format_html('<div class="prose">{}</div>', body)


# Days


@register.filter
def day(value: date | None, precision: str = Precision.DAY):
    """A date in the page's language, no more exact than it is known: 8 Jul 2025, Jul 2025, Q3 2025, 2025."""
    if not value:
        return ""
    quarter = (value.month + 2) // 3
    language = (get_language() or "en").split("-")[0]
    if language == "ja":
        return {
            Precision.DAY: f"{value.year}年{value.month}月{value.day}日",
            Precision.MONTH: f"{value.year}年{value.month}月",
            Precision.QUARTER: f"{value.year}年第{quarter}四半期",
            Precision.YEAR: f"{value.year}年",
        }[Precision(precision or Precision.DAY)]
    month = MONTHS.get(language, MONTHS["en"])[value.month - 1]
    first = "1er" if language == "fr" and value.day == 1 else str(value.day)
    return {
        Precision.DAY: f"{first} {month} {value.year}",
        Precision.MONTH: f"{month} {value.year}",
        Precision.QUARTER: f"{'T' if language == 'fr' else 'Q'}{quarter} {value.year}",
        Precision.YEAR: str(value.year),
    }[Precision(precision or Precision.DAY)]


@register.filter
def clock(moment: datetime):
    """The hour and the minute of a moment, as the page's language writes them."""
    return time_in_words(moment)


@register.filter
def days_ago(value: date | None, today: date):
    """How long before `today` a day was, in words."""
    if not value:
        return ""
    days = (_date(today) - _date(value)).days
    if days == 0:
        return gettext("today")
    if days > 0:
        return ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": localize(days)}
    return ngettext("in %(days)s day", "in %(days)s days", -days) % {"days": localize(-days)}


def _date(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


# Addresses


@register.simple_tag(takes_context=True)
def querystring_without(context, key, value=None):
    """This page's query string without one value of one key (or without the key), and back on the first page."""
    query = context["request"].GET.copy()
    kept = [] if value is None else [each for each in query.getlist(key) if each != str(value)]
    query.setlist(key, kept)
    query.pop("page", None)
    return f"?{query.urlencode()}"

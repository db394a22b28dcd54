"""Days in words, in the active language, as exact as they are known."""

from datetime import UTC, date, datetime

from django.utils import formats, translation
from django.utils.translation import gettext as _

DAY_FORMATS = {"en": "j F Y"}  # the day first, as Canada and Japan both read it; Django's default is American
YEAR_FORMATS = {"ja": "Y年"}
FIRST_OF_MONTH = {"fr": r"j\e\r F Y"}  # 1er avril


def day_in_words(day: date, precision: str = "day") -> str:
    """The day ("30 September 2025"), or its month, quarter or year where no more is known."""
    language = translation.get_language() or ""
    year = formats.date_format(day, YEAR_FORMATS.get(language, "Y"))
    if precision == "year":
        return year
    if precision == "quarter":
        return _("quarter %(number)d of %(year)s") % {"number": (day.month + 2) // 3, "year": year}
    if precision == "month":
        return formats.date_format(day, "YEAR_MONTH_FORMAT")
    layout = DAY_FORMATS.get(language, "DATE_FORMAT")
    return formats.date_format(day, FIRST_OF_MONTH.get(language, layout) if day.day == 1 else layout)


def days_in_words(start: date, end: date) -> str:
    """From one day to another, both counted."""
    return _("%(start)s – %(end)s") % {"start": day_in_words(start), "end": day_in_words(end)}


def moment_in_words(moment: datetime) -> str:
    """The moment to the minute, in UTC and saying so."""
    moment = moment.astimezone(UTC)
    return _("%(day)s, %(time)s UTC") % {"day": day_in_words(moment.date()), "time": time_in_words(moment)}


def time_in_words(moment: datetime) -> str:
    """The hour and the minute: 13:05, in French 13 h 05."""
    if (translation.get_language() or "").startswith("fr"):
        return f"{moment.hour}\u00a0h\u00a0{moment:%M}"
    return f"{moment:%H:%M}"

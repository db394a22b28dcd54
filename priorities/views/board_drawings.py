"""The timeline as a drawing: where everything stands in it, as attributes of SVG, and the words that say the same.

Across, a place is a share of the width ("12.5%"), so that a lane is drawn for every screen. Down, it is in pixels.
"""

from datetime import date, timedelta

from django.utils.formats import localize
from django.utils.translation import get_language, gettext, ngettext

from priorities.choices import Standing
from priorities.selectors.moments import Moment
from priorities.selectors.timelines import Lane, Mark, Stretch, Window
from priorities.services.periods import era
from priorities.templatetags.priorities import day

MIDDLE = 22  # of the bar of a lane
BESIDE = 14  # between notes of the same day, one above the other
CROWDED_END = 80  # per cent; what is written to the right of it would leave the drawing


def drawn_lane(lane: Lane, window: Window, moment: Moment, *, id: str) -> dict:
    """A lane as the drawing shows it, and the lines of the table that says the same. `id` is its own on the page."""
    shown_until = moment.on + timedelta(days=1)
    stretches = [
        each for each in lane.stretches if window.overlaps(each.from_on, each.until_on or shown_until)
    ]
    marks = [mark for mark in lane.marks if window.holds(mark.as_of)]
    marked_days = {mark.as_of for mark in marks}
    dots = _dots(marks, window, lane.card.url, moment)
    return {
        "id": id,
        "card": lane.card,
        "bars": [_bar(each, window, shown_until, marked_days) for each in stretches],
        "dots": dots,
        "due": _due(lane, window, moment),
        "lines": [_line(each, dots, is_first=place == 0) for place, each in enumerate(stretches)],
        "words": _words(lane, moment),
    }


def across(share: float) -> str:
    return f"{100 * share:.3f}%"


def _bar(stretch: Stretch, window: Window, shown_until: date, marked_days: set[date]) -> dict:
    """A stretch as far as the window shows it; with a badge of its standing where no note marks its beginning."""
    start = max(window.place(stretch.from_on), 0)
    end = min(window.place(stretch.until_on or shown_until), 1)
    return {
        "standing": stretch.standing,
        "differ": stretch.differ,
        "x": across(start),
        "width": across(end - start),
        "badge": across(start) if stretch.from_on not in marked_days else "",
        "words": _stretch_words(stretch),
    }


def _stretch_words(stretch: Stretch) -> str:
    standing, first = Standing(stretch.standing).label, day(stretch.from_on)
    if stretch.until_on is None:
        words = gettext("%(standing)s since %(day)s") % {"standing": standing, "day": first}
    else:
        words = gettext("%(standing)s from %(first)s to %(last)s") % {
            "standing": standing,
            "first": first,
            "last": day(stretch.until_on - timedelta(days=1)),
        }
    return f"{words} · {gettext('parties differ')}" if stretch.differ else words


def _dots(marks: list[Mark], window: Window, url: str, moment: Moment) -> list[dict]:
    """Notes of one day stand above each other, so that each can be pointed at."""
    by_day: dict[date, list[Mark]] = {}
    for mark in marks:
        by_day.setdefault(mark.as_of, []).append(mark)
    return [
        {
            "mark": mark,
            "x": across(window.place(mark.as_of)),
            "y": round(MIDDLE + BESIDE * (place - (len(together) - 1) / 2)),
            "words": _mark_words(mark),
            "url": f"{url}{moment.query}#note-{mark.id}",
        }
        for together in by_day.values()
        for place, mark in enumerate(together)
    ]


def _mark_words(mark: Mark) -> str:
    return gettext("%(day)s, %(organization)s: %(standing)s") % {
        "day": day(mark.as_of, mark.precision),
        "organization": mark.organization,
        "standing": Standing(mark.standing).label,
    }


def _due(lane: Lane, window: Window, moment: Moment) -> dict | None:
    """The deadline, the first one where it was another, and the way between them, as far as the window shows them."""
    card = lane.card
    if card.due_on is None:
        return None
    baseline = card.baseline_on if card.baseline_on != card.due_on else None
    first, last = sorted([card.due_on, baseline or card.due_on])
    start, end = max(window.place(first), 0), min(window.place(last), 1)
    return {
        "x": across(window.place(card.due_on)) if window.holds(card.due_on) else "",
        "baseline_x": across(window.place(baseline)) if baseline and window.holds(baseline) else "",
        "line": (across(start), across(end)) if baseline and start < end else None,
        "is_late": card.schedule == "overdue",
        "words": due_words(card),
    }


def due_words(card) -> str:
    """The deadline against the first one, in words."""
    due = gettext("Due %(day)s") % {"day": day(card.due_on, card.due_precision)}
    if not card.baseline_on or card.baseline_on == card.due_on:
        return due
    slip = card.slip_days
    moved = (
        ngettext("slipped %(counter)s day", "slipped %(counter)s days", slip) % {"counter": localize(slip)}
        if slip > 0
        else ngettext("brought forward %(counter)s day", "brought forward %(counter)s days", -slip)
        % {"counter": localize(-slip)}
    )
    return gettext("%(due)s, first %(day)s: %(moved)s") % {
        "due": due,
        "day": day(card.baseline_on, card.baseline_precision),
        "moved": moved,
    }


def _line(stretch: Stretch, dots: list[dict], *, is_first: bool) -> dict:
    """A line of the table. A note from before the commitment was made is told in its first line."""
    own = [
        dot
        for dot in dots
        if (stretch.from_on <= dot["mark"].as_of or is_first)
        and (stretch.until_on is None or dot["mark"].as_of < stretch.until_on)
    ]
    last = stretch.until_on - timedelta(days=1) if stretch.until_on else None
    return {"stretch": stretch, "last": last, "dots": own}


def _words(lane: Lane, moment: Moment) -> str:
    """What the lane says at its end, for those who do not see it."""
    number = len(lane.marks)
    words = [_stretch_words(lane.stretches[-1])] if lane.stretches else []
    words.append(ngettext("%(number)s note", "%(number)s notes", number) % {"number": localize(number)})
    if lane.card.due_on:
        words.append(due_words(lane.card))
    return " · ".join(words)


def drawn_scale(window: Window, moment: Moment, fiscal_year_starts: int) -> dict:
    """The names of the parts of the window, and the day shown."""
    shown = window.place(moment.on + timedelta(days=1))
    near_end = 100 * shown > CROWDED_END
    return {
        "ticks": [
            {"x": across(window.place(tick)), "words": _tick_words(window, tick)} for tick in window.ticks
        ],
        "now": across(shown) if 0 < shown <= 1 else "",
        "now_anchor": "end" if near_end else "start",
        "now_shift": -4 if near_end else 4,
        "words": _window_words(window, fiscal_year_starts),
    }


def _tick_words(window: Window, tick: date) -> str:
    if window.step >= 12:
        return str(tick.year)  # in figures alone, for there is little room
    return day(tick, "month")


def _window_words(window: Window, fiscal_year_starts: int) -> str:
    if window.zoom == "year" and fiscal_year_starts != 1:
        return gettext("Fiscal year %(years)s") % {
            "years": _fiscal_years(window.first.year, fiscal_year_starts)
        }
    precision = "month" if window.zoom == "quarter" else "year"
    first, last = day(window.first, precision), day(window.last, precision)
    return first if first == last else gettext("%(first)s to %(last)s") % {"first": first, "last": last}


def _fiscal_years(year: int, first_month: int) -> str:
    """The two calendar years of a fiscal year, as each language writes them; Japan's own by its era."""
    language = (get_language() or "en").split("-")[0]
    return {"fr": f"{year}-{year + 1}", "ja": era(year) if first_month == 4 else str(year)}.get(
        language, f"{year}-{(year + 1) % 100:02}"
    )

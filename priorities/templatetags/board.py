"""What a board has hundreds of, written without a template: cards, boxes to tick, links, and the lines they are made of.

Whatever comes from the record goes through `escape`, once. What is kept is kept under all that it is made of, so it is
never another's.
"""

from functools import lru_cache
from html import escape

from django import template
from django.utils.formats import localize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, gettext_noop, ngettext

from priorities.choices import TERMINAL_STANDINGS

from .priorities import day, flag, highlight, icon, lifecycle_chip, marked, standing_chip, text_lang

register = template.Library()

DUE, NOTE = gettext_noop("Due %(day)s"), gettext_noop("Note %(day)s")
ENDED = frozenset(str(standing) for standing in TERMINAL_STANDINGS)


# The lines of a card


@lru_cache(maxsize=500)
def _flag(kind: str, detail: str, language: str | None) -> str:
    return flag(kind, detail)


@register.simple_tag
def card_flags(card) -> SafeString:
    """What wants attention, and which way it moved since the last period, in words."""
    return mark_safe(_flags(card, get_language()))


def _flags(card, language: str | None) -> str:
    flags = []
    if card.schedule == "overdue":
        flags.append(_flag("overdue", "", language))
    if card.freshness == "stale":
        flags.append(_flag("stale", "", language))
    if card.positions_differ:
        flags.append(_flag("differ", "", language))
    if card.trend in ("worsened", "improved"):
        flags.append(_flag(str(card.trend), "", language))
    if card.parties_without_lead:
        flags.append(_flag("unowned", ", ".join(card.parties_without_lead), language))
    return f'<span class="flags">{" ".join(flags)}</span>'


@register.simple_tag
def organizations(owners, plain: bool = False) -> SafeString:
    """Acronyms, with the name for whoever asks; leads are dark, and said to be leads unless all are (`plain`)."""
    return mark_safe(_organizations(owners, get_language(), plain))


def _organizations(owners, language: str | None, plain: bool = False) -> str:
    written = [
        _organization(owner.acronym, owner.name.value, not plain and owner.role == "lead", language)
        for owner in owners
    ]
    return f'<span class="orgs">{" ".join(written)}</span>'


@lru_cache(maxsize=2000)
def _organization(acronym: str, name: str, is_lead: bool, language: str | None) -> str:
    word = gettext("lead")
    said = f'<span class="visually-hidden"> ({escape(word)})</span>' if is_lead else ""
    kind = "org lead" if is_lead else "org"
    return f'<span class="{kind}" title="{escape(name)}">{escape(acronym)}{said}</span>'


@register.simple_tag
def card_when(card) -> SafeString:
    """The one day that matters most: a note of what has ended, the deadline of what has not, or the silence."""
    return mark_safe(_when(card, get_language()))


def _when(card, language: str | None) -> str:
    if card.standing in ENDED:
        return time_of(card.last_note_on)
    if card.due_on:
        return _day_said(DUE, card.due_on, card.due_precision, language)
    if not card.last_note_on or card.freshness == "stale":
        return _silence(card.days_silent, language)
    return _day_said(NOTE, card.last_note_on, "day", language)


@lru_cache(maxsize=4000)
def _silence(days: int | None, language: str | None) -> str:
    if days is None:
        return escape(gettext("No note yet"))
    words = ngettext("No note for %(counter)s day", "No note for %(counter)s days", days)
    return escape(words % {"counter": localize(days)})


@lru_cache(maxsize=4000)
def _day_said(words: str, on, precision: str, language: str | None) -> str:
    return escape(gettext(words) % {"day": day(on, precision)})


def time_of(on, precision: str = "day") -> SafeString:
    """A day for people and for machines."""
    return _time(on, precision, get_language()) if on else mark_safe("")


@lru_cache(maxsize=4000)
def _time(on, precision: str, language: str | None) -> SafeString:
    return mark_safe(f'<time datetime="{on.isoformat()}">{escape(day(on, precision))}</time>')


@register.simple_tag
def positions(card) -> SafeString:
    """What each party says, unless they all say the same; one that is silent says nothing of the kind."""
    return mark_safe(_positions(card, get_language()))


def _positions(card, language: str | None) -> str:
    said = tuple([(position.lifecycle, position.confidence) for position in card.positions])
    if len(set(said)) < 2:
        return ""
    parties = tuple([(position.party, position.party_name.value) for position in card.positions])
    return _positions_said(parties, said, language)


@lru_cache(maxsize=2000)
def _positions_said(parties, said, language: str | None) -> str:
    each = [
        f'<li><abbr title="{escape(name)}">{escape(party)}</abbr> {_chip(lifecycle, confidence, language)}</li>'
        for (party, name), (lifecycle, confidence) in zip(parties, said, strict=True)
    ]
    return f'<ul class="small says">{"".join(each)}</ul>'


@lru_cache(maxsize=500)
def _chip(lifecycle: str, confidence: str, language: str | None) -> str:
    return lifecycle_chip(lifecycle, confidence)


# Where a search found what a card does not show


@register.simple_tag
def board_hit(hits, card) -> SafeString:
    """The line that a search found; nothing where nothing was searched, or the card shows it all."""
    hit = hits.get(card.id) if hits else None
    if not hit:
        return mark_safe("")
    found = marked(hit.pieces, hit.text.language)
    return mark_safe(f'<p class="hit"><span class="where">{_where(hit)}</span> {found}</p>')


def _where(hit) -> str:
    if hit.kind == "wording":
        return escape(gettext("Words promised:"))
    if hit.kind == "title":
        return escape(gettext("Title in another language:"))
    if hit.kind == "evidence":
        words = gettext('Evidence, %(organization)s, <time datetime="%(date)s">%(day)s</time>:')
    elif hit.is_corrected:
        words = gettext('Note, %(organization)s, <time datetime="%(date)s">%(day)s</time>, corrected since:')
    else:
        words = gettext('Note, %(organization)s, <time datetime="%(date)s">%(day)s</time>:')
    return words % {
        "organization": escape(hit.organization),
        "date": hit.as_of.isoformat(),
        "day": escape(day(hit.as_of, hit.precision)),
    }


# Columns and their cards


@register.simple_tag(takes_context=True)
def column(context, each) -> SafeString:
    """A column, a dict of `column` and the `table_url` that shows all of it, with its cards.

    Of the context: query, and for the cards day_query, words and hits of a search, and loggable, the ids this person
    may log progress on.
    """
    shown, writer = each["column"], _CardWriter(context)
    code = escape(shown.standing)
    parts = getattr(shown, "parts", ())
    if parts:
        hides_name = context["query"].grouping.by == "owner"
        inside = "".join(f"{_part_heading(part, hides_name)}{writer.cards(part.cards, 4)}" for part in parts)
    else:
        inside = writer.cards(shown.cards, 3)
    return mark_safe(
        f'<section class="col{"" if shown.total else " empty"}" aria-labelledby="col-{code}">'
        f'<h2 id="col-{code}">{_standing(code, writer.language)} <span class="n">{_number(shown.total, writer.language)}</span></h2>'
        f"{inside}{_more(shown.hidden, each['table_url'])}</section>\n"
    )


@lru_cache(maxsize=100)
def _standing(code: str, language: str | None) -> str:
    return standing_chip(code)


def _part_heading(part, hides_name: bool) -> str:
    short = f"{escape(part.group.short)} " if part.group.short else ""
    kind = ' class="visually-hidden"' if hides_name else ""
    name, number = text_lang(part.group.name), localize(part.total)
    return f'<h3 class="part">{short}<span{kind}>{name}</span> <span class="n">{number}</span></h3>'


def _more(hidden: int, url: str) -> str:
    if not hidden:
        return ""
    return f'<p class="more"><a href="{escape(url)}">{_more_words(hidden, get_language())}</a></p>'


@lru_cache(maxsize=1000)
def _more_words(hidden: int, language: str | None) -> str:
    words = ngettext("%(counter)s more: see the table", "%(counter)s more: see the table", hidden)
    return escape(words % {"counter": localize(hidden)})


@lru_cache(maxsize=1000)
def _number(number: int, language: str | None) -> str:
    return localize(number)


class _CardWriter:
    """Writes the cards of a board; what they share is worked out once."""

    def __init__(self, context):
        self.query, self.words = escape(context["day_query"]), context["words"]
        self.hits, self.loggable = context["hits"], context["loggable"]
        self.language = get_language()

    def cards(self, cards, level: int) -> str:
        """Cards as a list, their titles headings of `level`."""
        return f"<ul>{''.join([self._card(card, level) for card in cards])}</ul>" if cards else ""

    def _card(self, card, level: int) -> str:
        url, language = escape(card.url), self.language
        return (
            f'<li class="tick" data-standing="{card.standing}">'
            f'<p class="ref"><span>{self._marked(card.reference)}</span> {_flags(card, language)}</p>'
            f'<h{level}><a href="{url}{self.query}">{self._marked(card.title)}</a></h{level}>'
            f"{board_hit(self.hits, card) if self.hits else ''}"
            f'<p class="meta">{_organizations(card.owners, language)} <span>{_when(card, language)}</span></p>'
            f"{_positions(card, language)}{self._way_to_log(card, url)}</li>\n"
        )

    def _marked(self, text) -> str:
        if self.words:
            return highlight(text, self.words)
        is_of_page = getattr(text, "language", self.language) == self.language
        return escape(str(text)) if is_of_page else text_lang(text)

    def _way_to_log(self, card, url: str) -> str:
        if card.id not in self.loggable:
            return ""
        words = gettext("Log progress")
        of = f'<span class="visually-hidden">: {escape(card.reference)}</span>'
        return f'<p class="do"><a href="{url}#log">{escape(words)}{of}</a></p>'


# The head of the board


SWAPS = 'hx-target="#board-page" hx-swap="outerHTML" hx-push-url="true"'


@register.simple_tag
def view_links(views, oob: bool = False) -> SafeString:
    """The views of a board, dicts of name, label, url, current; `oob` where htmx puts them in their place."""
    links = []
    for view in views:
        url, current = escape(view["url"]), ' aria-current="page"' if view["current"] else ""
        label = escape(str(view["label"]))
        links.append(f'<a href="{url}" id="view-{view["name"]}" hx-get="{url}" {SWAPS}{current}>{label}</a>')
    swap, said = ' hx-swap-oob="true"' if oob else "", escape(gettext("View"))
    return mark_safe(f'<nav class="seg" id="views" aria-label="{said}"{swap}>{"".join(links)}</nav>')


@register.simple_tag
def export_links(exports, oob: bool = False) -> SafeString:
    """The files that hold what is shown, dicts of label and url; `oob` where htmx puts them in their place."""
    links = [f'<a href="{escape(each["url"])}" download>{each["label"]}</a>' for each in exports]
    swap, said = ' hx-swap-oob="true"' if oob else "", escape(gettext("Download these commitments"))
    return mark_safe(
        f'<div class="seg files" id="exports" role="group" aria-label="{said}"{swap}>'
        f"{icon('download')}{''.join(links)}</div>"
    )


@register.simple_tag
def group_choice(options) -> SafeString:
    """What the commitments can be grouped by, dicts of code, label, chosen, as a choice with its label."""
    shown = [
        f'<option value="{each["code"]}"{" selected" if each["chosen"] else ""}>{escape(str(each["label"]))}</option>'
        for each in options
    ]
    return mark_safe(
        f'<label class="on">{escape(gettext("Group by"))} '
        f'<select id="group" name="group">{"".join(shown)}</select></label>'
    )


# Filters


@register.simple_tag
def filter_box(box, number: int) -> SafeString:
    """A filter as boxes to tick, a `Box`. From the fifth `number` on it opens to the left."""
    return mark_safe(_filter_box(box.offer, box.ticked, number > 4, get_language()))


@lru_cache(maxsize=1000)
def _filter_box(offer, ticked: tuple[str, ...], is_at_end: bool, language: str | None) -> str:
    name, label = escape(offer.name), escape(offer.label)
    lines = [
        f'<li><label><input type="checkbox" name="{name}" value="{escape(code)}"{" checked" if code in ticked else ""}> '
        f"{standing_chip(code) if name == 'standing' else text_lang(words)}</label></li>"
        for code, words in offer.words.items()
    ]
    return (
        f'<details class="filter{" end" if is_at_end else ""}" name="filter">'
        f"<summary>{label} {_number_ticked(name, len(ticked))}</summary>"
        f'<fieldset><legend class="visually-hidden">{label}</legend>'
        f'<ul class="checks">{"".join(lines)}</ul></fieldset></details>'
    )


@register.simple_tag
def number_ticked(box, oob: bool = False) -> SafeString:
    """How many boxes of a filter are ticked; `oob` where htmx puts it in its place beside what it asked for."""
    return mark_safe(_number_ticked(escape(box.name), box.chosen, ' hx-swap-oob="true"' if oob else ""))


def _number_ticked(name: str, chosen: int, swap: str = "") -> str:
    words = escape(ngettext("chosen", "chosen", chosen)) if chosen else ""
    number = (
        f'<span class="count">{chosen}<span class="visually-hidden"> {words}</span></span>' if chosen else ""
    )
    return f'<span class="counted" id="count-{name}"{swap}>{number}</span>'

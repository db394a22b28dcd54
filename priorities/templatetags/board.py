"""What a board has hundreds of, written without a template: cards, boxes to tick, and the lines both are made of.

Whatever comes from the record goes through `escape`, once. What is kept is kept under all that it is made of, so it is
never another's.
"""

from functools import lru_cache
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from priorities.choices import TERMINAL_STANDINGS, Freshness, OwnerRole, Schedule, Trend

from .priorities import day, flag, highlight, lifecycle_chip, marked, standing_chip

register = template.Library()


# The lines of a card


@lru_cache(maxsize=500)
def _flag(kind: str, detail: str, language: str | None) -> str:
    return flag(kind, detail)


@register.simple_tag
def card_flags(card) -> SafeString:
    """What wants attention, and which way it moved since the last period, in words."""
    language = get_language()
    flags = []
    if card.schedule == Schedule.OVERDUE:
        flags.append(_flag("overdue", "", language))
    if card.freshness == Freshness.STALE:
        flags.append(_flag("stale", "", language))
    if card.positions_differ:
        flags.append(_flag("differ", "", language))
    if card.trend in (Trend.WORSENED, Trend.IMPROVED):
        flags.append(_flag(str(card.trend), "", language))
    if card.parties_without_lead:
        flags.append(_flag("unowned", ", ".join(card.parties_without_lead), language))
    return mark_safe(f'<span class="flags">{" ".join(flags)}</span>')


@register.filter
def speaks_apart(card) -> bool:
    """Whether the parties do not all say the same of a commitment; one that is silent says nothing of the kind."""
    return len({(position.lifecycle, position.confidence) for position in card.positions}) > 1


@register.simple_tag
def organizations(owners, plain: bool = False) -> SafeString:
    """Acronyms, with the name for whoever asks; leads are dark, and said to be leads unless all are (`plain`)."""
    language = get_language()
    written = (
        _organization(owner.acronym, owner.name.value, not plain and owner.role == OwnerRole.LEAD, language)
        for owner in owners
    )
    return mark_safe(f'<span class="orgs">{" ".join(written)}</span>')


@lru_cache(maxsize=2000)
def _organization(acronym: str, name: str, is_lead: bool, language: str | None) -> str:
    said = f'<span class="visually-hidden"> ({escape(gettext("lead"))})</span>' if is_lead else ""
    kind = "org lead" if is_lead else "org"
    return f'<span class="{kind}" title="{escape(name)}">{escape(acronym)}{said}</span>'


@register.simple_tag
def card_when(card) -> SafeString:
    """The one day that matters most: a note of what has ended, the deadline of what has not, or the silence."""
    if card.standing in TERMINAL_STANDINGS:
        return time_of(card.last_note_on)
    if card.due_on:
        words = gettext("Due %(day)s") % {"day": day(card.due_on, card.due_precision)}
    elif not card.last_note_on:
        words = gettext("No note yet")
    elif card.freshness == Freshness.STALE:
        words = ngettext("No note for %(counter)s day", "No note for %(counter)s days", card.days_silent)
        words %= {"counter": card.days_silent}
    else:
        words = gettext("Note %(day)s") % {"day": day(card.last_note_on)}
    return mark_safe(escape(words))


def time_of(on, precision: str = "day") -> SafeString:
    """A day for people and for machines."""
    return mark_safe(f'<time datetime="{on.isoformat()}">{escape(day(on, precision))}</time>' if on else "")


@register.simple_tag
def positions(card) -> SafeString:
    """What each party says, where they do not all say the same."""
    if not speaks_apart(card):
        return mark_safe("")
    each = (
        f'<li><abbr title="{escape(position.party_name.value)}">{escape(position.party)}</abbr> '
        f"{lifecycle_chip(position.lifecycle, position.confidence)}</li>"
        for position in card.positions
    )
    return mark_safe(f'<ul class="small says">{"".join(each)}</ul>')


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


# Cards


@register.simple_tag(takes_context=True)
def cards(context, shown, level: int) -> SafeString:
    """Cards of a column as a list, their titles headings of `level`.

    Of the context: day_query, words and hits of a search, and loggable, the ids this person may log progress on.
    """
    query, words, hits = escape(context["day_query"]), context["words"], context["hits"]
    loggable = context["loggable"]
    log = escape(gettext("Log progress"))
    written = []
    for card in shown:
        url, reference = escape(card.url), highlight(card.reference, words)
        may_log = card.id in loggable
        written.append(
            f'<li class="tick" data-standing="{card.standing}">'
            f'<p class="ref"><span>{reference}</span> {card_flags(card)}</p>'
            f'<h{level}><a href="{url}{query}">{highlight(card.title, words)}</a></h{level}>'
            f"{board_hit(hits, card)}"
            f'<p class="meta">{organizations(card.owners)} <span>{card_when(card)}</span></p>'
            f"{positions(card)}"
            + (
                f'<p class="do"><a href="{url}#log">{log}<span class="visually-hidden">: {escape(card.reference)}'
                "</span></a></p></li>\n"
                if may_log
                else "</li>\n"
            )
        )
    return mark_safe(f"<ul>{''.join(written)}</ul>" if written else "")


# Filters


@register.simple_tag
def checks(box) -> SafeString:
    """The boxes of a filter, a dict of name and options: (code, words, whether ticked)."""
    name = escape(box["name"])
    lines = (
        f'<li><label><input type="checkbox" name="{name}" value="{escape(code)}"{" checked" if ticked else ""}> '
        f"{standing_chip(code) if name == 'standing' else escape(words)}</label></li>"
        for code, words, ticked in box["options"]
    )
    return mark_safe(f'<ul class="checks">{"".join(lines)}</ul>')

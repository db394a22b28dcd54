"""The lines of a card, formatted ahead of the template: a board has thousands, and a template takes long over each."""

from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from priorities.choices import TERMINAL_STANDINGS, Freshness, OwnerRole, Schedule, Trend

from .priorities import day, flag

register = template.Library()


@lru_cache(maxsize=500)
def _flag(kind: str, detail: str, language: str | None) -> SafeString:
    return flag(kind, detail)


@register.simple_tag
def card_flags(card) -> SafeString:
    """What wants attention, and which way it moved since the last period, in words."""
    language = get_language()
    kinds = [
        ("overdue", card.schedule == Schedule.OVERDUE),
        ("stale", card.freshness == Freshness.STALE),
        ("differ", card.positions_differ),
        ("worsened", card.trend == Trend.WORSENED),
        ("improved", card.trend == Trend.IMPROVED),
    ]
    flags = [_flag(kind, "", language) for kind, is_so in kinds if is_so]
    if card.parties_without_lead:
        flags.append(_flag("unowned", ", ".join(card.parties_without_lead), language))
    return format_html(
        '<span class="flags">{}</span>', format_html_join(" ", "{}", ((each,) for each in flags))
    )


@register.filter
def speaks_apart(card) -> bool:
    """Whether the parties do not all say the same of a commitment; one that is silent says nothing of the kind."""
    return len({(position.lifecycle, position.confidence) for position in card.positions}) > 1


@register.simple_tag
def organizations(owners, plain: bool = False) -> SafeString:
    """Acronyms, with the name for whoever asks; leads are dark, and said to be leads unless all are (`plain`)."""
    lead = format_html('<span class="visually-hidden"> ({})</span>', gettext("lead"))
    inside = format_html_join(
        " ",
        '<span class="org{}" title="{}">{}{}</span>',
        (
            (" lead", owner.name, owner.acronym, lead)
            if owner.role == OwnerRole.LEAD and not plain
            else ("", owner.name, owner.acronym, "")
            for owner in owners
        ),
    )
    return format_html('<span class="orgs">{}</span>', inside)


@register.simple_tag
def card_when(card) -> SafeString | str:
    """The one day that matters most: a note of what has ended, the deadline of what has not, or the silence."""
    if card.standing in TERMINAL_STANDINGS:
        return time_of(card.last_note_on)
    if card.due_on:
        return gettext("Due %(day)s") % {"day": day(card.due_on, card.due_precision)}
    if not card.last_note_on:
        return gettext("No note yet")
    if card.freshness == Freshness.STALE:
        words = ngettext("No note for %(counter)s day", "No note for %(counter)s days", card.days_silent)
        return words % {"counter": card.days_silent}
    return gettext("Note %(day)s") % {"day": day(card.last_note_on)}


def time_of(on) -> SafeString | str:
    """A day for people and for machines."""
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), day(on)) if on else ""

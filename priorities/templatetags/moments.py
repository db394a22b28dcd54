"""The days that a reader may ask a page for, as links that keep everything else the address asks for."""

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from .priorities import day, text_lang

register = template.Library()


@register.simple_tag(takes_context=True)
def day_links(context) -> SafeString:
    """The useful days and, on a page of the past, the way back, as list items.

    Of the context: request, moment, and moment_days, which are `moments.UsefulDay`.
    """
    moment, asked = context["moment"], context["request"].GET.copy()
    for name in ("as_of", "known_at", "page"):
        asked.pop(name, None)
    rest = escape(asked.urlencode())
    shown = moment.on if moment.names_a_day and not moment.known_at else None
    more = f"&amp;{rest}" if rest else ""
    items = []
    for each in context["moment_days"]:
        on = each.day.isoformat()
        current = ' aria-current="date"' if each.day == shown else ""
        items.append(
            f'<li><a href="?as_of={on}{more}"{current}><time datetime="{on}">{escape(day(each.day))}</time> '
            f"<span>{text_lang(each.label)}</span></a></li>"
        )
    if moment.is_past:
        items.append(f'<li><a href="?{rest}">{escape(gettext("Back to today"))}</a></li>')
    return mark_safe("\n".join(items))

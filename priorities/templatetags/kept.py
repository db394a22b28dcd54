"""Parts of a template that are the same on every page of a language, rendered once."""

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()


class KeptNode(template.Node):
    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: template.NodeList):
        self.nodelist = nodelist
        self.by_language: dict[str | None, SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        language = get_language()
        if language not in self.by_language:
            self.by_language[language] = mark_safe(self.nodelist.render(context.new({})))
        return self.by_language[language]


@register.tag
def kept(parser, token):
    """{% kept %}…{% endkept %}: what stands inside is given nothing of the page, so it cannot depend on it."""
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist)

"""Markdown as people may write it in a note: paragraphs, emphasis, lists, quotations and links, nothing else.

Two fences, each enough alone: the parser knows no HTML and no images, and what it makes is cleaned again.
"""

from html import unescape

import nh3
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

SCHEMES = ("http://", "https://", "mailto:")


def _is_allowed_link(url: str) -> bool:
    return url.lower().startswith(SCHEMES)


def _keep(tag: str, attribute: str, value: str) -> str | None:
    """Of what was written only a link's address survives, if it leads somewhere harmless; `rel` is the cleaner's own."""
    return value if attribute == "rel" or _is_allowed_link(value) else None


_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True})
_markdown.disable(["html_block", "html_inline", "image", "heading", "lheading", "hr", "fence", "code"])
_markdown.validateLink = _is_allowed_link  # type: ignore[method-assign]

_cleaner = nh3.Cleaner(
    tags={"p", "br", "em", "strong", "ul", "ol", "li", "a", "blockquote", "code"},
    attributes={"a": {"href"}},
    attribute_filter=_keep,
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer nofollow",
)


def render_markdown(source: str) -> SafeString:
    """The HTML of a Markdown text, safe to put in a page whoever wrote it."""
    return mark_safe(_cleaner.clean(_markdown.render(source or "")))


def plain_words(source: str) -> str:
    """The words of a Markdown text on one line, without its formatting; not safe to put in a page as they stand."""
    return " ".join(unescape(strip_tags(render_markdown(source))).split())

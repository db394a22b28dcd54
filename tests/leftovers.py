"""English words that a French or Japanese page shows without saying that they are English."""

import re
from html.parser import HTMLParser

# Words that English sentences need and that neither French nor romanised Japanese has.
ENGLISH = frozenset(
    """
    the of and is are was were be been has have had with without for from by to into not this that these those which
    who whom whose what when where why how it its they them their there then than your you our we all any each every
    other another some more most will would can could should must may at before after since until about between during
    under over both only again already yet never
    """.split()  # noqa: SIM905 one word a line would be a page of them
)
WORD = re.compile(r"[^\W_]+")
NAMES = re.compile(r"https?://\S+|\S+@\S+|\b[\w-]+\.(?:csv|xlsx|pdf|json|docx|py|txt)\b|[a-z]+[_-][a-z_-]+")
# What of an element is read aloud or shown, beside its text.
SPOKEN = (
    *("title", "alt", "aria-label", "aria-description", "placeholder", "label"),
    *("data-label", "data-confirm", "data-done", "data-failed"),
)
SILENT = {"script", "style", "template", "code", "kbd"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Reader(HTMLParser):
    """Collects what is said in the page's language: text and spoken attributes, outside elements of another `lang`."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, str, bool]] = []
        self.page = ""
        self.said: list[str] = []

    @property
    def language(self) -> str:
        return self.open[-1][1] if self.open else self.page

    @property
    def is_silent(self) -> bool:
        return bool(self.open) and self.open[-1][2]

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        language = given.get("lang") or self.language
        if tag == "html":
            self.page = language
        silent = self.is_silent or tag in SILENT
        if language == self.page and not silent:
            self.said += [given[name] for name in SPOKEN if given.get(name)]
            if tag == "input" and given.get("type") in ("submit", "button", "reset"):
                self.said.append(given.get("value") or "")
            if tag == "meta" and given.get("name") == "description":
                self.said.append(given.get("content") or "")
        if tag not in VOID:
            self.open.append((tag, language, silent))

    def handle_endtag(self, tag):
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place][0] == tag:
                del self.open[place:]
                return

    def handle_data(self, data):
        if self.language == self.page and not self.is_silent and data.strip():
            self.said.append(" ".join(data.split()))


def english_in(page: str) -> list[str]:
    """The pieces of a page that read as English, in its order."""
    reader = Reader()
    reader.feed(page)
    return [piece for piece in reader.said if is_english(piece)]


def is_english(piece: str) -> bool:
    return any(
        word.lower() in ENGLISH for word in WORD.findall(NAMES.sub(" ", piece)) if not word[1:].isupper()
    )

"""Words that a page shows without saying in which language they are, where that is not its own."""

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
# The same of French, without those that English has too ("son", "me", "on", "pour").
FRENCH = frozenset(
    """
    le la les des du de et est une dans sur par qui que aux au ne pas cette ces sont sa ses avec ont été leur leurs
    """.split()  # noqa: SIM905
)
JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
# A language calls itself so on every page.
OWN_NAMES = re.compile("日本語|Français|English")
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
    """Collects what is said, text and spoken attributes, each with the nearest `lang`."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, str, bool]] = []
        self.page = ""
        self.said: list[tuple[str, str]] = []

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
        if not silent:
            words = [given.get(name) for name in SPOKEN]
            # The language of a field is that of what is typed in it; that of its name has no place of its own.
            spoken = self.language or language if tag in ("input", "textarea") else language
            if tag == "input" and given.get("type") in ("submit", "button", "reset"):
                words.append(given.get("value"))
            if tag == "meta" and given.get("name") == "description":
                words.append(given.get("content"))
            self.said += [(spoken, each) for each in words if each]
        if tag not in VOID:
            self.open.append((tag, language, silent))

    def handle_endtag(self, tag):
        for place in range(len(self.open) - 1, -1, -1):
            if self.open[place][0] == tag:
                del self.open[place:]
                return

    def handle_data(self, data):
        if not self.is_silent and data.strip():
            self.said.append((self.language, " ".join(data.split())))


def english_in(page: str) -> list[str]:
    """The pieces of a page that read as English, in its order."""
    reader = Reader()
    reader.feed(page)
    return [piece for language, piece in reader.said if language == reader.page and is_english(piece)]


def strangers_in(page: str) -> list[tuple[str, str]]:
    """The pieces of a page that are clearly in another language than they are said to be, with that one."""
    reader = Reader()
    reader.feed(page)
    return [(said, piece) for said, piece in reader.said if language_of(piece) not in ("", said)]


def language_of(piece: str) -> str:
    """Japanese is told by its letters, the others by two small words of one and none of the other. "" where unclear."""
    piece = OWN_NAMES.sub(" ", NAMES.sub(" ", piece))
    if JAPANESE.search(piece):
        return "ja"
    words = [word.lower() for word in WORD.findall(piece)]
    english, french = (sum(word in small for word in words) for small in (ENGLISH, FRENCH))
    if english >= 2 and not french:
        return "en"
    return "fr" if french >= 2 and not english else ""


def is_english(piece: str) -> bool:
    return any(
        word.lower() in ENGLISH for word in WORD.findall(NAMES.sub(" ", piece)) if not word[1:].isupper()
    )

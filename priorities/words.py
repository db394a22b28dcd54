"""Words that know their language, because content is shown in another where a translation is missing."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language

from priorities.choices import Language

LANGUAGES = tuple(Language.values)


def page_language() -> str:
    """The language of the page: what is typed on it is taken to be in that, unless it asks."""
    language = get_language() or ""
    return language if language in LANGUAGES else LANGUAGES[0]


@dataclass(frozen=True)
class Text:
    """Words, and the language they are in ("" where unknown, as for an empty text)."""

    value: str = ""
    language: str = ""

    def __str__(self):
        return self.value

    def __bool__(self):
        return bool(self.value)

    def after(self, code: object) -> "Text":
        """The same words behind a number or an acronym."""
        return Text(f"{code} {self.value}", self.language)


def text_of(record, field: str, language: str | None = None) -> Text:
    """The record's `field` in `language` (the page's where None), or in the first language that has it."""
    return first_text({code: getattr(record, f"{field}_{code}", None) for code in LANGUAGES}, language)


def first_text(words: Mapping[str, str | None], language: str | None = None) -> Text:
    """The words in `language` (the page's where None), or in the first language that has them."""
    wanted = language or get_language() or LANGUAGES[0]
    if value := words.get(wanted):
        return Text(value, wanted)
    return next((Text(value, code) for code in LANGUAGES if (value := words.get(code))), Text())

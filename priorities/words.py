"""Words that know their language, because content is shown in another where a translation is missing."""

from dataclasses import dataclass

from django.utils.translation import get_language

from priorities.choices import Language


@dataclass(frozen=True)
class Text:
    """Words, and the language they are in ("" where unknown, as for an empty text)."""

    value: str = ""
    language: str = ""

    def __str__(self):
        return self.value

    def __bool__(self):
        return bool(self.value)


def text_of(record, field: str, language: str | None = None) -> Text:
    """The record's `field` in `language` (the page's where None), or in the first language that has it."""
    wanted = language or get_language() or Language.EN
    for code in (wanted, *(code for code in Language.values if code != wanted)):
        if value := getattr(record, f"{field}_{code}", None):
            return Text(value, code)
    return Text()

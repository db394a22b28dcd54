"""The same page in another language."""

from functools import lru_cache

from django.conf import settings
from django.urls import reverse, translate_url
from django.utils.translation import get_language

LONGEST_KEPT = 200
SHORT = {"en": "EN", "fr": "FR", "ja": "日本語"}


def links(request) -> list[dict]:
    """For each language: its code, short label, name, this page's address in it, and whether it is the page's."""
    return _links(request.get_full_path())


def home_links() -> list[dict]:
    """The home page in each language, for a page that must not say where it stands."""
    return _links(reverse("home"))


def _links(here: str) -> list[dict]:
    path, mark, query = here.partition("?")
    language = get_language()
    # What is longer is no address of ours, and may be as long as somebody likes.
    address = _address if len(path) <= LONGEST_KEPT else _address.__wrapped__
    return [
        {
            "code": code,
            "label": SHORT.get(code, code),
            "name": name,
            "url": f"{address(path, language, code)}{mark}{query}",
            "current": code == language,
        }
        for code, name in settings.LANGUAGES
    ]


@lru_cache(maxsize=2000)
def _address(path: str, language: str | None, wanted: str) -> str:
    """The address in one language of what `path` is in another."""
    return translate_url(path, wanted)

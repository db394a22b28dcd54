"""Addresses of pages in the page's language, each worked out once: that takes longer than all else about a link."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language


def address(name: str, *args) -> str:
    """What `reverse` answers."""
    return _address(name, args, get_language(), get_script_prefix())


@lru_cache(maxsize=5000)
def _address(name: str, args: tuple, language: str | None, script_prefix: str) -> str:
    return reverse(name, args=args)

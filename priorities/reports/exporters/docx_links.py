"""Addresses that may stand in a Word file: one that is no URI makes Word call the whole file damaged."""

from urllib.parse import quote, urlsplit

from .runs import web_address

LONGEST = 2000  # characters; Word refuses a little over that
_KEPT = "%:/?#@!$&'()*+,;=~-._"


def target(address: str) -> str:
    """The address as a URI of ASCII, "" for what cannot be one: that is printed, not linked."""
    address = web_address(address)
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        host = parts.netloc.encode("ascii" if parts.netloc.isascii() else "idna").decode()
        _port = parts.port
    except (UnicodeError, ValueError):
        return ""
    if quote(host, safe="[]:@.-_~%") != host or not parts.hostname:
        return ""
    path = quote(parts._replace(scheme="", netloc="").geturl(), safe=_KEPT)
    made = f"{parts.scheme}://{host}{path}"
    return made if len(made) <= LONGEST else ""

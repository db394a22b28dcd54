"""The seal of a report: SHA-256 over the canonical form of its content.

The canonical form is RFC 8785 (JSON Canonicalization Scheme), so anybody with a JSON reader and the file can compute
the seal again: keys in order, no space, UTF-8.
"""

import hashlib
import json
from typing import Any

import rfc8785

Document = dict[str, Any]


def canonical(document: Document) -> bytes:
    """The one way to write a document down. Raises rfc8785.CanonicalizationError for what JSON cannot hold exactly."""
    return rfc8785.dumps(document)


def seal_of(document: Document) -> str:
    """64 hexadecimal digits."""
    return hashlib.sha256(canonical(document)).hexdigest()


def sealed_file(content: str, *, sha256: str, previous_sha256: str | None) -> bytes:
    """The JSON file of a frozen report. `content` is its canonical form, which goes in as it is."""
    before, after = json.dumps({"sha256": sha256, "previous_sha256": previous_sha256})[:-1], "}"
    return f'{before}, "content": {content}{after}\n'.encode()


def grouped(sha256: str) -> str:
    """A seal as people read it aloud: "9f2c 41ab …"."""
    return " ".join(sha256[start : start + 4] for start in range(0, len(sha256), 4))

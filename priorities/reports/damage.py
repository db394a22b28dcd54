"""What can still be said of a report file that is damaged: of which report it was, and where the damage begins."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from .pieces import Difference

FEW = 8  # bytes: a flipped bit or a changed number, and not another program's way of writing the same
SHOWN = 16  # bytes to either side
MOST_LEFT = 8 * 1024 * 1024
MOST_PARTS = 200
LOCAL_HEADER = struct.Struct("<4s5H3I2H")
TEXTS = ("csv", "json")


def words_left(data: bytes) -> list[str]:
    """What can be made out of a file that no reader opens: its bytes as text, and what its packed parts still give."""
    return [data[:MOST_LEFT].decode("utf-8", "replace"), *_parts_left(data)]


def _parts_left(data: bytes) -> Iterator[str]:
    """The parts of a zip archive by their own heads, whatever its directory says, each as far as it unpacks."""
    left = MOST_LEFT
    for found in list(re.finditer(rb"PK\x03\x04", data))[:MOST_PARTS]:
        head = data[found.start() : found.start() + LOCAL_HEADER.size]
        if len(head) < LOCAL_HEADER.size:
            return
        *_rest, name, extra = LOCAL_HEADER.unpack(head)
        part = _unpacked(data, found.start() + LOCAL_HEADER.size + name + extra, left)
        left -= len(part)
        yield part.decode("utf-8", "replace")


def _unpacked(data: bytes, start: int, most: int, chunk: int = 256) -> bytes:
    """As much of a packed stream as comes out before its damage."""
    unpacking, whole = zlib.decompressobj(-zlib.MAX_WBITS), b""
    pieces = []
    size = 0
    try:
        while size < most and not unpacking.eof and start < len(data):
            packed = unpacking.unconsumed_tail or data[start : start + chunk]
            start += 0 if unpacking.unconsumed_tail else chunk
            pieces.append(unpacking.decompress(packed, most - size))
            size += len(pieces[-1])
    except zlib.error:
        pass
    return whole.join(pieces)


def kind_left(data: bytes) -> str:
    """The format that a damaged file seems to have had."""
    for mark, kind in (
        (b"word/document.xml", "docx"),
        (b"xl/workbook.xml", "xlsx"),
        (b"commitments.csv", "zip"),
        (b"%PDF", "pdf"),
        (b"\nendobj", "pdf"),
    ):
        if mark in data:
            return kind
    return "json" if b'"previous_sha256"' in data[:300] else "csv"


def damaged_place(made: bytes, found: bytes, kind: str, *, is_readable: bool = True) -> Difference | None:
    """Where a file that was made like this begins to be another; None where it seems to be made in another way.

    A readable file that says the same may come from another program, so only a few changed bytes are damage there;
    one that cannot be read must be the same for at least half its length.
    """
    start = _alike(made, found)
    end = _alike(made[start:][::-1], found[start:][::-1])
    changed = max(len(made), len(found)) - start - end
    if len(found) == len(made) and changed <= FEW:
        is_damage = True
    else:
        is_damage = not is_readable and start + end > len(found) // 2
    if not is_damage:
        return None
    return Difference(_place(made, start, kind), _shown(made, start, kind), _shown(found, start, kind))


def _alike(one: bytes, other: bytes) -> int:
    """How many bytes both begin with, found by halves."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _place(made: bytes, at: int, kind: str) -> str:
    number = at + 1
    if kind in TEXTS:
        line = made.count(b"\n", 0, at) + 1
        return _("line %(line)d, byte %(number)d of the file") % {"line": line, "number": number}
    if kind != "pdf" and (part := _part_at(made, at)):
        return _("%(part)s, byte %(number)d of the file") % {"part": part, "number": number}
    return _("byte %(number)d of the file") % {"number": number}


def _part_at(made: bytes, at: int) -> str:
    """The part of the archive to which a byte belongs; "" for its directory."""
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        if at >= archive.start_dir:
            return ""
        return [part.filename for part in archive.infolist() if part.header_offset <= at][-1]


def _shown(data: bytes, at: int, kind: str) -> str:
    """The words around the place, or the byte that stands there."""
    if kind in TEXTS:
        return data[max(0, at - SHOWN) : at + SHOWN].decode("utf-8", "replace")
    return f"0x{data[at]:02X}" if at < len(data) else ""

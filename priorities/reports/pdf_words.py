"""What a PDF says: its lines, where its links lead, and what was pinned on its pages."""

import re
import threading
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from .pieces import Piece, Unreadable

MEGABYTE = 1024 * 1024
MOST_UNPACKED = 200 * MEGABYTE
MOST_PAGES = 20_000
CHUNK = 64 * 1024
PACKED = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
STREAM = re.compile(rb"stream\r?\n")
# The library of the reader may not be called by two threads at once.
ONE_AT_A_TIME = threading.Lock()


def pdf_pieces(data: bytes) -> Iterator[Piece]:
    """Page by page. Raises Unreadable for a file that unpacks to more than any report."""
    if not _unpacks_within(data, MOST_UNPACKED):
        raise Unreadable
    with ONE_AT_A_TIME:
        yield from list(_pages(data))


def _pages(data: bytes) -> Iterator[Piece]:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        if len(document) > MOST_PAGES:
            raise Unreadable
        for number, page in enumerate(document, start=1):
            place = _("page %(number)d") % {"number": number}
            text = page.get_textpage()
            for line in text.get_text_bounded().splitlines():
                yield Piece(place, line)
            yield from _pinned(page, place)
            text.close()
            page.close()
    finally:
        document.close()


def _pinned(page, place: str) -> Iterator[Piece]:
    """The addresses of links. Anything else that is pinned on a page was put there by somebody else."""
    from pypdfium2 import raw

    for index in range(raw.FPDFPage_GetAnnotCount(page.raw)):
        pinned = raw.FPDFPage_GetAnnot(page.raw, index)
        try:
            if raw.FPDFAnnot_GetSubtype(pinned) == raw.FPDF_ANNOT_LINK:
                address = _address(page, raw.FPDFLink_GetAction(raw.FPDFAnnot_GetLink(pinned)))
                if address:
                    yield Piece(_("%(place)s, link") % {"place": place}, address)
            else:
                yield Piece(place, _("something pinned on the page"))
        finally:
            raw.FPDFPage_CloseAnnot(pinned)


def _address(page, action) -> str:
    from ctypes import create_string_buffer

    from pypdfium2 import raw

    size = raw.FPDFAction_GetURIPath(page.pdf.raw, action, None, 0) if action else 0
    if not size:
        return ""
    buffer = create_string_buffer(size)
    raw.FPDFAction_GetURIPath(page.pdf.raw, action, buffer, size)
    return buffer.raw[: size - 1].decode("utf-8", "replace")


def _unpacks_within(data: bytes, limit: int) -> bool:
    """Whether all streams together stay under `limit` bytes; one that unpacks to another packed one does not."""
    for found in STREAM.finditer(data):
        limit -= _size(data, found.end(), limit)
        if limit <= 0:
            return False
    return True


def _size(data: bytes, start: int, limit: int) -> int:
    """How many bytes come out of the stream that begins there, counted up to `limit`."""
    unpacking, total = zlib.decompressobj(), 0
    try:
        while total < limit and not unpacking.eof and start < len(data):
            packed = unpacking.unconsumed_tail or data[start : start + CHUNK]
            start += 0 if unpacking.unconsumed_tail else CHUNK
            piece = unpacking.decompress(packed, MEGABYTE)
            if total == 0 and piece[:2] in PACKED:
                return limit
            total += len(piece)
    except zlib.error:
        pass  # another way of packing, which no report has
    return total

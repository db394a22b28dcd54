"""Status bars as pictures: each standing as wide as its share, in the colours of the screen."""

import struct
import zlib
from collections.abc import Mapping, Sequence

COLOURS = {
    "not_reported": 0xDFE3EA,
    "not_started": 0xBAC2D0,
    "on_track": 0x3F7FD9,
    "at_risk": 0xEEAE3C,
    "off_track": 0xCC3D5F,
    "paused": 0x9A80C9,
    "completed": 0x3A9B66,
    "closed": 0x7D8696,
}
WHITE = 0xFFFFFF
WIDTH, HEIGHT, GAP = 1600, 40, 4  # pixels


def bar_png(numbers: Mapping[str, int], order: Sequence[str]) -> bytes:
    """A bar of the number of each standing, in this order; white between the standings."""
    shown = [(code, numbers[code]) for code in order if numbers.get(code)]
    total = sum(number for _code, number in shown) or 1
    palette = [*COLOURS.values(), WHITE]
    codes = list(COLOURS)
    line, passed = b"", 0
    for code, number in shown:
        passed += number
        line = line.ljust(max(WIDTH * passed // total - GAP, len(line) + 1), bytes([codes.index(code)]))
        line += bytes([palette.index(WHITE)]) * GAP
    return png([line[:WIDTH].ljust(WIDTH, bytes([palette.index(WHITE)]))] * HEIGHT, palette)


def png(lines: Sequence[bytes], palette: Sequence[int]) -> bytes:
    """A picture whose bytes are places in the palette."""
    head = struct.pack(">2I5B", len(lines[0]), len(lines), 8, 3, 0, 0, 0)
    colours = b"".join(colour.to_bytes(3, "big") for colour in palette)
    data = zlib.compress(b"".join(b"\0" + line for line in lines), 9)
    parts = [(b"IHDR", head), (b"PLTE", colours), (b"IDAT", data), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(name, content) for name, content in parts)


def _part(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

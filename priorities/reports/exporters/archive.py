"""Archives that are the same bytes for the same files: no clock, no machine and no order of chance in them."""

import io
import zipfile
from collections.abc import Iterable

EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment an archive can name
UNIX = 3
READABLE = 0o644 << 16

File = tuple[str, bytes]


def archive(files: Iterable[File], *, is_packed: bool) -> bytes:
    """The files in the order given. Packed bytes depend on the compressor of the machine; unpacked ones on nothing."""
    packing = zipfile.ZIP_DEFLATED if is_packed else zipfile.ZIP_STORED
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        for name, data in files:
            target.writestr(entry(name), data, compress_type=packing)
    return file.getvalue()


def entry(name: str) -> zipfile.ZipInfo:
    """What an archive says of a file beside its bytes."""
    info = zipfile.ZipInfo(name, EPOCH)
    info.create_system = UNIX
    info.external_attr = READABLE
    return info

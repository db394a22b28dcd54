"""What a file given as evidence is, told by its content; its name must agree, and is never a path.

Pure functions: nothing here knows where files are kept, or whose they are.
"""

import codecs
import struct
import unicodedata
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from priorities.choices import MediaType
from priorities.exceptions import FileRefused

MEGABYTE = 1024 * 1024
LARGEST = 10 * MEGABYTE
LARGEST_UNPACKED = 100 * MEGABYTE
MOST_PARTS = 10_000
CHUNK = 64 * 1024
LONGEST_NAME = 150

ENDINGS = {
    MediaType.PDF: (".pdf",),
    MediaType.PNG: (".png",),
    MediaType.JPEG: (".jpg", ".jpeg"),
    MediaType.DOCX: (".docx",),
    MediaType.XLSX: (".xlsx",),
    MediaType.TXT: (".txt",),
}
FORMAT_OF = {ending: media_type for media_type, endings in ENDINGS.items() for ending in endings}
# What a browser's file dialogue offers; what comes is looked at all the same.
ACCEPTED = ",".join(FORMAT_OF)

# Controls, formats (right-to-left overrides, joiners), surrogates, private use, unassigned, line and paragraph ends.
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
LINE_ENDS_AND_TABS = set("\t\n\r\f")
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def check_file(name: str, file: BinaryIO, size: int) -> MediaType:
    """The format of `file`, which is to be called `name`. Raises FileRefused, with what is wrong in words."""
    if not size:
        raise FileRefused(_("“%(name)s” is empty.") % {"name": name})
    if size > LARGEST:
        raise FileRefused(_("“%(name)s” is larger than 10 MB.") % {"name": name})
    found = recognise(name, file)
    if found is None:
        raise FileRefused(
            _(
                "“%(name)s” holds nothing that can be attached. Choose a PDF, PNG, JPEG, DOCX or XLSX file, or plain text in UTF-8."
            )
            % {"name": name}
        )
    ending = PurePosixPath(name).suffix.lower()
    if ending in ENDINGS[found]:
        return found
    words = {"name": name, "found": found.label, "ending": ENDINGS[found][0]}
    if ending in FORMAT_OF:
        words["named"] = FORMAT_OF[ending].label
        raise FileRefused(
            _(
                "“%(name)s” is named like %(named)s, but its content is %(found)s. Choose the file that was meant."
            )
            % words
        )
    raise FileRefused(
        _("The content of “%(name)s” is %(found)s, so its name must end in %(ending)s.") % words
    )


def recognise(name: str, file: BinaryIO) -> MediaType | None:
    """The format that the bytes speak of, or None. Raises FileRefused for an office file that would do harm."""
    file.seek(0)
    head = file.read(16)
    if head.startswith(b"%PDF-"):
        return MediaType.PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        return MediaType.PNG
    if head.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if head.startswith(b"PK\x03\x04"):
        return _office_format(name, file)
    return MediaType.TXT if _is_text(file) else None


def _office_format(name: str, file: BinaryIO) -> MediaType | None:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            kinds = [
                kind
                for kind, folder in ((MediaType.DOCX, "word/"), (MediaType.XLSX, "xl/"))
                if any(each.startswith(folder) for each in names)
            ]
            if "[Content_Types].xml" not in names or len(kinds) != 1:
                return None
            if len(parts) > MOST_PARTS or not _unpacks_within(archive, LARGEST_UNPACKED):
                raise FileRefused(_("“%(name)s” would unpack to more than 100 MB.") % {"name": name})
    except UNREADABLE:
        return None
    if any(PurePosixPath(each).name.lower() == "vbaproject.bin" for each in names):
        raise FileRefused(_("“%(name)s” contains macros. Save it without them.") % {"name": name})
    return kinds[0]


def _unpacks_within(archive: zipfile.ZipFile, limit: int) -> bool:
    """Whether all parts together stay under `limit` bytes: unpacked and counted, because the sizes stated may lie."""
    if sum(part.file_size for part in archive.infolist()) > limit:
        return False
    total = 0
    for part in archive.infolist():
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise zipfile.BadZipFile
        with archive.open(part) as unpacked:
            while chunk := unpacked.read(CHUNK):
                total += len(chunk)
                if total > limit:
                    return False
    return True


def _is_text(file: BinaryIO) -> bool:
    """Whether all of it is UTF-8, without control characters other than line ends and tabs."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(CHUNK):
            if not _is_plain(decoder.decode(chunk)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _is_plain(words: str) -> bool:
    return not any(unicodedata.category(each) == "Cc" for each in set(words) - LINE_ENDS_AND_TABS)


def clean_name(name: str) -> str:
    """A file's name as it may be shown and offered again: no path, nothing unseen, at most 150 characters.

    A right-to-left override would show “gpj.exe” as “exe.jpg”.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(each for each in last if unicodedata.category(each) not in UNSEEN)
    whole = " ".join(seen.split()).lstrip(". ")
    stem, dot, ending = whole.rpartition(".")
    if not stem or len(ending) > 10:
        return (whole or "file")[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip()}{dot}{ending}"

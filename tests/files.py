"""Files to give as evidence, and to try to: each as small as its kind can be."""

import io
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile

from priorities.services.evidence_files import StoredFile, keep_file
from priorities.services.notes import EvidenceWords

from .conftest import NOON

PDF = b"""%PDF-1.7
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9]>> endobj
trailer <</Root 1 0 R>>
%%EOF
"""
PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0"
    + zlib.crc32(b"IHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0").to_bytes(4, "big")
    + b"\0\0\0\0IEND\xaeB`\x82"
)
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xd9"
TXT = "Compte rendu – 議事録\r\n\tFirst item.\n".encode()
HTML = b"<!doctype html><script>alert(document.cookie)</script>"


def office(folder="word", parts: dict[str, bytes] | None = None) -> bytes:
    """A zip with the parts of an office file."""
    given = {"[Content_Types].xml": b"<Types/>", f"{folder}/document.xml": b"<document/>"} | (parts or {})
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in given.items():
            archive.writestr(name, content)
    return file.getvalue()


DOCX, XLSX = office("word"), office("xl")


def upload(name="minutes.pdf", content=PDF) -> SimpleUploadedFile:
    """A file on its way in, as a browser sends it; what the browser says of its type counts for nothing."""
    return SimpleUploadedFile(name, content, content_type="application/x-made-up")


def stored(name="minutes.pdf", content=PDF, now=NOON) -> StoredFile:
    return keep_file(upload(name, content), now=now)


def stored_words(name="minutes.pdf", content=PDF, title="", now=NOON) -> EvidenceWords:
    """A kept file as a note gives it."""
    return EvidenceWords(title, "", file=stored(name, content, now))

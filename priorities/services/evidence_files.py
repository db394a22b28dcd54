"""Files given as evidence: under random names in EVIDENCE_DIR, never below anything that a web server serves.

A file waits, with a mark of its own, from the moment it is uploaded until a note with it is committed. So a form
that was refused keeps its file, and what a transaction rolled back, or a crash, left behind is thrown away by the
first upload a day later. A file that no row uses any more is removed when that is committed.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core import signing
from django.db import transaction

from priorities import exceptions
from priorities.files import CHUNK, check_file, clean_name
from priorities.models import Evidence, User

WAITS = timedelta(days=1)
WAITING = "waiting"
STORAGE_NAME = re.compile(r"([0-9a-f]{2})/([0-9a-f]{2})/\1\2[0-9a-f]{28}")
SIGNER = signing.Signer(salt="priorities.evidence-file")


@dataclass(frozen=True)
class StoredFile:
    """A file that is kept: the name it came with, the name it lies under, and what it was when it came."""

    file_name: str
    storage_name: str
    sha256: str
    size: int
    media_type: str

    @classmethod
    def of(cls, evidence: Evidence) -> "StoredFile | None":
        """The file of a piece of evidence; None where it is a link."""
        if not evidence.storage_name:
            return None
        return cls(
            evidence.file_name, evidence.storage_name, evidence.sha256, evidence.size, evidence.media_type
        )

    def columns(self) -> dict[str, Any]:
        return asdict(self)

    def __str__(self):
        return f"{self.file_name} (SHA-256 {self.sha256})"


# Coming in


def keep_file(upload: Any, *, now: datetime) -> StoredFile:
    """Write an uploaded file (`name`, `size`, `read`, `seek`) to where it will stay, waiting for its note.

    Raises FileRefused for what cannot be evidence.
    """
    name = clean_name(upload.name or "")
    media_type = check_file(name, upload, upload.size)
    _sweep(now)
    token = secrets.token_hex(16)
    storage_name = f"{token[:2]}/{token[2:4]}/{token}"
    _mark(storage_name, now)
    digest, size = hashlib.sha256(), 0
    place = _place(storage_name)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    upload.seek(0)
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while chunk := upload.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return StoredFile(name, storage_name, digest.hexdigest(), size, media_type.value)


def ticket_of(stored: StoredFile, *, holder: User | None) -> str:
    """What a form carries so that its file need not be chosen again. It serves `holder` alone."""
    return SIGNER.sign_object({"holder": holder.pk if holder else None, **stored.columns()}, compress=True)


def redeem_ticket(ticket: str, *, holder: User | None) -> StoredFile:
    """The file a form carries. Raises FileNotKept where it waited too long, or the ticket is not theirs."""
    try:
        held = SIGNER.unsign_object(ticket)
    except signing.BadSignature as error:
        raise exceptions.FileNotKept from error
    if held.pop("holder") != (holder.pk if holder else None):
        raise exceptions.FileNotKept
    stored = StoredFile(**held)
    if not _place(stored.storage_name).is_file():
        raise exceptions.FileNotKept
    return stored


# With the record


def use_file(stored: StoredFile, *, now: datetime) -> None:
    """Hold a file for the row that this transaction writes. Raises FileNotKept where it is gone."""
    _mark(stored.storage_name, now)
    if not _place(stored.storage_name).is_file():
        _mark_of(stored.storage_name).unlink(missing_ok=True)
        raise exceptions.FileNotKept
    transaction.on_commit(partial(_unmark, stored.storage_name), robust=True)


def drop_files(storage_names: Iterable[str]) -> None:
    """Remove these files when the transaction commits, except those that a row still uses or is about to."""
    names = {name for name in storage_names if name}
    if names:
        transaction.on_commit(partial(_remove_unused, names), robust=True)


def _remove_unused(names: set[str]) -> None:
    used = _used(names)
    for name in names - used:
        if not _mark_of(name).exists():
            _place(name).unlink(missing_ok=True)


def _used(names: Iterable[str]) -> set[str]:
    return set(Evidence.objects.filter(storage_name__in=names).values_list("storage_name", flat=True))


# Going out


def open_file(evidence: Evidence) -> BinaryIO | None:
    """The file, if it is there and still the very bytes that were given; otherwise None."""
    try:
        file = _place(evidence.storage_name).open("rb")
    except (OSError, exceptions.FileNotKept):
        return None
    if hashlib.file_digest(file, "sha256").hexdigest() != evidence.sha256:
        file.close()
        return None
    file.seek(0)
    return file


# On the disk


def _place(storage_name: str) -> Path:
    if not STORAGE_NAME.fullmatch(storage_name):
        raise exceptions.FileNotKept
    return Path(settings.EVIDENCE_DIR) / storage_name


def _mark_of(storage_name: str) -> Path:
    return Path(settings.EVIDENCE_DIR) / WAITING / storage_name.rpartition("/")[2]


def _mark(storage_name: str, now: datetime) -> None:
    """Say that the file waits, since `now`."""
    mark = _mark_of(storage_name)
    mark.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    mark.touch(mode=0o600)
    os.utime(mark, (now.timestamp(), now.timestamp()))


def _unmark(storage_name: str) -> None:
    _mark_of(storage_name).unlink(missing_ok=True)


def _sweep(now: datetime) -> None:
    """Throw away what has waited for more than a day, and no row uses."""
    folder = Path(settings.EVIDENCE_DIR) / WAITING
    oldest = (now - WAITS).timestamp()
    old = [mark.name for mark in folder.glob("*") if _since(mark) < oldest]
    if not old:
        return
    names = {f"{token[:2]}/{token[2:4]}/{token}" for token in old}
    used = _used(names)
    for name in names:
        if name not in used and STORAGE_NAME.fullmatch(name):
            _place(name).unlink(missing_ok=True)
        _unmark(name)


def _since(mark: Path) -> float:
    try:
        return mark.stat().st_mtime
    except FileNotFoundError:  # its note was committed this moment
        return float("inf")

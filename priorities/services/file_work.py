"""Workers: whatever process has a hand free makes the next file, in a child process that says how far it is.

A child of its own can be stopped at any moment, may run out of memory without harm to anybody, gives back what it took,
and leaves pages their share of the processor. It writes a part and nothing else; every row is written here.
"""

import errno
import logging
import os
import selectors
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from priorities.choices import FileProblem, FileStep
from priorities.models import ReportFile

from . import report_files

LOG = logging.getLogger(__name__)
Clock = Callable[[], datetime]
stopping = threading.Event()  # set where this process was told to stop: it leaves its file to another
LOOK = 0.25  # seconds between two looks at whether the file is still wanted
STOPPED = -15  # what a child that was stopped ends with
OUT_OF_MEMORY = -6
DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def name_of_this_worker() -> str:
    return f"{socket.gethostname()[:60]}:{os.getpid()}"


def make_next(*, clock: Clock = timezone.now) -> bool:
    """Make the file that has waited longest; whether there was one."""
    file = report_files.claim_file(worker=name_of_this_worker(), now=clock())
    if file is None:
        return False
    make(file, clock=clock)
    return True


def make(file: ReportFile, *, clock: Clock) -> None:
    """Make a file that this process holds. Whatever happens, no part of it is left."""
    part = report_files.part_of(file)
    try:
        part.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        code, problem = _watched(file, part, clock)
        if code == 0:
            report_files.finish_file(file, part, now=clock())
        elif stopping.is_set():
            report_files.let_go(file)
        elif code == OUT_OF_MEMORY:
            report_files.fail_file(file, FileProblem.TOO_LARGE, now=clock())
        elif code > 0:
            report_files.fail_file(file, problem, now=clock())
        else:  # a signal from outside: another attempt, as long as there are any
            report_files.let_go(file, is_attempt=True)
    except OSError as error:
        LOG.error("%s cannot be written: %s", part, error)
        report_files.fail_file(file, problem_of(error), now=clock())
    except BaseException:
        report_files.let_go(file)
        raise
    finally:
        with suppress(OSError):  # what cannot be removed was never there, and is thrown away in a week
            part.unlink(missing_ok=True)


def _watched(file: ReportFile, part: Path, clock: Clock) -> tuple[int, FileProblem]:
    """Have a child write the part: its exit code, and what it said was wrong."""
    with subprocess.Popen(  # noqa: S603 our own program, with nothing that anybody typed
        [
            sys.executable,
            str(Path(settings.BASE_DIR) / "manage.py"),
            *("work", "--make", str(file.pk), "--to", str(part)),
            *("--database", str(connection.settings_dict["NAME"])),
        ],
        stdin=subprocess.PIPE,  # its end tells the child that this process is gone
        stdout=subprocess.PIPE,
        cwd=settings.BASE_DIR,
    ) as child:
        try:
            return _listened(child, file, clock)
        finally:
            if child.poll() is None:
                child.kill()


def _listened(child: subprocess.Popen, file: ReportFile, clock: Clock) -> tuple[int, FileProblem]:
    problem, renewed = FileProblem.UNEXPECTED, time.monotonic()
    said = b""
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)  # type: ignore[arg-type]
        is_open = True
        while is_open:
            if selector.select(timeout=LOOK):
                chunk = os.read(child.stdout.fileno(), 4096)  # type: ignore[union-attr]
                is_open = bool(chunk)
                said += chunk
            *lines, said = said.split(b"\n")
            for line in lines:
                word, _space, value = line.decode().partition(" ")
                if word == "step":
                    report_files.take_step(file, FileStep(value))
                elif word == "problem":
                    problem = FileProblem(value)
            if stopping.is_set() or not report_files.is_held(file):
                return STOPPED, problem
            if time.monotonic() - renewed > report_files.LEASE.total_seconds() / 3:
                report_files.renew_lease(file, now=clock())
                renewed = time.monotonic()
    return child.wait(), problem


def problem_of(error: BaseException) -> FileProblem:
    """What a failure is called to its reader."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno in DISK_FULL:
            return FileProblem.DISK_FULL
        if isinstance(cause, MemoryError):
            return FileProblem.TOO_LARGE
        cause = cause.__cause__ or cause.__context__
    return FileProblem.UNEXPECTED


# A hand lent by the server itself

_is_helping = threading.Lock()


def lend_a_hand() -> None:
    """Begin to make what waits, beside the requests of this process, unless that is left to `manage.py work`."""
    if settings.REPORT_FILES_BY_SERVER and _is_helping.acquire(blocking=False):
        threading.Thread(target=_help, name="report-files", daemon=True).start()


def _help() -> None:
    try:
        while make_next():
            pass
    except Exception:
        LOG.exception("The server could not go on making files; whoever asks next has it try again.")
    finally:
        connections.close_all()
        _is_helping.release()

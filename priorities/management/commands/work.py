"""`manage.py work`: makes the files of large reports, one after the other. Any number of workers may run, anywhere."""

import argparse
import logging
import os
import resource
import signal
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections, connection
from django.utils import timezone, translation

from priorities.choices import FileStep
from priorities.models import ReportFile
from priorities.reports.drafts import draft_document
from priorities.reports.files import Rendering, file_of
from priorities.services import file_work, report_files

LOG = logging.getLogger(__name__)
PRUNED_EVERY = timedelta(hours=1).total_seconds()
KINDNESS = 5  # to whatever else this machine does


class Command(BaseCommand):
    help = "Make the files of large reports that somebody has asked for, until it is stopped."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--until-empty", action="store_true", help="stop when nothing waits")
        parser.add_argument("--pause", type=float, default=1.0, help="seconds between two looks (default: 1)")
        # What a worker has its child do, on the database that it works on itself.
        parser.add_argument("--make", type=int, help=argparse.SUPPRESS)
        parser.add_argument("--to", type=Path, help=argparse.SUPPRESS)
        parser.add_argument("--database", help=argparse.SUPPRESS)

    def handle(self, *, until_empty, pause, make, to, database, **options):
        if database:
            connection.settings_dict["NAME"] = database
        if make is not None:
            return make_part(make, to)
        signal.signal(signal.SIGTERM, lambda *_received: file_work.stopping.set())
        work(until_empty=until_empty, pause=pause)


def work(*, until_empty: bool, pause: float) -> None:
    """Make what waits; a database that does not answer is asked again."""
    pruned = time.monotonic()
    while not file_work.stopping.is_set():
        was_busy = False
        try:
            was_busy = file_work.make_next()
            if time.monotonic() - pruned > PRUNED_EVERY:
                report_files.prune_files(now=timezone.now())
                pruned = time.monotonic()
        except Error as error:
            LOG.error("The database does not answer: %s", error)
            close_old_connections()
        if not was_busy:
            if until_empty:
                return
            file_work.stopping.wait(pause)


# The child


def make_part(pk: int, to: Path) -> None:
    """Write the file of this row to a place, saying on standard output how far it is. Reads the database only."""
    _leave_with_the_worker()
    _be_modest()
    try:
        _write(pk, to)
    except Exception as error:
        say("problem", file_work.problem_of(error))
        LOG.exception("The file could not be made.")
        sys.exit(1)


def _write(pk: int, to: Path) -> None:
    file = ReportFile.objects.select_related("period__plan", "report", "asked_by").get(pk=pk)
    if file.report:
        document = file.report.document
    else:
        reader = file.asked_by or AnonymousUser()
        document = draft_document(
            file.period, user=reader, now=timezone.now(), site=settings.SITE_URL, audience=file.audience
        )
    say("step", FileStep.WRITING)
    rendering = Rendering(file.kind, tuple(file.languages.split("+")), file.layout)
    with translation.override(rendering.languages[0]):
        data = file_of(document, rendering, sha256=file.report.sha256 if file.report else None)
    say("step", FileStep.KEEPING)
    with to.open("wb") as target:
        target.write(data)
        target.flush()
        os.fsync(target.fileno())


def say(word: str, value: str) -> None:
    sys.stdout.write(f"{word} {value}\n")
    sys.stdout.flush()


def _leave_with_the_worker() -> None:
    """When the worker is gone, its end of the pipe is closed, and nobody waits for the file."""

    def wait() -> None:
        while os.read(sys.stdin.fileno(), 1):
            pass
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _be_modest() -> None:
    """Give way to pages; fail rather than take all memory; and be what a system short of memory stops first."""
    os.nice(KINDNESS)
    if limit := settings.REPORT_MEMORY_MB * 1024 * 1024:
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    try:
        Path("/proc/self/oom_score_adj").write_text("1000")
    except OSError:  # no Linux, or not allowed
        LOG.debug("Nothing can be said of memory here.")

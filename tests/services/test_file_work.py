"""Workers and the children they have write: killed, cancelled, without room on the disk; one whole file or none."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection

from priorities.choices import FileProblem, FileState
from priorities.models import ReportFile
from priorities.reports.files import Rendering, file_of
from priorities.services import file_work, report_files
from tests.reporting import fiscal_year, published, told

pytestmark = pytest.mark.django_db(transaction=True)

PDF = Rendering("pdf", ("en",))
BOTH = Rendering("pdf", ("en", "fr"), "side")
PATIENCE = 60


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """A folder of its own; workers in other processes are told of it by the environment."""
    settings.REPORT_FILES_DIR = tmp_path
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REPORT_FILES_DIR", str(tmp_path))
        yield tmp_path


@pytest.fixture
def report(cast):
    for _each in range(3):
        told(cast, cast.commitment())
    return published(cast, fiscal_year(cast))


def now():
    return datetime.now(UTC)


def asked(report, rendering=PDF, by=None) -> ReportFile:
    return report_files.ask_for_file(
        report.period, report, rendering, weight=400, by=by or AnonymousUser(), now=now()
    )


def a_worker() -> subprocess.Popen:
    """`manage.py work` on the database of the test."""
    manage, database = Path(django_settings.BASE_DIR) / "manage.py", str(connection.settings_dict["NAME"])
    return subprocess.Popen(
        [sys.executable, str(manage), "work", "--until-empty", "--database", database],
        stderr=subprocess.DEVNULL,
    )


def seen(file: ReportFile, **columns) -> bool:
    """Whether the row comes to say so before long."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if ReportFile.objects.filter(pk=file.pk, **columns).exists():
            return True
        time.sleep(0.02)
    return False


def children_of(pid: int) -> list[int]:
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((each / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        if parent == pid:
            found.append(int(each.name))
    return found


def child_of(worker: subprocess.Popen) -> int:
    """The process that the worker has begun to make a file with."""
    end = time.monotonic() + PATIENCE
    while not (found := children_of(worker.pid)) and time.monotonic() < end:
        time.sleep(0.02)
    [child] = found
    return child


def is_running(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def files_in(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.rglob("*") if each.is_file())


def test_a_worker_makes_the_very_bytes_that_a_request_would(report):
    file = asked(report, BOTH)

    did = [file_work.make_next(), file_work.make_next()]

    file.refresh_from_db()
    assert did == [True, False]
    assert (file.state, file.attempts, file.problem) == (FileState.MADE, 1, "")
    assert report_files.place_of(file).read_bytes() == file_of(report.document, BOTH, sha256=report.sha256)


@pytest.mark.parametrize("kind", ["zip", "json"])
def test_a_draft_is_made_as_its_audience_reads_it(cast, report, kind):
    file = report_files.ask_for_file(
        report.period,
        None,
        Rendering(kind, ("fr",)),
        weight=400,
        by=cast.coordinator,
        now=now(),
        audience="CA",
    )

    file_work.make_next()

    file.refresh_from_db()
    start = {"json": b'{"content": {', "zip": b"PK"}[kind]
    assert (file.state, file.name) == (FileState.MADE, f"canada-japan-2025-26-draft-fr.{kind}")
    assert report_files.place_of(file).read_bytes().startswith(start)


@pytest.mark.parametrize("step", ["reading", "writing"])
def test_a_worker_that_is_killed_is_followed_by_another_that_makes_the_whole_file(report, folder, step):
    file = asked(report, BOTH)
    worker = a_worker()
    assert seen(file, state=FileState.MAKING, step=step)
    child = child_of(worker)

    worker.send_signal(signal.SIGKILL)
    worker.wait()
    end = time.monotonic() + PATIENCE
    while is_running(child) and time.monotonic() < end:
        time.sleep(0.05)
    is_left = is_running(child)
    too_soon = file_work.make_next()
    while_dead = [name for name in files_in(folder) if not name.endswith(".part")]
    after = file_work.make_next(clock=lambda: now() + report_files.LEASE + timedelta(seconds=1))

    file.refresh_from_db()
    assert (is_left, too_soon, while_dead, after) == (False, False, [], True)
    assert (file.state, file.attempts) == (FileState.MADE, 2)
    assert report_files.place_of(file).read_bytes() == file_of(report.document, BOTH, sha256=report.sha256)


def test_a_child_that_is_killed_costs_an_attempt_and_leaves_nothing(report, folder):
    file = asked(report, BOTH)
    worker = a_worker()
    assert seen(file, state=FileState.MAKING)
    child = child_of(worker)

    os.kill(child, signal.SIGKILL)
    worker.wait()

    file.refresh_from_db()
    assert (file.state, file.attempts) == (FileState.MADE, 2)
    assert files_in(folder) == [report_files.place_of(file).name]


def test_a_worker_that_is_told_to_stop_leaves_its_file_to_the_next(report, folder):
    file = asked(report, BOTH)
    worker = a_worker()
    assert seen(file, state=FileState.MAKING)
    child = child_of(worker)

    worker.terminate()
    code = worker.wait()

    file.refresh_from_db()
    assert (code, file.state, file.attempts, files_in(folder)) == (0, FileState.WAITING, 0, [])
    assert not is_running(child)
    assert file_work.make_next() is True


def test_workers_in_several_processes_make_each_file_once(report, folder):
    renderings = [Rendering(kind, ("en",)) for kind in ("csv", "zip", "xlsx", "docx")]
    files = [asked(report, rendering) for rendering in renderings]

    workers = [a_worker() for _each in range(3)]
    codes = [worker.wait() for worker in workers]

    rows = ReportFile.objects.order_by("pk").values_list("state", "attempts", "lease")
    assert (codes, list(rows)) == ([0, 0, 0], [(FileState.MADE, 1, 1)] * 4)
    assert len(files_in(folder)) == len(files)


def test_a_file_that_is_cancelled_is_stopped_while_it_is_made(cast, report, folder):
    file = asked(report, BOTH, by=cast.viewer)
    others = children_of(os.getpid())
    working = Thread(target=lambda: (file_work.make_next(), connection.close()))
    working.start()
    assert seen(file, state=FileState.MAKING)

    report_files.cancel_file(file, by=cast.viewer, now=now())
    begun = time.monotonic()
    working.join()

    file.refresh_from_db()
    assert (file.state, files_in(folder), time.monotonic() - begun < 10) == (FileState.CANCELLED, [], True)
    assert children_of(os.getpid()) == others


def test_without_room_on_the_disk_nothing_is_left_and_it_can_be_tried_again(report, folder):
    file = asked(report)
    file.lease = 1
    part = report_files.part_of(file)
    part.parent.mkdir(parents=True)
    part.symlink_to("/dev/full")  # takes nothing: no space left on device

    file_work.make_next()
    file.refresh_from_db()
    refused = (file.state, file.problem, file.size, files_in(folder))
    report_files.ask_again(file, by=AnonymousUser(), now=now())
    file_work.make_next()

    file.refresh_from_db()
    assert refused == (FileState.FAILED, FileProblem.DISK_FULL, None, [])
    assert (file.state, file.problem, report_files.is_whole(file)) == (FileState.MADE, "", True)


def test_a_folder_that_takes_nothing_is_told_as_a_failure(report, settings, tmp_path):
    (tmp_path / "file").touch()
    settings.REPORT_FILES_DIR = tmp_path / "file"
    file = asked(report)

    file_work.make_next()

    file.refresh_from_db()
    assert (file.state, file.problem) == (FileState.FAILED, FileProblem.UNEXPECTED)


def test_a_report_that_takes_more_memory_than_it_may_is_told_so(report, folder):
    file = asked(report)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("REPORT_MEMORY_MB", "240")
        file_work.make_next()

    file.refresh_from_db()
    assert (file.state, file.problem, files_in(folder)) == (FileState.FAILED, FileProblem.TOO_LARGE, [])


def test_no_lock_is_held_while_a_file_is_made(cast, report):
    file = asked(report, BOTH)
    working = Thread(target=lambda: (file_work.make_next(), connection.close()))
    working.start()
    assert seen(file, state=FileState.MAKING, step="writing")

    cast.accept(cast.commitment())  # a write of several tables
    still = ReportFile.objects.get(pk=file.pk).state
    working.join()

    assert still == FileState.MAKING
    assert seen(file, state=FileState.MADE)

"""Files of reports that are made outside the request: asked for once, made by one worker, whole or not at all.

A row is the only queue there is. A worker holds a file by a lease, which has a number and an end: it renews the lease
while it works, and whoever finds one that has ended takes the file over under the next number. What is written at the
end carries the number in its condition, so a worker that was thought dead and comes back changes nothing.
"""

import hashlib
import os
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F

from priorities.choices import FileProblem, FileState, FileStep
from priorities.models import Report, ReportFile, ReportingPeriod, User
from priorities.models.standings import PUBLIC_AUDIENCE
from priorities.reports.files import Rendering
from priorities.selectors.moments import moment
from priorities.selectors.revisions import revision_of

from .writing import require

LEASE = timedelta(seconds=30)
RESTED = timedelta(minutes=1)  # after a failure, before an address that is merely asked for again begins anew
MOST_ATTEMPTS = 3  # of workers that left without a word, which may be the file's own doing
# Seconds for a thousand commitments and notes, until a file of the format has been made on this machine.
PACE = {"pdf": 3.0, "docx": 2.0, "xlsx": 0.5, "zip": 0.3, "csv": 0.3, "json": 0.3}
PACE_OF_A_DRAFT = 1.0
START = 2.0  # seconds until a process is ready to write


# Asking


def ask_for_file(
    period: ReportingPeriod,
    report: Report | None,
    rendering: Rendering,
    *,
    weight: int,
    by,
    now: datetime,
    audience: str = PUBLIC_AUDIENCE,
) -> ReportFile:
    """The file that was asked for, whoever asked first: its row is the same for all who ask for the same.

    `report` is a sealed one, None for the live draft as it is now. A file that was cancelled, that failed a while ago,
    or that is gone from its folder, waits to be made once more. `by` may be nobody, for what is public.
    """
    key = key_of(period, report, rendering, audience=audience, now=now)
    columns = {
        "period": period,
        "report": report,
        "audience": audience,
        "kind": rendering.kind,
        "languages": rendering.editions,
        "layout": rendering.layout,
        "weight": weight,
        "asked_at": now,
        "asked_by": by if by.is_authenticated else None,
    }
    file, made = ReportFile.objects.get_or_create(key=key, defaults=columns)
    if made:
        return file
    is_gone = file.state == FileState.MADE and not is_whole(file)
    has_failed = file.state == FileState.FAILED and (file.ended_at is None or file.ended_at < now - RESTED)
    if is_gone or has_failed or file.state == FileState.CANCELLED:
        return ask_again(file, by=by, now=now)
    return file


def find_file(
    period: ReportingPeriod,
    report: Report | None,
    rendering: Rendering,
    *,
    now: datetime,
    audience: str = PUBLIC_AUDIENCE,
) -> ReportFile | None:
    """The same file, if somebody has asked for it."""
    key = key_of(period, report, rendering, audience=audience, now=now)
    return ReportFile.objects.filter(key=key).first()


def key_of(
    period: ReportingPeriod, report: Report | None, rendering: Rendering, *, audience: str, now: datetime
) -> str:
    """The hash of all that the bytes depend on: the seal; of a draft, the record, the day and whom it is written for."""
    if report is not None:
        parts = [report.sha256 or ""]
    else:
        plan = period.plan
        parts = ["draft", str(period.pk), audience, revision_of(plan.slug), str(moment(plan, now=now).on)]
    return hashlib.sha256("\n".join([*parts, rendering.code]).encode()).hexdigest()


def ask_again(file: ReportFile, *, by, now: datetime) -> ReportFile:
    """Have a file made once more that was not made, or is no more. Of many who ask at once, one does."""
    ReportFile.objects.filter(pk=file.pk, lease=file.lease, state=file.state).exclude(
        state__in=(FileState.WAITING, FileState.MAKING)
    ).update(
        state=FileState.WAITING,
        step="",
        problem="",
        attempts=0,
        lease=F("lease") + 1,
        asked_at=now,
        asked_by=by if by.is_authenticated else None,
        ended_at=None,
        size=None,
    )
    file.refresh_from_db()
    return file


def cancel_file(file: ReportFile, *, by: User, now: datetime) -> ReportFile:
    """Stop the making of a file; what is made already stays. Raises NotAllowed for all but who asked, and administrators."""
    require(by, "file.cancel", file)
    ReportFile.objects.filter(pk=file.pk, state__in=(FileState.WAITING, FileState.MAKING)).update(
        state=FileState.CANCELLED, step="", leased_until=None, ended_at=now
    )
    file.refresh_from_db()
    return file


# Making


def claim_file(*, worker: str, now: datetime) -> ReportFile | None:
    """The file that has waited longest, held by `worker` from now on; None where nothing is to be done.

    A file that several workers have left without a word is given up instead.
    """
    for file in ReportFile.objects.free(now)[:20]:
        held = ReportFile.objects.filter(pk=file.pk, lease=file.lease, state=file.state)
        if file.attempts >= MOST_ATTEMPTS:
            held.update(
                state=FileState.FAILED,
                problem=FileProblem.INTERRUPTED,
                step="",
                leased_until=None,
                ended_at=now,
                lease=F("lease") + 1,
            )
            continue
        if held.update(
            state=FileState.MAKING,
            step=FileStep.READING,
            lease=file.lease + 1,
            leased_until=now + LEASE,
            attempts=file.attempts + 1,
            worker=worker,
            started_at=now,
            expected_seconds=_expected(file),
        ):
            return ReportFile.objects.select_related("period__plan", "report").get(pk=file.pk)
    return None


def _expected(file: ReportFile) -> float:
    """How long it may take, by the last file of the same format."""
    last = (
        ReportFile.objects.filter(
            kind=file.kind, state=FileState.MADE, weight__gt=0, started_at__isnull=False
        )
        .exclude(layout="" if file.layout else "none")
        .order_by("-ended_at")
        .first()
    )
    if last and last.started_at and last.ended_at:
        took = (last.ended_at - last.started_at).total_seconds()
        return START + max(0.0, took - START) * file.weight / last.weight
    pace = PACE[file.kind] * len(file.languages.split("+")) + (0 if file.report_id else PACE_OF_A_DRAFT)
    return START + pace * file.weight / 1000


def _held(file: ReportFile):
    """The row, as long as this worker holds it."""
    return ReportFile.objects.filter(pk=file.pk, lease=file.lease, state=FileState.MAKING)


def renew_lease(file: ReportFile, *, now: datetime) -> bool:
    """Whether the file is still this worker's to make; then it is for a while longer."""
    return bool(_held(file).update(leased_until=now + LEASE))


def is_held(file: ReportFile) -> bool:
    """Whether nobody has cancelled the file or taken it over."""
    return _held(file).exists()


def take_step(file: ReportFile, step: str) -> None:
    _held(file).update(step=FileStep(step))


def finish_file(file: ReportFile, part: Path, *, now: datetime) -> bool:
    """Put the finished `part` in its place and say so, both or neither; whether this worker still held the file."""
    place = place_of(file)
    with transaction.atomic():
        size = part.stat().st_size
        if not _held(file).update(state=FileState.MADE, step="", leased_until=None, size=size, ended_at=now):
            return False
        part.replace(place)
        _sync(place.parent)
    return True


def fail_file(file: ReportFile, problem: FileProblem, *, now: datetime) -> None:
    """Give up, for a reason that its reader is told."""
    _held(file).update(state=FileState.FAILED, problem=problem, step="", leased_until=None, ended_at=now)


def let_go(file: ReportFile, *, is_attempt: bool = False) -> None:
    """Leave a file to the next worker at once. It `is_attempt` unless this worker was told to stop."""
    attempts = file.attempts if is_attempt else max(0, file.attempts - 1)
    _held(file).update(state=FileState.WAITING, step="", leased_until=None, attempts=attempts)


# Where files lie


def place_of(file: ReportFile) -> Path:
    return Path(settings.REPORT_FILES_DIR) / file.storage_name


def part_of(file: ReportFile) -> Path:
    """Where a worker writes, which no other does: the number of its lease is in the name."""
    place = place_of(file)
    return place.with_name(f"{place.name}.{file.lease}.part")


def is_whole(file: ReportFile) -> bool:
    """Whether what lies in its place is as long as what was made."""
    try:
        return place_of(file).stat().st_size == file.size
    except OSError:
        return False


def _sync(folder: Path) -> None:
    """A name that was given in a folder is on the disk only once the folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def prune_files(*, now: datetime) -> int:
    """Throw away what was made, cancelled or given up REPORT_FILES_DAYS ago, and what lies in the folder for no row.

    The number of rows that are gone. What is asked for again is made again.
    """
    before = now - timedelta(days=settings.REPORT_FILES_DAYS)
    gone, _of_each = ReportFile.objects.over(before).delete()
    _sweep(before)
    return gone


def _sweep(before: datetime) -> None:
    """Remove old files that no row knows: a part that a crash left behind, and what belonged to a row that is gone."""
    folder = Path(settings.REPORT_FILES_DIR)
    known = set(ReportFile.objects.values_list("key", flat=True))
    for place in folder.glob("??/*"):
        is_known = place.name.partition(".")[0] in known and not place.name.endswith(".part")
        if not is_known and place.stat().st_mtime < before.timestamp():
            place.unlink(missing_ok=True)

"""Files of reports that are made outside the request: asked for once, held by one worker, whole or not there."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from priorities.choices import FileProblem, FileState, FileStep
from priorities.exceptions import NotAllowed
from priorities.models import ReportFile
from priorities.reports.files import Rendering
from priorities.services import report_files
from tests.reporting import FROZEN, fiscal_year, frozen, published, told

PDF = Rendering("pdf", ("en",))
LATER = FROZEN + report_files.LEASE + timedelta(seconds=1)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.REPORT_FILES_DIR = tmp_path


@pytest.fixture
def report(cast):
    told(cast, cast.commitment())
    return published(cast, fiscal_year(cast))


def asked(report, rendering=PDF, *, by=None, now=FROZEN) -> ReportFile:
    return report_files.ask_for_file(
        report.period, report, rendering, weight=400, by=by or AnonymousUser(), now=now
    )


def drafted(cast, period, *, audience="public", now=FROZEN) -> ReportFile:
    return report_files.ask_for_file(
        period, None, PDF, weight=400, by=cast.coordinator, now=now, audience=audience
    )


def claimed(worker="one", now=FROZEN) -> ReportFile | None:
    return report_files.claim_file(worker=worker, now=now)


def part_with(file, data=b"whole"):
    part = report_files.part_of(file)
    part.parent.mkdir(parents=True, exist_ok=True)
    part.write_bytes(data)
    return part


def made(report, **asking) -> ReportFile:
    asked(report, **asking)
    file = claimed()
    report_files.finish_file(file, part_with(file), now=FROZEN)
    file.refresh_from_db()
    return file


def at_once(number, work) -> list:
    """What `work` gives in so many threads that begin together."""
    barrier, given = Barrier(number), []

    def run():
        try:
            barrier.wait()
            given.append(work())
        finally:
            connection.close()

    threads = [Thread(target=run) for _each in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


# Asking


def test_who_asks_twice_or_second_gets_the_same_file(cast, report):
    first = asked(report, by=cast.viewer)

    again = asked(report, by=cast.viewer)
    other = asked(report, by=cast.official)

    assert {first.pk, again.pk, other.pk} == {first.pk}
    assert other.asked_by == cast.viewer


def test_another_format_language_or_layout_is_another_file(report):
    renderings = [
        PDF,
        Rendering("docx", ("en",)),
        Rendering("pdf", ("fr",)),
        Rendering("pdf", ("en", "fr"), "side"),
        Rendering("pdf", ("en", "fr"), "after"),
        Rendering("pdf", ("fr", "en"), "side"),
    ]

    files = {asked(report, rendering).pk for rendering in renderings}

    assert len(files) == len(renderings)


@pytest.mark.django_db(transaction=True)
def test_twenty_clicks_at_once_make_one_file(report):
    files = at_once(20, lambda: asked(report).pk)

    assert (len(files), len(set(files)), ReportFile.objects.count()) == (20, 1, 1)


def test_the_database_refuses_a_second_row_for_the_same_file(report):
    file = asked(report)
    copy = ReportFile(
        key=file.key, period=file.period, audience="public", kind="pdf", languages="en", weight=1
    )
    copy.asked_at = FROZEN

    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


def test_a_draft_is_another_file_once_its_record_has_changed(cast, report):
    first, again = drafted(cast, report.period), drafted(cast, report.period)

    cast.accept(cast.commitment())
    after = drafted(cast, report.period)

    assert (first.pk == again.pk, first.pk == after.pk) == (True, False)


def test_a_draft_is_another_file_for_another_audience_and_on_another_day(cast, report):
    files = [
        drafted(cast, report.period),
        drafted(cast, report.period, audience="CA"),
        drafted(cast, report.period, now=FROZEN + timedelta(days=1)),
    ]

    assert len({file.pk for file in files}) == 3


def test_a_file_that_is_gone_from_its_folder_is_made_again(report):
    file = made(report)
    report_files.place_of(file).write_bytes(b"wh")

    again = asked(report, now=LATER)

    assert (again.pk, again.state, again.size, again.attempts) == (file.pk, FileState.WAITING, None, 0)


def test_a_failure_rests_a_minute_before_the_address_alone_begins_anew(report):
    asked(report)
    report_files.fail_file(claimed(), FileProblem.UNEXPECTED, now=FROZEN)

    soon = asked(report, now=FROZEN + timedelta(seconds=50)).state
    late = asked(report, now=FROZEN + timedelta(seconds=70))

    assert (soon, late.state, late.problem) == (FileState.FAILED, FileState.WAITING, "")


def test_of_many_who_ask_again_one_does(report):
    file = made(report)
    same = ReportFile.objects.get(pk=file.pk)

    report_files.ask_again(file, by=AnonymousUser(), now=LATER)
    taken = claimed("two", LATER)
    report_files.ask_again(same, by=AnonymousUser(), now=LATER)

    assert (same.state, same.lease) == (FileState.MAKING, taken.lease)


# Holding


def test_files_are_made_in_the_order_in_which_they_were_asked_for(report):
    second = asked(report, Rendering("docx", ("en",)), now=LATER)
    first = asked(report, PDF, now=FROZEN)

    order = [claimed(now=LATER), claimed(now=LATER), claimed(now=LATER)]

    assert order == [first, second, None]


@pytest.mark.django_db(transaction=True)
def test_of_workers_that_come_at_once_one_holds_the_file(report):
    asked(report)

    held = at_once(8, lambda: claimed(now=FROZEN))

    assert (len(held), sum(1 for file in held if file)) == (8, 1)


def test_a_lease_that_is_renewed_keeps_others_away(report):
    asked(report)
    file = claimed()

    is_held = report_files.renew_lease(file, now=FROZEN + timedelta(seconds=20))

    assert (is_held, claimed("two", LATER)) == (True, None)


def test_a_worker_that_is_silent_for_a_lease_is_replaced_and_writes_nothing_any_more(report):
    asked(report)
    lost = claimed("one")
    late_part = part_with(lost, b"of the first")

    taken = claimed("two", LATER)
    report_files.finish_file(taken, part_with(taken, b"of the second"), now=LATER)
    outcome = [
        report_files.renew_lease(lost, now=LATER),
        report_files.is_held(lost),
        report_files.finish_file(lost, late_part, now=LATER),
    ]
    report_files.fail_file(lost, FileProblem.UNEXPECTED, now=LATER)
    report_files.let_go(lost)
    report_files.take_step(lost, FileStep.READING)

    taken.refresh_from_db()
    assert outcome == [False, False, False]
    assert (taken.state, taken.worker, taken.attempts) == (FileState.MADE, "two", 2)
    assert report_files.place_of(taken).read_bytes() == b"of the second"


def test_a_file_that_three_workers_left_without_a_word_is_given_up(report):
    file = asked(report)
    for number in range(report_files.MOST_ATTEMPTS):
        assert claimed(now=FROZEN + number * timedelta(minutes=1)) == file

    nobody = claimed(now=FROZEN + timedelta(hours=1))

    file.refresh_from_db()
    assert (nobody, file.state, file.problem) == (None, FileState.FAILED, FileProblem.INTERRUPTED)


def test_a_worker_that_is_told_to_stop_leaves_its_file_at_once(report):
    asked(report)
    report_files.let_go(claimed("one"))

    file = claimed("two")

    assert (file.worker, file.attempts) == ("two", 1)


# The end


def test_a_finished_file_lies_in_its_place_and_its_row_says_how_long_it_is(report):
    asked(report)
    file = claimed()
    part = part_with(file, b"12345")

    is_kept = report_files.finish_file(file, part, now=LATER)

    file.refresh_from_db()
    assert (is_kept, file.state, file.size, file.ended_at) == (True, FileState.MADE, 5, LATER)
    assert (report_files.is_whole(file), part.exists()) == (True, False)


def test_where_the_file_cannot_be_put_in_its_place_its_row_does_not_say_so(report):
    asked(report)
    file = claimed()
    part = part_with(file)
    report_files.place_of(file).mkdir()
    (report_files.place_of(file) / "in the way").touch()

    with pytest.raises(OSError, match="irectory"):
        report_files.finish_file(file, part, now=LATER)

    file.refresh_from_db()
    assert (file.state, file.size) == (FileState.MAKING, None)


def test_who_asked_and_administrators_may_cancel_and_nobody_else(cast, report):
    file = asked(report, by=cast.viewer)

    for person in (cast.official, cast.coordinator, AnonymousUser()):
        with pytest.raises(NotAllowed):
            report_files.cancel_file(file, by=person, now=LATER)
    before = file.state
    report_files.cancel_file(file, by=cast.viewer, now=LATER)

    assert (before, file.state, file.ended_at) == (FileState.WAITING, FileState.CANCELLED, LATER)
    assert report_files.cancel_file(file, by=cast.admin, now=LATER).state == FileState.CANCELLED


def test_a_cancelled_file_is_not_finished_by_the_worker_that_held_it(cast, report):
    asked(report, by=cast.viewer)
    file = claimed()
    part = part_with(file)

    report_files.cancel_file(ReportFile.objects.get(pk=file.pk), by=cast.viewer, now=LATER)
    held = claimed("two", LATER)

    assert (report_files.finish_file(file, part, now=LATER), held) == (False, None)
    assert not report_files.place_of(file).exists()


def test_a_cancelled_file_is_made_when_it_is_asked_for_again(cast, report):
    file = asked(report, by=cast.viewer)
    report_files.cancel_file(file, by=cast.viewer, now=FROZEN)

    again = asked(report, by=cast.official, now=LATER)

    assert (again.pk, again.state, again.asked_by) == (file.pk, FileState.WAITING, cast.official)


def test_what_was_made_is_not_cancelled(cast, report):
    file = made(report, by=cast.viewer)

    report_files.cancel_file(file, by=cast.viewer, now=LATER)

    assert file.state == FileState.MADE


# Progress


def test_the_bar_goes_by_the_time_that_such_files_took_before(report):
    first = made(report)
    ReportFile.objects.filter(pk=first.pk).update(
        started_at=FROZEN - timedelta(seconds=22), ended_at=FROZEN, weight=200
    )
    asked(report, Rendering("pdf", ("fr",)))

    file = claimed()

    assert file.expected_seconds == pytest.approx(42)
    assert [file.share(FROZEN + timedelta(seconds=seconds)) for seconds in (0, 21, 1000)] == [0, 0.5, 0.95]


# Pruning


def test_files_leave_after_a_week_and_are_made_again_when_asked_for(report):
    file = made(report)
    place = report_files.place_of(file)

    kept = report_files.prune_files(now=FROZEN + timedelta(days=6))
    gone = report_files.prune_files(now=timezone.now() + timedelta(days=8))

    assert (kept, gone, place.exists()) == (0, 1, False)
    assert asked(report).state == FileState.WAITING


def test_the_part_of_a_worker_that_died_is_thrown_away_and_that_of_one_at_work_is_not(report):
    asked(report)
    part = part_with(claimed())

    report_files.prune_files(now=timezone.now())
    while_at_work = part.exists()
    report_files.prune_files(now=timezone.now() + timedelta(days=8))

    assert (while_at_work, part.exists()) == (True, False)


def test_a_report_for_the_parties_only_hides_its_files(cast):
    from priorities import permissions

    told(cast, cast.commitment())
    report = frozen(cast, fiscal_year(cast))
    file = asked(report, by=cast.viewer)
    draft = drafted(cast, report.period, audience="CA")

    seen = {
        person: set(permissions.visible_to(person, ReportFile.objects.all()))
        for person in (AnonymousUser(), cast.viewer, cast.coordinator, cast.partner_official, cast.admin)
    }

    assert list(seen.values()) == [set(), {file}, {file, draft}, {file}, {file}]

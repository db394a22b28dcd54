"""Twenty hands on one report, a power cut at any moment, a disk without room: one whole report, or none."""

from contextlib import contextmanager

import pytest
import time_machine
from django.db import OperationalError, connection

from priorities import exceptions
from priorities.models import AuditEntry, Report, ReportingPeriod, User
from priorities.reports.chains import verify_chain
from priorities.services import reports
from tests.processes import in_processes
from tests.reporting import FROZEN, accept_gaps, fiscal_year, frozen, told
from tests.views.building import client_of

from .test_notes_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def year(cast, commitment):
    told(cast, commitment)
    period = fiscal_year(cast)
    accept_gaps(cast, period)
    return period


def freeze(pk):
    by = User.objects.get(username="coordinator")
    return reports.freeze_report(ReportingPeriod.objects.get(pk=pk), by=by, now=FROZEN)


def test_twenty_threads_that_freeze_at_once_make_one_report(year):
    seals = at_once(lambda _: freeze(year.pk).sha256, 20)

    assert seals == [Report.objects.get().sha256] * 20
    assert AuditEntry.objects.filter(action="report.freeze").count() == 1
    assert verify_chain(year.plan) == []


def test_twenty_processes_that_freeze_at_once_make_one_report(year):
    seals = in_processes("race", year.pk, 20)["seals"]

    assert seals == [Report.objects.get().sha256] * 20
    assert AuditEntry.objects.filter(action="report.freeze").count() == 1
    assert verify_chain(year.plan) == []


def test_twenty_people_who_mend_the_same_edition_at_once_make_one_addendum(cast, year):
    first = frozen(cast, year)

    answers = at_once(
        lambda _: (
            reports.add_addendum(
                ReportingPeriod.objects.get(pk=year.pk),
                reason="A slip.",
                by=User.objects.get(username="coordinator"),
                now=FROZEN,
                replaces=first.sha256,
            ).edition
        ),
        20,
    )

    assert sorted(answer for answer in answers if isinstance(answer, int)) == [2]
    assert sum(isinstance(answer, exceptions.Conflict) for answer in answers) == 19
    assert verify_chain(year.plan) == []


NONE, ONE, PUBLIC = [], [[1, "frozen_shared"]], [[1, "frozen_public"]]
ENDS = {
    "freeze": (["open", NONE, []], ["locked", ONE, []]),
    "publish": (["locked", ONE, []], ["locked", PUBLIC, []]),
    "mend": (["locked", ONE, []], ["locked", [*ONE, [2, "frozen_shared"]], []]),
}


@pytest.mark.parametrize("verb", ENDS)
def test_killed_at_any_point_it_was_done_whole_or_not_at_all(cast, year, verb):
    if verb != "freeze":
        frozen(cast, year)
    before, after = ENDS[verb]

    left = in_processes("killed", verb, year.pk)

    assert left["before"] == [before] * len(left["before"])
    assert len(left["before"]) >= 12
    assert left["after"] == after


@contextmanager
def no_room():
    """A database that may not grow by a page, as on a full disk. The error comes from the library, not from us."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # no page is free
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute("PRAGMA max_page_count")
        most = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA max_page_count = {most}")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no limit to set for one database")
def test_on_a_full_disk_nothing_is_frozen_and_the_page_says_why(cast, commitment, year):
    told(cast, cast.commitment(), body={"en": "So it was. " * 1000})  # more than one page holds
    before = ReportingPeriod.objects.values().get(pk=year.pk)
    coordinator = client_of(cast.coordinator)
    coordinator.raise_request_exception = False

    with no_room(), time_machine.travel(FROZEN, tick=False):
        with pytest.raises(OperationalError, match="full"):
            freeze(year.pk)
        refused = coordinator.post(f"{year.get_absolute_url()}freeze/", {"confirmed": "on"})

    assert refused.status_code == 507
    assert "There is no room left on this server" in refused.content.decode()
    assert (Report.objects.count(), AuditEntry.objects.filter(action="report.freeze").count()) == (0, 0)
    assert ReportingPeriod.objects.values().get(pk=year.pk) == before
    assert freeze(year.pk).sha256 == Report.objects.get().sha256

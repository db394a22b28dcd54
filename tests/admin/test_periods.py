"""Periods in the editor: a fiscal year at once, and the cut-off on every party's clocks; reports are only looked at."""

from datetime import date

from django.urls import reverse

from priorities.models import Report, ReportingPeriod
from priorities.services.periods import add_periods

from .conftest import THEN, address, typed

YEAR = "/admin/priorities/reportingperiod/year/"


def test_a_coordinator_adds_the_periods_of_a_fiscal_year(office):
    client = office.client("coordinator")
    data = {"plan": office.plan.pk, "kind": "half", "starting": 2025, "grace_days": 5}

    offered = client.get(address(ReportingPeriod, "changelist")).content.decode()
    response = client.post(YEAR, data)
    again = client.post(YEAR, data)

    assert f'href="{YEAR}"' in offered
    assert response.status_code == 302
    halves = ReportingPeriod.objects.order_by("starts_on").values_list("starts_on", "grace_days")
    assert list(halves) == [(date(2025, 4, 1), 5), (date(2025, 10, 1), 5)]
    assert (again.status_code, "has this period already" in again.content.decode()) == (422, True)


def test_others_do_not(office):
    answers = [
        office.client(name).get(YEAR).status_code for name in ("viewer", "official", "assessor", "partner")
    ]

    assert answers == [403, 403, 403, 403]
    assert YEAR not in office.client("official").get(address(ReportingPeriod, "changelist")).content.decode()


def test_a_period_says_when_its_cut_off_is_for_each_party(office):
    [period] = add_periods(
        office.plan, kind="year", starting=2025, grace_days=14, by=office.people["coordinator"], now=THEN
    )

    page = office.client("coordinator").get(address(period)).content.decode()

    assert "Canada: 14 May 2026 23:59 (America/Toronto)" in page
    assert "Japan: 15 May 2026 12:59 (Asia/Tokyo)" in page


def test_the_address_of_another_page_is_no_periods(office):
    client = office.client("coordinator")
    days = {"starts_on": "2025-04-01", "ends_on": "2025-09-30", "due_on": "2025-10-31"}

    response = client.post(
        address(ReportingPeriod, "add"),
        typed(
            client,
            address(ReportingPeriod, "add"),
            plan=office.plan.pk,
            slug="difference",
            title_en="x",
            **days,
        ),
    )

    assert "Another page has this address." in response.content.decode()
    assert ReportingPeriod.objects.count() == 0


def test_a_report_is_looked_at_and_nothing_else(office):
    [period] = add_periods(office.plan, kind="year", starting=2024, by=office.people["coordinator"], now=THEN)
    report = Report.objects.create(
        period=period,
        state="frozen_shared",
        content="{}",
        sha256="9f2c" * 16,
        frozen_at=THEN,
        frozen_by=office.people["coordinator"],
    )
    client = office.client("coordinator")

    page = client.get(address(report)).content.decode()
    changed = client.post(address(report), {"edition": 2}).status_code
    deleted = client.post(reverse("admin:priorities_report_delete", args=[report.pk])).status_code

    assert "9f2c 9f2c" in page
    assert (changed, deleted, Report.objects.count()) == (403, 403, 1)
    assert '<select name="action"' not in client.get(address(Report, "changelist")).content.decode()

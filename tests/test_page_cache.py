"""Pages that nothing has changed come from memory; after any write they are made anew."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from priorities import middleware, page_cache
from priorities.models import ReportingPeriod
from priorities.page_cache import next_midnight_anywhere
from priorities.services import notes, register
from priorities.services.visibility import change_visibility
from tests.conftest import NOON

BOARD = "/canada-japan/board/"
DAY = "?as_of=2025-09-15"


def queries(client, address, **headers) -> tuple[int, int]:
    """(status, number of queries) of an answer."""
    with CaptureQueriesContext(
        connection,
    ) as caught:
        response = client.get(address, headers=headers)
    return response.status_code, len(caught)


def test_an_unchanged_page_costs_one_question(client, cast, commitment):
    first = client.get(BOARD)

    again = queries(client, BOARD)
    unchanged = queries(client, BOARD, **{"If-None-Match": first["ETag"]})

    assert (again, unchanged) == ((200, 1), (304, 1))
    assert client.get(BOARD).content == first.content
    assert "no-cache" in first["Cache-Control"]


def test_what_says_it_is_unchanged_says_no_more_than_that(client, cast, commitment):
    first = client.get(BOARD)

    unchanged = client.get(BOARD, headers={"If-None-Match": f'W/"other", {first["ETag"]}'})

    assert unchanged.headers == {name: first[name] for name in ("Cache-Control", "Vary", "ETag")}
    assert (unchanged.status_code, unchanged.content) == (304, b"")


def test_a_page_that_comes_with_another_policy_is_another_page(client, cast, commitment, monkeypatch):
    """A 304 leaves the headers as the browser has them, so it must not be given for others."""
    first = client.get(BOARD)
    page_cache.forget()
    monkeypatch.setitem(middleware.HEADERS, "Permissions-Policy", "camera=()")

    again = client.get(BOARD, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again["Permissions-Policy"]) == (200, "camera=()")
    assert again.content == first.content


def test_a_page_whose_body_made_room_for_others_is_made_again(client, cast, commitment):
    first = client.get(BOARD)
    caches["pages"].delete(first["ETag"])

    again = client.get(BOARD)

    assert (again.status_code, again.content, again["ETag"]) == (200, first.content, first["ETag"])


def revised(record, by, **columns):
    for name, value in columns.items():
        setattr(record, name, value)
    register.revise_register(record, by=by, now=NOON)


def correct(cast, note):
    words = cast.words(confidence="at_risk", reason={"en": "Late."})
    fixed = notes.correct_note(note, words=words, by=cast.official, now=NOON)
    notes.submit_note(fixed, by=cast.official, now=NOON)
    notes.accept_note(fixed, by=cast.reviewer, now=NOON)


WRITES = {
    "a note is accepted": lambda cast, it, note: cast.accept(it, acronym="MOFA", lifecycle="paused"),
    "a note is corrected": lambda cast, it, note: correct(cast, note),
    "a note is withdrawn": lambda cast, it, note: notes.withdraw_note(
        note, reason="Mistaken.", by=cast.reviewer, now=NOON
    ),
    "a note is hidden": lambda cast, it, note: change_visibility(
        note, visibility="internal", reason="Early.", by=cast.reviewer, now=NOON
    ),
    "a commitment is published": lambda cast, it, note: cast.commitment(),
    "a commitment is archived": lambda cast, it, note: register.archive_commitment(
        it, on=date(2025, 9, 1), by=cast.coordinator, now=NOON
    ),
    "a title is revised": lambda cast, it, note: revised(it, cast.coordinator, title_en="Another title"),
    "an area is renamed": lambda cast, it, note: revised(cast.area, cast.coordinator, name_en="Law"),
    "an owner is added": lambda cast, it, note: register.assign_owner(
        it,
        organization=cast.organizations["DND"],
        role="contributor",
        valid_from=date(2025, 1, 1),
        by=cast.coordinator,
        now=NOON,
    ),
    "a deadline is set": lambda cast, it, note: register.change_due_date(
        it, due_on=date(2025, 9, 1), reason="", decided_on=date(2025, 1, 1), by=cast.coordinator, now=NOON
    ),
    "an organization is renamed": lambda cast, it, note: revised(
        cast.organizations["GAC"], cast.admin, acronym="GAX"
    ),
    "the plan is renamed": lambda cast, it, note: revised(cast.plan, cast.coordinator, title_en="Priorities"),
    "a notice is put up": lambda cast, it, note: revised(
        cast.plan, cast.coordinator, notice_en="Draft data."
    ),
    "a period begins": lambda cast, it, note: register.revise_register(
        ReportingPeriod(
            plan=cast.plan,
            slug="2025",
            title_en="Calendar 2025",
            starts_on=date(2025, 1, 1),
            ends_on=date(2025, 6, 30),
            due_on=date(2025, 7, 30),
        ),
        by=cast.coordinator,
        now=NOON,
    ),
}


@pytest.mark.parametrize("write", WRITES)
def test_a_kept_page_changes_after_each_kind_of_write(client, cast, commitment, write):
    note = cast.accept(commitment)
    commitment.refresh_from_db()
    before = client.get(BOARD + DAY)

    WRITES[write](cast, commitment, note)

    after = client.get(BOARD + DAY, headers={"If-None-Match": before["ETag"]})
    assert (after.status_code, after.content == before.content) == (200, False)


def test_a_signed_in_reader_never_gets_the_page_of_the_public_nor_the_public_theirs(client, cast, commitment):
    cast.accept(commitment, visibility="internal", lifecycle="paused")
    public = client.get(BOARD + DAY).content.decode()

    client.force_login(cast.official)
    team = client.get(BOARD + DAY)
    client.logout()

    assert client.get(BOARD + DAY).content.decode() == public
    assert ("ETag" in team, "no-store" in team["Cache-Control"]) == (False, True)
    assert team.content.decode() != public


def test_the_commitments_are_kept_for_all_who_would_be_shown_the_same_and_for_nobody_else(
    client, cast, commitment
):
    cast.accept(commitment, visibility="internal", lifecycle="paused")

    def seen(person) -> tuple[int, bool, bool]:
        client.force_login(person)
        with CaptureQueriesContext(connection) as caught:
            page = client.get(BOARD).content.decode()
        return (
            len(caught),
            "Log progress" in page,
            'class="tick" data-standing="paused"' in page,
        )

    first, colleague = seen(cast.official), seen(cast.colleague)
    viewer, partner = seen(cast.viewer), seen(cast.partner_official)

    assert colleague[0] < first[0]
    assert (first[1:], colleague[1:]) == ((True, True), (True, True))
    assert (viewer[1:], partner[1:]) == ((False, True), (True, False))


def test_a_fragment_a_page_and_another_language_are_kept_apart(client, cast, commitment):
    addresses = [(BOARD, {}), (f"/fr{BOARD}", {}), (BOARD, {"HX-Request": "true", "HX-Target": "results"})]
    first = [client.get(address, headers=headers).content for address, headers in addresses]

    again = [client.get(address, headers=headers).content for address, headers in addresses]

    assert again == first
    assert len(set(first)) == 3


@pytest.mark.parametrize("address", ["/canada-japan/board/?as_of=never", "/no-such-plan/board/", "/sign-in/"])
def test_refusals_and_pages_of_no_plan_are_not_kept(client, cast, commitment, address):
    response = client.get(address)

    assert "ETag" not in response
    assert [key for key in caches["pages"]._cache if "frame" not in key] == []


def test_nothing_is_kept_over_a_midnight():
    now = datetime(2025, 9, 30, 14, 59, 59, tzinfo=UTC)

    assert next_midnight_anywhere(now) == datetime(2025, 9, 30, 15, tzinfo=UTC)
    assert next_midnight_anywhere(now + timedelta(seconds=1)) == datetime(2025, 9, 30, 15, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("standing=purple", "Standing: “purple” is not one of the choices."),
        ("as_of=2025-02-30", "As of: “2025-02-30” is not a day."),
        ("view=table&page=9", "Page: “9” is not one of the choices."),
    ],
)
def test_who_is_signed_in_is_told_what_was_refused_though_the_rest_is_kept(
    client, cast, commitment, query, sentence
):
    client.force_login(cast.official)
    for understood in ("", "?view=table"):
        client.get(f"{BOARD}{understood}")

    refused = client.get(f"{BOARD}?{query}")

    assert refused.status_code == 422
    assert sentence in refused.content.decode()
    assert sentence not in client.get(BOARD).content.decode()

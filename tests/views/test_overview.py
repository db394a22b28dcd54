from datetime import date

import pytest

from priorities.models import Plan, ReportingPeriod
from priorities.services import register
from tests.boards import filled
from tests.conftest import NOON

from .building import client_of
from .test_status_board import text_of

OVERVIEW = "/canada-japan/"
pytestmark = pytest.mark.usefixtures("at_noon")


def test_the_overview_counts_what_stands_where(cast, client, period):
    cast.accept(cast.commitment())
    cast.accept(cast.commitment(), lifecycle="paused")
    cast.commitment()

    page = text_of(client.get(OVERVIEW))

    assert "3 commitments in 1 priority area" in page
    assert "0 completed 1 not reported · 1 on track · 1 paused" in page
    assert "2 of 3 that need a note have one · April to September 2025 · due 31 Oct 2025" in page
    assert "0 past their due date" in page
    assert (
        "Rule of law On track: 1 Paused: 1 Not reported: 1 On track 1 Paused 1 Not reported 1 "
        "3 commitments 0 overdue"
    ) in page


def test_the_overview_begins_with_what_the_plan_is(cast, client):
    Plan.objects.filter(pk=cast.plan.pk).update(summary_en="What two ministers agreed on.")

    page = text_of(client.get(OVERVIEW))

    assert f"{cast.plan.title_en} What two ministers agreed on." in page


def test_the_numbers_of_an_area_lead_to_its_board(cast, client):
    commitment = cast.commitment()
    cast.accept(commitment, as_of=date(2025, 1, 1))
    register.change_due_date(
        commitment, due_on=date(2025, 9, 1), decided_on=date(2021, 5, 3), by=cast.coordinator, now=NOON
    )

    body = client.get(OVERVIEW).content.decode()

    for address in (
        "?due=overdue",
        "?area=ROL",
        "?area=ROL&amp;due=overdue",
        "?area=ROL&amp;freshness=stale",
    ):
        assert f'href="/canada-japan/board/{address}"' in body
        assert "CJ21-ROL-01" in text_of(client.get(f"/canada-japan/board/{address.replace('&amp;', '&')}"))
    assert "1 overdue" in text_of(client.get(OVERVIEW))
    assert "1 stale" in text_of(client.get(OVERVIEW))


def test_what_changed_tells_how_a_note_moved_the_joint_standing(cast, client):
    commitment = cast.commitment(title_en="Joint exercises")
    cast.accept(commitment, as_of=date(2025, 8, 1), body={"en": "Work **began**."})
    cast.accept(
        commitment, as_of=date(2025, 9, 1), acronym="MOFA", lifecycle="paused", body={"en": "It waits."}
    )

    page = text_of(client.get(OVERVIEW))

    assert "1 Sep 2025 Joint exercises It waits. CJ21-ROL-01 · MOFA · moved On track → Paused" in page
    assert "1 Aug 2025 Joint exercises Work began. CJ21-ROL-01 · GAC · moved Not reported → On track" in page


def test_an_internal_note_changes_no_number_and_no_colour_for_others(cast, client, period):
    commitment = cast.commitment()
    cast.accept(commitment, as_of=date(2025, 3, 1))
    before = client.get(OVERVIEW).content
    cast.accept(
        commitment,
        as_of=date(2025, 9, 1),
        lifecycle="paused",
        body={"en": "Marigold."},
        visibility="internal",
    )

    assert client.get(OVERVIEW).content == before
    for person in (cast.partner_official, cast.admin):
        client.force_login(person)
        assert "Marigold" not in text_of(client.get(OVERVIEW))
        assert "1 on track" in text_of(client.get(OVERVIEW))
    client.force_login(cast.viewer)
    assert "Marigold" in text_of(client.get(OVERVIEW))
    assert "1 paused" in text_of(client.get(OVERVIEW))


def test_a_past_day_is_shown_as_it_stood_and_its_links_stay_on_it(cast, client):
    commitment = cast.commitment()
    cast.accept(commitment, as_of=date(2025, 8, 1))
    cast.accept(commitment, as_of=date(2025, 9, 1), lifecycle="paused")

    response = client.get(f"{OVERVIEW}?as_of=2025-08-31")

    assert "Showing the board as it stood on 31 Aug 2025. 1 later note is hidden." in text_of(response)
    assert "1 on track" in text_of(response)
    assert "paused" not in text_of(response)
    assert 'href="/canada-japan/board/?area=ROL&amp;as_of=2025-08-31"' in response.content.decode()


@pytest.mark.parametrize("day", ["2025-02-30", "soon", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_said_and_left_out(cast, client, day):
    response = client.get(f"{OVERVIEW}?as_of={day}")

    assert response.status_code == 422
    assert f"As of: “{day}” is not a day." in text_of(response)


def test_the_only_plan_is_the_home_page(cast, client):
    assert "Shared priorities" in text_of(client.get("/"))
    assert "What changed" in text_of(client.get("/"))


def test_several_plans_are_listed_at_home_without_the_hidden_ones(cast, client):
    cast.commitment()
    cast.commitment(published=False)
    for slug, public in (("second", True), ("third", False)):
        Plan.objects.create(
            slug=slug, title_en=f"The {slug} plan", adopted_on=date(2022, 1, 1), is_public=public
        )

    page = text_of(client.get("/"))

    assert "Canada · Japan Shared priorities 1 commitment adopted 3 May 2021" in page
    assert "The second plan" in page
    assert "The third plan" not in page


def test_without_a_plan_the_home_page_says_what_will_stand_here(db, client, admin_client):
    assert "No plan is published yet" in text_of(client.get("/"))
    assert "Open the administration" not in text_of(client.get("/"))
    assert "Open the administration" in text_of(admin_client.get("/"))


def test_an_administrator_of_a_new_tracker_reads_what_to_make_first(db, client, admin_client):
    for page in ("/", "/admin/"):
        body = admin_client.get(page).content.decode()
        assert 'aria-current="step" data-done="no"' in body
        assert ('href="/admin/priorities/party/add/"' in body, "Add the parties" in body) == (True, True)
    assert "Add the parties" not in text_of(client.get("/"))


def test_a_coordinator_of_a_plan_without_areas_is_led_to_the_first(cast):
    cast.area.delete()

    led = [
        'href="/admin/priorities/priorityarea/add/"' in client_of(user).get(OVERVIEW).content.decode()
        for user in (cast.coordinator, cast.official, None)
    ]

    assert led == [True, False, False]


def test_a_plan_without_an_area_a_period_or_a_note_says_so(cast, client):
    cast.area.delete()

    page = text_of(client.get(OVERVIEW))

    assert "No priority area yet" in page
    assert "No reporting period has begun" in page
    assert "No note has been accepted yet" in page


@pytest.mark.parametrize("url", ["/", OVERVIEW])
def test_the_overview_may_only_be_read(cast, client, url):
    assert client.post(url).status_code == 405
    assert client.head(url).status_code == 200


def test_a_hidden_plan_is_a_404(cast, client):
    cast.plan.is_public = False
    cast.plan.save()

    assert client.get(OVERVIEW).status_code == 404
    assert "Shared priorities" not in text_of(client.get("/"))


@pytest.mark.parametrize("query", ["", "?as_of=2025-09-30"])
def test_thirty_commitments_take_as_many_queries_as_one(cast, queries_of, period, query):
    filled(cast, 1)
    one = queries_of(f"{OVERVIEW}{query}")
    filled(cast, 29)

    assert queries_of(f"{OVERVIEW}{query}") == one


def test_the_list_of_plans_takes_as_many_queries_for_thirty_as_for_two(cast, queries_of):
    def found(number):
        Plan.objects.create(slug=f"plan-{number}", title_en=f"Plan {number}", adopted_on=date(2022, 1, 1))

    found(1)
    two = queries_of("/")
    for number in range(2, 31):
        found(number)

    assert queries_of("/") == two


def test_the_overview_reads_in_french_and_japanese(cast, client, period):
    cast.accept(cast.commitment())
    period.refresh_from_db()
    assert ReportingPeriod.objects.count() == 1

    assert client.get("/fr/canada-japan/").status_code == 200
    assert client.get("/ja/canada-japan/").status_code == 200


def test_the_overview_counts_in_japanese_behind_what_it_counts(cast, client, period):
    cast.accept(cast.commitment())
    cast.commitment()

    page = text_of(client.get(f"/ja{OVERVIEW}"))

    assert "0 件完了 未報告1件 · 順調1件" in page

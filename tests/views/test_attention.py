import re
from datetime import date
from html import unescape

import pytest

from priorities.services import register
from tests.conftest import NOON
from tests.views.building import client_of, htmx, words_of

LIST = "/canada-japan/attention/"
pytestmark = pytest.mark.usefixtures("at_noon")


def numbers(page: str) -> dict[str, int]:
    """What the head of each section counts."""
    found = re.findall(r'<h2 id="(\w+)-title"><span>[^<]+<span class="n">(\d+)', page)
    return {reason: int(number) for reason, number in found}


def section(page: str, reason: str) -> str:
    """What a reader reads in one section."""
    body = page.split(f'id="{reason}"')[1].split("</section>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", f"<{body}")).split())


def commitment_of_every_reason(cast):
    """One commitment that is overdue, stale, unowned by Japan, paused for no reason, unassessable and in English."""
    cast.plan.required_languages = "en,fr"
    register.revise_register(cast.plan, by=cast.coordinator, now=NOON)
    commitment = cast.commitment(owners=["GAC"], assessment_obstacle_en="No measure is named.")
    cast.accept(commitment, as_of=date(2025, 1, 1), lifecycle="paused")
    register.change_due_date(
        commitment, due_on=date(2025, 9, 1), decided_on=date(2021, 5, 3), by=cast.coordinator, now=NOON
    )
    return commitment


def test_each_reason_has_its_number_a_sentence_and_its_commitments(cast, client):
    commitment = commitment_of_every_reason(cast)

    response = client.get(LIST)

    page = words_of(response)
    assert response.status_code == 200
    assert numbers(page) == {
        "overdue": 1, "stale": 1, "never": 0, "unowned": 1, "differ": 0, "reason": 1, "unassessable": 1,
        "translation": 1,
    }  # fmt: skip
    assert "CJ21-ROL-01 Commitment 1 GAC 30 days overdue due 1 Sep 2025" in section(page, "overdue")
    assert "273 days silent last note 1 Jan 2025" in section(page, "stale")
    assert "No lead: Japan" in section(page, "unowned")
    assert "CA Paused no reason" in section(page, "reason")
    assert "No measure is named." in section(page, "unassessable")
    assert "Title no French Note by GAC, 1 Jan 2025 no French" in section(page, "translation")
    assert section(page, "differ").endswith("None.")
    assert f'href="{commitment.get_absolute_url()}"' in page


def test_the_boards_table_shows_as_many_as_the_list_counts_to_every_reader(cast):
    commitment_of_every_reason(cast)
    cast.commitment()
    differing = cast.commitment(owners=["GAC", "MOFA"])
    cast.accept(differing)
    cast.accept(differing, acronym="MOFA", lifecycle="paused", visibility="shared")

    for person in (None, cast.viewer, cast.partner_official):
        client = client_of(person)
        page = words_of(client.get(LIST))
        tables = re.findall(r'<h2 id="(\w+)-title">.*?href="([^"]+)">See the table', page)
        shown = {
            reason: words_of(client.get(unescape(address))).count('<td class="ref">')
            for reason, address in tables
        }
        assert shown == {reason: number for reason, number in numbers(page).items() if number}
        assert ("differ" in shown) == (person is not None)
        assert ("CA On track JP Paused" in section(page, "differ")) == (person is not None)


def test_an_internal_note_changes_no_word_for_those_who_may_not_read_it(cast, client):
    commitment = cast.commitment()
    cast.accept(commitment, as_of=date(2025, 8, 1))
    partner = client_of(cast.partner_official)
    before = words_of(client.get(LIST)), numbers(words_of(partner.get(LIST)))
    cast.accept(commitment, lifecycle="paused", visibility="internal")

    assert (words_of(client.get(LIST)), numbers(words_of(partner.get(LIST)))) == before
    assert numbers(words_of(client_of(cast.viewer).get(LIST)))["reason"] == 1


def test_an_owner_asks_for_theirs_and_a_member_for_mine(cast, client):
    cast.commitment(owners=["DND"], title_en="Joint exercises")
    cast.commitment(owners=["GAC"], title_en="A treaty")

    theirs = words_of(client.get(f"{LIST}?owner=DND"))
    page = words_of(client_of(cast.other_official).get(LIST))

    assert numbers(theirs)["unowned"] == 1
    assert "Joint exercises" in section(theirs, "unowned")
    assert re.findall(r'href="([^"]+)">Mine', page) == [f"{LIST}?owner=DND"]
    assert ">Mine<" not in theirs
    assert ">Mine<" not in words_of(client_of(cast.assessor).get(LIST))


def test_a_past_day_has_its_own_list_and_its_links_stay_on_it(cast, client):
    commitment = commitment_of_every_reason(cast)

    page = words_of(client.get(f"{LIST}?as_of=2025-02-01"))

    assert numbers(page) | {"overdue": 0, "stale": 0, "reason": 1} == numbers(page)
    assert f'href="{commitment.get_absolute_url()}?as_of=2025-02-01"' in page
    assert "as_of=2025-02-01" in re.findall(r'id="reason-title".*?href="([^"]+)"', page)[0]
    assert "Showing the board as it stood on 1 Feb 2025." in page


def test_what_is_not_understood_is_left_out_and_named(cast, client):
    cast.commitment()

    response = client.get(f"{LIST}?owner=NOBODY&as_of=yesterday")

    assert response.status_code == 422
    assert "“NOBODY” is not one of the choices." in words_of(response)
    assert "“yesterday” is not a day" in words_of(response)
    assert numbers(words_of(response))["never"] == 1


def test_htmx_gets_the_list_alone(cast, client):
    cast.commitment()

    fragment = words_of(client.get(LIST, headers=htmx("attention")))

    assert fragment.lstrip().startswith('<div id="attention"')
    assert "<html" not in fragment
    assert numbers(fragment) == numbers(words_of(client.get(LIST)))


def test_it_is_only_read_and_hidden_with_its_plan(cast, client):
    assert {getattr(client, method)(LIST).status_code for method in ("post", "put", "delete")} == {405}
    cast.plan.is_public = False
    cast.plan.save()

    assert client.get(LIST).status_code == 404
    assert client_of(cast.viewer).get(LIST).status_code == 200


def test_the_overview_and_the_board_lead_to_it_on_the_same_day(cast, client):
    for page in ("", "board/"):
        assert f'href="{LIST}?as_of=2025-02-01"' in words_of(
            client.get(f"/canada-japan/{page}?as_of=2025-02-01")
        )


def test_the_page_asks_as_much_of_one_commitment_as_of_ten(cast, queries_of):
    commitment_of_every_reason(cast)
    with_one = queries_of(LIST)
    for _ in range(9):
        commitment_of_every_reason(cast)

    assert queries_of(LIST) == with_one


def test_the_commitments_page_says_why_it_cannot_be_assessed(cast, client):
    obstructed = cast.commitment(assessment_obstacle_en="No measure is named.")
    other = cast.commitment()

    assert "Not assessable as worded</b> — No measure is named." in words_of(
        client.get(obstructed.get_absolute_url())
    )
    assert "Not assessable" not in words_of(client.get(other.get_absolute_url()))


def test_words_in_another_language_than_the_page_say_so_once(cast, client):
    commitment = cast.commitment(title_en="A treaty", assessment_obstacle_fr="Aucune mesure.")
    cast.accept(
        commitment,
        lifecycle="paused",
        body={"en": "Talks."},
        reason={"en": "Votes."},
        next_steps={"fr": "Un vote."},
    )

    english = words_of(client.get(commitment.get_absolute_url()))
    french = words_of(client.get(f"/fr{commitment.get_absolute_url()}"))

    assert english.count("shown-in") == 2
    assert french.count("shown-in") == 2

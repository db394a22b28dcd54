import re
from html import unescape
from uuid import uuid4

import pytest

from priorities.models import Ownership, SavedView
from priorities.services import saved_views as services
from tests.conftest import NOON
from tests.views.building import bare, client_of, htmx, words_of

BOARD = "/canada-japan/board/"
VIEWS = "/canada-japan/views/"
pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def official(cast):
    return client_of(cast.official)


def saved(cast, *, name="Late", query="due=overdue", by=None, organization=None) -> SavedView:
    return services.save_view(
        cast.plan,
        name=name,
        query=query,
        organization=cast.organizations[organization] if organization else None,
        by=by or cast.official,
        now=NOON,
    )


def steps(view) -> dict[str, str]:
    return {name: f"{VIEWS}{view.slug}/{name}" for name in ("", "edit/", "delete/")}


def test_a_board_is_saved_as_it_is_shown_but_of_today(cast, official):
    shown = f"{BOARD}?view=table&as_of=2025-09-01&sort=due_on&gap=reason&page=1"
    page = words_of(official.get(shown))
    query = unescape(re.findall(r'name="query" value="([^"]*)"', page)[0])

    response = official.post(VIEWS, {"name": " Without  reason ", "query": query})

    view = SavedView.objects.get()
    assert (view.name, view.owner, view.organization) == ("Without reason", cast.official, None)
    assert view.query == "view=table&sort=due_on&gap=reason"
    assert (response.status_code, response["Location"]) == (303, f"{BOARD}?{query}")
    opened = official.get(view.get_absolute_url())
    assert (opened.status_code, opened["Location"]) == (302, f"{BOARD}?{view.query}")
    assert "View saved" in words_of(official.get(BOARD))


def test_the_day_is_kept_if_asked_and_nothing_that_the_board_did_not_understand(cast, official):
    official.post(
        VIEWS,
        {"name": "Then", "query": "as_of=2025-09-01&due=never&standing=paused&page=3", "keep_day": "on"},
    )

    assert SavedView.objects.get().query == "as_of=2025-09-01&standing=paused"


def test_htmx_gets_the_menus_again_with_the_new_view_in_them(cast, official):
    data = {"name": "Late", "query": "due=overdue", "organization": cast.organizations["GAC"].pk}

    response = official.post(VIEWS, data, headers=htmx("saved-views"))

    page = words_of(response)
    assert response.status_code == 200
    assert "View saved" in response["HX-Trigger"]
    assert page.lstrip().startswith('<div class="actions" id="saved-views"')
    assert f'href="{SavedView.objects.get().get_absolute_url()}" aria-current="true"' in page


def test_what_is_wrong_stands_at_its_field(cast, official):
    saved(cast, name="Taken")
    wrong = {
        "": "Give this view a name.",
        "Taken": "You have a view of this name already.",
        "x" * 81: "at most 80 characters",
    }

    for name, sentence in wrong.items():
        for headers in ({}, htmx("saved-views")):
            response = official.post(VIEWS, {"name": name, "query": "due=due_soon"}, headers=headers)
            page = words_of(response)
            assert response.status_code == 422
            assert sentence in page.split('id="id_view_name_error"')[1]
            assert 'value="due=due_soon"' in page
            assert ("<html" in page) == (not headers)
    assert SavedView.objects.count() == 1


def test_a_double_click_saves_one_view(cast, official):
    answers = [official.post(VIEWS, {"name": "Late", "query": "due=overdue"}).status_code for _ in range(2)]

    assert (answers, SavedView.objects.count()) == ([303, 303], 1)


def test_a_view_is_shared_with_ones_own_organizations_only(cast, official):
    response = official.post(VIEWS, {"name": "Late", "organization": cast.organizations["DND"].pk})

    assert response.status_code == 422
    assert SavedView.objects.count() == 0
    assert "DND ·" not in words_of(official.get(BOARD)).split('id="saved-views"')[1].split("</form>")[0]


def test_who_may_not_open_a_view_finds_it_as_missing_as_one_that_is(cast):
    private, shared = saved(cast), saved(cast, name="Ours", organization="GAC")
    missing = VIEWS + f"{uuid4()}/"

    for person in (cast.other_official, cast.partner_official, cast.assessor, cast.admin):
        client = client_of(person)
        for view in (private, shared):
            for address in (steps(view)[""], steps(view)["edit/"]):
                response = client.get(address)
                assert response.status_code == 404
                assert bare(response) == bare(client.get(missing))
            assert client.post(steps(view)["delete/"]).status_code == 404
    assert client_of(cast.colleague).get(steps(private)[""]).status_code == 404
    assert client_of(cast.colleague).get(steps(shared)[""]).status_code == 302
    assert SavedView.objects.count() == 2


def test_who_is_not_signed_in_signs_in_first_whatever_there_is(cast, client):
    view = saved(cast)
    addresses = [steps(view)[""], steps(view)["edit/"], f"{VIEWS}{uuid4()}/"]

    assert [client.get(address)["Location"] for address in addresses] == [
        f"/sign-in/?next={address}" for address in addresses
    ]
    assert client.post(VIEWS, {"name": "Late"})["Location"] == f"/sign-in/?next={BOARD}"
    assert client.post(steps(view)["delete/"])["Location"] == f"/sign-in/?next={BOARD}"


def test_those_who_may_open_a_shared_view_do_not_change_it(cast):
    view = saved(cast, organization="GAC")
    colleague = client_of(cast.colleague)

    answers = [
        colleague.get(steps(view)["edit/"]),
        colleague.post(steps(view)["edit/"], {"name": "Mine"}),
        colleague.post(steps(view)["delete/"]),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert SavedView.objects.get().name == "Late"
    page = words_of(colleague.get(BOARD))
    assert view.get_absolute_url() in page
    assert steps(view)["edit/"] not in page


def test_its_owner_renames_shares_and_deletes_a_view(cast, official):
    view, gac = saved(cast), cast.organizations["GAC"]
    saved(cast, name="Taken")

    assert official.post(steps(view)["edit/"], {"name": "Taken"}).status_code == 422
    changed = official.post(steps(view)["edit/"], {"name": "Overdue", "organization": gac.pk})
    view.refresh_from_db()
    assert (changed.status_code, view.name, view.organization) == (303, "Overdue", gac)
    assert "Overdue" in words_of(official.get(steps(view)["edit/"]))

    assert official.post(steps(view)["delete/"]).status_code == 303
    assert official.post(steps(view)["delete/"]).status_code == 404
    assert official.get(steps(view)[""]).status_code == 404


def test_a_view_that_was_changed_meanwhile_is_not_written_over_unseen(cast, official):
    """Two windows of one person: the second to save is told, keeps what was typed, and may mean it."""
    view = saved(cast)
    read = re.search(r'name="version" value="(\d+)"', official.get(steps(view)["edit/"]).content.decode())[1]
    official.post(steps(view)["edit/"], {"name": "Overdue", "version": read})

    refused = official.post(steps(view)["edit/"], {"name": "Late ones", "version": read})
    view.refresh_from_db()
    assert (refused.status_code, view.name) == (409, "Overdue")
    assert "This view was changed in another window after you opened this page." in words_of(refused)
    assert "Saved meanwhile: “Overdue”" in words_of(refused)
    page = refused.content.decode()
    assert 'value="Late ones"' in page
    seen = re.search(r'name="version" value="(\d+)"', page)[1]

    meant = official.post(steps(view)["edit/"], {"name": "Late ones", "version": seen})
    view.refresh_from_db()
    assert (meant.status_code, view.name) == (303, "Late ones")


def test_a_view_that_was_changed_meanwhile_is_not_deleted_unseen(cast, official):
    view, gac = saved(cast), cast.organizations["GAC"]
    read = re.findall(r'name="version" value="(\d+)"', words_of(official.get(steps(view)["edit/"])))
    official.post(steps(view)["edit/"], {"name": "Of all", "organization": gac.pk, "version": read[0]})

    refused = official.post(steps(view)["delete/"], {"version": read[1]})

    page = words_of(refused)
    assert (refused.status_code, SavedView.objects.get().name) == (409, "Of all")
    assert "Nothing was overwritten or deleted" in page
    assert 'value="Of all"' in page
    assert f'<option value="{gac.pk}" selected>' in page
    assert f'action="{steps(view)["edit/"]}"' in page  # saving there must not delete
    seen = re.findall(r'name="version" value="(\d+)"', page)
    assert official.post(steps(view)["delete/"], {"version": seen[1]}).status_code == 303
    assert SavedView.objects.count() == 0


def test_a_version_that_is_no_number_is_nothing_to_correct(cast, official):
    view = saved(cast)

    response = official.post(steps(view)["edit/"], {"name": "Overdue", "version": "x"})

    view.refresh_from_db()
    assert (response.status_code, view.name) == (303, "Overdue")


def test_an_address_goes_on_working_when_a_filter_names_nothing_any_more(cast, official):
    commitment = cast.commitment(owners=["DND"])
    view = saved(cast, query="owner=DND&standing=not_reported")
    Ownership.objects.all().delete()

    response = official.get(view.get_absolute_url(), follow=True)

    assert response.status_code == 422
    assert "“DND” is not one of the choices." in words_of(response)
    assert commitment.reference in words_of(response)


def test_nobody_elses_page_speaks_of_saved_views_and_none_is_asked_for(cast, client, queries_of, official):
    before = queries_of(BOARD)
    for number in range(9):
        saved(cast, name=f"View {number}", organization="GAC")

    assert queries_of(BOARD) == before
    assert "saved-views" not in words_of(client.get(BOARD))
    page = words_of(client_of(cast.viewer).get(BOARD))
    assert len(re.findall(r"View \d</bdi>", page)) == 9


def test_filtering_brings_the_form_what_it_would_save(cast, official):
    fragment = words_of(official.get(f"{BOARD}?due=overdue", headers=htmx("results")))

    assert re.findall(
        r'<div id="saved-query" hx-swap-oob="true">\s*<input[^>]*value="([^"]*)"', fragment
    ) == ["due=overdue"]


def test_views_take_their_methods_and_no_others(cast, official):
    view = saved(cast)

    assert official.get(VIEWS).status_code == 405
    assert official.post(steps(view)[""]).status_code == 405
    assert official.get(steps(view)["delete/"]).status_code == 405
    assert official.put(steps(view)["edit/"]).status_code == 405

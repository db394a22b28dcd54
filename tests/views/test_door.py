"""The door: what a stranger, an attacker and a forgetful person get to see at it."""

import re

import pytest
from django.test import Client

from priorities.models import Throttle
from tests.conftest import PASSWORD

from .building import bare, client_of, words_of
from .test_sessions import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def limits(settings):
    settings.SIGN_IN_LIMIT = 3
    settings.SIGN_IN_LIMIT_PER_ADDRESS = 8


def without_name(response, name: str) -> str:
    """The page without what its visitor typed, and without tokens."""
    return bare(response).replace(f'value="{name}"', "")


def lock(client, name: str) -> None:
    for _ in range(3):
        sign_in(client, name, "not it")


def test_after_too_many_wrong_passwords_even_the_right_one_waits(cast, client, at_noon):
    lock(client, "official")

    response = sign_in(client)

    assert (response.status_code, response["Retry-After"]) == (429, "901")
    assert "Please wait 15 minutes" in words_of(response)
    assert "_auth_user_id" not in client.session


def test_a_locked_account_looks_the_same_whether_it_exists_or_not(cast, at_noon):
    cast.colleague.is_active = False
    cast.colleague.save()
    answers = set()
    for name in ["official", "colleague", "nobody-here"]:
        client = Client()
        lock(client, name)
        response = sign_in(client, name)
        answers.add((response.status_code, without_name(response, name)))
        Throttle.objects.all().delete()

    assert [status for status, _ in answers] == [429]


def test_all_workers_share_the_count(cast):
    for _ in range(3):
        sign_in(Client(), "official", "not it")

    assert sign_in(Client()).status_code == 429
    assert sign_in(Client(), "reviewer").status_code == 302


def test_an_address_that_tries_many_accounts_is_shut_out_of_all(cast, client):
    for n in range(8):
        sign_in(client, f"nobody-{n}", "not it")

    assert sign_in(client).status_code == 429
    assert (
        client.post(
            "/sign-in/", {"username": "official", "password": PASSWORD}, REMOTE_ADDR="192.0.2.9"
        ).status_code
        == 302
    )


@pytest.mark.parametrize(("behind_proxy", "status"), [(False, 429), (True, 302)])
def test_a_forwarded_address_counts_only_behind_a_proxy_and_only_the_last_one(
    cast, client, settings, behind_proxy, status
):
    settings.BEHIND_PROXY = behind_proxy
    for n in range(8):
        sent = {"username": f"nobody-{n}", "password": "not it"}
        client.post("/sign-in/", sent, headers={"X-Forwarded-For": f"10.0.0.{n}, 192.0.2.1"})

    sent = {"username": "official", "password": PASSWORD}
    same = client.post("/sign-in/", sent, headers={"X-Forwarded-For": "10.9.9.9, 192.0.2.1"})
    other = Client().post("/sign-in/", sent, headers={"X-Forwarded-For": "192.0.2.1, 198.51.100.7"})

    assert (same.status_code, other.status_code) == (429, status)


@pytest.mark.parametrize(("prefix", "said"), [("", "Sign in"), ("/fr", 'lang="fr"'), ("/ja", 'lang="ja"')])
def test_language_and_destination_survive_a_refusal_and_a_lock(cast, client, prefix, said):
    sent = {"username": "official", "password": "not it", "next": "/canada-japan/board/"}

    answers = [client.post(f"{prefix}/sign-in/", sent) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [422, 422, 422, 429]
    for answer in answers:
        assert said in words_of(answer)
        assert 'name="next" value="/canada-japan/board/"' in words_of(answer)


def test_an_unknown_account_costs_a_hash_as_a_known_one_does(cast, client, monkeypatch):
    """The time is in the hash; both paths make exactly one."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    made = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *given: made.append(1) or encode(*given))
    counts = []
    for name in ["official", "nobody-here"]:
        made.clear()
        sign_in(client, name, "not it")
        counts.append(len(made))

    assert counts == [1, 1]


def test_signing_out_by_the_editor_s_door_clears_what_the_browser_kept_too(cast):
    client = client_of(cast.official)

    response = client.post("/admin/logout/")

    assert response["Clear-Site-Data"] == '"cache"'
    assert "no-store" in response["Cache-Control"]
    assert "_auth_user_id" not in client.session


def test_an_open_session_ends_when_the_account_is_closed(cast):
    client = client_of(cast.official)
    assert "Sign out" in words_of(client.get("/canada-japan/"))

    cast.official.is_active = False
    cast.official.save()

    assert "Sign out" not in words_of(client.get("/canada-japan/"))
    assert client.get("/admin/").status_code == 302


def test_a_new_password_ends_the_other_sessions_and_not_the_one_that_set_it(cast):
    here, elsewhere = client_of(cast.official), client_of(cast.official)
    new = {"new_password1": "an-entirely-new-word", "new_password2": "an-entirely-new-word"}

    here.post("/admin/password_change/", {"old_password": PASSWORD} | new)

    assert here.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302


def test_a_forged_host_gets_a_plain_400(cast, client):
    response = client.get("/sign-in/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert "evil.example" not in words_of(response)


@pytest.mark.parametrize("page", ["/sign-in/", "/password/", "/sign-out/", "/admin/logout/"])
def test_a_forged_origin_is_refused(cast, page):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.official)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', words_of(client.get("/password/")))[1]
    sent = {"csrfmiddlewaretoken": token}

    refused = client.post(page, sent, headers={"origin": "https://evil.example"})

    assert refused.status_code == 403
    assert "_auth_user_id" in client.session


def test_keys_given_twice_do_no_harm(cast, client):
    response = client.post(
        "/sign-in/?next=https://evil.example&next=//evil.example",
        {
            "username": ["nobody", "official"],
            "password": ["no", PASSWORD],
            "next": ["/fr/", "https://evil.example"],
        },
    )

    assert (response.status_code, response["Location"]) == (302, "/")
    assert (
        client.get("/canada-japan/board/?as_of=2025-01-01&as_of=2025-02-01&view=table&view=board").status_code
        == 200
    )

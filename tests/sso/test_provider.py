"""Sign-in by an organization's own provider."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from priorities.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def official(cast):
    cast.official.email = "official@example.org"
    cast.official.save()
    return cast.official


def vouched_for(provider, email="Official@Example.org", verified=True, sub="42"):
    provider.update({"sub": sub, "email": email, "email_verified": verified, "name": "Somebody"})


def come_back(client, begin="/sso/begin/"):
    """Go to the provider, and come back with its answer."""
    away = client.get(client.get(begin)["Location"])
    asked = parse_qs(urlsplit(away["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    return client.get("/sso/provider/oidc/login/callback/", {"state": asked["state"][0], "code": "c"})


def test_the_sign_in_page_offers_it(cast, client):
    assert "Sign in with Ministry" in client.get("/sign-in/").content.decode()


def test_the_holder_of_an_account_with_this_address_is_let_in(official, client, provider):
    vouched_for(provider)

    response = come_back(client, "/sso/begin/?next=/canada-japan/board/")

    official.refresh_from_db()
    assert response["Location"] == "/canada-japan/board/"
    assert client.session["_auth_user_id"] == str(official.pk)
    assert official.has_usable_password()


def test_the_second_time_the_provider_s_own_number_decides(official, provider):
    vouched_for(provider)
    come_back(Client())
    vouched_for(provider, email="renamed@example.org")
    client = Client()

    come_back(client)

    assert client.session["_auth_user_id"] == str(official.pk)


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "stranger@example.org"},
        {"verified": False},
        {"email": ""},
        {"email": "officıal@example.org"},
    ],
)
def test_nobody_else_is_let_in_and_no_account_is_made(official, client, provider, claims):
    vouched_for(provider, **claims)
    accounts = User.objects.count()

    response = come_back(client)

    assert response.status_code == 403
    assert "You cannot sign in this way" in response.content.decode()
    assert User.objects.count() == accounts
    assert "_auth_user_id" not in client.session


def test_a_closed_account_gets_the_same_page_as_a_stranger(official, provider):
    vouched_for(provider)
    come_back(Client())
    User.objects.filter(pk=official.pk).update(is_active=False)
    known = come_back(Client())
    vouched_for(provider, email="stranger@example.org", sub="77")

    assert (known.status_code, known.content) == (403, come_back(Client()).content)


def test_nobody_ties_a_second_identity_to_an_account(official, cast, provider):
    vouched_for(provider)
    client = Client()
    client.force_login(cast.colleague)
    away = client.get("/sso/provider/oidc/login/?process=connect")
    state = parse_qs(urlsplit(away["Location"]).query)["state"][0]

    response = client.get("/sso/provider/oidc/login/callback/", {"state": state, "code": "c"})

    assert response.status_code == 403
    assert not cast.colleague.socialaccount_set.exists()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere(official, client, provider, elsewhere):
    vouched_for(provider)

    assert come_back(client, f"/sso/begin/?next={elsewhere}")["Location"] == "/"


@pytest.mark.parametrize(
    "page",
    ["/sso/signup/", "/sso/password/reset/", "/sso/email/", "/accounts/signup/", "/sso/provider/none/login/"],
)
def test_no_other_door_is_open(cast, client, page):
    assert client.get(page).status_code == 404


def test_an_answer_nobody_asked_for_is_refused(official, client, provider):
    vouched_for(provider)

    client.get("/sso/provider/oidc/login/callback/", {"state": "made-up", "code": "c"})

    assert "_auth_user_id" not in client.session

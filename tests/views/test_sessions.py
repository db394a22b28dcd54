"""Signing in and out."""

import pytest

from tests.conftest import PASSWORD

from .building import bare, client_of, words_of

pytestmark = pytest.mark.django_db


def sign_in(client, person="official", password=PASSWORD, **sent):
    return client.post("/sign-in/", {"username": person, "password": password} | sent)


def test_a_person_signs_in_and_goes_where_they_were_heading(cast, client):
    response = sign_in(client, next="/canada-japan/board/?area=ROL")

    assert (response.status_code, response["Location"]) == (302, "/canada-japan/board/?area=ROL")
    assert client.session["_auth_user_id"] == str(cast.official.pk)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.org/",
        "//example.org/",
        "/\\example.org",
        "javascript:alert(1)",
        "http:///example.org",
    ],
)
def test_nobody_is_sent_elsewhere(cast, client, elsewhere):
    response = sign_in(client, next=elsewhere)

    assert response["Location"] == "/"


@pytest.mark.parametrize(("language", "home"), [("en", "/"), ("fr", "/fr/"), ("ja", "/ja/")])
def test_without_a_destination_home_is_in_the_person_s_language(cast, client, language, home):
    cast.official.language = language
    cast.official.save()

    response = sign_in(client)

    assert response["Location"] == home


def test_a_stranger_and_a_closed_account_get_the_same_answer_as_a_wrong_password(cast, client):
    cast.colleague.is_active = False
    cast.colleague.save()

    wrong = sign_in(client, "official", "not it")
    nobody = sign_in(client, "nobody-here", "not it")
    closed = sign_in(client, "colleague", PASSWORD)

    answers = {
        bare(response).replace(name, "")
        for response, name in [
            (wrong, 'value="official"'),
            (nobody, 'value="nobody-here"'),
            (closed, 'value="colleague"'),
        ]
    }
    assert {wrong.status_code, nobody.status_code, closed.status_code} == {422}
    assert len(answers) == 1
    assert "do not go together" in words_of(wrong)


def test_the_page_is_kept_nowhere_and_never_echoes_a_password(cast, client):
    page = client.get("/sign-in/")
    refused = sign_in(client, password="my-secret-typo")

    assert "no-store" in page["Cache-Control"]
    assert "my-secret-typo" not in words_of(refused)


def test_whoever_is_signed_in_goes_straight_on(cast):
    response = client_of(cast.official).get("/sign-in/", {"next": "/canada-japan/board/"})

    assert response["Location"] == "/canada-japan/board/"


def test_the_session_gets_a_new_key(cast, client):
    session = client.session
    session["kept"] = True
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before

    sign_in(client)

    assert client.session.session_key != before


def test_signing_out_forgets_the_session_and_what_the_browser_kept(cast):
    client = client_of(cast.official)

    response = client.post("/sign-out/")

    assert (response.status_code, response["Location"]) == (302, "/")
    assert response["Clear-Site-Data"] == '"cache"'
    assert "_auth_user_id" not in client.session


def test_a_link_signs_nobody_out(cast):
    client = client_of(cast.official)

    response = client.get("/sign-out/")

    assert response.status_code == 405
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(cast, client, method):
    assert getattr(client, method)("/sign-in/").status_code == 405


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"username": ""},
        {"username": "a\x00b", "password": "x"},
        {"username": "x" * 5000, "password": "y"},
    ],
)
def test_bad_input_is_answered_not_crashed_on(cast, client, sent):
    assert client.post("/sign-in/", sent).status_code == 422

"""One-time codes and security keys, and the roles that need them."""

import time

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client

from priorities.models import AuditEntry
from tests.conftest import PASSWORD
from tests.views.building import htmx

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def with_code(cast):
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(cast.official, SECRET)
    return cast.official


def code_now() -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))


def sign_in(client, person="official", **sent):
    return client.post("/sign-in/", {"username": person, "password": PASSWORD} | sent)


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_a_password_alone_opens_nothing_where_a_second_factor_is_set_up(with_code, client):
    response = sign_in(client, next="/canada-japan/board/")

    assert response["Location"] == "/sso/second-factor/authenticate/"
    assert not signed_in(client)
    assert client.get("/admin/").status_code == 302


def test_the_code_opens_the_session_under_a_new_key_and_leads_on(with_code, client):
    page = client.get(sign_in(client, next="/canada-japan/board/")["Location"])
    before = client.session.session_key

    response = client.post("/sso/second-factor/authenticate/", {"code": code_now()})

    assert 'autocomplete="one-time-code"' in page.content.decode()
    assert response["Location"] == "/canada-japan/board/"
    assert client.session["_auth_user_id"] == str(with_code.pk)
    assert client.session.session_key != before


def test_codes_are_counted_like_passwords(with_code, client, settings):
    settings.SIGN_IN_LIMIT = 3
    sign_in(client)
    for _ in range(3):
        client.post("/sso/second-factor/authenticate/", {"code": "000000"})

    response = client.post("/sso/second-factor/authenticate/", {"code": code_now()})

    assert "Please wait 15 minutes" in response.content.decode()
    assert not signed_in(client)


def test_without_a_second_factor_sign_in_is_as_ever(cast, client):
    assert sign_in(client, next="/fr/")["Location"] == "/fr/"
    assert signed_in(client)


@pytest.mark.parametrize("person", ["reviewer", "admin"])
def test_a_role_that_needs_a_second_factor_sets_it_up_before_anything_else(cast, client, person):
    sign_in(client, person)

    answers = [client.get(page) for page in ("/", "/canada-japan/board/", "/admin/")]

    assert [answer["Location"] for answer in answers] == ["/sso/second-factor/"] * 3
    assert client.get("/canada-japan/board/", headers=htmx("results"))["HX-Redirect"] == "/sso/second-factor/"
    assert client.post("/canada-japan/notes/1/accept/")["Location"] == "/sso/second-factor/"
    assert client.get("/sso/second-factor/").status_code == 200
    assert client.post("/sign-out/").status_code == 302


def test_other_roles_and_strangers_are_left_alone(cast, client):
    assert client.get("/canada-japan/").status_code == 200
    sign_in(client)
    assert client.get("/canada-japan/").status_code == 200


def test_once_it_is_set_up_everything_opens(cast, client):
    from allauth.mfa.totp.internal.auth import TOTP

    client.force_login(cast.reviewer)
    TOTP.activate(cast.reviewer, SECRET)

    assert client.get("/canada-japan/").status_code == 200


def test_the_pages_to_set_it_up_work_and_ask_for_the_password_first(cast, client):
    sign_in(client, "reviewer")

    confirm = client.get("/sso/second-factor/totp/activate/")
    client.post(confirm["Location"], {"password": PASSWORD})
    pages = [client.get(f"/sso/second-factor/{page}") for page in ("totp/activate/", "webauthn/add/")]

    assert confirm["Location"].startswith("/sso/confirm/")
    assert [page.status_code for page in pages] == [200, 200]
    for page in pages:
        assert "<main" in page.content.decode()
        assert "style=" not in page.content.decode()
        assert "'unsafe" not in page["Content-Security-Policy"]


def test_a_role_that_does_not_exist_is_refused_at_the_start(settings):
    from priorities.sso.middleware import SecondFactorMiddleware

    settings.MFA_REQUIRED_ROLES = ["reviewer", "boss"]

    with pytest.raises(ImproperlyConfigured, match="boss"):
        SecondFactorMiddleware(lambda request: None)


def test_an_administrator_forgets_a_lost_factor_on_the_record(with_code, cast):
    call_command("forget_second_factor", "official", by="admin", verbosity=0)

    client = Client()
    sign_in(client)
    assert signed_in(client)
    assert AuditEntry.objects.order_by("-pk").first().changes == {"second_factors": [1, 0]}
    with pytest.raises(CommandError, match="not an administrator"):
        call_command("forget_second_factor", "official", by="reviewer")


def test_the_editor_shows_none_of_it(cast):
    client = Client()
    client.force_login(cast.coordinator)

    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/mfa/authenticator/").status_code == 404

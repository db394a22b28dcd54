"""The headers of every answer, errors included."""

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.test import Client, RequestFactory

from priorities.middleware import HEADERS, PolicyMiddleware

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


def breaking(*given, **named):
    raise RuntimeError("broken on purpose")


def ask(kind: str, cast, monkeypatch):
    """One answer of each kind."""
    client = Client(raise_request_exception=False, enforce_csrf_checks=kind == "csrf")
    if kind == "broken":
        monkeypatch.setattr("priorities.permissions.remember", breaking)
    if kind == "signed in":
        client.force_login(cast.official)
    if kind == "viewer at the editor":
        client.force_login(cast.viewer)
    if kind == "too many":
        for _ in range(settings.SIGN_IN_LIMIT):
            client.post("/sign-in/", {"username": "x", "password": "y"})
    asked = {
        "page": lambda: client.get("/canada-japan/"),
        "signed in": lambda: client.get("/canada-japan/board/"),
        "japanese": lambda: client.get("/ja/sign-in/"),
        "file": lambda: client.get("/canada-japan/board.csv"),
        "redirect": lambda: client.get("/admin/"),
        "slash": lambda: client.get("/sign-in"),
        "forged host": lambda: client.get("/", headers={"host": "evil.example"}),
        "csrf": lambda: client.post("/sign-in/", {}),
        "viewer at the editor": lambda: client.get("/admin/"),
        "missing": lambda: client.get("/no-such-plan/"),
        "method": lambda: client.put("/sign-in/"),
        "refused form": lambda: client.post("/sign-in/", {}),
        "too many": lambda: client.post("/sign-in/", {"username": "x", "password": "y"}),
        "used link": lambda: client.get("/password/MQ/set-password/"),
        "broken": lambda: client.get("/"),
        "static missing": lambda: client.get("/static/none.css"),
    }
    return asked[kind]()


ANSWERS = {
    "page": 200,
    "signed in": 200,
    "japanese": 200,
    "file": 200,
    "redirect": 302,
    "slash": 301,
    "forged host": 400,
    "csrf": 403,
    "viewer at the editor": 403,
    "missing": 404,
    "method": 405,
    "refused form": 422,
    "too many": 429,
    "used link": 410,
    "broken": 500,
    "static missing": 404,
}


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "status"), ANSWERS.items())
def test_every_answer_carries_every_header(cast, monkeypatch, kind, status):
    response = ask(kind, cast, monkeypatch)

    assert response.status_code == status
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert set(response.headers["Content-Security-Policy"].split("; ")) == POLICY
    assert "Server" not in response.headers
    assert "X-Powered-By" not in response.headers


@pytest.mark.django_db
def test_a_static_file_carries_them_too(tmp_path, monkeypatch):
    (tmp_path / "app.css").write_text("body {}")
    monkeypatch.setattr(settings, "STATIC_ROOT", str(tmp_path))
    given = {}

    request = RequestFactory().get("/static/app.css")
    body = WSGIHandler()(request.environ, lambda status, headers: given.update(dict(headers), status=status))

    assert (b"".join(body), given["status"]) == (b"body {}", "200 OK")
    assert {name: given.get(name) for name in HEADERS} == HEADERS
    assert set(given["Content-Security-Policy"].split("; ")) == POLICY
    assert "Access-Control-Allow-Origin" not in given


def test_nothing_unsafe_is_allowed_and_unused_features_are_off():
    assert not [directive for directive in POLICY if "unsafe" in directive or "*" in directive]
    assert "camera=()" in HEADERS["Permissions-Policy"]
    assert HEADERS["Cross-Origin-Resource-Policy"] == "same-origin"


def test_an_answer_that_asks_for_a_policy_of_its_own_gets_it(rf):
    def view(request):
        response = HttpResponse("")
        response._csp_update = {"img-src": ["https://maps.example.org"]}
        return response

    own = PolicyMiddleware(view)(rf.get("/"))["Content-Security-Policy"]

    assert "https://maps.example.org" in own
    assert (
        set(
            PolicyMiddleware(lambda request: HttpResponse(""))(rf.get("/"))["Content-Security-Policy"].split(
                "; "
            )
        )
        == POLICY
    )

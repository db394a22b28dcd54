"""Where SSO=yes: a provider that vouches for whom a test says, on a port of its own."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.conf import settings as django_settings


def pytest_collection_modifyitems(items):
    """These run in a process of their own, which tests/test_sso.py starts with SSO=yes."""
    if not django_settings.SSO:
        for item in items:
            if "/sso/" in str(item.path):
                item.add_marker(
                    pytest.mark.skip(reason="SSO is off here; tests/test_sso.py runs these with it on")
                )


@pytest.fixture
def provider(settings):
    """The claims the provider answers with; empty until a test fills them."""
    claims: dict = {}

    class Provider(BaseHTTPRequestHandler):
        def do_GET(self):
            self.answer(claims if self.path == "/userinfo" else self.configuration())

        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.answer({"access_token": "x", "token_type": "Bearer"})

        def configuration(self):
            here = f"http://127.0.0.1:{server.server_port}"
            return {
                "issuer": here,
                "authorization_endpoint": f"{here}/authorize",
                "token_endpoint": f"{here}/token",
                "userinfo_endpoint": f"{here}/userinfo",
                "jwks_uri": f"{here}/keys",
            }

        def answer(self, content):
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(content).encode())

        def log_message(self, *given):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    Thread(target=server.serve_forever, daemon=True).start()
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["server_url"] = f"http://127.0.0.1:{server.server_port}"
    yield claims
    server.shutdown()
    server.server_close()

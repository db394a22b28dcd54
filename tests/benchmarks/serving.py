"""Sites to measure: a folder with a seeded SQLite file, and the server of the demonstration in a process of its own.

`python -m tests.benchmarks.serving COMMITMENTS NOTES` makes the one in DATA_DIR and prints two sessions.
With DEBUG=yes, static files stay where they are written: quicker to make, and of no use for measuring.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]
PLAN = "benchmark"
ADMINISTRATOR, OFFICIAL = "benchmark-admin", "benchmark-official-ca"
PATIENCE = 30


def environment(folder: Path) -> dict[str, str]:
    """This one, but for what names another database or site."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "SITE_URL", "SECRET_KEY")
    }
    return kept | {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "tracker.settings"}


def make_site(folder: Path, *, commitments: int, notes: int) -> dict[str, str]:
    """Make or renew the site in `folder`, which keeps its data; the keys of sessions by account."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.benchmarks.serving", str(commitments), str(notes)]
    made = subprocess.run(
        command, cwd=BASE_DIR, env=environment(folder), check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(made.stdout.splitlines()[-1])


def prepare(commitments: int, notes: int) -> dict[str, str]:
    """What `make_site` runs in the process of the site."""
    import django

    django.setup()

    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from priorities.models import Plan, User

    call_command("migrate", verbosity=0, interactive=False)
    call_command("compile_catalogues", verbosity=0)
    if not settings.DEBUG:
        call_command("collectstatic", verbosity=0, interactive=False)
    if not Plan.objects.filter(slug=PLAN).exists():
        call_command("seed_benchmark", commitments=commitments, notes=notes, plan=PLAN)
    User.objects.get_or_create(username=ADMINISTRATOR, defaults={"is_superuser": True})
    found = {}
    for username in (ADMINISTRATOR, OFFICIAL):
        client = Client()
        client.force_login(User.objects.get(username=username))
        found[username] = client.cookies["sessionid"].value
    return found


@contextmanager
def serve(application: str, folder: Path) -> Iterator[HTTPConnection]:
    """One worker that answers a connection which is kept open."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["--interface", "wsgi", "--workers", "1", "--blocking-threads", "4", "--log-level", "warning"]
    process = subprocess.Popen(
        [sys.executable, "-m", "granian", *options, "--host", "127.0.0.1", "--port", str(port), application],
        cwd=BASE_DIR,
        env=environment(folder),
    )
    try:
        wait_for(port, process)
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        yield connection
        connection.close()
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def wait_for(port: int, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"The server on port {port} did not start.")


if __name__ == "__main__":
    sys.stdout.write(f"{json.dumps(prepare(int(sys.argv[1]), int(sys.argv[2])))}\n")

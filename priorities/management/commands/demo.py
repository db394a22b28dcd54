"""`manage.py demo`: the product with its demonstration data, in one command."""

import os
import shutil
import socket
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from priorities.management.demonstration import ACCOUNTS, FOLDER, Demonstration
from priorities.models import Plan, Report, User

DEFAULT_PASSWORD = "shared-priorities-2021"  # noqa: S105 printed on purpose: a demonstration on one's own machine


class Command(BaseCommand):
    help = "Make the demonstration (database, data, accounts) and serve it on this machine."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000, help="port on 127.0.0.1 (default: 8000)")
        parser.add_argument("--password", help="password of every demonstration account")
        parser.add_argument(
            "--reset", action="store_true", help="throw the demonstration away and begin anew"
        )
        parser.add_argument("--no-serve", action="store_true", help="only make it; do not serve")

    def handle(self, *, port, password, reset, no_serve, **options):
        self.refuse_other_databases()
        self.need_folder()
        self.need_font()
        if not no_serve:
            self.need_port(port)
        if reset:
            self.reset()
        # What is sealed names the address at which it can be checked, so it must be the one that is served.
        settings.SITE_URL = f"http://127.0.0.1:{port}"
        self.make(password)
        self.say_where(port, password, served=not no_serve)
        self.say_where_sealed()
        if not no_serve:
            self.serve(port)

    def refuse_other_databases(self):
        if connection.vendor != "sqlite" and not os.environ.get("DEMONSTRATION"):
            raise CommandError(
                "DATABASE_URL names a database that is not SQLite: set DEMONSTRATION=1 if it may be filled."
            )

    def need_folder(self):
        folder = Path(settings.DATA_DIR)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / ".writable"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise CommandError(
                f"Cannot write to {folder}: {error.strerror}. Set DATA_DIR to a folder you may write to."
            ) from error

    def need_font(self):
        from priorities.reports.exporters.pdf import FontMissing, japanese_font

        try:
            japanese_font()
        except FontMissing as error:
            raise CommandError(str(error)) from error

    def need_port(self, port):
        if not 1 <= port <= 65535:
            raise CommandError(f"Port {port} does not exist: choose one from 1024 to 65535.")
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise CommandError(
                    f"Port {port} cannot be used ({error.strerror}): choose another with --port."
                ) from error

    def reset(self):
        if connection.vendor != "sqlite":
            raise CommandError(
                "--reset only throws away a SQLite file; drop the PostgreSQL database yourself."
            )
        name = str(connection.settings_dict["NAME"])
        connection.close()
        for suffix in ("", "-wal", "-shm", "-journal"):
            Path(name + suffix).unlink(missing_ok=True)
        folder = Path(settings.EVIDENCE_DIR)
        if folder.is_relative_to(settings.DATA_DIR):  # a folder named by EVIDENCE_DIR may be somebody's own
            shutil.rmtree(folder, ignore_errors=True)

    def make(self, password):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("compile_catalogues", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        if not Plan.objects.filter(slug="canada-japan").exists():
            self.stdout.write(f"Reading {FOLDER.name}: the text, 33 commitments and their notes…")
            Demonstration(password=password or DEFAULT_PASSWORD, now=timezone.now()).load()
        elif password:
            for user in User.objects.filter(username__in=[account[0] for account in ACCOUNTS]):
                user.set_password(password)
                user.save(update_fields=["password"])

    def say_where(self, port, password, *, served):
        say = self.stdout.write
        say("")
        say(f"  The Commitment Tracker{'' if served else ' is ready'}: http://127.0.0.1:{port}/")
        say(
            f"  Sign in:                http://127.0.0.1:{port}/sign-in/     edit: http://127.0.0.1:{port}/admin/"
        )
        say("")
        width = max(len(username) for username, *_ in ACCOUNTS) + 2
        for username, given_name, family_name, organization, role, _ in ACCOUNTS:
            name = f"{given_name} {family_name}"
            say(f"    {username:<{width}}{name:<18}{role or 'administrator':<15}{organization or ''}")
        say("")
        known = password or os.environ.get("DEMO_PASSWORD") or DEFAULT_PASSWORD
        say(f"  Password of all:        {known}{'' if password else '   (unless you chose another before)'}")
        say(
            "  Statuses are illustrative readings of public sources. Ctrl+C stops it; what you enter is kept."
        )
        self.stdout.flush()

    def say_where_sealed(self):
        """A sealed report names the address of the site that sealed it, for ever; on a desk that may be another port."""
        report = Report.objects.filter(sha256__isnull=False).order_by("pk").first()
        sealed_at = report.document["verify_url"].removesuffix("/verify/") if report else settings.SITE_URL
        if sealed_at != settings.SITE_URL:
            self.stdout.write(
                f"  Its reports were sealed at {sealed_at}, where their QR codes lead for ever;"
                " --reset seals them anew at this address."
            )
            self.stdout.flush()

    def serve(self, port):
        from granian.constants import Interfaces
        from granian.server import Server

        os.environ["SITE_URL"] = settings.SITE_URL
        sys.path.insert(0, str(settings.BASE_DIR))
        connection.close()
        Server(
            "tracker.wsgi:application",
            address="127.0.0.1",
            port=port,
            interface=Interfaces.WSGI,
            workers=1,
            blocking_threads=4,
            log_access=False,
        ).serve()

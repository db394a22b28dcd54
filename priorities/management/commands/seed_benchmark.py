"""`manage.py seed_benchmark`: a plan of any size, to measure with."""

import time

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from priorities.management.benchmark_data import Benchmark, Taken
from priorities.models import User

ADMINISTRATOR = "benchmark-admin"


class Command(BaseCommand):
    help = "Add a generated plan to measure with, beside whatever is there; no other plan is touched."

    def add_arguments(self, parser):
        parser.add_argument("--commitments", type=int, default=10_000, help="how many (default: 10000)")
        parser.add_argument("--notes", type=int, default=50_000, help="accepted notes (default: 50000)")
        parser.add_argument(
            "--seed", type=int, default=7, help="the same seed makes the same plan (default: 7)"
        )
        parser.add_argument("--plan", default="benchmark", help="address of the plan (default: benchmark)")
        parser.add_argument(
            "--admin-password", help=f"also make the administrator {ADMINISTRATOR}, with this password"
        )

    def handle(self, *, commitments, notes, seed, plan, admin_password, **options):
        if commitments < 1 or notes < 0:
            raise CommandError("Ask for at least one commitment, and for no negative number of notes.")
        began = time.monotonic()
        if connection.vendor == "sqlite":
            # Rows go to the ends of tables but all over their indexes, which do not fit in the usual 2 MB.
            connection.cursor().execute("PRAGMA cache_size = -200000")
        benchmark = Benchmark(slug=plan, commitments=commitments, notes=notes, seed=seed, now=timezone.now())
        try:
            benchmark.fill(self.tell if options["verbosity"] > 1 else lambda done: None)
        except Taken as taken:
            raise CommandError(
                f"There is a plan “{plan}” already, or one with the same references: choose another with --plan."
            ) from taken
        if admin_password:
            self.make_administrator(admin_password)
        numbers = ", ".join(f"{number:,} {name}" for name, number in benchmark.written.items())
        self.stdout.write(f"/{plan}/: {numbers} in {time.monotonic() - began:.0f} s.")

    def tell(self, done: int) -> None:
        self.stdout.write(f"{done:,} commitments")
        self.stdout.flush()

    def make_administrator(self, password: str) -> None:
        user, _ = User.objects.get_or_create(username=ADMINISTRATOR, defaults={"is_superuser": True})
        user.set_password(password)
        user.save()

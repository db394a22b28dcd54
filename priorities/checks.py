"""System checks: which SQLite journal is in force and why, and nothing unsafe slipped in."""

import sqlite3
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, Warning, register
from django.db import connections


@register(Tags.database)
def sqlite_journal(app_configs, databases, **kwargs):
    """Refuses WAL on a SQLite library with the WAL-reset bug, where an acknowledged commit can be lost."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if connection.vendor != "sqlite":
            continue
        with connection.cursor() as cursor:
            mode = cursor.execute("PRAGMA journal_mode").fetchone()[0].upper()
            foreign_keys = cursor.execute("PRAGMA foreign_keys").fetchone()[0]
        if mode == "WAL" and not settings.SQLITE_WAL_IS_SAFE:
            found.append(
                Error(
                    f"Database {alias!r} is in WAL mode, and SQLite {sqlite3.sqlite_version} can lose commits in it.",
                    hint="Use journal_mode=DELETE, or SQLite 3.51.3, 3.50.7, 3.44.6 or later.",
                    id="priorities.E001",
                )
            )
        if not foreign_keys:
            found.append(Error(f"Database {alias!r} does not enforce foreign keys.", id="priorities.E002"))
        if not found:
            why = "has the WAL-reset bug mended" if settings.SQLITE_WAL_IS_SAFE else "has the WAL-reset bug"
            found.append(
                Info(
                    f"SQLite {sqlite3.sqlite_version} {why}: journal mode {mode} is in force.",
                    id="priorities.I001",
                )
            )
    return found


@register()
def sqlite_writes_queue(app_configs, **kwargs):
    """IMMEDIATE makes writers wait in line instead of failing; ATOMIC_REQUESTS would make every page a writer."""
    found = []
    for alias, database in settings.DATABASES.items():
        if not database["ENGINE"].endswith("sqlite3"):
            continue
        if database.get("OPTIONS", {}).get("transaction_mode") != "IMMEDIATE":
            found.append(
                Error(f"Database {alias!r} must set transaction_mode=IMMEDIATE.", id="priorities.E003")
            )
        if database.get("ATOMIC_REQUESTS"):
            found.append(
                Error(f"ATOMIC_REQUESTS must stay off for {alias!r} on SQLite.", id="priorities.E004")
            )
    return found


@register(Tags.security)
def files_are_out_of_reach(app_configs, **kwargs):
    """A file given as evidence, or made of a report, leaves only through the view that asks who may read it."""
    served = Path(settings.STATIC_ROOT).resolve()
    return [
        Error(f"{name} is inside the static files ({served}).", id=f"priorities.{code}")
        for name, code in (("EVIDENCE_DIR", "E005"), ("REPORT_FILES_DIR", "E006"))
        if Path(getattr(settings, name)).resolve().is_relative_to(served)
    ]


@register(Tags.security, deploy=True)
def sqlite_in_production(app_configs, **kwargs):
    """SQLite is for a desk; more than one machine needs PostgreSQL."""
    if settings.HTTPS and settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return [
            Warning(
                "A public address is served from SQLite.",
                hint="Set DATABASE_URL to a PostgreSQL database.",
                id="priorities.W001",
            )
        ]
    return []

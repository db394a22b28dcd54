"""Rows that a fixture made once, put back as they were: making them by services again would be most of many a test."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from priorities.models import AuditChain, User

Made = TypeVar("Made")


@dataclass(frozen=True)
class Copy:
    """What was made, and the rows of each table after it, as (statement that writes one, rows)."""

    made: Any
    rows: tuple[tuple[str, list[tuple]], ...]
    next_keys: str


class Copies:
    """Makes a thing in an empty database once for each way of making it, and from then on puts its rows back.

    The keys are those of the first time. The database is told so: it may have begun to count again meanwhile.
    """

    def __init__(self):
        self.kept: dict[Callable, Copy] = {}

    def of(self, make: Callable[[], Made]) -> Made:
        if User.objects.exists() or AuditChain.objects.exists():
            return make()
        if make not in self.kept:
            before = {statement: set(rows) for statement, rows in _all_rows()}
            made = make()
            rows = [
                (statement, [row for row in rows if row not in before.get(statement, ())])
                for statement, rows in _all_rows()
            ]
            self.kept[make] = Copy(copy.deepcopy(made), tuple(each for each in rows if each[1]), _next_keys())
            return made
        kept = self.kept[make]
        with transaction.atomic(), connection.cursor() as cursor:
            for statement, rows in kept.rows:
                cursor.executemany(statement, rows)
            if kept.next_keys:
                cursor.execute(kept.next_keys)
        return copy.deepcopy(kept.made)


def _next_keys() -> str:
    """What has each table go on after its last row. SQLite does so by itself, and is told nothing."""
    models = list(apps.get_app_config("priorities").get_models())
    return "\n".join(connection.ops.sequence_reset_sql(no_style(), models))


def _all_rows():
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in apps.get_app_config("priorities").get_models():
            columns = [quote(field.column) for field in model._meta.concrete_fields]
            # A sign before a column of SQLite has its driver read what is stored, not what it was declared as.
            read = [f"+{column}" for column in columns] if connection.vendor == "sqlite" else columns
            table = quote(model._meta.db_table)
            order = quote(model._meta.pk.column)
            cursor.execute(f"SELECT {', '.join(read)} FROM {table} ORDER BY {order}")  # noqa: S608 our own tables
            if rows := cursor.fetchall():
                places = ", ".join(["%s"] * len(columns))
                yield f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows  # noqa: S608

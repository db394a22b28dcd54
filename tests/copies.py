"""Rows that a fixture made once, put back as they were: making them by services again would be most of many a test."""

import copy
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

from priorities.models import AuditChain, User

Made = TypeVar("Made")


@dataclass(frozen=True)
class Copy:
    """What was made, the rows it added or changed, as (statement that writes one, rows), and the keys that come next."""

    made: Any
    rows: tuple[tuple[str, list[tuple]], ...]
    next_keys: str


class Copies:
    """Makes a thing once for each way of making it, and from then on puts its rows back.

    The keys are those of the first time. The database is told so: it may have begun to count again meanwhile.
    """

    def __init__(self):
        self.kept: dict[Hashable, Copy] = {}

    def of(self, make: Callable[[], Made]) -> Made:
        """What is made in an empty database."""
        if User.objects.exists() or AuditChain.objects.exists():
            return make()
        return self._made_or_put_back(make, make)

    def more(self, cast, make: Callable, *arguments):
        """What `make` adds to a cast by services, which must depend on nothing but the record and the arguments.

        The cast then holds the record as it is after it.
        """
        record = tuple(AuditChain.objects.order_by("pk").values_list("pk", "length", "head"))
        after, made = self._made_or_put_back(
            (make, arguments, record, cast.made), lambda: (cast, make(cast, *arguments))
        )
        vars(cast).update(vars(after))
        return made

    def _made_or_put_back(self, name: Hashable, make: Callable[[], Made]) -> Made:
        if name not in self.kept:
            before = {statement: set(rows) for statement, rows in all_rows()}
            made = make()
            changed = [
                (statement, [row for row in rows if row not in before.get(statement, ())])
                for statement, rows in all_rows()
            ]
            rows = tuple(each for each in changed if each[1])
            self.kept[name] = Copy(copy.deepcopy(made), rows, _next_keys())
            return made
        kept = self.kept[name]
        with transaction.atomic(), connection.cursor() as cursor:
            for statement, rows in kept.rows:
                cursor.executemany(statement, rows)
            if kept.next_keys:
                cursor.execute(kept.next_keys)
        return copy.deepcopy(kept.made)


COPIES = Copies()


def _next_keys() -> str:
    """What has each table go on after its last row. SQLite does so by itself, and is told nothing."""
    return "\n".join(connection.ops.sequence_reset_sql(no_style(), _models()))


def _models() -> list[type[models.Model]]:
    return list(apps.get_app_config("priorities").get_models(include_auto_created=True))


def all_rows() -> Iterator[tuple[str, list[tuple]]]:
    """(statement that writes one row, rows) of every table that has any."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in _models():
            names = [quote(field.column) for field in model._meta.concrete_fields]
            columns, key = ", ".join(names), quote(model._meta.pk.column)
            # A sign before a column of SQLite has its driver read what is stored, not what it was declared as.
            sign = "+" if connection.vendor == "sqlite" else ""
            read = ", ".join(sign + name for name in names)
            table = quote(model._meta.db_table)
            cursor.execute(f"SELECT {read} FROM {table} ORDER BY {key}")  # noqa: S608 our own tables
            if rows := cursor.fetchall():
                places = ", ".join(["%s"] * len(names))
                others = ", ".join(f"{name} = excluded.{name}" for name in names if name != key)
                yield (
                    f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608
                    f" ON CONFLICT ({key}) DO UPDATE SET {others}",
                    rows,
                )

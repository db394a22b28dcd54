"""Rows that a fixture made once, put back as they were: making them by services again would be most of many a test."""

import copy
import hashlib
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

from priorities.models import Assessment, AuditChain, Evidence, User

Made = TypeVar("Made")
# The record takes these only before what they belong to is decided, and a copy comes after that.
UNCOPIED = (Assessment, Evidence)


@dataclass(frozen=True)
class Copy:
    """What was made; the statements that make it, as (statement, what it is given each time); the keys that come next."""

    made: Any
    statements: tuple[tuple[str, list[tuple]], ...]
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

    def more(self, cast, make: Callable, *arguments, **named):
        """What `make` adds to a cast by services, which must depend on nothing but the record and the arguments.

        The cast then holds the record as it is after it. What is made of words, which are dictionaries, is made anew.
        """
        asked = (make, arguments, tuple(named.items()))
        try:
            hash(asked)
        except TypeError:
            return make(cast, *arguments, **named)
        name = (*asked, cast.made, _fingerprint())
        after, made = self._made_or_put_back(name, lambda: (cast, make(cast, *arguments, **named)))
        vars(cast).update(vars(after))
        return cast if made is after else made

    def _made_or_put_back(self, name: Hashable, make: Callable[[], Made]) -> Made:
        if name not in self.kept:
            before = dict(all_rows())
            made = make()
            after = dict(all_rows())
            if all(before[model] == after[model] for model in UNCOPIED):
                statements = tuple(_differences(before, after))
                self.kept[name] = Copy(copy.deepcopy(made), statements, _next_keys())
            return made
        kept = self.kept[name]
        with transaction.atomic(), connection.cursor() as cursor:
            for statement, given in kept.statements:
                cursor.executemany(statement, given)
            if kept.next_keys:
                cursor.execute(kept.next_keys)
        return copy.deepcopy(kept.made)


COPIES = Copies()


def copied(make: Callable) -> Callable:
    """A function that adds to a cast, as `Copies.more` has it."""

    @wraps(make)
    def made_or_put_back(cast, *arguments, **named):
        return COPIES.more(cast, make, *arguments, **named)

    return made_or_put_back


def _fingerprint() -> str:
    """The same for the same record, rows that no audit entry speaks of included."""
    rows = [sorted(rows.items()) for _model, rows in all_rows()]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def _next_keys() -> str:
    """What has each table go on after its last row. SQLite does so by itself, and is told nothing."""
    return "\n".join(connection.ops.sequence_reset_sql(no_style(), _models()))


def _models() -> list[type[models.Model]]:
    return list(apps.get_app_config("priorities").get_models(include_auto_created=True))


def all_rows() -> Iterator[tuple[type[models.Model], dict[Any, tuple]]]:
    """(model, rows by key) of every table."""
    quote = connection.ops.quote_name
    # A sign before a column of SQLite has its driver read what is stored, not what it was declared as.
    sign = "+" if connection.vendor == "sqlite" else ""
    with connection.cursor() as cursor:
        for model in _models():
            columns = ", ".join(sign + quote(field.column) for field in model._meta.concrete_fields)
            key = [field.primary_key for field in model._meta.concrete_fields].index(True)
            cursor.execute(f"SELECT {columns} FROM {quote(model._meta.db_table)}")  # noqa: S608 our own tables
            yield model, {row[key]: row for row in cursor.fetchall()}


def _differences(before: dict, after: dict) -> Iterator[tuple[str, list[tuple]]]:
    """The statements that make one record of the other: what went first, so that its place is free."""
    for model, rows in before.items():
        if gone := [(key,) for key in rows if key not in after[model]]:
            table, key = _quoted(model._meta.db_table, model._meta.pk.column)
            yield f"DELETE FROM {table} WHERE {key} = %s", gone  # noqa: S608
    for model, rows in after.items():
        if written := [row for key, row in sorted(rows.items()) if before[model].get(key) != row]:
            table, key, *columns = _quoted(
                model._meta.db_table,
                model._meta.pk.column,
                *(field.column for field in model._meta.concrete_fields),
            )
            places = ", ".join(["%s"] * len(columns))
            others = ", ".join(f"{name} = excluded.{name}" for name in columns if name != key)
            yield (
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608
                f" ON CONFLICT ({key}) DO UPDATE SET {others}",
                written,
            )


def _quoted(*names: str) -> list[str]:
    return [connection.ops.quote_name(name) for name in names]

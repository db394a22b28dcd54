"""Very many rows as plain values: to make dates and records of ten thousand takes longer than to find them."""

from datetime import date
from functools import lru_cache

from django.db import connection
from django.db.models import Expression, QuerySet
from django.db.models.functions import Coalesce


def plain_rows(queryset: QuerySet, *columns: str | Expression) -> list[tuple]:
    """These columns as the database answers: days by `a_day` are read with `day_of`."""
    # Django's own, because that of a translated model looks at each row again.
    with connection.cursor() as cursor:
        cursor.execute(*QuerySet.values_list(queryset, *columns).query.sql_with_params())
        return cursor.fetchall()


def a_day(column: str) -> Expression:
    """A column of days as SQLite keeps them: of a bare column its driver would make dates."""
    return Coalesce(column, column)


@lru_cache(10_000)
def day_of(kept: str | date | None) -> date | None:
    """The day that a database means."""
    return date.fromisoformat(kept) if isinstance(kept, str) else kept

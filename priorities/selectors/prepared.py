"""Questions that every board asks, turned into SQL once: Django takes longer over that than a database over the answer.

The question is a queryset as any other, so the rules stay where they are; in place of what changes from one asking to
the next it has a `Parameter`.
"""

import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, DateField, Expression, Field, QuerySet
from django.db.models.expressions import Col, RawSQL


class Parameter(Expression):
    """A place in a prepared question for a value that is given when it is asked. `field` says how it is written."""

    def __init__(self, name: str, field: Field):
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]

    def written(self, value: Any) -> Any:
        return self.output_field.get_db_prep_value(value, connection)


class Keys(Parameter):
    """A place for any number of ids: the databases have limits to how many values a statement is given."""

    def __init__(self, name: str):
        super().__init__(name, BigIntegerField())

    def written(self, value: Collection[int]) -> Any:
        return json.dumps(list(value)) if connection.vendor == "sqlite" else list(value)


def among(keys: Keys) -> RawSQL:
    """Those ids, for a filter of the kind "in"."""
    each = (
        "SELECT value FROM json_each(%s)" if connection.vendor == "sqlite" else "SELECT unnest(%s::bigint[])"
    )
    return RawSQL(each, [keys])  # noqa: S611 the ids are its parameter


@dataclass(frozen=True)
class Prepared:
    """A question in SQL. `converters` are by column, where what the database answers is not what Python means."""

    sql: str
    parameters: tuple
    converters: tuple[tuple[int, tuple[Callable, ...], Any], ...]
    columns: tuple[str, ...]

    def ask(self, **given) -> Iterator[tuple]:
        """The rows, with a value for each parameter."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self._written(given))
            rows = cursor.fetchall()
        return map(self._converted, rows) if self.converters else iter(rows)

    def _written(self, given: dict[str, Any]) -> list:
        """Its parameters as the database takes them. Many stand in several places."""
        once = {each.name: each.written(given[each.name]) for each in self.places}
        return [once[each.name] if isinstance(each, Parameter) else each for each in self.parameters]

    @cached_property
    def places(self) -> tuple["Parameter", ...]:
        """The parameters that are given when it is asked, each once."""
        found = {each.name: each for each in self.parameters if isinstance(each, Parameter)}
        return tuple(found.values())

    def _converted(self, row: tuple) -> tuple:
        values = list(row)
        for place, functions, expression in self.converters:
            value = values[place]
            for function in functions:
                value = function(value, expression, connection)
            values[place] = value
        return tuple(values)


def prepare(queryset: QuerySet, *columns: str) -> Prepared:
    """These columns of a queryset, as a question that can be asked again and again."""
    # Django's own, because that of a translated model adds columns and changes their order.
    rows = QuerySet.values_list(queryset, *columns)
    compiler = rows.query.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    selected = [column[0] for column in compiler.select[: compiler.col_count]]
    converters = tuple(
        (place, tuple(functions), expression)
        for place, (functions, expression) in compiler.get_converters(selected).items()
        if not _is_read_as_meant(expression)
    )
    return Prepared(sql, tuple(parameters), converters, columns)


def _is_read_as_meant(expression: Any) -> bool:
    """The days of a column: SQLite's driver knows what a column is declared as, and reads them as days itself."""
    return isinstance(expression, Col) and type(expression.output_field) is DateField


def counted(question: Prepared) -> Prepared:
    """How many rows a question has, in place of the rows."""
    return Prepared(f"SELECT COUNT(*) FROM ({question.sql}) AS found", question.parameters, (), ("n",))  # noqa: S608 Django's own


def gathered(**questions: Prepared) -> Prepared:
    """One question instead of several: a single row, with the rows of each as a list of lists.

    In them everything is as JSON has it: a day is a string, and what is true may be 1.
    """
    lists, parameters = [], []
    each, all_of = (
        ("json_array", "json_group_array")
        if connection.vendor == "sqlite"
        else ("json_build_array", "json_agg")
    )
    for name, question in questions.items():
        columns = ", ".join(f'"{column}"' for column in question.columns)
        lists.append(f"(SELECT {all_of}({each}({columns})) FROM ({question.sql}) AS {name})")  # noqa: S608 Django's own
        parameters += question.parameters
    converters = tuple((place, (_listed,), None) for place in range(len(questions)))
    return Prepared(f"SELECT {', '.join(lists)}", tuple(parameters), converters, tuple(questions))


def _listed(found: Any, _expression, _connection) -> list:
    return json.loads(found) if isinstance(found, str) else found or []

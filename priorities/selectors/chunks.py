"""Many rows, some at a time, without standing in anybody's way."""

from collections.abc import Iterator

from django.db.models import QuerySet


def in_chunks(rows: QuerySet, size: int) -> Iterator[list]:
    """The rows in their order, as lists of at most `size`; those that are gone meanwhile are left out.

    No cursor stays open between two of them. On SQLite an open one keeps everybody from writing, and then from reading,
    for as long as whoever takes the rows pleases: a slow download would hold up the whole site.
    """
    order = list(rows.values_list("pk", flat=True))
    for start in range(0, len(order), size):
        chunk = order[start : start + size]
        found = rows.order_by().in_bulk(chunk)
        yield [found[pk] for pk in chunk if pk in found]

"""Constraints and fields that several models share."""

from datetime import UTC, datetime

from django.db.models import CharField, CheckConstraint, Q

from priorities.choices import Language

BEGINNING = datetime(1900, 1, 1, tzinfo=UTC)


def known_then(known_at: datetime | None, path: str = "") -> Q:
    """The rows, reached over `path`, that were the record at `known_at` (None: those that are now)."""
    if known_at is None:
        return Q(**{f"{path}known_until__isnull": True})
    return Q(**{f"{path}known_from__lte": known_at}) & (
        Q(**{f"{path}known_until__isnull": True}) | Q(**{f"{path}known_until__gt": known_at})
    )


def known(field: str, choices, name: str) -> CheckConstraint:
    """The column holds one of the codes, whoever writes it."""
    return CheckConstraint(condition=Q(**{f"{field}__in": [choice.value for choice in choices]}), name=name)


def both_or_neither(moment: str, person: str, name: str) -> CheckConstraint:
    """An `_at` without its `_by`, or the other way round, is half a fact."""
    return CheckConstraint(
        condition=Q(**{f"{moment}__isnull": True, f"{person}__isnull": True})
        | Q(**{f"{moment}__isnull": False, f"{person}__isnull": False}),
        name=name,
    )


def starts_before_ends(start: str, end: str, name: str) -> CheckConstraint:
    """`end` is the first day no longer covered; empty means it still holds."""
    from django.db.models import F

    return CheckConstraint(condition=Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": F(start)}), name=name)


def typed_language(verbose_name) -> CharField:
    """In which language words were typed: that of the page. "" where they were recorded before anybody asked."""
    return CharField(
        verbose_name, max_length=2, choices=Language.choices, blank=True, db_default="", editable=False
    )

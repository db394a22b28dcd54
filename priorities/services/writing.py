"""What every write does the same way: the right to do it, the lock, and the version it was read at."""

from typing import Any

from django.conf import settings
from modeltranslation.translator import NotRegistered, translator
from modeltranslation.utils import build_localized_fieldname

from priorities import permissions
from priorities.exceptions import Conflict, NotAllowed
from priorities.models import Commitment, User


def require(by: User, action: str, obj=None) -> None:
    """Raises NotAllowed unless `by` may do `action` to `obj`."""
    if not permissions.can(by, action, obj):
        raise NotAllowed


def lock(commitment: Commitment) -> Commitment:
    """One writer at a time for each commitment. SQLite's transactions are IMMEDIATE, so it has one writer anyway."""
    return Commitment.objects.select_for_update(of=("self",)).select_related("plan").get(pk=commitment.pk)


def translated_fields(record: Any) -> tuple[str, ...]:
    """Fields of which the record has a column in each language."""
    model = type(record)
    try:
        return tuple(translator.get_options_for_model(model).fields)  # type: ignore[attr-defined]
    except NotRegistered:
        return ()


def write(record: Any, *, expected: int, **values) -> None:
    """Write `values` to `record` if it still has version `expected`, and count the version up.

    Raises Conflict where somebody else wrote first; then nothing was written.
    """
    # The untranslated column that the library keeps beside the others holds the default language's words.
    mirrored = {
        name: values[build_localized_fieldname(name, settings.LANGUAGE_CODE)]
        for name in translated_fields(record)
        if build_localized_fieldname(name, settings.LANGUAGE_CODE) in values
    }
    manager = type(record)._base_manager
    written = manager.filter(pk=record.pk, version=expected).update(
        version=expected + 1, **mirrored, **values
    )
    if not written:
        raise Conflict
    for name, value in values.items():
        setattr(record, name, value)
    record.version = expected + 1

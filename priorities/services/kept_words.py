"""Words that were typed and not saved yet, kept for the one person who typed them.

They are a convenience, so they are bounded: known fields only, 100 kB, fifty forms a person, thirty days.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from priorities.models import KeptWords, ProgressNote, User

LIMIT = 100_000
KEYS = 50
DAYS = timedelta(days=30)

KEY = re.compile(r"note:[\w.-]{1,40}|note-edit:[0-9]{1,18}")
FIELD = re.compile(
    r"version|organization|as_of|as_of_precision|status|visibility|language|confidence|deciding_authority|successor"
    r"|received_in_confidence|(body|reason|next_steps)(_(en|fr|ja))?|evidence_(url|title|end)_[0-9]{1,2}"
)


class NotToBeKept(Exception):
    """The key is of no form we know, or the words are more than is kept."""


def key_of(reference: str, note: ProgressNote | None) -> str:
    """The form that begins a note on a commitment, or the one that changes or corrects `note`."""
    return f"note-edit:{note.pk}" if note else f"note:{reference}"


@transaction.atomic
def keep_words(user: User, key: str, words: Mapping[str, str], now: datetime) -> KeptWords:
    """Keep what is typed, in place of what was kept before under this key. Raises NotToBeKept."""
    words = {name: tidy(value) for name, value in words.items() if FIELD.fullmatch(name)}
    if not KEY.fullmatch(key) or len(json.dumps(words, ensure_ascii=False).encode()) > LIMIT:
        raise NotToBeKept
    kept, _made = KeptWords.objects.update_or_create(
        user=user, key=key, defaults={"words": words, "saved_at": now}
    )
    KeptWords.objects.filter(saved_at__lt=now - DAYS).delete()
    newest = KeptWords.objects.filter(user=user).order_by("-saved_at", "-pk").values_list("pk", flat=True)
    KeptWords.objects.filter(pk__in=list(newest[KEYS:])).delete()
    return kept


def forget_words(user: User, key: str) -> None:
    """They are saved as a note now, or not wanted any more."""
    KeptWords.objects.filter(user=user, key=key).delete()


def kept_words(user: User, key: str) -> KeptWords | None:
    """What this person, and nobody else, was typing there."""
    return KeptWords.objects.filter(user=user, key=key).first()


def tidy(value: str) -> str:
    """One kind of line end, and nothing that PostgreSQL cannot hold."""
    return value.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")

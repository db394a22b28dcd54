"""Which accepted notes an audience reads."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Subquery

from priorities.choices import Visibility
from priorities.models import ProgressNote, VisibilityChange
from priorities.models.notes import ProgressNoteQuerySet
from priorities.models.standings import PUBLIC_AUDIENCE


def seen_by(audience: str) -> Q:
    """The rule of `standings.may_see`, as a question to the database."""
    public = Q(visibility=Visibility.PUBLIC)
    if audience == PUBLIC_AUDIENCE:
        return public
    return public | Q(visibility=Visibility.SHARED) | Q(visibility=Visibility.INTERNAL, party__code=audience)


def in_force(
    notes: ProgressNoteQuerySet, audience: str, known_at: datetime | None = None
) -> ProgressNoteQuerySet:
    """The notes that count for `audience` with what was known at `known_at` (None: now): see `standings.counts`."""
    corrections = ProgressNote.objects.filter(corrects=OuterRef("pk"))
    replaced = Exists(_stood(corrections, known_at).filter(seen_by(audience)))
    standing = _stood(notes, known_at).filter(seen_by(audience)).exclude(replaced)
    return standing if known_at is None else standing.exclude(_hidden_then(audience, known_at))


def known_to(
    notes: ProgressNoteQuerySet, audience: str, known_at: datetime | None = None
) -> ProgressNoteQuerySet:
    """What had been accepted by `known_at` (None: now) and was not hidden from `audience` then, corrected or not."""
    stood = _stood(notes, known_at)
    return stood if known_at is None else stood.exclude(_hidden_then(audience, known_at))


def _stood(notes: ProgressNoteQuerySet, known_at: datetime | None) -> ProgressNoteQuerySet:
    """Accepted by then, and not withdrawn by then.

    Now is asked by the moments too: almost every note is in the state of an accepted one, and a database that knows
    no better would look it up by that.
    """
    if known_at is None:
        return notes.filter(accepted_at__isnull=False, withdrawn_at__isnull=True)
    return notes.filter(accepted_at__lte=known_at).filter(
        Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=known_at)
    )


def _hidden_then(audience: str, known_at: datetime) -> Exists:
    """Notes that `audience` came to see only after `known_at`: the first later change says what they were until it."""
    later = VisibilityChange.objects.filter(changed_at__gt=known_at)
    first = later.filter(note=OuterRef("note")).order_by("changed_at", "id").values("pk")[:1]
    was_hidden = ~Q(from_visibility__in=[Visibility.PUBLIC, Visibility.SHARED])
    if audience == PUBLIC_AUDIENCE:
        was_hidden = ~Q(from_visibility=Visibility.PUBLIC)
    else:
        was_hidden &= ~Q(note__party__code=audience)
    return Exists(later.filter(was_hidden, note=OuterRef("pk"), pk=Subquery(first)))

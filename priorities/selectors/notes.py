"""Which accepted notes an audience reads."""

from django.db.models import Exists, OuterRef, Q

from priorities.choices import NoteState, Visibility
from priorities.models import ProgressNote
from priorities.models.notes import ProgressNoteQuerySet
from priorities.models.standings import PUBLIC_AUDIENCE


def seen_by(audience: str) -> Q:
    """The rule of `standings.may_see`, as a question to the database."""
    public = Q(visibility=Visibility.PUBLIC)
    if audience == PUBLIC_AUDIENCE:
        return public
    return public | Q(visibility=Visibility.SHARED) | Q(visibility=Visibility.INTERNAL, party__code=audience)


def in_force(notes: ProgressNoteQuerySet, audience: str) -> ProgressNoteQuerySet:
    """Accepted notes that `audience` reads and that no correction it reads has replaced."""
    corrections = ProgressNote.objects.filter(corrects=OuterRef("pk"), state=NoteState.ACCEPTED)
    replaced = Exists(corrections.filter(seen_by(audience)))
    return notes.accepted().filter(seen_by(audience)).exclude(replaced)

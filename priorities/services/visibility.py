"""Who sees an accepted note: widened by a second pair of eyes, narrowed by a reviewer or a keeper of the register.

Every change is a line of an append-only ledger, so the public board of a past moment shows what was public then.
"""

from datetime import datetime

from django.db import transaction

from priorities import exceptions
from priorities.choices import NoteState, Visibility
from priorities.models import ProgressNote, User, VisibilityChange
from priorities.words import Text

from .audit import record_audit
from .spans import rebuild_spans
from .writing import lock, require, write

WIDEST_LAST = [Visibility.INTERNAL, Visibility.SHARED, Visibility.PUBLIC]


@transaction.atomic
def change_visibility(
    note: ProgressNote, *, visibility: str, reason: str, by: User, now: datetime, language: str = ""
) -> ProgressNote:
    """Let more or fewer readers see an accepted note, with all that it corrects and all that corrects it.

    The reason is in `language`.

    A correction and what it corrects are seen by the same readers, or the wrong words would come back for some of
    them. Raises ReasonRequired, NotAccepted, ConfidentialNote, NotAllowed or Conflict.
    """
    if not reason.strip():
        raise exceptions.ReasonRequired
    commitment = lock(note.commitment)
    if not ProgressNote.objects.filter(pk=note.pk, state=NoteState.ACCEPTED).exists():
        raise exceptions.NotAccepted
    action = visibility_action(note, visibility)
    require(by, action, note)
    chain = corrections_of(note)
    if visibility == Visibility.PUBLIC and any(each.received_in_confidence for each in chain):
        raise exceptions.ConfidentialNote(field="visibility")
    why = Text(reason.strip(), language)
    for each in chain:
        if each.visibility != visibility:
            _change(note if each.pk == note.pk else each, visibility, why, by, now)
    record_audit(
        note,
        plan=commitment.plan,
        action=action,
        by=by,
        now=now,
        changes={"visibility": [None, visibility], "notes": [None, [each.pk for each in chain]]},
    )
    rebuild_spans(commitment)
    return note


def visibility_action(note: ProgressNote, visibility: str) -> str:
    """The right it takes to move `note` to `visibility`."""
    wider = WIDEST_LAST.index(Visibility(visibility)) > WIDEST_LAST.index(Visibility(note.visibility))
    return "note.widen_visibility" if wider else "note.narrow_visibility"


def corrections_of(note: ProgressNote) -> list[ProgressNote]:
    """The note, what it corrects, and what corrects it, waiting or accepted, all the way; the oldest first."""
    family = {each.pk: each for each in ProgressNote.objects.filter(commitment=note.commitment_id)}
    found, grown = set(), {note.pk}
    while grown:
        found |= grown
        earlier = {each.corrects_id for pk in grown if (each := family[pk]).corrects_id is not None}
        later = {pk for pk, each in family.items() if each.corrects_id in grown}
        grown = {pk for pk in earlier | later if pk is not None} - found
    return [family[pk] for pk in sorted(found)]


def _change(note: ProgressNote, visibility: str, why: Text, by: User, now: datetime) -> None:
    if note.accepted_at is not None:
        VisibilityChange.objects.create(
            note=note,
            from_visibility=note.visibility,
            to_visibility=visibility,
            reason=why.value,
            reason_language=why.language,
            changed_at=now,
            changed_by=by,
        )
    write(note, expected=note.version, visibility=visibility)

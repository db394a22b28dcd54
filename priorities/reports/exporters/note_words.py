"""A progress note of a report in words: when, who, where it puts the commitment, and what it says."""

from typing import Any

from django.utils.translation import gettext as _

from priorities.choices import Lifecycle, NoteKind, Standing, Visibility
from priorities.reports.content import NoteLine

from .days import day_in_words
from .runs import label_of, paragraphs, run
from .source_words import Numbers, evidence_words


def note_words(note: NoteLine, reference: str, parties: dict[str, str], numbers: Numbers) -> dict[str, Any]:
    return {
        "day": day_in_words(note.as_of, note.precision),
        "by": run(f"{note.organization}, {parties.get(note.party, note.party)}"),
        "remarks": note_remarks(note),
        "late": late(note),
        "standing": note.standing,
        "body": paragraphs(note.body),
        "reason": paragraphs(note.reason),
        "next_steps": paragraphs(note.next_steps),
        "evidence": [evidence_words(line, reference, numbers) for line in note.evidence],
    }


def late(note: NoteLine) -> str:
    """What a note of an earlier period says of itself: it came after the report of that period was closed."""
    if not note.is_late:
        return ""
    if note.accepted_on is None:
        return _("As of an earlier period")
    return _("As of an earlier period, accepted %(day)s") % {"day": day_in_words(note.accepted_on)}


def note_remarks(note: NoteLine) -> list[str]:
    """What is unusual about a note: its kind, its lifecycle at the end of the work, and who alone may read it."""
    remarks = [label_of(NoteKind, note.kind)] if note.kind != NoteKind.REPORT else []
    if note.standing in {Standing.COMPLETED, Standing.CLOSED}:
        remarks.append(label_of(Lifecycle, note.lifecycle))
    if note.visibility != Visibility.PUBLIC:
        remarks.append(label_of(Visibility, note.visibility))
    return remarks

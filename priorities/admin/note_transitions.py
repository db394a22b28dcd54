"""The buttons of a note, each one verb of the services."""

from uuid import UUID, uuid4

from django.utils.translation import gettext_lazy as _

from priorities.choices import Language
from priorities.models import ProgressNote
from priorities.services import notes
from priorities.words import page_language

from .transitions import Transition


def _submission(data) -> UUID:
    try:
        return UUID(data.get("submission", ""))
    except ValueError:
        return uuid4()


def _correct(note: ProgressNote, by, now, data) -> ProgressNote:
    """A new draft with the words of the note it will take the place of."""

    def said(name):
        return {language: getattr(note, f"{name}_{language}") or "" for language in Language.values}

    words = notes.NoteWords(
        as_of=note.as_of,
        as_of_precision=note.as_of_precision,
        lifecycle=note.lifecycle,
        confidence=note.confidence,
        body=said("body"),
        reason=said("reason"),
        next_steps=said("next_steps"),
        visibility=note.visibility,
        received_in_confidence=note.received_in_confidence,
        deciding_authority=note.deciding_authority,
        successor=note.successor,
        evidence=notes.evidence_of(note),
    )
    return notes.correct_note(note, words=words, by=by, now=now, submission_id=_submission(data))


SUBMIT = Transition(
    name="submit",
    action="note.submit",
    label=_("Submit"),
    done=_("Submitted: a reviewer of the same organization decides on it now."),
    perform=lambda note, by, now, data: notes.submit_note(note, by=by, now=now),
    on_page=False,  # on the page, submitting saves what was typed: see NoteAdmin
)
TAKE_BACK = Transition(
    name="take-back",
    action="note.unsubmit",
    label=_("Take back"),
    done=_("Taken back: it is your draft again."),
    explanation=_("It waits for a reviewer. Take it back to change it."),
    perform=lambda note, by, now, data: notes.unsubmit_note(note, by=by, now=now),
)
ACCEPT = Transition(
    name="accept",
    action="note.accept",
    label=_("Accept"),
    done=_("Accepted: it counts on the boards now."),
    explanation=_("It counts on the boards from then on, and its words never change again."),
    is_main=True,
    perform=lambda note, by, now, data: notes.accept_note(note, by=by, now=now),
)
RETURN = Transition(
    name="return",
    action="note.return",
    label=_("Return to author"),
    done=_("Returned to its author, with your reason."),
    asks_reason=True,
    perform=lambda note, by, now, data: notes.return_note(
        note, reason=data.get("reason", ""), by=by, now=now, language=page_language()
    ),
)
CORRECT = Transition(
    name="correct",
    action="note.correct",
    label=_("Correct"),
    done=_(
        "This is a draft with the same words. Once it is accepted, it takes the place of the note it corrects."
    ),
    explanation=_(
        "Opens a new draft with the same words, which takes this note’s place once it is accepted."
    ),
    perform=_correct,
)
WITHDRAW = Transition(
    name="withdraw",
    action="note.withdraw",
    label=_("Withdraw"),
    done=_("Withdrawn: the boards no longer count it. It stays readable to the team."),
    asks_reason=True,
    perform=lambda note, by, now, data: notes.withdraw_note(
        note, reason=data.get("reason", ""), by=by, now=now, language=page_language()
    ),
)

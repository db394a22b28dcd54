"""Refusals, by name. Each carries one sentence for the person, and the field it stands beside if there is one."""

from datetime import timedelta
from math import ceil

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class Refusal(Exception):
    """A rule of the domain said no. `str()` is fit to show; `field` names the form field, or is None."""

    sentence = _("This cannot be done.")
    field: str | None = None

    def __init__(self, sentence=None, *, field: str | None = None):
        self.sentence = sentence or self.sentence
        self.field = field or self.field
        super().__init__(self.sentence)

    def __str__(self):
        return str(self.sentence)


class NotAllowed(Refusal):
    sentence = _("Your role does not allow this.")


class Conflict(Refusal):
    """Somebody else changed the record since it was read: the change is refused, never merged."""

    sentence = _(
        "Someone else changed this while you were working. Nothing of theirs was overwritten; look at both and try again."
    )


class OwnNote(Refusal):
    sentence = _("You wrote this note, so somebody else must decide on it.")


class NotDraft(Refusal):
    sentence = _("Only a draft or a returned note can be changed or submitted.")


class NotSubmitted(Refusal):
    sentence = _("This note is not waiting for review: somebody may have decided first.")


class NotAccepted(Refusal):
    sentence = _("Only an accepted note can be corrected or withdrawn.")


class ReasonRequired(Refusal):
    sentence = _("Please give a reason.")
    field = "reason"


class AsOfInFuture(Refusal):
    sentence = _("This date has not begun anywhere on Earth yet.")
    field = "as_of"


class LifecycleNotStated(Refusal):
    sentence = _("Choose where the work is.")
    field = "lifecycle"


class ConfidenceRequired(Refusal):
    sentence = _("Work that is underway needs a confidence: on track, at risk or off track.")
    field = "confidence"


class ConfidenceNotAllowed(Refusal):
    sentence = _("Confidence is stated only while the work is underway, paused or not started.")
    field = "confidence"


class EvidenceRequired(Refusal):
    sentence = _("A completed commitment needs at least one piece of evidence.")
    field = "evidence_url"


class EndDecisionRequired(Refusal):
    sentence = _(
        "A continuing commitment is completed only by a decision to end it: mark the evidence that cites it."
    )
    field = "evidence_url"


class LinkOrFile(Refusal):
    sentence = _("Give a link or a file, one of the two.")
    field = "evidence_url"


class FileRefused(Refusal):
    """A file that cannot be evidence; the sentence says why."""

    sentence = _("This file cannot be attached.")
    field = "evidence_file"


class FileNotKept(Refusal):
    sentence = _("The file is no longer kept here. Please choose it again.")
    field = "evidence_file"


class AuthorityRequired(Refusal):
    sentence = _("Name the authority that decided to discontinue this.")
    field = "deciding_authority"


class SuccessorRequired(Refusal):
    sentence = _("Name the commitment that takes this one over.")
    field = "successor"


class WordsRequired(Refusal):
    sentence = _("Say in a sentence or two what happened.")
    field = "body"


class SentenceRequired(Refusal):
    """The third "no change" in a row asks for words, so that silence cannot pass for progress."""

    sentence = _("This would be the third “no change” in a row: please add a sentence.")
    field = "body"


class NothingToConfirm(Refusal):
    sentence = _("There is no accepted note of your government yet, so there is nothing to confirm.")


class NotOwner(NotAllowed):
    sentence = _("Your organization does not own this commitment on that day.")


class ConfidentialNote(Refusal):
    sentence = _("What was received in confidence can never become public.")
    field = "visibility"


class LeadTaken(Refusal):
    sentence = _("This party already has a current lead: end it first.")
    field = "role"


class BeforeBaseline(Refusal):
    sentence = _("A due date is moved on or after the day on which the first one was set.")
    field = "decided_on"


class WrongParty(Refusal):
    sentence = _("This organization’s party does not take part in the plan.")
    field = "organization"


class AssessorOwnsNothing(Refusal):
    sentence = _("An organization that assesses this plan cannot own its commitments.")
    field = "organization"


class AssessedAlready(Refusal):
    """`assessment` is the one that there is."""

    sentence = _(
        "Your organization has an assessment of this commitment for this period on this scale already."
    )

    def __init__(self, assessment=None):
        super().__init__()
        self.assessment = assessment


class AssessmentIsFinal(Refusal):
    sentence = _("A final assessment never changes: write one that replaces it.")


class LevelRequired(Refusal):
    sentence = _("Choose a level.")
    field = "level"


class SufficiencyRequired(Refusal):
    sentence = _("Say how far the evidence carries this level.")
    field = "sufficiency"


class NoEvidenceMeant(Refusal):
    sentence = _("This level says that no evidence was found.")
    field = "sufficiency"


class RationaleRequired(Refusal):
    sentence = _("Say in a few sentences what this level rests on.")
    field = "rationale"


class SourceRequired(Refusal):
    sentence = _("Give at least one source: a web address that readers can check.")
    field = "source_url"


class PromisedLater(Refusal):
    sentence = _("This commitment was made after the period.")
    field = "period"


class PeriodNotOver(Refusal):
    sentence = _(
        "This period is not over yet for every party: save a draft, and make it final from the day after."
    )
    field = "period"


class QuoteNotFound(Refusal):
    sentence = _("These words do not stand in the text.")
    field = "quote"


class QuoteAmbiguous(Refusal):
    """The quote stands more than once; `places` are (start, end, line with context) to choose from."""

    sentence = _("These words stand more than once in the text: choose the place.")
    field = "start"

    def __init__(self, places):
        super().__init__()
        self.places = places


class TextIsCited(Refusal):
    sentence = _("This text is cited by commitments and is never edited: add a new version.")


class LinkToSelf(Refusal):
    sentence = _("A commitment cannot be linked to itself.")
    field = "target"


class LinkCycle(Refusal):
    sentence = _("These commitments would supersede each other in a circle.")
    field = "target"


class CannotDelete(Refusal):
    sentence = _("What was published or submitted is part of the record and cannot be deleted.")


class OtherPlan(Refusal):
    sentence = _("This belongs to another plan.")


class OwnRole(NotAllowed):
    sentence = _("Nobody changes their own role.")
    field = "user"


class PeriodLocked(Refusal):
    sentence = _("This reporting period is locked.")


class OnePartyOnly(Refusal):
    sentence = _("A person speaks for one party only.")
    field = "organization"


class ViewChanged(Conflict):
    """Nobody but its owner changes a view, so it was no one else."""

    sentence = _(
        "This view was changed in another window after you opened this page. Nothing was overwritten or deleted: look at"
        " what is saved now, then decide."
    )


class NameTaken(Refusal):
    sentence = _("You have a view of this name already.")
    field = "name"


class NoMailAddress(Refusal):
    sentence = _("This account is not active or has no e-mail address, so no link can be sent to it.")


class TooManyTries(Refusal):
    """The same sentence whether the account exists or not; `wait` is how long the door stays shut."""

    def __init__(self, *, wait: timedelta):
        self.wait = wait
        minutes = ceil(wait / timedelta(minutes=1))
        super().__init__(
            ngettext(
                "Too many tries. Please wait %(minutes)d minute, then try again.",
                "Too many tries. Please wait %(minutes)d minutes, then try again.",
                minutes,
            )
            % {"minutes": minutes}
        )


def sentence_for_trouble():
    return _("Say why it is at risk or off track.")


def sentence_for_reopening():
    return _("This was completed or closed: say why that no longer holds.")


def sentence_for_correction():
    return _("A correction keeps the visibility of the note it corrects.")


class PeriodRunning(Refusal):
    sentence = _("This period is not over yet for every party: its report can be frozen from the day after.")


class PeriodExists(Refusal):
    """`period` is the one that the plan has already."""

    def __init__(self, period):
        super().__init__(_("The plan has this period already: %(period)s.") % {"period": period})
        self.period = period


class GapsOpen(Refusal):
    """`gaps` are those that are neither mended nor accepted."""

    sentence = _("The report still lacks something: mend each gap, or accept it with a reason.")

    def __init__(self, gaps):
        super().__init__()
        self.gaps = gaps


class LanguageMissing(Refusal):
    sentence = _("This plan demands its languages: translate what is missing first.")


class NotFrozen(Refusal):
    sentence = _("This period has no frozen report yet.")


class AlreadyPublished(Refusal):
    sentence = _("This report is public already.")

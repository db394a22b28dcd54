"""The closed lists of the domain: their codes are stored and exported, their labels are shown."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Language(models.TextChoices):
    EN = "en", "English"
    FR = "fr", "Français"
    JA = "ja", "日本語"


class MediaType(models.TextChoices):
    """What a file given as evidence may be: the type it is served as, and the name of the format in every language."""

    PDF = "application/pdf", "PDF"
    PNG = "image/png", "PNG"
    JPEG = "image/jpeg", "JPEG"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "DOCX"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"
    TXT = "text/plain", "TXT"


class Role(models.TextChoices):
    VIEWER = "viewer", _("viewer")
    OFFICIAL = "official", _("official")
    REVIEWER = "reviewer", _("reviewer")
    ASSESSOR = "assessor", _("assessor")
    COORDINATOR = "coordinator", _("coordinator")


class CommitmentKind(models.TextChoices):
    DELIVERABLE = "deliverable", _("Deliverable")
    CONTINUING = "continuing", _("Continuing")
    EXPLORATORY = "exploratory", _("Exploratory")


class CommitmentState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("commitment", "Draft")
    PUBLISHED = "published", pgettext_lazy("commitment", "Published")
    ARCHIVED = "archived", pgettext_lazy("commitment", "Archived")


class DocumentKind(models.TextChoices):
    BACKGROUNDER = "backgrounder", _("Backgrounder")
    JOINT_STATEMENT = "joint_statement", _("Joint statement")
    ACTION_PLAN = "action_plan", _("Action plan")
    AGREEMENT = "agreement", _("Agreement")
    OTHER = "other", _("Other document")


class LinkKind(models.TextChoices):
    IMPLEMENTS = "implements", _("implements")
    SUPERSEDES = "supersedes", _("supersedes")
    SPLITS = "splits", _("splits")
    MERGES = "merges", _("merges")
    RELATES = "relates", _("relates to")


class OwnerRole(models.TextChoices):
    LEAD = "lead", _("Lead")
    CO_LEAD = "co_lead", _("Co-lead")
    CONTRIBUTOR = "contributor", _("Contributor")


class Precision(models.TextChoices):
    DAY = "day", _("day")
    MONTH = "month", _("month")
    QUARTER = "quarter", _("quarter")
    YEAR = "year", _("year")


class Lifecycle(models.TextChoices):
    """Where an owner says the work is. NOT_REPORTED is the absence of an accepted note and is never stated."""

    NOT_REPORTED = "not_reported", _("Not reported")
    NOT_STARTED = "not_started", _("Not started")
    UNDERWAY = "underway", _("Underway")
    PAUSED = "paused", _("Paused")
    COMPLETED = "completed", _("Completed as worded")
    COMPLETED_MODIFIED = "completed_modified", _("Completed with changes")
    NOT_DELIVERED = "not_delivered", _("Not delivered")
    DISCONTINUED = "discontinued", _("Discontinued")
    SUPERSEDED = "superseded", _("Superseded")


STATED_LIFECYCLES = [choice for choice in Lifecycle if choice is not Lifecycle.NOT_REPORTED]
COMPLETED_LIFECYCLES = frozenset({Lifecycle.COMPLETED, Lifecycle.COMPLETED_MODIFIED})
CLOSED_LIFECYCLES = frozenset({Lifecycle.NOT_DELIVERED, Lifecycle.DISCONTINUED, Lifecycle.SUPERSEDED})
TERMINAL_LIFECYCLES = COMPLETED_LIFECYCLES | CLOSED_LIFECYCLES


class Confidence(models.TextChoices):
    ON_TRACK = "on_track", _("On track")
    AT_RISK = "at_risk", _("At risk")
    OFF_TRACK = "off_track", _("Off track")


class Standing(models.TextChoices):
    """The columns of the board, in their order. Derived from notes, never typed."""

    NOT_REPORTED = "not_reported", _("Not reported")
    NOT_STARTED = "not_started", _("Not started")
    ON_TRACK = "on_track", _("On track")
    AT_RISK = "at_risk", _("At risk")
    OFF_TRACK = "off_track", _("Off track")
    PAUSED = "paused", _("Paused")
    COMPLETED = "completed", _("Completed")
    CLOSED = "closed", _("Closed")


TERMINAL_STANDINGS = frozenset({Standing.COMPLETED, Standing.CLOSED})


class Freshness(models.TextChoices):
    FRESH = "fresh", _("Fresh")
    AGEING = "ageing", _("Ageing")
    STALE = "stale", _("Stale")
    NEVER = "never", _("Never reported")


class Schedule(models.TextChoices):
    NO_DATE = "no_date", _("No date")
    ON_TIME = "on_time", _("On time")
    DUE_SOON = "due_soon", _("Due soon")
    OVERDUE = "overdue", _("Overdue")


class Attention(models.TextChoices):
    """Why a commitment wants attention, in the order of the list."""

    OVERDUE = "overdue", _("Overdue")
    STALE = "stale", _("Stale")
    NEVER = "never", _("Never reported")
    UNOWNED = "unowned", _("No lead for a party")
    DIFFER = "differ", _("Positions differ")
    REASON = "reason", _("Reason missing")
    UNASSESSABLE = "unassessable", _("Not assessable as worded")
    TRANSLATION = "translation", _("Translation missing")


class Trend(models.TextChoices):
    IMPROVED = "improved", _("Improved")
    UNCHANGED = "unchanged", _("Unchanged")
    WORSENED = "worsened", _("Worsened")
    NEW = "new", _("New")


class ChangeKind(models.TextChoices):
    """What may have moved between two boards, in the order in which a reader asks."""

    FORWARD = "forward", _("Moved forward")
    BACK = "back", _("Moved back")
    FIRST_REPORTED = "first_reported", _("Reported for the first time")
    UNREPORTED = "unreported", _("No longer reported")
    NEW = "new", pgettext_lazy("change", "New")
    GONE = "gone", pgettext_lazy("change", "Archived")
    SLIPPED = "slipped", pgettext_lazy("change", "Slipped")
    BROUGHT_FORWARD = "brought_forward", _("Due earlier")
    DATED = "dated", _("Given a due date")
    UNDATED = "undated", _("Due date dropped")
    NEW_OWNER = "new_owner", _("New owner")
    FIRST_OWNER = "first_owner", _("Lead found")
    NO_OWNER = "no_owner", _("Lead lost")
    GONE_QUIET = "gone_quiet", _("Gone quiet")
    HEARD_AGAIN = "heard_again", _("Heard from again")
    CORRECTED = "corrected", _("Corrected since")


class NoteKind(models.TextChoices):
    REPORT = "report", pgettext_lazy("note kind", "Report")
    CONFIRMATION = "confirmation", _("No change")
    CORRECTION = "correction", _("Correction")


class NoteState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("note", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("note", "Submitted")
    RETURNED = "returned", pgettext_lazy("note", "Returned")
    ACCEPTED = "accepted", pgettext_lazy("note", "Accepted")
    WITHDRAWN = "withdrawn", pgettext_lazy("note", "Withdrawn")


# How a note travels: the states each action starts from, and the one it leads to. Who may take it is in
# `permissions.RULES`; nothing else sets a state.
NOTE_TRANSITIONS = {
    "submit": ((NoteState.DRAFT, NoteState.RETURNED), NoteState.SUBMITTED),
    "unsubmit": ((NoteState.SUBMITTED,), NoteState.DRAFT),
    "accept": ((NoteState.SUBMITTED,), NoteState.ACCEPTED),
    "return": ((NoteState.SUBMITTED,), NoteState.RETURNED),
    "withdraw": ((NoteState.ACCEPTED,), NoteState.WITHDRAWN),
}


class Visibility(models.TextChoices):
    PUBLIC = "public", pgettext_lazy("visibility", "Public")
    SHARED = "shared", _("Shared between the parties")
    INTERNAL = "internal", _("Internal to one party")


class ReportPart(models.TextChoices):
    """What the reports of a plan are made of, in their order on paper. The head is always there."""

    SUMMARY = "summary", pgettext_lazy("report", "Summary")
    CHANGES = "changes", _("What moved")
    COMMITMENTS = "commitments", _("Area by area")
    COVERAGE = "coverage", _("Who reported")
    ASSESSMENTS = "assessments", _("Independent assessments")
    GAPS = "gaps", _("What is missing")
    METHOD = "method", _("How to read this report")
    SOURCES = "sources", _("Sources")


class GapKind(models.TextChoices):
    """What a report may lack, of one commitment or altogether."""

    NOTE = "note", _("No note in the period")
    LEAD = "lead", _("No lead for a party")
    TRANSLATION = "translation", _("Translation missing")
    NEXT_STEPS = "next_steps", _("At risk or off track without next steps")


class AssessmentState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("assessment", "Draft")
    FINAL = "final", pgettext_lazy("assessment", "Final")


class Sufficiency(models.TextChoices):
    """How far the evidence that an assessor found carries the level."""

    NONE = "none", pgettext_lazy("sufficiency", "No evidence")
    PARTIAL = "partial", pgettext_lazy("sufficiency", "Partial evidence")
    SUFFICIENT = "sufficient", pgettext_lazy("sufficiency", "Sufficient evidence")


class Divergence(models.TextChoices):
    """How what the owners say compares with what an assessor says."""

    MORE = "more", _("The owners say more")
    LESS = "less", _("The owners say less")
    SILENT = "silent", _("The owners have not reported")
    NONE = "none", _("They agree")
    OPEN = "open", _("Not compared")


class PeriodKind(models.TextChoices):
    """The presets of a reporting calendar."""

    YEAR = "year", _("The fiscal year")
    HALF = "half", _("Its two halves")
    QUARTER = "quarter", _("Its four quarters")


class Verdict(models.TextChoices):
    """What can be said of a seal, or of a file that claims one."""

    GENUINE = "genuine", _("Genuine")
    SUPERSEDED = "superseded", _("Genuine, but superseded by an addendum")
    RESAVED = "resaved", _("The sealed words, in a file that is not as it was made")
    ALTERED = "altered", _("Altered")
    UNKNOWN = "unknown", _("Unknown")


class PeriodState(models.TextChoices):
    OPEN = "open", pgettext_lazy("period", "Open")
    LOCKED = "locked", pgettext_lazy("period", "Locked")


class ReportState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("report", "Live draft")
    FROZEN_SHARED = "frozen_shared", pgettext_lazy("report", "Frozen, for the parties")
    FROZEN_PUBLIC = "frozen_public", pgettext_lazy("report", "Frozen, public")


class FileKind(models.TextChoices):
    """The formats of a report. Names of formats are the same in every language."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "DOCX"
    XLSX = "xlsx", "XLSX"
    CSV = "csv", "CSV"
    ZIP = "zip", "ZIP"
    JSON = "json", "JSON"


class FileLayout(models.TextChoices):
    """How two languages stand in one file."""

    AFTER = "after", _("One after the other")
    SIDE = "side", _("Side by side")


class FileState(models.TextChoices):
    """How far a file is that is made outside the request."""

    WAITING = "waiting", pgettext_lazy("file", "Waiting")
    MAKING = "making", pgettext_lazy("file", "Being made")
    MADE = "made", pgettext_lazy("file", "Ready")
    FAILED = "failed", pgettext_lazy("file", "Not made")
    CANCELLED = "cancelled", pgettext_lazy("file", "Cancelled")


class FileStep(models.TextChoices):
    """What is being done to make a file."""

    READING = "reading", _("Reading the report")
    WRITING = "writing", _("Writing the file")
    KEEPING = "keeping", _("Storing the file")


class FileProblem(models.TextChoices):
    """Why a file was not made."""

    DISK_FULL = "disk_full", _("There is no room left on the server’s disk.")
    TOO_LARGE = "too_large", _("The report is too large for this format on this server.")
    INTERRUPTED = "interrupted", _("The server was interrupted while making the file, several times.")
    UNEXPECTED = "unexpected", _("Something went wrong, and those who keep the server can read what.")

"""The record. One file per noun; import from here."""

from .areas import PriorityArea
from .assessments import Assessment, AssessmentSource, Level, Scale
from .audit import AuditChain, AuditEntry
from .commitments import Commitment, CommitmentLink, SourceSpan
from .documents import DocumentText, SourceDocument
from .due_dates import DueDate
from .instruments import Instrument
from .kept_words import KeptWords
from .milestones import Milestone
from .notes import Evidence, ProgressNote, VisibilityChange
from .organizations import Membership, Organization
from .owners import Ownership
from .plans import Participation, Party, Plan
from .report_files import ReportFile
from .reports import AcceptedGap, Report, ReportingPeriod
from .saved_views import SavedView
from .standings import StandingSpan, StandingTurn
from .throttles import Throttle
from .users import User

__all__ = [
    "AcceptedGap",
    "Assessment",
    "AssessmentSource",
    "AuditChain",
    "AuditEntry",
    "Commitment",
    "CommitmentLink",
    "DocumentText",
    "DueDate",
    "Evidence",
    "Instrument",
    "KeptWords",
    "Level",
    "Membership",
    "Milestone",
    "Organization",
    "Ownership",
    "Participation",
    "Party",
    "Plan",
    "PriorityArea",
    "ProgressNote",
    "Report",
    "ReportFile",
    "ReportingPeriod",
    "SavedView",
    "Scale",
    "SourceDocument",
    "SourceSpan",
    "StandingSpan",
    "StandingTurn",
    "Throttle",
    "User",
    "VisibilityChange",
]

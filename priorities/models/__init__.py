"""The record. One file per noun; import from here."""

from .areas import PriorityArea
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
from .reports import Report, ReportingPeriod
from .standings import StandingSpan
from .throttles import Throttle
from .users import User

__all__ = [
    "AuditChain",
    "AuditEntry",
    "Commitment",
    "CommitmentLink",
    "DocumentText",
    "DueDate",
    "Evidence",
    "Instrument",
    "KeptWords",
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
    "ReportingPeriod",
    "SourceDocument",
    "SourceSpan",
    "StandingSpan",
    "Throttle",
    "User",
    "VisibilityChange",
]

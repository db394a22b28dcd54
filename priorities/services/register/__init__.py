"""The register: what was promised, by whom, until when. Kept by the coordinators of a plan's secretariats."""

from .anchors import place_span, remove_span
from .commitments import (
    archive_commitment,
    change_due_date,
    delete_draft_commitment,
    link_commitments,
    publish_commitment,
    set_instruments,
    unlink_commitments,
)
from .ownerships import assign_owner, end_ownership
from .plans import lock_period, set_participation
from .revising import PLAN_OF, revise_register, right_to_revise

__all__ = [
    "PLAN_OF",
    "archive_commitment",
    "assign_owner",
    "change_due_date",
    "delete_draft_commitment",
    "end_ownership",
    "link_commitments",
    "lock_period",
    "place_span",
    "publish_commitment",
    "remove_span",
    "revise_register",
    "right_to_revise",
    "set_instruments",
    "set_participation",
    "unlink_commitments",
]

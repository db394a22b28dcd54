"""Who may see and do what. `can` and `visible_to` are the only doors; everything not named here is refused."""

from .actions import RULES, can
from .capacities import (
    WRITERS,
    Capacity,
    audience_of,
    capacity_of,
    participations,
    remember,
)
from .visibility import VISIBILITY, visible_to, visible_with

__all__ = [
    "RULES",
    "VISIBILITY",
    "WRITERS",
    "Capacity",
    "audience_of",
    "can",
    "capacity_of",
    "participations",
    "remember",
    "visible_to",
    "visible_with",
]

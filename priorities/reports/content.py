"""What reports and exports say, as plain data: no record, no language machinery, nothing that changes later.

Dates are calendar dates; moments are UTC. Codes are those of `priorities.choices`. A `Text` knows its own
language, because content is shown in another language where a translation is missing.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from priorities.words import Text


@dataclass(frozen=True)
class EvidenceLine:
    title: str
    url: str


@dataclass(frozen=True)
class NoteLine:
    """An accepted note, as its reader may see it."""

    as_of: date
    precision: str
    organization: str
    party: str
    kind: str
    lifecycle: str
    confidence: str
    standing: str
    visibility: str
    body: Text
    reason: Text
    next_steps: Text
    evidence: tuple[EvidenceLine, ...] = ()


@dataclass(frozen=True)
class Owner:
    acronym: str
    name: Text
    party: str
    role: str


@dataclass(frozen=True)
class PositionLine:
    """What one party says: `standing` is not_reported, and `as_of` None, while it has said nothing."""

    party: str
    party_name: Text
    standing: str
    lifecycle: str
    confidence: str
    as_of: date | None


@dataclass(frozen=True)
class BoardRow:
    """One commitment on a board of one day, as one audience sees it.

    `slip_days` is the current due date less the baseline, 0 without either. `last_note` is the newest note.
    """

    reference: str
    area: str
    area_number: int
    area_name: Text
    title: Text
    kind: str
    standing: str
    lifecycle: str
    confidence: str
    since: date
    last_note_on: date | None
    due_on: date | None
    due_precision: str
    schedule: str
    slip_days: int
    freshness: str
    positions_differ: bool
    wording: Text
    url: str
    owners: tuple[Owner, ...] = ()
    parties_without_lead: tuple[str, ...] = ()
    positions: tuple[PositionLine, ...] = ()
    last_note: NoteLine | None = None

    @property
    def leads(self) -> tuple[Owner, ...]:
        return tuple(owner for owner in self.owners if owner.role == "lead")


@dataclass(frozen=True)
class BoardExport:
    """A board as it is exported: `filters` are (label, value) pairs in words; `url` gives the same board."""

    plan: Text
    parties: tuple[str, ...]
    on: date
    made_at: datetime
    audience: str
    url: str
    notice: Text
    filters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Move:
    """A commitment that stood elsewhere at the end of the period than on the day before it began.

    `direction` is "forward", "back", "sideways" or "new" (made within the period).
    """

    reference: str
    title: Text
    before: str
    after: str
    direction: str
    url: str


@dataclass(frozen=True)
class CommitmentSection:
    row: BoardRow
    notes: tuple[NoteLine, ...] = ()


@dataclass(frozen=True)
class AreaSection:
    number: int
    code: str
    name: Text
    counts: tuple[tuple[str, int], ...]
    commitments: tuple[CommitmentSection, ...] = ()


@dataclass(frozen=True)
class ReportContent:
    """A periodic report. `counts` pairs every standing with its number, in board order, zeros included.

    `owed` is how many commitments needed a note in the period, `reported` how many of those have one.
    """

    plan: Text
    period: Text
    starts_on: date
    ends_on: date
    before_on: date
    language: str
    audience: str
    made_at: datetime
    notice: Text
    parties: tuple[tuple[str, str], ...]
    counts: tuple[tuple[str, int], ...]
    total: int
    notes_total: int
    owed: int
    reported: int
    overdue: int
    moves: tuple[Move, ...]
    areas: tuple[AreaSection, ...]
    url: str
    missing: tuple[str, ...] = field(default=())

    @property
    def rows(self) -> tuple[BoardRow, ...]:
        return tuple(section.row for area in self.areas for section in area.commitments)

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
    # What is cited twice is one source, in whichever language its title was typed.
    language: str = field(default="", compare=False)


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
    accepted_on: date | None = None
    is_late: bool = False


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

    `slip_days` is the current due date less the baseline, 0 without either; `moves` is how often the date changed.
    `last_note` is the newest note; `trend` is against the end of the previous period, "" where there is none.
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
    baseline_on: date | None = None
    moves: int = 0
    trend: str = ""

    @property
    def leads(self) -> tuple[Owner, ...]:
        return tuple(owner for owner in self.owners if owner.role == "lead")


@dataclass(frozen=True)
class BoardExport:
    """A board as it is exported: `filters` are (label, value) pairs in words; `url` gives the same board.

    `known_at` is the moment by which something had to be recorded to count; None is all that was when it was made.
    """

    plan: Text
    parties: tuple[str, ...]
    on: date
    made_at: datetime
    audience: str
    url: str
    notice: Text
    filters: tuple[tuple[str, str], ...] = ()
    known_at: datetime | None = None


@dataclass(frozen=True)
class CitedLine:
    """The note that did something; `url` leads to it."""

    as_of: date
    precision: str
    organization: str
    party: str
    body: Text
    url: str


@dataclass(frozen=True)
class ChangeRow:
    """One thing that moved between two days. `before` and `after` are codes of what it moved from and to, or due dates;
    `on` is the day it happened, and `days` how far a due date moved or how long nothing was heard."""

    kind: str
    reference: str
    area: str
    area_number: int
    area_name: Text
    title: Text
    on: date | None
    precision: str
    before: str | date | None
    after: str | date | None
    days: int | None
    party: str
    reason: Text
    note: CitedLine | None
    url: str


@dataclass(frozen=True)
class ChangesExport:
    """What moved between two days, as it is exported: `known_at` is None where all that is known now counts."""

    plan: Text
    start_on: date
    end_on: date
    known_at: datetime | None
    made_at: datetime
    audience: str
    url: str
    notice: Text
    filters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Move:
    """A commitment that stood elsewhere at the end of the period than on the day before it began.

    `direction` is a `ChangeKind`: "forward", "back", "first_reported", "unreported" or "new" (made within the period).
    """

    reference: str
    title: Text
    before: str
    after: str
    direction: str
    url: str


@dataclass(frozen=True)
class AssessmentLine:
    """What an independent assessor says of a commitment for the period. Never mixed with what its owners say.

    `level` is a place on the named scale, in words; `rank` its number there, of `levels` in all.
    """

    organization: str
    organization_name: Text
    party: str
    scale: Text
    level: Text
    rank: int
    levels: int
    sufficiency: str
    rationale: Text
    sources: tuple[EvidenceLine, ...]
    final_on: date


@dataclass(frozen=True)
class CommitmentSection:
    row: BoardRow
    notes: tuple[NoteLine, ...] = ()
    assessments: tuple[AssessmentLine, ...] = ()


@dataclass(frozen=True)
class AreaSection:
    number: int
    code: str
    name: Text
    counts: tuple[tuple[str, int], ...]
    commitments: tuple[CommitmentSection, ...] = ()


@dataclass(frozen=True)
class ReportChange:
    """One thing that moved since the previous report, as `comparisons.compare` classifies it.

    `before` and `after` are standings, due dates or acronyms of leads, by `kind`; "" or None where there was none.
    """

    kind: str
    reference: str
    area: str
    title: Text
    before: str | date | None
    after: str | date | None
    days: int
    party: str
    url: str


@dataclass(frozen=True)
class CoverageLine:
    """A leading organization: how many of its commitments owed a note, have one, and got it after the due day."""

    party: str
    organization: str
    owed: int
    reported: int
    late: int


@dataclass(frozen=True)
class GapLine:
    """What the report lacks, and why its coordinator froze it all the same. `reference` is "" for the whole report."""

    kind: str
    reference: str
    reason: Text


@dataclass(frozen=True)
class Seal:
    """What makes a frozen report checkable. `frozen_by` is a person, of `organization`."""

    sha256: str
    previous_sha256: str | None
    replaces_sha256: str | None
    frozen_at: datetime
    frozen_by: str
    organization: str
    verify_url: str


@dataclass(frozen=True)
class ReportContent:
    """A periodic report in one language. `counts` pairs every standing with its number, in board order, zeros included.

    `owed` is how many commitments needed a note in the period, `reported` how many of those have one. `seal` is None
    for a live draft. `compared_with` is the seal of the report that `changes` are since, "" for the day before.
    `as_of` is the day the standings are those of: the end of the period, or an earlier day while it lasts.
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
    due_on: date | None = None
    cut_off_at: datetime | None = None
    edition: int = 1
    reason: str = ""
    reason_language: str = ""
    seal: Seal | None = None
    compared_with: str = ""
    changes: tuple[ReportChange, ...] = ()
    coverage: tuple[CoverageLine, ...] = ()
    gaps: tuple[GapLine, ...] = ()
    parts: tuple[str, ...] = ()
    as_of: date | None = None
    cadence_days: int = 0

    @property
    def rows(self) -> tuple[BoardRow, ...]:
        return tuple(section.row for area in self.areas for section in area.commitments)

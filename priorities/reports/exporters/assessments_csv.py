"""Assessments beside the owners' word as CSV: a line for each, as the board of divergences lists them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from .board_columns import Column
from .csv import lines


@dataclass(frozen=True)
class AssessmentRow:
    """`standing` and `divergence` are codes; `steps` is the distance to the nearest standing that agrees."""

    period: str
    reference: str
    area: str
    title: str
    leads: str
    standing: str
    scale: str
    level: str
    label: str
    rank: int
    levels: int
    sufficiency: str
    divergence: str
    steps: int
    organization: str
    party: str
    final_on: date
    rationale: str
    sources: str
    url: str


COLUMNS: tuple[Column[AssessmentRow], ...] = (
    Column("period", lambda row: row.period),
    Column("reference", lambda row: row.reference),
    Column("area", lambda row: row.area),
    Column("title", lambda row: row.title),
    Column("leads", lambda row: row.leads),
    Column("owners_standing", lambda row: row.standing),
    Column("scale", lambda row: row.scale),
    Column("level", lambda row: row.level),
    Column("level_label", lambda row: row.label),
    Column("rank", lambda row: row.rank),
    Column("levels", lambda row: row.levels),
    Column("sufficiency", lambda row: row.sufficiency),
    Column("divergence", lambda row: row.divergence),
    Column("steps", lambda row: row.steps),
    Column("organization", lambda row: row.organization),
    Column("party", lambda row: row.party),
    Column("final_on", lambda row: row.final_on),
    Column("rationale", lambda row: row.rationale),
    Column("sources", lambda row: row.sources),
    Column("url", lambda row: row.url),
)


def assessments_csv(rows: Iterable[AssessmentRow]) -> Iterator[bytes]:
    return lines(COLUMNS, rows)

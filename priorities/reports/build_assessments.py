"""Assessments in the shape that exporters and report documents take."""

from collections.abc import Iterable, Iterator
from datetime import UTC

from priorities.choices import Language
from priorities.models import Assessment
from priorities.selectors.divergences import Row
from priorities.words import text_of

from .exporters.assessments_csv import AssessmentRow
from .exporters.board_columns import BETWEEN


def assessment_rows(rows: Iterable[Row], *, site: str) -> Iterator[AssessmentRow]:
    """`site` goes before every path, to make it an address."""
    for row in rows:
        said = row.assessment
        yield AssessmentRow(
            period=said.period.slug,
            reference=row.reference,
            area=row.area,
            title=str(row.title),
            leads=BETWEEN.join(row.leads),
            standing=row.standing,
            scale=said.scale.code,
            level=said.level.code if said.level else "",
            label=str(row.level),
            rank=row.rank,
            levels=row.levels,
            sufficiency=said.sufficiency,
            divergence=row.divergence.value,
            steps=row.steps,
            organization=said.organization.acronym,
            party=said.organization.party.code,
            final_on=_final_on(said),
            rationale=str(text_of(said, "rationale")),
            sources=BETWEEN.join(each.url for each in said.sources.all()),
            url=f"{site}{row.url}",
        )


def assessment_document(said: Assessment) -> dict:
    """A final assessment as the document of a report holds it: in all languages, plain. It came through `with_parts`."""
    level = said.level
    return {
        "organization": said.organization.acronym,
        "organization_name": _words(said.organization, "name"),
        "party": said.organization.party.code,
        "scale": _words(said.scale, "name"),
        "level": _words(level, "label"),
        "rank": level.rank if level else 0,
        "levels": said.levels,  # type: ignore[attr-defined]
        "sufficiency": said.sufficiency,
        "rationale": _words(said, "rationale"),
        "sources": [
            {"title": str(each), "url": each.url, "title_language": each.name.language}
            for each in said.sources.all()
        ],
        "final_on": _final_on(said).isoformat(),
    }


def _final_on(said: Assessment):
    """The day in UTC, as of every moment in a report. Only of a final one."""
    assert said.final_at is not None  # noqa: S101 a constraint holds it
    return said.final_at.astimezone(UTC).date()


def _words(record, field: str) -> dict[str, str]:
    given = {code: getattr(record, f"{field}_{code}", None) for code in Language.values}
    return {code: text for code, text in given.items() if text}

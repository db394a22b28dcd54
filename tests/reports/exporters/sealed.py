"""What a frozen report has beside the content of a draft: seal, changes, coverage, gaps and assessments."""

from dataclasses import replace
from datetime import UTC, date, datetime

from priorities.reports.content import (
    AssessmentLine,
    CoverageLine,
    EvidenceLine,
    GapLine,
    ReportChange,
    ReportContent,
    Seal,
    Text,
)

from .builders import a_report, a_section, english

SHA256 = "9f2c41ab77d05e13" + "0123456789abcdef" * 3
PREVIOUS = "aa11bb22cc33dd44" * 4
REPLACED = "feed5eed" * 8
COMMITMENT = "https://tracker.example/canada-japan/commitments/CJ21-ROL-01/"


def a_seal(**changes) -> Seal:
    seal = Seal(
        sha256=SHA256,
        previous_sha256=PREVIOUS,
        replaces_sha256=None,
        frozen_at=datetime(2025, 11, 20, 13, 5, tzinfo=UTC),
        frozen_by="Amélie Gagnon",
        organization="GAC",
        verify_url=f"https://tracker.example/verify/?sha256={SHA256}",
    )
    return replace(seal, **changes)


def a_change(kind="slipped", **changes) -> ReportChange:
    change = ReportChange(
        kind=kind,
        reference="CJ21-ROL-01",
        area="ROL",
        title=english("Deepen security cooperation"),
        before=date(2025, 12, 29),
        after=date(2026, 3, 31),
        days=92,
        party="",
        url=COMMITMENT,
    )
    return replace(change, **changes)


def an_assessment(**changes) -> AssessmentLine:
    line = AssessmentLine(
        organization="DAO-CA",
        organization_name=Text("Democratic Accountability Observatory", "en"),
        party="CA",
        scale=english("OGP completion"),
        level=english("Substantial"),
        rank=4,
        levels=5,
        sufficiency="partial",
        rationale=english("The signature is public; what follows from it is not."),
        sources=(EvidenceLine("Minutes of the Diet", "https://www.sangiin.go.jp/1"),),
        final_on=date(2025, 11, 3),
    )
    return replace(line, **changes)


def a_frozen_report(*sections, **changes) -> ReportContent:
    content = a_report(*(sections or (a_section(),)), seal=a_seal())
    frozen = replace(
        content,
        due_on=date(2025, 10, 31),
        cut_off_at=datetime(2025, 11, 15, 4, 59, tzinfo=UTC),
        as_of=date(2025, 9, 30),
        cadence_days=180,
        coverage=(CoverageLine("CA", "GAC", 23, 6, 2), CoverageLine("JP", "MOFA-JP", 15, 8, 0)),
    )
    return replace(frozen, **changes)


def a_gap(**changes) -> GapLine:
    return replace(GapLine("lead", "CJ21-ROL-01", english("Japan will name a lead in May.")), **changes)

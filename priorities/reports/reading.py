"""A report document read in one language: from the plain, sealed data to what every rendering prints."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from priorities.choices import ChangeKind, Language, Schedule, Standing
from priorities.words import Text

from .content import (
    AreaSection,
    AssessmentLine,
    BoardRow,
    CommitmentSection,
    CoverageLine,
    EvidenceLine,
    GapLine,
    Move,
    NoteLine,
    Owner,
    PositionLine,
    ReportChange,
    ReportContent,
    Seal,
)
from .seals import Document

MOVES = frozenset(
    {
        ChangeKind.FORWARD,
        ChangeKind.BACK,
        ChangeKind.FIRST_REPORTED,
        ChangeKind.UNREPORTED,
        ChangeKind.NEW,
    }
)
DUE_CHANGES = frozenset(
    {ChangeKind.SLIPPED, ChangeKind.BROUGHT_FORWARD, ChangeKind.DATED, ChangeKind.UNDATED}
)
OWNER_CHANGES = frozenset({ChangeKind.NEW_OWNER, ChangeKind.FIRST_OWNER, ChangeKind.NO_OWNER})


def read_document(
    document: Document, *, language: str, seal: Seal | None = None, parts: Iterable[str] = ()
) -> ReportContent:
    """The content of a report in `language`; what has no words in it stands in the first language that has.

    `parts` are those the document names, where none are given.
    """
    return _Reader(document, language).content(seal, tuple(parts))


def seal_from(document: Document, *, sha256: str) -> Seal:
    """The seal of a frozen report, of whose document `sha256` is the hash."""
    return Seal(
        sha256=sha256,
        previous_sha256=document["previous_sha256"],
        replaces_sha256=document["replaces_sha256"],
        frozen_at=_moment(document["made_at"]),
        frozen_by=document["made_by"],
        organization=document["made_for"],
        verify_url=f"{document['verify_url']}?sha256={sha256}",
    )


class _Reader:
    def __init__(self, document: Document, language: str):
        self.document = document
        self.language = language
        self.order = [language, *(code for code in Language.values if code != language)]
        self.parties = {party["code"]: self.text(party["name"]) for party in document["plan"]["parties"]}
        self.areas = {area["code"]: area for area in document["areas"]}
        self.titles = {line["reference"]: line for line in document["commitments"]}

    def text(self, words: dict[str, str]) -> Text:
        return next((Text(words[code], code) for code in self.order if words.get(code)), Text())

    def content(self, seal: Seal | None, parts: tuple[str, ...]) -> ReportContent:
        document, period = self.document, self.document["period"]
        sections = {line["reference"]: self.section(line) for line in document["commitments"]}
        counts = Counter(line["standing"] for line in document["commitments"])
        changes = tuple(self.change(each) for each in document["changes"])
        return ReportContent(
            plan=self.text(document["plan"]["title"]),
            period=self.text(period["title"]),
            starts_on=_day(period["starts_on"]),
            ends_on=_day(period["ends_on"]),
            before_on=_day(period["before_on"]),
            language=self.language,
            audience=document["audience"],
            made_at=_moment(document["made_at"]),
            notice=self.text(document["plan"]["notice"]),
            parties=tuple((code, name.value) for code, name in self.parties.items()),
            counts=tuple((standing.value, counts[standing.value]) for standing in Standing),
            total=len(sections),
            notes_total=sum(len(section.notes) for section in sections.values()),
            owed=document["coverage"]["owed"],
            reported=document["coverage"]["reported"],
            overdue=sum(section.row.schedule == Schedule.OVERDUE for section in sections.values()),
            moves=tuple(self.moves(changes)),
            areas=tuple(self.area(area, sections) for area in document["areas"]),
            url=document["url"],
            missing=tuple(self.missing()),
            due_on=_day(period["due_on"]),
            cut_off_at=_moment(period["cut_off_at"]),
            edition=document["edition"],
            reason=document["reason"],
            reason_language=document.get("reason_language", ""),
            seal=seal,
            compared_with=document["compared_with_sha256"] or "",
            changes=changes,
            coverage=tuple(CoverageLine(**line) for line in document["coverage"]["organizations"]),
            gaps=tuple(
                GapLine(gap["kind"], gap["reference"], self.reason(gap["reason"])) for gap in document["gaps"]
            ),
            parts=parts or tuple(document["parts"]),
            as_of=_day(document["as_of"]),
            cadence_days=document["plan"]["cadence_days"],
        )

    def reason(self, given: dict[str, str] | str) -> Text:
        """Why a gap was accepted. The first reports said it in one language, and not in which."""
        return Text(given) if isinstance(given, str) else self.text(given)

    def missing(self) -> Iterable[str]:
        """The references whose title has no words in this language."""
        return (
            line["reference"] for line in self.document["commitments"] if self.language not in line["title"]
        )

    def area(self, area: Document, sections: dict[str, CommitmentSection]) -> AreaSection:
        inside = tuple(section for section in sections.values() if section.row.area == area["code"])
        counts = Counter(section.row.standing for section in inside)
        return AreaSection(
            number=area["number"],
            code=area["code"],
            name=self.text(area["name"]),
            counts=tuple((standing.value, counts[standing.value]) for standing in Standing),
            commitments=inside,
        )

    def section(self, line: Document) -> CommitmentSection:
        told = tuple(self.note(note) for note in line["notes"])
        return CommitmentSection(
            row=self.row(line, self.note(line["last_note"]) if line["last_note"] else None),
            notes=told,
            assessments=tuple(self.assessment(each) for each in line["assessments"]),
        )

    def row(self, line: Document, last: NoteLine | None) -> BoardRow:
        area = self.areas[line["area"]]
        return BoardRow(
            reference=line["reference"],
            area=line["area"],
            area_number=area["number"],
            area_name=self.text(area["name"]),
            title=self.text(line["title"]),
            kind=line["kind"],
            standing=line["standing"],
            lifecycle=line["lifecycle"],
            confidence=line["confidence"],
            since=_day(line["since"]),
            last_note_on=_day(line["last_note_on"]),
            due_on=_day(line["due_on"]),
            due_precision=line["due_precision"],
            schedule=line["schedule"],
            slip_days=line["slip_days"],
            freshness=line["freshness"],
            positions_differ=line["positions_differ"],
            wording=Text(line["wording"], line["wording_language"]),
            url=line["url"],
            owners=tuple(
                Owner(owner["acronym"], self.text(owner["name"]), owner["party"], owner["role"])
                for owner in line["owners"]
            ),
            parties_without_lead=tuple(line["parties_without_lead"]),
            positions=tuple(self.position(each) for each in line["positions"]),
            last_note=last,
            baseline_on=_day(line["baseline_on"]),
            moves=line["moves"],
        )

    def position(self, said: Document) -> PositionLine:
        return PositionLine(
            party=said["party"],
            party_name=self.parties[said["party"]],
            standing=said["standing"],
            lifecycle=said["lifecycle"],
            confidence=said["confidence"],
            as_of=_day(said["as_of"]),
        )

    def note(self, said: Document) -> NoteLine:
        return NoteLine(
            as_of=_day(said["as_of"]),
            precision=said["precision"],
            organization=said["organization"],
            party=said["party"],
            kind=said["kind"],
            lifecycle=said["lifecycle"],
            confidence=said["confidence"],
            standing=said["standing"],
            visibility=said["visibility"],
            body=self.text(said["body"]),
            reason=self.text(said["reason"]),
            next_steps=self.text(said["next_steps"]),
            evidence=tuple(_source(each) for each in said["evidence"]),
            accepted_on=_day(said["accepted_on"]),
            is_late=said["is_late"],
        )

    def assessment(self, said: Document) -> AssessmentLine:
        return AssessmentLine(
            organization=said["organization"],
            organization_name=self.text(said["organization_name"]),
            party=said["party"],
            scale=self.text(said["scale"]),
            level=self.text(said["level"]),
            rank=said["rank"],
            levels=said["levels"],
            sufficiency=said["sufficiency"],
            rationale=self.text(said["rationale"]),
            sources=tuple(_source(each) for each in said["sources"]),
            final_on=_day(said["final_on"]),
        )

    def change(self, said: Document) -> ReportChange:
        kind = ChangeKind(said["kind"])
        here = self.titles.get(said["reference"])
        return ReportChange(
            kind=kind.value,
            reference=said["reference"],
            area=said["area"],
            title=self.text(said["title"]),
            before=_place(kind, said["before"]),
            after=_place(kind, said["after"]),
            days=said["days"],
            party=said["party"],
            url=here["url"] if here else "",
        )

    def moves(self, changes: Iterable[ReportChange]) -> Iterable[Move]:
        for change in changes:
            if change.kind in MOVES:
                before, after = str(change.before or ""), str(change.after or "")
                yield Move(change.reference, change.title, before, after, change.kind, change.url)


def _source(said: Document) -> EvidenceLine:
    """The first reports did not say in which language a title is."""
    return EvidenceLine(said["title"], said["url"], said.get("title_language", ""))


def _place(kind: ChangeKind, side: Document | None) -> str | date | None:
    if side is None:
        return None
    if kind in DUE_CHANGES:
        return _day(side["due_on"])
    if kind in OWNER_CHANGES:
        return ", ".join(side["leads"])
    return side["standing"]


def _day(written: str | None) -> Any:
    """None stays None; where the schema demands a day there is one."""
    return date.fromisoformat(written) if written else None


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written)

"""Builds the content of a periodic report from the record. What comes out knows the record no more."""

from datetime import date, datetime

from priorities.choices import ChangeKind, Standing
from priorities.models import ProgressNote, ReportingPeriod
from priorities.permissions import participations
from priorities.selectors import boards, notes, periods
from priorities.selectors.comparisons import movement
from priorities.selectors.moments import Moment, moment
from priorities.words import text_of

from .build_board import board_rows, note_line
from .content import AreaSection, BoardRow, CommitmentSection, Move, NoteLine, ReportContent


def report_moment(period: ReportingPeriod, *, now: datetime) -> Moment:
    """The day a report speaks of: the end of its period, or today while it lasts."""
    today = moment(period.plan, now=now)
    return today if today.on <= period.ends_on else moment(period.plan, now=now, as_of=period.ends_on)


def build_report(
    period: ReportingPeriod, *, user, audience: str, language: str, now: datetime, base_url: str = ""
) -> ReportContent:
    """The report of `period` as `audience` may read it; words are those of the active language, or the next best."""
    plan, day = period.plan, report_moment(period, now=now)
    commitments = boards.board_commitments(plan, user=user, moment=day, audience=audience)
    cards = boards.iter_cards(commitments, plan=plan, moment=day)
    rows = list(board_rows(cards, user=user, site=base_url, language=language))
    lines = _notes_of(period, audience, until=min(day.on, period.ends_on), site=base_url)
    reported, owed = periods.coverage(
        commitments, period, audience=audience, on=day.on, known_at=day.known_at
    )
    counts = boards.counts_by_standing(commitments)
    return ReportContent(
        plan=text_of(plan, "title"),
        period=text_of(period, "title"),
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        before_on=period.day_before,
        language=language,
        audience=audience,
        made_at=now,
        notice=text_of(plan, "notice"),
        parties=tuple((part.party.code, str(text_of(part.party, "name"))) for part in participations(plan)),
        counts=tuple(counts.items()),
        total=sum(counts.values()),
        notes_total=sum(len(found) for found in lines.values()),
        owed=owed,
        reported=reported,
        overdue=sum(row.schedule == "overdue" for row in rows),
        moves=_moves(rows, _before(period, audience)),
        areas=_areas(plan, rows, lines),
        url=f"{base_url}{period.get_absolute_url()}",
    )


def _notes_of(period: ReportingPeriod, audience: str, *, until: date, site: str) -> dict[str, list[NoteLine]]:
    """The notes of the period by reference, oldest first."""
    said = (
        notes.in_force(ProgressNote.objects.filter(commitment__plan=period.plan), audience)
        .filter(as_of__gte=period.starts_on, as_of__lte=until)
        .order_by("as_of", "accepted_at", "id")
    )
    lines: dict[str, list[NoteLine]] = {}
    for note in said.select_related("commitment__plan", "organization", "party").prefetch_related("evidence"):
        lines.setdefault(note.commitment.reference, []).append(note_line(note, site))
    return lines


def _before(period: ReportingPeriod, audience: str) -> dict[str, tuple[str, str, str]]:
    """(standing, lifecycle, confidence) by reference on the day before the period began."""
    spans = periods.standings_on(period.plan, on=period.day_before, audience=audience)
    references = dict(period.plan.commitments.values_list("pk", "reference"))
    return {references[pk]: (span.standing, span.lifecycle, span.confidence) for pk, span in spans.items()}


def _moves(rows: list[BoardRow], before: dict[str, tuple[str, str, str]]) -> tuple[Move, ...]:
    moves = []
    for row in rows:
        standing, lifecycle, confidence = before.get(row.reference, ("", "", ""))
        if standing == row.standing:
            continue
        way = (
            movement((lifecycle, confidence), (row.lifecycle, row.confidence)) if standing else ChangeKind.NEW
        )
        moves.append(Move(row.reference, row.title, standing, row.standing, str(way), row.url))
    return tuple(moves)


def _areas(plan, rows: list[BoardRow], lines: dict[str, list[NoteLine]]) -> tuple[AreaSection, ...]:
    return tuple(
        AreaSection(
            number=area.number,
            code=area.code,
            name=text_of(area, "name"),
            counts=_counts([row for row in rows if row.area == area.code]),
            commitments=tuple(
                CommitmentSection(row, tuple(lines.get(row.reference, ())))
                for row in rows
                if row.area == area.code
            ),
        )
        for area in plan.areas.all()
    )


def _counts(rows: list[BoardRow]) -> tuple[tuple[str, int], ...]:
    return tuple((code.value, sum(row.standing == code for row in rows)) for code in Standing)

"""A plan at a glance on a day, as one audience sees it: where each area stands, what moved, who still owes a note."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from html import unescape
from typing import Any

from django.db.models import BigIntegerField, Count, DateField, DateTimeField, Q, QuerySet
from django.utils.html import strip_tags

from priorities import permissions
from priorities.choices import Freshness, NoteState, Schedule, Standing
from priorities.models import Commitment, Plan, PriorityArea, ProgressNote, StandingSpan
from priorities.permissions import Capacity
from priorities.text import render_markdown
from priorities.words import Text, text_of

from . import boards, notes, periods
from .moments import Moment
from .prepared import Parameter, Prepared, counted, prepare

FEED_LINES = 5
EXCERPT = 100
LONGEST_WORD = 20
LATER_NOTES_COUNTED = 200


@dataclass(frozen=True)
class AreaFace:
    """An area of the plan; `counts` pairs every standing with its number, in board order."""

    code: str
    number: int
    name: Text
    counts: tuple[tuple[str, int], ...]
    overdue: int
    stale: int

    @property
    def total(self) -> int:
        return sum(number for _code, number in self.counts)


@dataclass(frozen=True)
class Coverage:
    """How many commitments owed a note in a period, and how many of those have one."""

    period: Text
    due_on: date
    owed: int
    reported: int


@dataclass(frozen=True)
class FeedLine:
    """What was said of one commitment on one day. `before` and `after` are "" if its standing did not move."""

    as_of: date
    precision: str
    note_id: int
    reference: str
    title: Text
    excerpt: Text
    organizations: tuple[str, ...]
    before: str
    after: str


@dataclass(frozen=True)
class Overview:
    areas: tuple[AreaFace, ...]
    coverage: Coverage | None
    feed: tuple[FeedLine, ...]

    @property
    def total(self) -> int:
        return sum(area.total for area in self.areas)

    @property
    def overdue(self) -> int:
        return sum(area.overdue for area in self.areas)

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        numbers: dict[str, int] = defaultdict(int)
        for area in self.areas:
            for code, number in area.counts:
                numbers[code] += number
        return tuple((standing.value, numbers[standing.value]) for standing in Standing)

    @property
    def completed(self) -> int:
        return dict(self.counts)[Standing.COMPLETED.value]

    @property
    def elsewhere(self) -> tuple[tuple[str, int], ...]:
        """Where the others stand, in words, without the standings that nothing has."""
        return tuple(
            (str(Standing(code).label), n) for code, n in self.counts if n and code != Standing.COMPLETED
        )


def plan_overview(plan: Plan, *, user, moment: Moment) -> Overview:
    """The overview of a plan; the number of queries does not grow with what it holds."""
    commitments = boards.board_commitments(plan, user=user, moment=moment)
    return Overview(
        areas=area_faces(commitments, plan=plan, moment=moment),
        coverage=coverage(commitments, plan=plan, user=user, moment=moment),
        feed=feed(plan, user=user, moment=moment),
    )


# Areas


def area_faces(commitments: QuerySet, *, plan: Plan, moment: Moment) -> tuple[AreaFace, ...]:
    """Every area of the plan, in order, those without a commitment too."""
    standing_in: dict[int, dict[str, int]] = defaultdict(dict)
    overdue: Counter[int] = Counter()
    stale: Counter[int] = Counter()
    is_stale = boards.freshness_is([Freshness.STALE], moment, plan.cadence_days)
    counted = (
        boards.with_deadline_days(commitments, moment)
        .order_by()
        .values_list("area_id", "standing")
        .annotate(
            n=Count("pk"),
            late=Count("pk", filter=boards.schedule_is([Schedule.OVERDUE])),
            silent=Count("pk", filter=is_stale),
        )
    )
    for area_id, standing, number, late, silent in counted:
        standing_in[area_id][standing] = number
        overdue[area_id] += late
        stale[area_id] += silent
    return tuple(
        AreaFace(
            code=area.code,
            number=area.number,
            name=text_of(area, "name"),
            counts=tuple((each.value, standing_in[area.pk].get(each.value, 0)) for each in Standing),
            overdue=overdue[area.pk],
            stale=stale[area.pk],
        )
        for area in PriorityArea.objects.filter(plan=plan).order_by("number")
    )


def coverage(commitments: QuerySet, *, plan: Plan, user, moment: Moment) -> Coverage | None:
    """Who has reported in the current period; None before the first one."""
    period = periods.current_period(plan, moment.on)
    if period is None:
        return None
    audience = permissions.audience_of(user, plan)
    reported, owed = periods.coverage(
        commitments, period, audience=audience, on=moment.on, known_at=moment.known_at
    )
    return Coverage(period=text_of(period, "title"), due_on=period.due_on, owed=owed, reported=reported)


# What changed


def counting_notes(plan: Plan, *, user, known_at: datetime | None = None) -> QuerySet:
    """The notes behind this reader's boards, newest first.

    An administrator may open every note, but reads boards as the public does; so both rules hold.
    """
    behind = notes.in_force(
        ProgressNote.objects.filter(commitment__plan=plan), permissions.audience_of(user, plan), known_at
    )
    return permissions.visible_to(user, behind).order_by("-as_of", "-accepted_at", "-id")


@lru_cache(maxsize=200)
def _later_notes(capacity: Capacity, audience: str, is_known_then: bool) -> Prepared:
    plan, on = Parameter("plan", BigIntegerField()), Parameter("on", DateField())
    known_at: Any = Parameter("known_at", DateTimeField())
    behind = notes.in_force(ProgressNote.objects.filter(commitment__plan=plan), audience)
    later = Q(as_of__gt=on) | Q(accepted_at__gt=known_at) if is_known_then else Q(as_of__gt=on)
    # The newest first: the count ends as soon as it has that many.
    found = permissions.visible_with(capacity, behind).filter(later).order_by("-as_of")
    return counted(prepare(found[: LATER_NOTES_COUNTED + 1], "pk"))


def later_notes(plan: Plan, *, user, moment: Moment) -> int:
    """How many notes the board leaves out: those of later days, and those that were not known yet. More than 200 are
    201.
    """
    audience, is_known_then = permissions.audience_of(user, plan), moment.known_at is not None
    question = _later_notes(permissions.capacity_of(user), audience, is_known_then)
    [(number,)] = question.ask(plan=plan.pk, on=moment.on, known_at=moment.known_at)
    return number


def feed(plan: Plan, *, user, moment: Moment) -> tuple[FeedLine, ...]:
    """The newest notes, newest first; those of one commitment on one day make one line."""
    shown = Commitment.objects.filter(plan=plan).on_boards(moment.on)
    newest = counting_notes(plan, user=user, known_at=moment.known_at)
    if moment.known_at is None:
        newest = newest.filter(
            state=NoteState.ACCEPTED
        )  # as they all are, but by this the index finds the newest
    newest = newest.filter(as_of__lte=moment.on, commitment__in=shown).select_related(
        "commitment", "organization"
    )[: 3 * FEED_LINES]
    together: dict[tuple[int, date], list[ProgressNote]] = defaultdict(list)
    for note in newest:
        together[note.commitment_id, note.as_of].append(note)
    days = list(together.values())[:FEED_LINES]
    audience = permissions.audience_of(user, plan)
    spans = _spans_of([said[0].commitment for said in days], audience, moment.known_at)
    return tuple(_feed_line(said, spans[said[0].commitment_id]) for said in days)


def _spans_of(
    commitments: list[Commitment], audience: str, known_at: datetime | None
) -> dict[int, list[StandingSpan]]:
    found: dict[int, list[StandingSpan]] = defaultdict(list)
    spans = StandingSpan.objects.known(known_at).filter(commitment__in=commitments, audience=audience)
    for span in spans.order_by("from_on"):
        found[span.commitment_id].append(span)
    return found


def _feed_line(said: list[ProgressNote], spans: list[StandingSpan]) -> FeedLine:
    note = said[0]
    before, after = _move(spans, max(note.as_of, note.commitment.made_on))
    return FeedLine(
        as_of=note.as_of,
        precision=note.as_of_precision,
        note_id=note.pk,
        reference=note.commitment.reference,
        title=text_of(note.commitment, "title"),
        excerpt=excerpt(text_of(note, "body")),
        organizations=tuple(dict.fromkeys(each.organization.acronym for each in reversed(said))),
        before=before,
        after=after,
    )


def _move(spans: list[StandingSpan], day: date) -> tuple[str, str]:
    """The standing before and from `day` on, or two empty words if it did not move that day."""
    after = next((span.standing for span in spans if span.from_on == day), "")
    before = next((span.standing for span in spans if span.until_on == day), Standing.NOT_REPORTED.value)
    return (before, after) if after and before != after else ("", "")


def excerpt(text: Text) -> Text:
    """The beginning of a note, without its formatting, cut between two words where its language has spaces."""
    words = " ".join(unescape(strip_tags(render_markdown(text.value))).split())
    if len(words) <= EXCERPT:
        return Text(words, text.language)
    cut = words[:EXCERPT]
    whole = cut.rpartition(" ")[0]
    return Text(f"{whole if len(cut) - len(whole) <= LONGEST_WORD else cut}…", text.language)

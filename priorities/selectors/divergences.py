"""What owners and assessors say of the same commitments for a period, side by side; counted, never mixed."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from priorities import permissions
from priorities.choices import AssessmentState, Divergence, Standing
from priorities.models import Assessment, Commitment, Level, Ownership, Plan, ReportingPeriod, Scale
from priorities.models.owners import owned_on
from priorities.models.standings import span_holds
from priorities.words import Text, text_of

from . import boards
from .assessments import assessing_organizations, with_parts
from .frames import frame_of
from .moments import Moment, moment

# How far along what the owners say is. A step between two of them is one unit of divergence.
PLACES = {
    Standing.NOT_STARTED: 1,
    Standing.CLOSED: 1,
    Standing.PAUSED: 2,
    Standing.OFF_TRACK: 3,
    Standing.AT_RISK: 4,
    Standing.ON_TRACK: 5,
    Standing.COMPLETED: 6,
}
PAGE_SIZE = 50


def compare(level: Level, standing: str) -> tuple[Divergence, int]:
    """How the owners' standing compares with a level, and by how many steps from the nearest that agrees."""
    if standing in level.standings:
        return Divergence.NONE, 0
    if standing == Standing.NOT_REPORTED:
        return Divergence.SILENT, 0
    # A level that agrees with silence alone is below all that owners may say.
    named = [Standing(code) for code in level.standings]
    # What is closed was left at any place, so it is near to nothing unless it is all there is.
    agreeing = [PLACES.get(code, 0) for code in named if code != Standing.CLOSED or len(named) == 1]
    if not agreeing:
        return Divergence.OPEN, 0
    here = PLACES[Standing(standing)]
    nearest = min(agreeing, key=lambda place: (abs(here - place), place))
    return (Divergence.MORE if here > nearest else Divergence.LESS), abs(here - nearest)


def weight_of(level: Level, standing: str) -> int:
    """The order of the board, greatest first: by steps, saying more before saying less; then silence. 0: they agree."""
    kind, steps = compare(level, standing)
    return {Divergence.MORE: 2 * steps + 1, Divergence.LESS: 2 * steps, Divergence.SILENT: 1}.get(kind, 0)


@dataclass(frozen=True)
class Row:
    """One assessment beside the standing of its commitment on the last day of the period."""

    assessment: Assessment
    reference: str
    title: Text
    area: str
    area_name: Text
    standing: str
    level: Text
    rank: int
    levels: int
    organization: Text
    divergence: Divergence
    steps: int
    commitment_url: str
    leads: tuple[str, ...]

    @property
    def rungs(self) -> list[bool]:
        """The levels of the scale from the lowest, each whether it is reached."""
        return [rank <= self.rank for rank in range(1, self.levels + 1)]

    @property
    def url(self) -> str:
        return self.assessment.get_absolute_url()


@dataclass(frozen=True)
class Tally:
    """How many assessments of a group are at each level: `n` in all, of `commitments`, on `total` commitments."""

    code: str
    name: Text
    counts: tuple[int, ...]
    n: int
    commitments: int
    total: int


class DivergenceBoard:
    """The assessments of a period on a scale, against what `user` sees of the owners' word at its end."""

    def __init__(self, plan: Plan, *, user, period: ReportingPeriod, scale: Scale, now):
        self.plan, self.user, self.period, self.scale = plan, user, period, scale
        self.moment = period_end(plan, period, now=now)
        self.levels = list(scale.levels.order_by("rank"))
        audience = permissions.audience_of(user, plan)
        self.commitments = boards.board_commitments(plan, user=user, moment=self.moment, audience=audience)
        path = "commitment__standing_spans"
        self.all = (
            Assessment.objects.in_force()
            .filter(period=period, scale=scale, commitment__in=self.commitments.order_by().values("pk"))
            .annotate(
                span=FilteredRelation(
                    path,
                    condition=Q(**{f"{path}__audience": audience})
                    & span_holds(self.moment.on, None, f"{path}__"),
                )
            )
            .filter(span__standing__isnull=False)
            .annotate(standing=F("span__standing"))
        )

    def listed(self, *, area: str = "", party: str = "", differing: bool = False) -> QuerySet:
        """The chosen ones, the widest divergence first."""
        found = self.all.annotate(weight=self._weight())
        if area:
            found = found.filter(commitment__area__code=area)
        if party:
            leads = self._leads().filter(commitment=OuterRef("commitment"), party__code=party)
            found = found.filter(Exists(leads))
        if differing:
            found = found.filter(weight__gt=0)
        return with_parts(found).order_by(
            "-weight", "commitment__area__number", "commitment__reference", "organization__acronym", "pk"
        )

    def _weight(self) -> Case:
        cases = []
        for level in self.levels:
            by_weight = defaultdict(list)
            for standing in Standing.values:
                by_weight[weight_of(level, standing)].append(standing)
            cases += [
                When(level=level.pk, span__standing__in=standings, then=Value(weight))
                for weight, standings in by_weight.items()
                if weight
            ]
        return Case(*cases, default=Value(0), output_field=IntegerField())

    def _leads(self) -> QuerySet:
        return Ownership.objects.current(self.moment.on, self.moment.known_at).leads()

    def rows(self, assessments) -> Iterator[Row]:
        """The rows of what `listed` found; one query more for the leads of however many."""
        chosen = list(assessments)
        leads = defaultdict(list)
        held = self._leads().filter(commitment__in=[each.commitment_id for each in chosen])
        for pk, acronym in held.order_by("party__code", "pk").values_list(
            "commitment", "organization__acronym"
        ):
            leads[pk].append(acronym)
        for each in chosen:
            commitment, kind = each.commitment, compare(each.level, each.standing)
            yield Row(
                assessment=each,
                reference=commitment.reference,
                title=text_of(commitment, "title"),
                area=commitment.area.code,
                area_name=text_of(commitment.area, "name"),
                standing=each.standing,
                level=text_of(each.level, "label"),
                rank=each.level.rank,
                levels=each.levels,
                organization=text_of(each.organization, "name"),
                divergence=kind[0],
                steps=kind[1],
                commitment_url=f"{self.plan.get_absolute_url()}commitments/{commitment.reference}/",
                leads=tuple(leads[each.commitment_id]),
            )

    # Counts

    def kinds(self) -> list[tuple[Divergence, int]]:
        """How many assessments there are of each kind of divergence that occurs."""
        levels = {level.pk: level for level in self.levels}
        found: Counter[Divergence] = Counter()
        for level, standing, n in (
            self.all.order_by().values_list("level", "span__standing").annotate(n=Count("pk"))
        ):
            found[compare(levels[level], standing)[0]] += n
        return [(kind, found[kind]) for kind in Divergence if found[kind]]

    def areas(self) -> list[Tally]:
        totals = dict(self.commitments.order_by().values_list("area").annotate(n=Count("pk")))
        counts = self._counts("commitment__area")
        return [
            self._tally(area.code, text_of(area, "name"), counts[area.pk], totals.get(area.pk, 0))
            for area in frame_of(self.plan).areas
            if totals.get(area.pk)
        ]

    def parties(self) -> list[Tally]:
        """By the party of the leads of that day: a commitment that two parties lead counts for each of them."""
        leads = self._leads().filter(commitment__in=self.commitments.order_by().values("pk"))
        totals = dict(leads.order_by().values_list("party").annotate(n=Count("commitment", distinct=True)))
        counts = self._counts("commitment__ownerships__party", led=True)
        return [
            self._tally(
                part.party.code,
                text_of(part.party, "name"),
                counts[part.party_id],
                totals.get(part.party_id, 0),
            )
            for part in frame_of(self.plan).participations
        ]

    def whole(self) -> Tally:
        counts: Counter = Counter()
        for level, n in self.all.order_by().values_list("level").annotate(n=Count("pk")):
            counts[level] = n
        assessed = self.all.order_by().aggregate(n=Count("commitment", distinct=True))["n"]
        return self._tally("", Text(), (counts, assessed), self.commitments.order_by().count())

    def _counts(self, group: str, *, led: bool = False) -> dict:
        """(level -> assessments, commitments assessed) of each value of `group`."""
        found: dict = defaultdict(lambda: (Counter(), 0))
        chosen = self.all.order_by()
        if led:
            chosen = chosen.filter(
                owned_on(self.moment.on, self.moment.known_at, "commitment__ownerships__"),
                commitment__ownerships__role="lead",
            )
        for key, level, n in chosen.values_list(group, "level").annotate(n=Count("pk", distinct=True)):
            found[key][0][level] += n
        for key, n in chosen.values_list(group).annotate(n=Count("commitment", distinct=True)):
            found[key] = (found[key][0], n)
        return found

    def _tally(self, code: str, name: Text, counts: tuple[Counter, int], total: int) -> Tally:
        at, assessed = counts
        return Tally(
            code=code,
            name=name,
            counts=tuple(at[level.pk] for level in self.levels),
            n=sum(at.values()),
            commitments=assessed,
            total=total,
        )


def period_end(plan: Plan, period: ReportingPeriod, *, now) -> Moment:
    """The last day of the period; today while it lasts."""
    today = moment(plan, now=now)
    return today if today.on <= period.ends_on else moment(plan, now=now, as_of=period.ends_on)


def begun_periods(plan: Plan, *, now) -> list[ReportingPeriod]:
    """The periods of the plan that have begun, the newest end first."""
    today = moment(plan, now=now).on
    begun = [period for period in frame_of(plan).periods if period.starts_on <= today]
    return sorted(begun, key=lambda period: (period.ends_on, period.starts_on), reverse=True)


def newest_assessed(plan: Plan) -> int | None:
    """The period that ends last of those with a final assessment."""
    said = Assessment.objects.final().filter(commitment__plan=plan)
    return said.order_by("-period__ends_on", "-period__starts_on").values_list("period", flat=True).first()


def scales_used(plan: Plan, period: ReportingPeriod) -> set[int]:
    said = Assessment.objects.final().filter(commitment__plan=plan, period=period)
    return set(said.order_by().values_list("scale", flat=True).distinct())


# What is left to do


def left_to_assess(plan: Plan, *, user, period: ReportingPeriod, scale: Scale, now) -> QuerySet:
    """The commitments of the board at the period's end that this person's organizations have not assessed for good."""
    organizations = assessing_organizations(user, plan)
    said = Assessment.objects.filter(
        commitment=OuterRef("pk"), period=period, scale=scale, organization__in=organizations
    )
    board = boards.board_commitments(plan, user=user, moment=period_end(plan, period, now=now))
    return board.exclude(Exists(said.filter(state=AssessmentState.FINAL)))


def drafts_of(
    commitments: list[Commitment], *, user, period: ReportingPeriod, scale: Scale
) -> dict[int, Assessment]:
    """The draft that was begun of each commitment, where there is one."""
    drafts = Assessment.objects.filter(
        commitment__in=commitments, period=period, scale=scale, state=AssessmentState.DRAFT
    )
    return {each.commitment_id: each for each in permissions.visible_to(user, drafts)}

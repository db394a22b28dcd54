"""The table of a board: its columns, and the order of its commitments."""

from django.db.models import (
    Case,
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    IntegerField,
    OrderBy,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from priorities import permissions
from priorities.choices import CommitmentKind, Standing
from priorities.models import DueDate, Plan

from .collation import alphabetical_title
from .moments import Moment

# Which a reader may choose; reference and title always show. "position" stands for one column for each party.
COLUMNS = (
    "area",
    "kind",
    "standing",
    "position",
    "since",
    "leads",
    "others",
    "last_note_on",
    "freshness",
    "due_on",
    "baseline_on",
    "moves",
    "slip_days",
    "trend",
    "attention",
)
ALWAYS = "title"
DEFAULT_COLUMNS = ("area", "standing", "since", "leads", "last_note_on", "due_on", "attention")
SORTS = (
    "reference",
    "title",
    "area",
    "kind",
    "standing",
    "since",
    "last_note_on",
    "due_on",
    "baseline_on",
    "moves",
    "slip_days",
)
FIELDS = {
    "reference": "reference",
    "area": "area__number",
    "since": "since_on",
    "last_note_on": "last_note_on",
    "due_on": "due_on",
}


def columns_of(plan: Plan) -> tuple[str, ...]:
    """The codes of the columns of a table of `plan`, in their order; "position_CA" is what Canada says."""
    positions = [f"position_{part.party.code}" for part in permissions.participations(plan)]
    place = COLUMNS.index("position")
    return (*COLUMNS[:place], *positions, *COLUMNS[place + 1 :])


def ordering(sort: str, *, language: str, moment: Moment) -> list:
    """What to order `boards.board_commitments` by for `sort`, one of SORTS ("-" before it: the other way round).

    What has no value comes last both ways, and equals stay in the order of the board: by area ("" is that alone).
    """
    order = ["area__number", "reference"]
    if not sort:
        return order
    value = _value(sort.removeprefix("-"), language, moment)
    return [OrderBy(value, descending=sort.startswith("-"), nulls_last=True), *order]


def _value(name: str, language: str, moment: Moment):
    if name == "title":
        return alphabetical_title(language)
    if name in ("standing", "kind"):
        choices = Standing.values if name == "standing" else CommitmentKind.values
        places = [When(**{name: code}, then=Value(place)) for place, code in enumerate(choices)]
        return Case(*places, output_field=IntegerField())
    if name == "baseline_on":
        return _baseline(moment)
    if name == "slip_days":
        return ExpressionWrapper(F("due_on") - _baseline(moment), output_field=DurationField())
    if name == "moves":
        return Case(When(due_on__isnull=False, then=Coalesce(_moves(moment), 0)))
    return F(FIELDS[name])


# The ledger of deadlines, as questions to the database: see `boards.Card` for what they mean


def _ledger(moment: Moment) -> QuerySet:
    return DueDate.objects.on(moment.on, moment.known_at).filter(commitment=OuterRef("pk"))


def _baseline(moment: Moment) -> Subquery:
    return Subquery(_ledger(moment).order_by("decided_on", "id").values("due_on")[:1])


def _moves(moment: Moment) -> Subquery:
    others = DueDate.objects.on(moment.on, moment.known_at).filter(commitment=OuterRef("commitment"))
    earlier = others.filter(
        Q(decided_on__lt=OuterRef("decided_on")) | Q(decided_on=OuterRef("decided_on"), pk__lt=OuterRef("pk"))
    )
    before = Subquery(earlier.order_by("-decided_on", "-id").values("due_on")[:1])
    moved = _ledger(moment).annotate(before=before).exclude(before=F("due_on")).filter(before__isnull=False)
    return Subquery(moved.order_by().values("commitment").annotate(n=Count("pk")).values("n"))

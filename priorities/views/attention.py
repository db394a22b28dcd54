"""What wants attention: for each reason the commitments, why, and what mends it."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from priorities import permissions
from priorities.choices import Attention
from priorities.filtersets.boxes import Box
from priorities.filtersets.queries import BoardQuery
from priorities.htmx import render_page, wants_partial
from priorities.models import Organization, Plan
from priorities.selectors import attention, overviews

from .pages import get_visible_plan, page_context

# What this page takes from its address: the moment, and whose commitments.
FILTERS = ("owner", "party", "area")
PARAMETERS = ("as_of", "known_at", *FILTERS)

# What each reason means, and what mends it.
SENTENCES = {
    Attention.OVERDUE: _(
        "The due date has passed and the work is neither completed nor closed. The leads report where it stands, or a coordinator records a new date and why it moved."
    ),
    Attention.STALE: _(
        "Nobody has said anything for longer than this plan allows. The owners log progress, or confirm that nothing has changed."
    ),
    Attention.NEVER: _(
        "No note has been accepted since it was promised. The owners log the first one: until then nobody can say where it stands."
    ),
    Attention.UNOWNED: _(
        "At least one party has nobody who answers for it. A coordinator of the plan assigns a lead."
    ),
    Attention.DIFFER: _(
        "The parties say different things of the same commitment, and the joint standing follows the weaker. The leads compare what they know, and whoever is behind logs a note."
    ),
    Attention.REASON: _(
        "The note behind a position says paused, not delivered or discontinued without a reason, or at risk or off track without next steps. The party that said so logs a note that gives them."
    ),
    Attention.UNASSESSABLE: _(
        "The words promised leave open what would show that they were kept. Its coordinators say why; milestones that the parties agree on can make it assessable."
    ),
    Attention.TRANSLATION: _(
        "The title, or the public note behind a position, is missing in a language that this plan requires, so readers see it in another. A coordinator completes the title; the organization completes its note by a correction, or in the next one."
    ),
}
# The order of the board's table that shows a section whole.
SORTS = {Attention.OVERDUE: "due_on", Attention.STALE: "last_note_on"}


@require_safe
def attention_list(request: HttpRequest, plan_slug: str) -> HttpResponse:
    """What wants attention on the day asked for, of all commitments or of some owners'. htmx gets the list alone."""
    plan = get_visible_plan(request.user, plan_slug)
    query = _read_query(request, plan)
    sections = attention.attention_list(query.commitments, plan=plan, moment=query.moment)
    context = page_context(request, plan, "board-detail", shown=query.moment) | {
        "query": query,
        "path": request.path,
        "sections": [_section(query, each) for each in sections],
        "announcement": _announcement(query, sections),
        "refused": query.refused,
        "boxes": _boxes(query),
        "chips": [
            {"chosen": each, "url": _with_query(request.path, _without(query, each))}
            for each in query.filterset.chosen()
        ],
        "clear_url": _with_query(request.path, _unfiltered(query)),
        "mine": _mine(request, query),
        "board_url": query.address(),
        "today_url": _with_query(request.path, query.query_string(as_of=None, known_at=None)),
        "is_ahead": query.moment.on > query.moment.now.date(),
        "later_notes": (
            overviews.later_notes(plan, user=request.user, moment=query.moment) if query.moment.is_past else 0
        ),
        "swaps_list": wants_partial(request, "attention"),
    }
    return render_page(
        request,
        "priorities/attention_list.html",
        partials=("attention",),
        context=context,
        status=422 if query.refused else 200,
    )


def _read_query(request: HttpRequest, plan: Plan) -> BoardQuery:
    """What the address asks for. Addresses made from it lead to the board, so that its table shows the same."""
    asked = QueryDict(mutable=True)
    for name in PARAMETERS:
        asked.setlist(name, request.GET.getlist(name))
    path = reverse("board-detail", args=[plan.slug])
    return BoardQuery(asked, plan=plan, user=request.user, now=timezone.now(), path=path)


def _section(query: BoardQuery, section: attention.Section) -> dict:
    """A section with its words, and the board's table of exactly these commitments."""
    reason = Attention(section.reason)
    name, value = attention.FILTERS.get(reason, ("gap", reason))
    sort = SORTS.get(reason)
    return {
        "section": section,
        "title": reason.label,
        "sentence": SENTENCES[reason],
        "table_url": query.address(**{"view": "table", "sort": sort, name: [value.value]}),
    }


def _boxes(query: BoardQuery) -> list[Box]:
    by_name = {box.name: box for box in query.filterset.boxes()}
    return [by_name[name] for name in FILTERS]


def _mine(request: HttpRequest, query: BoardQuery) -> dict | None:
    """The same list for the organizations of this person, where they own anything in the plan."""
    ids = permissions.capacity_of(request.user).organizations()
    if not ids:
        return None
    owning = query.filterset.offers["owner"].words
    acronyms = [
        acronym
        for acronym in Organization.objects.filter(pk__in=ids)
        .order_by("acronym")
        .values_list("acronym", flat=True)
        if acronym in owning
    ]
    if not acronyms:
        return None
    return {
        "url": _with_query(request.path, query.query_string(owner=acronyms)),
        "current": sorted(query.filterset.data["owner"]) == acronyms,
        "acronyms": acronyms,
    }


def _without(query: BoardQuery, chosen) -> str:
    rest = [code for code in query.filterset.chosen_values()[chosen.name] if code != chosen.code]
    return query.query_string(**{chosen.name: rest})


def _unfiltered(query: BoardQuery) -> str:
    return query.query_string(**dict.fromkeys(FILTERS))


def _with_query(path: str, query_string: str) -> str:
    return f"{path}?{query_string}" if query_string else path


def _announcement(query: BoardQuery, sections: tuple[attention.Section, ...]) -> str:
    if query.refused:
        return " ".join(each.sentence for each in query.refused)
    number = sum(1 for each in sections if each.total)
    if not number:
        return gettext("Nothing wants attention.")
    words = ngettext(
        "%(number)s reason has commitments that want attention",
        "%(number)s reasons have commitments that want attention",
        number,
    )
    return words % {"number": localize(number)}

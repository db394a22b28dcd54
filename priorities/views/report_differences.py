"""What two sealed reports say differently, or one and what the public is told today: the page and its table."""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from priorities.choices import ChangeKind
from priorities.models import Plan
from priorities.models.standings import PUBLIC_AUDIENCE
from priorities.reports.build_changes import row_of
from priorities.reports.build_difference import Compared, difference_faces, of_report, of_today
from priorities.reports.content import ChangesExport
from priorities.reports.exporters.changes_csv import changes_csv
from priorities.selectors import reports as selector
from priorities.selectors.change_faces import ChangeFace
from priorities.selectors.reports import ReportFace
from priorities.templatetags.priorities import day
from priorities.words import Text, text_of

from .change_words import ASKED, MEANINGS
from .pages import get_visible_plan, page_context

TODAY = "today"
SECTION_SIZE = 100


@dataclass(frozen=True)
class Choice:
    """One of the two that are compared: `face` is None for today."""

    slug: str
    title: Text
    face: ReportFace | None

    @property
    def sha256(self) -> str:
        return (self.face and self.face.report.sha256) or ""


@require_safe
def report_difference(request: HttpRequest, plan_slug: str) -> HttpResponse:
    """Kind by kind, what moved from one to the other. Without two reports to compare, the newest against today."""
    plan = get_visible_plan(request.user, plan_slug)
    choices = _choices(plan, request.user)
    context = page_context(request, plan, "report-list") | {"choices": choices}
    if len(choices) > 1:
        start, end = _asked(request, choices)
        before, after = (_compared(request, plan, each) for each in (start, end))
        faces = difference_faces(plan, before, after)
        context |= _listed(plan, faces, before, after) | _around(plan, start, end, before, after)
    return render(request, "priorities/report_difference.html", context)


@require_safe
def export_difference(request: HttpRequest, plan_slug: str) -> HttpResponseBase:
    """The same as a table, whole."""
    plan = get_visible_plan(request.user, plan_slug)
    choices = _choices(plan, request.user)
    if len(choices) < 2:
        raise Http404
    start, end = _asked(request, choices)
    before, after = (_compared(request, plan, each) for each in (start, end))
    export = ChangesExport(
        plan=text_of(plan, "title"),
        start_on=before.as_of,
        end_on=after.as_of,
        known_at=None,
        made_at=timezone.now(),
        audience=PUBLIC_AUDIENCE,
        url=request.build_absolute_uri(_address(plan, start, end)),
        notice=text_of(plan, "notice"),
    )
    site = request.build_absolute_uri("/").rstrip("/")
    rows = [row_of(face, site) for face in difference_faces(plan, before, after)]
    response = StreamingHttpResponse(changes_csv(export, rows), content_type="text/csv; charset=utf-8")
    name = f"{plan.slug}-difference-{start.slug}-{end.slug}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


# What is compared


def _choices(plan: Plan, user) -> list[Choice]:
    """The sealed reports that this reader may see, the newest first, and today before them; nothing without any."""
    faces = selector.archive(plan, user=user)
    if not faces:
        return []
    return [Choice(TODAY, Text(_("Today")), None), *(Choice(face.slug, face.title, face) for face in faces)]


def _asked(request: HttpRequest, choices: list[Choice]) -> tuple[Choice, Choice]:
    """From which to which; by default from the newest report's predecessor to it, or from the only report to today."""
    by_slug = {choice.slug: choice for choice in choices}
    newest = choices[1]
    before = newest.face.before if newest.face else None
    defaults = (before, newest.slug) if before else (newest.slug, TODAY)
    asked = [request.GET.get(name) or default for name, default in zip(("from", "to"), defaults, strict=True)]
    if not by_slug.keys() >= set(asked):
        raise Http404
    return by_slug[asked[0]], by_slug[asked[1]]


def _compared(request: HttpRequest, plan: Plan, choice: Choice) -> Compared:
    if choice.face is None:
        return of_today(plan, user=request.user, now=timezone.now())
    return of_report(choice.face.report.document)


# What is shown


def _listed(plan: Plan, faces: list[ChangeFace], before: Compared, after: Compared) -> dict:
    found = Counter(face.kind for face in faces)
    days = {"first": day(before.as_of), "last": day(after.as_of), "cadence": plan.cadence_days}
    return {
        "total": len(faces),
        "commitments": len({face.reference for face in faces}),
        "tally": [
            {"kind": kind, "number": found[kind]} for kind in ChangeKind if found[kind] or kind in ASKED
        ],
        "sections": [
            _section(kind, list(of_kind), days if before.as_of < after.as_of else None)
            for kind, of_kind in groupby(faces, key=lambda face: face.kind)
        ],
    }


def _section(kind: ChangeKind, faces: list[ChangeFace], days: dict | None) -> dict:
    """What the partial of the page of changes expects. What a kind means is said of days that follow each other."""
    shown = faces[:SECTION_SIZE]
    return {
        "code": kind.value,
        "heading": kind.label,
        "number": None,
        "meaning": MEANINGS[kind] % days if days else "",
        "total": len(faces),
        "areas": [list(lines) for _code, lines in groupby(shown, key=lambda face: face.area_code)],
        "hidden": 0,
        "left_out": len(faces) - len(shown),
    }


def _around(plan: Plan, start: Choice, end: Choice, before: Compared, after: Compared) -> dict:
    return {
        "start": {"choice": start, "as_of": before.as_of},
        "end": {"choice": end, "as_of": after.as_of},
        "fields": [
            {"name": "from", "label": _("From"), "choice": start},
            {"name": "to", "label": _("To"), "choice": end},
        ],
        "query": {"group": "kind"},
        "mirror_url": _address(plan, end, start),
        "export_url": _address(plan, start, end, name="report-difference-export"),
    }


def _address(plan: Plan, start: Choice, end: Choice, name: str = "report-difference") -> str:
    return f"{reverse(name, args=[plan.slug])}?{urlencode({'from': start.slug, 'to': end.slug})}"

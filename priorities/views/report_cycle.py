"""The coordinators' part of a report: see what it lacks, accept what cannot be mended, freeze, mend, publish."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from priorities import exceptions
from priorities.choices import GapKind, ReportState
from priorities.forms.reports import AddendumForm, FreezeForm, GapForm, PublishForm
from priorities.htmx import wants_partial
from priorities.models import ReportingPeriod
from priorities.reports.drafts import accepted_gaps, fingerprint
from priorities.reports.gaps import Gap, accepted_in, gaps_of
from priorities.reports.seals import Document
from priorities.selectors import reports as selector
from priorities.selectors.reports import Place
from priorities.services import reports as services
from priorities.words import text_of

from .notes import SeeOther
from .pages import page_context
from .report_gaps import gap_face, gap_groups, key_of
from .report_paper import downloads
from .report_places import deciding, draft_of, preparing, read_in_page_language
from .reports import show_report


@require_safe
@preparing("report.freeze")
def prepare_report(request: HttpRequest, place: Place) -> HttpResponse:
    """Who owes what, what is missing, and the button that seals the report when nothing is."""
    return _preparing_page(request, place)


@deciding("report.freeze")
def accept_gap(request: HttpRequest, place: Place) -> HttpResponse:
    """Accept one gap, or all open ones of a kind where no commitment is named. htmx gets its line again."""
    period, kind, reference = place.period, *(request.POST.get(name, "") for name in ("kind", "reference"))
    if kind not in GapKind.values:
        raise Http404
    document = draft_of(request, period)
    gaps = [gap for gap in gaps_of(document) if gap.kind == kind and reference in ("", gap.reference)]
    if reference and not gaps:
        messages.info(request, _("This gap is mended already."))
        return _back(request, period)
    key = key_of(kind, reference)
    form = GapForm(request.POST, key=key)
    if not form.is_valid():
        return _gap_refused(request, place, document, gaps, form, key)
    accepted = _accept(request, period, gaps, form.cleaned_data["reason"], is_one=bool(reference))
    said = ngettext("Accepted %(n)s gap.", "Accepted %(n)s gaps.", accepted) % {"n": localize(accepted)}
    if reference and wants_partial(request, key):
        answer = _line(request, place, document, gaps[0])
        return trigger_client_event(answer, "toast", {"message": said, "level": "success"})
    messages.success(request, said)
    return _back(request, period, "" if reference else f"#{key}")


def _accept(
    request: HttpRequest, period: ReportingPeriod, gaps: list[Gap], reason: str, *, is_one: bool
) -> int:
    """Where many are accepted at once, those that have their own reason keep it."""
    there = set() if is_one else set(period.gaps.values_list("kind", "reference"))
    chosen = [gap for gap in gaps if (gap.kind, gap.reference) not in there]
    for gap in chosen:
        services.accept_gap(
            period,
            kind=gap.kind,
            reference=gap.reference,
            reason=reason,
            by=request.user,
            now=timezone.now(),
            language=get_language() or settings.LANGUAGE_CODE,
        )
    return len(chosen)


@deciding("report.freeze")
def freeze_report(request: HttpRequest, place: Place) -> HttpResponse:
    """Seal the report. A second click leads to the same report; a public one is nobody's to freeze."""
    if place.report and place.report.state == ReportState.FROZEN_PUBLIC:
        raise PermissionDenied
    form = FreezeForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            services.freeze_report(
                place.period,
                by=request.user,
                now=timezone.now(),
                previewed=form.cleaned_data["previewed"] or None,
            )
        except exceptions.Refusal as refusal:
            status = _refuse(form, refusal)
        else:
            messages.success(
                request,
                _("Frozen and sealed. The parties can read it now; publishing it is the next decision."),
            )
            return SeeOther(place.period.get_absolute_url())
    return _preparing_page(request, place, status=status, form=form)


@deciding("report.freeze")
def add_addendum(request: HttpRequest, place: Place) -> HttpResponse:
    """Seal the next edition, for a reason."""
    if place.report is None:
        raise Http404
    form = AddendumForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            services.add_addendum(
                place.period,
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=timezone.now(),
                replaces=form.cleaned_data["sha256"],
                language=get_language() or settings.LANGUAGE_CODE,
            )
        except exceptions.Refusal as refusal:
            status = _refuse(form, refusal)
        else:
            messages.success(request, _("The next edition is sealed, for the parties first."))
            return SeeOther(place.period.get_absolute_url())
    return show_report(request, place, status=status, addendum_form=form)


@deciding("report.publish")
def publish_report(request: HttpRequest, place: Place) -> HttpResponse:
    """Let everybody read the edition that stood on the page. A second click finds it done."""
    if place.report is None:
        raise Http404
    form = PublishForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            if form.cleaned_data["sha256"] != place.report.sha256:
                raise exceptions.Conflict
            services.publish_report(place.report, by=request.user, now=timezone.now())
        except exceptions.AlreadyPublished as already:
            messages.info(request, str(already))
            return SeeOther(request.path.removesuffix("publish/"))
        except exceptions.Refusal as refusal:
            status = _refuse(form, refusal)
        else:
            messages.success(request, _("Published: everybody can read this report now."))
            return SeeOther(request.path.removesuffix("publish/"))
    return show_report(request, place, status=status, publish_form=form)


def _refuse(form, refusal: exceptions.Refusal) -> int:
    if isinstance(refusal, exceptions.NotAllowed):
        raise PermissionDenied from refusal
    form.refuse(refusal)
    return 409 if isinstance(refusal, exceptions.Conflict) else 422


# The preparing page


def _preparing_page(
    request: HttpRequest,
    place: Place,
    *,
    status: int = 200,
    form: FreezeForm | None = None,
    document: Document | None = None,
    refused: dict[str, GapForm] | None = None,
) -> HttpResponse:
    # What a refused step had written to the object was rolled back in the record.
    period = ReportingPeriod.objects.get(pk=place.period.pk)
    period.plan = place.period.plan
    document = document or draft_of(request, period)
    context = page_context(request, period.plan, "report-list") | _state(period, document, place, form)
    content = read_in_page_language(document)
    context |= {
        "title": text_of(period, "title"),
        "content": content,
        "owing": [{"line": line, "silent": line.owed - line.reported} for line in content.coverage],
        "groups": gap_groups(period, document, refused=refused),
        "cut_off": selector.cut_off_of(period),
        "downloads": downloads(period.plan, period.slug, draft=True),
    }
    return render(request, "priorities/report_prepare.html", context, status=status)


def _state(period: ReportingPeriod, document: Document, place: Place, form: FreezeForm | None = None) -> dict:
    """What the block with the button says: open gaps, and whether anything else stands against a freeze."""
    now, plan = timezone.now(), period.plan
    lacking = gaps_of(document)
    missing_languages = [gap for gap in lacking if gap.kind == GapKind.TRANSLATION]
    still_open = services.open_gaps(period, document)
    is_over = selector.is_over(period.ends_on, plan, now)
    language_blocks = plan.languages_block and bool(missing_languages)
    if form is None or not form.is_bound:
        form = FreezeForm(initial={"previewed": fingerprint(document)})
    return {
        "period": period,
        "state": selector.state_of(period, now),
        "report": place.report,
        "open": len(still_open),
        "accepted": len(lacking) - len(still_open),
        "is_over": is_over,
        "takes_notes": not selector.is_over(period.last_day_of_grace, plan, now),
        "language_blocks": language_blocks,
        "may_freeze_now": is_over and not still_open and not language_blocks,
        "form": form,
        "previewed": fingerprint(document),
    }


def _line(
    request: HttpRequest,
    place: Place,
    document: Document,
    gap: Gap,
    *,
    form: GapForm | None = None,
    status=200,
) -> HttpResponse:
    """One gap, and beside it the block with the button, which counts one less."""
    period = place.period
    document = document | {"gaps": accepted_in(document, accepted_gaps(period))}
    context = _state(period, document, place) | {
        "plan": period.plan,
        "face": gap_face(period, document, gap, form=form),
        "takes_focus": form is None,
    }
    return render(request, "priorities/partials/report_gap_answer.html", context, status=status)


def _gap_refused(
    request: HttpRequest, place: Place, document: Document, gaps: list[Gap], form: GapForm, key: str
) -> HttpResponse:
    if wants_partial(request, key) and len(gaps) == 1:
        return _line(request, place, document, gaps[0], form=form, status=422)
    return _preparing_page(request, place, status=422, document=document, refused={key: form})


def _back(request: HttpRequest, period: ReportingPeriod, place: str = "") -> HttpResponse:
    address = reverse("report-prepare", args=[period.plan.slug, period.slug]) + place
    return HttpResponseClientRedirect(address) if request.htmx else SeeOther(address)

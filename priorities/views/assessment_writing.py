"""What assessors write: the list of what is left, the form, and the steps from a draft to a final assessment."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import EmptyPage, Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from priorities import exceptions, permissions
from priorities.filtersets.assessments import AssessmentQuery
from priorities.forms.assessments import AssessmentForm
from priorities.models import Assessment, Commitment, Plan, Scale
from priorities.selectors import divergences
from priorities.selectors.assessments import assessing_organizations, face_of, with_parts
from priorities.services import assessments as services
from priorities.words import Text, text_of

from .assessments import get_visible_assessment
from .pages import get_visible_commitment, get_visible_plan, page_context

QUEUE_SIZE = 50


@require_safe
def assessment_queue(request: HttpRequest, plan_slug: str) -> HttpResponse:
    """The commitments that wait for an assessment of a period, each one click from its form."""
    plan = get_visible_plan(request.user, plan_slug)
    if refusal := _refuse_stranger(request, plan):
        return refusal
    now = timezone.now()
    path = reverse("assessment-queue", args=[plan.slug])
    query = AssessmentQuery(request.GET, plan=plan, now=now, path=path, newest_ended=True)
    context = page_context(request, plan, "assessment-list") | {"query": query}
    if query.period and query.scale:
        about = {"user": request.user, "period": query.period, "scale": query.scale}
        left = divergences.left_to_assess(plan, now=now, **about)
        if query.area:
            left = left.filter(area__code=query.area)
        paginator = Paginator(left.select_related("area"), QUEUE_SIZE)
        try:
            page = paginator.page(query.page)
        except EmptyPage:
            query.refuse_page(query.page)
            page = paginator.page(paginator.num_pages)
        waiting = list(page.object_list)
        drafts = divergences.drafts_of(waiting, **about)
        context |= {
            "period_title": text_of(query.period, "title"),
            "scale_name": text_of(query.scale, "name"),
            "total": paginator.count,
            "waiting": [_waiting(plan, each, drafts.get(each.pk), query) for each in waiting],
            "earlier": query.address(page=page.number - 1) if page.has_previous() else "",
            "later": query.address(page=page.number + 1) if page.has_next() else "",
        }
    context |= {"refused": query.refused, "options": query.options()[:3]}
    return render(request, "priorities/assessment_queue.html", context, status=422 if query.refused else 200)


def _waiting(plan: Plan, commitment: Commitment, draft: Assessment | None, query: AssessmentQuery) -> dict:
    if draft:
        url = reverse("assessment-edit", args=[plan.slug, draft.pk])
    else:
        url = _form_address(plan, commitment, query.period, query.scale)
    return {
        "commitment": commitment,
        "title": text_of(commitment, "title"),
        "area_name": text_of(commitment.area, "name"),
        "url": url,
        "is_begun": draft is not None,
    }


def _form_address(plan: Plan, commitment: Commitment, period, scale) -> str:
    address = reverse("assessment-create", args=[plan.slug, commitment.reference])
    return f"{address}?period={period.slug}&scale={scale.code}"


def _refuse_stranger(request: HttpRequest, plan: Plan) -> HttpResponse | None:
    """Sign in first; then only who assesses the plan."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not permissions.can(request.user, "assessment.create", plan):
        raise PermissionDenied
    return None


# The form


@require_http_methods(["GET", "HEAD", "POST"])
def create_assessment(request: HttpRequest, plan_slug: str, reference: str) -> HttpResponse:
    """Assess a commitment for a period on a scale. The same form sent twice makes one."""
    plan = get_visible_plan(request.user, plan_slug)
    commitment = get_visible_commitment(request.user, plan, reference)
    if refusal := _refuse_stranger(request, plan):
        return refusal
    now = timezone.now()
    scale = _scale_asked(request)
    periods = [
        each for each in divergences.begun_periods(plan, now=now) if each.ends_on >= commitment.made_on
    ]
    given = {
        "scale": scale,
        "periods": periods,
        "organizations": assessing_organizations(request.user, plan),
    }

    def save(form: AssessmentForm) -> Assessment:
        return services.draft_assessment(
            commitment,
            period=form.cleaned_data["period"],
            scale=scale,
            organization=form.organization,
            words=form.words(),
            by=request.user,
            now=now,
            submission_id=form.submission,
        )

    if request.method == "POST" and periods:
        return _written(request, commitment, AssessmentForm(request.POST, **given), save)
    asked = [each.slug for each in periods if each.slug == request.GET.get("period")]
    ended = [each.slug for each in periods if each.ends_on < now.date()]
    initial = {"period": next(iter(asked or ended or [each.slug for each in periods]), "")}
    form = AssessmentForm(initial=initial, **given)
    return _form_page(request, commitment, form)


def _scale_asked(request: HttpRequest) -> Scale:
    """The scale that the address names, or the first one."""
    if code := request.GET.get("scale"):
        return get_object_or_404(Scale, code=code[:40])
    return get_object_or_404(Scale.objects.order_by("position", "code")[:1])


@require_http_methods(["GET", "HEAD", "POST"])
def edit_assessment(request: HttpRequest, plan_slug: str, pk: int) -> HttpResponse:
    """Change a draft, or make it final."""
    plan = get_visible_plan(request.user, plan_slug)
    assessment = get_visible_assessment(request.user, plan, pk)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    is_late = request.method == "POST" and assessment.is_final and _is_its_assessor(request, assessment)
    if not is_late and not permissions.can(request.user, "assessment.edit", assessment):
        raise PermissionDenied
    given = {"scale": assessment.scale, "assessment": assessment, "replaced": assessment.replaces}

    def save(form: AssessmentForm) -> Assessment:
        if assessment.is_final:
            raise exceptions.AssessmentIsFinal
        if form.cleaned_data.get("version") != assessment.version:
            raise exceptions.Conflict
        return services.revise_assessment(assessment, words=form.words(), by=request.user, now=timezone.now())

    if request.method == "POST":
        form = AssessmentForm(request.POST, **given)
        return _written(request, assessment.commitment, form, save, saved=assessment)
    return _form_page(request, assessment.commitment, AssessmentForm(**given), saved=assessment)


def _is_its_assessor(request: HttpRequest, assessment: Assessment) -> bool:
    """Who could have written this a moment ago, and is to be told what happened meanwhile."""
    return permissions.can(request.user, "assessment.replace", assessment) and bool(
        request.POST.get("version")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def replace_assessment(request: HttpRequest, plan_slug: str, pk: int) -> HttpResponse:
    """Write the one that will take the place of a final assessment, for a reason."""
    plan = get_visible_plan(request.user, plan_slug)
    replaced = get_visible_assessment(request.user, plan, pk)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not permissions.can(request.user, "assessment.replace", replaced):
        raise PermissionDenied
    later = Assessment.objects.filter(replaces=replaced).select_related("commitment__plan").first()
    if request.method != "POST" and later:
        name = "assessment-detail" if later.is_final else "assessment-edit"
        return HttpResponseRedirect(reverse(name, args=[plan.slug, later.pk]))
    given = {"scale": replaced.scale, "assessment": replaced, "replaced": replaced}

    def save(form: AssessmentForm) -> Assessment:
        return services.draft_assessment(
            replaced.commitment,
            period=replaced.period,
            scale=replaced.scale,
            organization=replaced.organization,
            words=form.words(),
            by=request.user,
            now=timezone.now(),
            submission_id=form.submission,
            replaces=replaced,
        )

    if request.method == "POST":
        form = AssessmentForm(request.POST, **given)
        return _written(request, replaced.commitment, form, save, replaced=replaced)
    form = AssessmentForm(**given, initial={"reason": ""})
    return _form_page(request, replaced.commitment, form, replaced=replaced)


@require_POST
def delete_assessment(request: HttpRequest, plan_slug: str, pk: int) -> HttpResponse:
    """Throw a draft away."""
    plan = get_visible_plan(request.user, plan_slug)
    assessment = get_visible_assessment(request.user, plan, pk)
    if not request.user.is_authenticated:
        return redirect_to_login(assessment.get_absolute_url())
    if not permissions.can(request.user, "assessment.edit", assessment):
        raise PermissionDenied
    try:
        services.delete_draft_assessment(assessment, by=request.user, now=timezone.now())
    except exceptions.Refusal as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(assessment.get_absolute_url(), status=303)
    messages.success(request, _("Draft thrown away."))
    return HttpResponseRedirect(reverse("assessment-queue", args=[plan.slug]), status=303)


def _written(
    request: HttpRequest,
    commitment: Commitment,
    form: AssessmentForm,
    save,
    *,
    saved: Assessment | None = None,
    replaced: Assessment | None = None,
) -> HttpResponse:
    """Save what was typed, and make it final if asked. What is refused leaves nothing behind but the form."""
    status = 422
    if form.is_valid():
        try:
            with transaction.atomic():
                assessment = save(form)
                if request.POST.get("act") == "final" and not assessment.is_final:
                    services.finalize_assessment(assessment, by=request.user, now=timezone.now())
        except exceptions.Refusal as refusal:
            form.refuse(refusal)
            status = 409 if isinstance(refusal, CONFLICTS) else 422
            saved = _stored(refusal, saved)
        else:
            is_final = assessment.is_final
            said = _("Final: everybody can read this assessment now.") if is_final else _("Draft saved.")
            messages.success(request, said)
            return HttpResponseRedirect(assessment.get_absolute_url(), status=303)
    return _form_page(request, commitment, form, status=status, saved=saved, replaced=replaced)


CONFLICTS = (exceptions.Conflict, exceptions.AssessedAlready, exceptions.AssessmentIsFinal)


def _stored(refusal: exceptions.Refusal, saved: Assessment | None) -> Assessment | None:
    """What stands in the record by now, to be shown beside what was typed."""
    other = getattr(refusal, "assessment", None) or saved
    return with_parts(Assessment.objects.filter(pk=other.pk)).first() if other else None


def _form_page(
    request: HttpRequest,
    commitment: Commitment,
    form: AssessmentForm,
    *,
    status: int = 200,
    saved: Assessment | None = None,
    replaced: Assessment | None = None,
) -> HttpResponse:
    plan = commitment.plan
    about = saved or replaced
    if status == 409 and saved:
        # Saving again is then a choice made with open eyes.
        form.data = form.data.copy()
        form.data["version"] = str(saved.version)
    scales = [] if about else list(Scale.objects.order_by("position", "code"))
    create = reverse("assessment-create", args=[plan.slug, commitment.reference])
    period = form["period"].value() if "period" in form.fields else ""
    context = page_context(request, plan, "assessment-list") | {
        "form": form,
        "address": request.get_full_path(),
        "commitment": commitment,
        "title": text_of(commitment, "title"),
        "wording": Text(commitment.wording, commitment.wording_language),
        "scale": form.scale,
        "scale_name": text_of(form.scale, "name"),
        "scale_description": text_of(form.scale, "description"),
        "scale_method": text_of(form.scale, "method"),
        "other_scales": [
            (text_of(each, "name"), f"{create}?period={period}&scale={each.code}")
            for each in scales
            if each != form.scale
        ],
        "may_begin": bool(about) or "period" in form.fields,
        "period_title": text_of(about.period, "title") if about else None,
        "is_conflict": status == 409,
        "saved": face_of(saved, user=request.user) if saved and status == 409 else None,
        "replaced": face_of(replaced, user=request.user) if replaced else None,
        "draft": saved if saved and not saved.is_final else None,
        "keep": f"assessment-{about.pk}" if about else f"assessment-{commitment.reference}-{form.scale.code}",
    }
    return render(request, "priorities/assessment_form.html", context, status=status)

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from priorities import permissions
from priorities.filtersets.queries import Refused
from priorities.forms.note_steps import ConfirmForm, ReasonForm, VisibilityForm
from priorities.forms.notes import NoteForm
from priorities.htmx import render_page
from priorities.models import Commitment
from priorities.selectors import commitments
from priorities.selectors.assessments import assessments_of
from priorities.selectors.moments import Moment, moment
from priorities.words import Text, text_of

from .kept_words import begin_again
from .pages import get_visible_commitment, get_visible_plan, moment_of, page_context


@require_safe
def commitment_detail(request: HttpRequest, plan_slug: str, reference: str) -> HttpResponse:
    """One commitment: the words, where it stands, what was said of it, and the form to say more."""
    plan = get_visible_plan(request.user, plan_slug)
    commitment = get_visible_commitment(request.user, plan, reference)
    shown, left_out = moment_of(request, plan)
    return show_commitment(
        request, commitment, shown=shown, left_out=left_out, status=422 if left_out else 200
    )


def show_commitment(
    request: HttpRequest,
    commitment: Commitment,
    *,
    shown: Moment | None = None,
    status: int = 200,
    focus: int | None = None,
    forms: dict | None = None,
    refused: dict | None = None,
    left_out: Sequence[Refused] = (),
) -> HttpResponse:
    """The page, or its part for htmx, as every view of a note answers with it.

    `forms` are forms with what was typed, in place of the empty ones. `refused` is about one note: its `pk`, the
    `sentence`, and a `return_form`, `withdraw_form` or `visibility_form` with its error. `focus` is the note to go to.
    `left_out` is what of the address was not understood.
    """
    plan = commitment.plan
    now = timezone.now()
    shown = shown or moment(plan, now=now)
    page = commitments.commitment_page(commitment, user=request.user, plan=plan, moment=shown)
    may_log = not shown.is_past and permissions.can(request.user, "note.create", commitment)
    context = page_context(request, plan, "board-detail", shown=shown) | {
        "commitment": commitment,
        "title": text_of(commitment, "title"),
        "area_name": text_of(commitment.area, "name"),
        "document_title": text_of(commitment.document, "title"),
        "wording": Text(commitment.wording, commitment.wording_language),
        "obstacle": text_of(commitment, "assessment_obstacle"),
        "page": page,
        "assessments": assessments_of(commitment, user=request.user, moment=shown),
        "may_assess": not shown.is_past and permissions.can(request.user, "assessment.create", plan),
        "waiting": _with_forms(page.waiting, refused),
        "recorded": _with_forms(page.recorded, refused),
        "may_log": may_log,
        "may_edit": not shown.is_past
        and permissions.can(request.user, "commitment.edit_register", commitment),
        "focus": focus,
        "refused": left_out,
    }
    if may_log:
        context |= empty_forms(request, commitment, page, now) | (forms or {})
    return render_page(
        request, "priorities/commitment_detail.html", partials=("commitment",), context=context, status=status
    )


def _with_forms(faces, refused: dict | None) -> list[dict]:
    """Each note with the forms that ask for a reason, and what was refused of it."""
    found = []
    for face in faces:
        about = {"face": face, "note": face.note}
        for action in ("return", "withdraw"):
            if action in face.actions:
                about[f"{action}_form"] = ReasonForm(auto_id=f"id_{action}_{face.id}_%s")
        if "change_visibility" in face.actions:
            about["visibility_form"] = VisibilityForm(note=face.note)
        found.append(about | (refused if refused and refused["pk"] == face.id else {}))
    return found


def note_form(request: HttpRequest, commitment: Commitment, now: datetime, *args, **given) -> NoteForm:
    """The form to log progress on a commitment, for the organizations this person may write for.

    Where it is empty it begins with what this person was typing in it, if they did not save that.
    """
    organizations = given.pop("organizations", None) or commitments.writing_organizations(
        commitment, user=request.user, on=now.date()
    )
    others = Commitment.objects.published().filter(plan=commitment.plan).exclude(pk=commitment.pk)
    make = partial(
        NoteForm,
        *args,
        organizations=organizations,
        successors=permissions.visible_to(request.user, others),
        today=organizations[0].party.today(now),
        holder=request.user,
        **given,
    )
    return begin_again(request.user, commitment, make)


def empty_forms(
    request: HttpRequest, commitment: Commitment, page: commitments.CommitmentPage, now: datetime
) -> dict:
    """The log-progress form, begun with what the party last said, and the one that says it again."""
    organizations = commitments.writing_organizations(commitment, user=request.user, on=now.date())
    stated = page.position_of(organizations[0].party.code)
    found = {
        "form": note_form(
            request,
            commitment,
            now,
            organizations=organizations,
            stated=(stated.lifecycle, stated.confidence) if stated else ("", ""),
        )
    }
    if stated:
        found["confirm_form"] = ConfirmForm(organizations=organizations)
    return found

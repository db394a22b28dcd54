"""What is done to notes. Every view answers with the commitment's page, so that its standing moves at once."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from priorities import exceptions, permissions
from priorities.choices import NoteState
from priorities.forms.note_steps import ConfirmForm, ReasonForm, VisibilityForm
from priorities.htmx import wants_partial
from priorities.models import Commitment, ProgressNote
from priorities.selectors import commitments as selector
from priorities.services import notes as services
from priorities.services import visibility
from priorities.services.kept_words import forget_words, key_of
from priorities.words import page_language, text_of

from . import updates
from .commitments import note_form, show_commitment
from .pages import get_visible_commitment, get_visible_note, get_visible_plan, page_context


class SeeOther(HttpResponseRedirect):
    """After a POST: look there, with a GET."""

    status_code = 303


# New notes


def writing(view: Callable) -> Callable:
    """POST only; on a commitment that this person sees, signed in, and may write a note of."""

    @require_POST
    @wraps(view)
    def answer(request: HttpRequest, plan_slug: str, reference: str) -> HttpResponse:
        plan = get_visible_plan(request.user, plan_slug)
        commitment = get_visible_commitment(request.user, plan, reference)
        if not request.user.is_authenticated:
            return _sign_in_first(request, f"{commitment.get_absolute_url()}#log")
        if not permissions.can(request.user, "note.create", commitment):
            raise PermissionDenied
        return view(request, commitment)

    return answer


@writing
def create_note(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    """Log progress: save a draft, or submit at once. The same form sent twice makes one note."""
    form = note_form(request, commitment, timezone.now(), request.POST, request.FILES)
    status = 422
    if form.is_valid():
        try:
            note = _log(request, commitment, form)
        except exceptions.Refusal as refusal:
            status = _refuse(form, refusal)
        else:
            forget_words(request.user, form.keep_key)
            return _done(request, commitment, _said_of(note), note)
    return _shown(request, commitment, status=status, forms={"form": form})


@transaction.atomic
def _log(request: HttpRequest, commitment: Commitment, form) -> ProgressNote:
    """A note that is refused on its way to the reviewers leaves no draft behind: what was typed is in the form."""
    now = timezone.now()
    note = services.draft_note(
        commitment,
        organization=form.organization,
        words=form.words(),
        by=request.user,
        now=now,
        submission_id=form.submission,
    )
    return _submit_if_asked(request, note)


def _submit_if_asked(request: HttpRequest, note: ProgressNote) -> ProgressNote:
    if request.POST.get("act") == "submit" and note.is_open:
        services.submit_note(note, by=request.user, now=timezone.now())
    return note


def _said_of(note: ProgressNote) -> str:
    if note.is_open:
        return _("Draft saved. Only your team sees it.")
    return _("Note submitted. A colleague who reviews for your organization decides on it.")


@writing
def confirm_no_change(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    """Say that nothing changed, as of today where the organization is."""
    now = timezone.now()
    organizations = selector.writing_organizations(commitment, user=request.user, on=now.date())
    form = ConfirmForm(request.POST, organizations=organizations)
    status = 422
    if form.is_valid():
        try:
            note = services.confirm_no_change(
                commitment,
                organization=form.organization,
                as_of=form.organization.party.today(now),
                by=request.user,
                now=now,
                body=form.body(),
                submission_id=form.submission,
            )
        except exceptions.Refusal as refusal:
            status = _refuse(form, refusal)
        else:
            return _done(request, commitment, _said_of(note), note)
    return _shown(request, commitment, status=status, forms={"confirm_form": form})


# The words of a note


@require_http_methods(["GET", "HEAD", "POST"])
def edit_note(request: HttpRequest, plan_slug: str, pk: int) -> HttpResponse:
    """Change the words of a draft or returned note."""

    def save(note: ProgressNote, form) -> ProgressNote:
        services.revise_note(note, words=form.words(), by=request.user, now=timezone.now())
        return _submit_if_asked(request, note)

    return _write(request, plan_slug, pk, "edit", save)


@require_http_methods(["GET", "HEAD", "POST"])
def correct_note(request: HttpRequest, plan_slug: str, pk: int) -> HttpResponse:
    """Write the note that will take the place of an accepted one."""

    def save(note: ProgressNote, form) -> ProgressNote:
        made = services.correct_note(
            note, words=form.words(), by=request.user, now=timezone.now(), submission_id=form.submission
        )
        return _submit_if_asked(request, made)

    return _write(request, plan_slug, pk, "correct", save)


def _write(request: HttpRequest, plan_slug: str, pk: int, action: str, save: Callable) -> HttpResponse:
    plan = get_visible_plan(request.user, plan_slug)
    note = get_visible_note(request.user, plan, pk)
    if not request.user.is_authenticated:
        return _sign_in_first(request, note.get_absolute_url())
    is_stale = request.method == "POST" and _is_stale(request, note)
    if not is_stale and not permissions.can(request.user, f"note.{action}", note):
        raise PermissionDenied
    commitment = get_visible_commitment(request.user, plan, note.commitment.reference)
    form = note_form(
        request,
        commitment,
        timezone.now(),
        *([request.POST, request.FILES] if request.method == "POST" else []),
        organizations=[note.organization],
        note=note,
        fixed_visibility=note.visibility
        if action == "correct"
        else note.corrects.visibility
        if note.corrects
        else "",
    )
    status = 200
    if is_stale:
        status = _refuse(form, exceptions.Conflict())
    elif request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with transaction.atomic():
                    made = save(note, form)
            except exceptions.Refusal as refusal:
                status = _refuse(form, refusal)
            else:
                forget_words(request.user, form.keep_key)
                return _done(request, commitment, _said_of(made), made)
    return _note_page(request, commitment, note, form, action, status)


def _note_page(
    request, commitment: Commitment, note: ProgressNote, form, action: str, status: int
) -> HttpResponse:
    """The form by itself. After a conflict, what is saved now stands beside what was typed."""
    if status == 409:
        note = get_visible_note(request.user, commitment.plan, note.pk)
        form.data = form.data.copy()
        form.data["version"] = note.version  # seen now, so sending it again is meant
    if updates.is_asked(request) and (
        line := updates.refused(request, commitment, status=status, forms={"form": form}, note=note)
    ):
        return line
    context = page_context(request, commitment.plan, "board-detail") | {
        "commitment": commitment,
        "title": text_of(commitment, "title"),
        "form": form,
        "action": action,
        "address": reverse(f"note-{action}", args=[commitment.plan.slug, note.pk]),
        "saved": selector.note_face(note, user=request.user),
        "is_conflict": status == 409,
        "may_save": permissions.can(request.user, f"note.{action}", note),
    }
    return render(request, "priorities/note_form.html", context, status=status)


# Steps on a note's way


def stepping(action: str, *, done: Callable[[ProgressNote, int], bool]) -> Callable:
    """POST only; on a note that this person sees (404), signed in, as it was when they looked (409), and theirs to do
    this to (403). Where `done` says that this person has just done it, as with a double click, all is well."""

    def decorate(view: Callable) -> Callable:
        @require_POST
        @wraps(view)
        def answer(request: HttpRequest, plan_slug: str, pk: int) -> HttpResponse:
            plan = get_visible_plan(request.user, plan_slug)
            note = get_visible_note(request.user, plan, pk)
            if not request.user.is_authenticated:
                return _sign_in_first(request, note.get_absolute_url())
            commitment = get_visible_commitment(request.user, plan, note.commitment.reference)
            if done(note, request.user.pk):
                return _done(request, commitment, _("This is done already."), note)
            if _is_stale(request, note):
                return _not_done(request, commitment, note, exceptions.Conflict())
            if not permissions.can(request.user, f"note.{action}", note):
                raise PermissionDenied
            try:
                return view(request, commitment, note)
            except exceptions.NotAllowed as refusal:
                raise PermissionDenied from refusal
            except exceptions.Refusal as refusal:
                return _not_done(request, commitment, note, refusal)

        return answer

    return decorate


def _state_by(state: str, person: str) -> Callable[[ProgressNote, int], bool]:
    return lambda note, user: note.state == state and getattr(note, f"{person}_id") == user


@stepping("submit", done=_state_by(NoteState.SUBMITTED, "submitted_by"))
def submit_note(request, commitment, note):
    services.submit_note(note, by=request.user, now=timezone.now())
    forget_words(request.user, key_of(commitment.reference, note))
    return _done(request, commitment, _said_of(note), note)


@stepping("unsubmit", done=_state_by(NoteState.DRAFT, "submitted_by"))
def unsubmit_note(request, commitment, note):
    services.unsubmit_note(note, by=request.user, now=timezone.now())
    return _done(request, commitment, _("Note taken back. It is a draft again."), note)


@stepping("accept", done=_state_by(NoteState.ACCEPTED, "accepted_by"))
def accept_note(request, commitment, note):
    services.accept_note(note, by=request.user, now=timezone.now())
    return _done(request, commitment, _("Note accepted. It counts on the boards now."), note)


@stepping("return", done=_state_by(NoteState.RETURNED, "returned_by"))
def return_note(request, commitment, note):
    return _with_reason(
        request, commitment, note, "return", services.return_note, _("Note returned to its author.")
    )


@stepping("withdraw", done=_state_by(NoteState.WITHDRAWN, "withdrawn_by"))
def withdraw_note(request, commitment, note):
    said = _("Note withdrawn. It no longer counts on the boards.")
    return _with_reason(request, commitment, note, "withdraw", services.withdraw_note, said)


@stepping("change_visibility", done=lambda note, user: False)
def change_visibility(request, commitment, note):
    form = VisibilityForm(request.POST, note=note)
    if form.is_valid():
        try:
            visibility.change_visibility(
                note, **form.cleaned_data, by=request.user, now=timezone.now(), language=page_language()
            )
            return _done(request, commitment, _("Changed. The boards show it to its new readers now."), note)
        except exceptions.NotAllowed:
            raise
        except exceptions.Refusal as refusal:
            form.refuse(refusal)
    return show_commitment(request, commitment, status=422, refused={"pk": note.pk, "visibility_form": form})


@stepping("delete", done=lambda note, user: False)
def delete_note(request, commitment, note):
    key = key_of(commitment.reference, note)
    services.delete_draft_note(note, by=request.user, now=timezone.now())
    forget_words(request.user, key)
    return _done(request, commitment, _("Draft deleted."))


def _with_reason(request, commitment, note, action: str, service: Callable, said: str) -> HttpResponse:
    form = ReasonForm(request.POST, auto_id=f"id_{action}_{note.pk}_%s")
    if not form.is_valid():
        return show_commitment(
            request, commitment, status=422, refused={"pk": note.pk, f"{action}_form": form}
        )
    reason = form.cleaned_data["reason"]
    service(note, reason=reason, by=request.user, now=timezone.now(), language=page_language())
    return _done(request, commitment, said, note)


# Answers


def _shown(request: HttpRequest, commitment: Commitment, **refused) -> HttpResponse:
    """What was refused, where it was asked for: in its line of My updates, or on the commitment's page."""
    answer = updates.refused(request, commitment, **refused) if updates.is_asked(request) else None
    return answer or show_commitment(request, commitment, **refused)


def _sign_in_first(request: HttpRequest, back: str) -> HttpResponse:
    """To the sign-in page and back. htmx must leave the page for that, or it would put the form inside this one."""
    answer = redirect_to_login(updates.way_back(request) if updates.is_asked(request) else back)
    return HttpResponseClientRedirect(answer.url) if request.htmx else answer


def _is_stale(request: HttpRequest, note: ProgressNote) -> bool:
    """Whether the note changed since the page was made that this was sent from."""
    seen = request.POST.get("version", "")
    return seen.isdecimal() and int(seen) != note.version


def _refuse(form, refusal: exceptions.Refusal) -> int:
    """Put the refusal on the form and give its status. What this person may not do at all is 403."""
    if isinstance(refusal, exceptions.NotAllowed) and refusal.field is None:
        raise PermissionDenied from refusal
    form.is_valid()  # so that there is a place to put it
    form.refuse(refusal)
    return 409 if isinstance(refusal, exceptions.Conflict) else 422


def _not_done(
    request, commitment: Commitment, note: ProgressNote, refusal: exceptions.Refusal
) -> HttpResponse:
    status = 409 if isinstance(refusal, exceptions.Conflict) else 422
    return _shown(request, commitment, status=status, refused={"pk": note.pk, "sentence": str(refusal)})


def _done(request, commitment: Commitment, said: str, note: ProgressNote | None = None) -> HttpResponse:
    """Back to the page, at the note; htmx gets the page's part, and says what happened."""
    if updates.is_asked(request):
        return updates.done(request, commitment, said, note)
    if wants_partial(request, "commitment"):
        answer = show_commitment(request, commitment, focus=note.pk if note else None)
        return trigger_client_event(answer, "toast", {"message": said, "level": "success"})
    messages.success(request, said)
    return SeeOther(note.get_absolute_url() if note else f"{commitment.get_absolute_url()}#progress")

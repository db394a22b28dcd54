"""The reviewers' queue: one note at a time beside the previous one, accepted or returned, and on to the next."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, replace_url, trigger_client_event

from priorities import exceptions, permissions
from priorities.choices import NoteState
from priorities.forms.review import ReturnForm
from priorities.htmx import render_page, wants_partial
from priorities.models import Plan, ProgressNote
from priorities.selectors import review
from priorities.services import notes as services
from priorities.words import page_language

from .notes import SeeOther
from .pages import page_context


def for_reviewers(view: Callable) -> Callable:
    """Who is not signed in signs in first; who reviews for no organization is refused."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            back = reverse("review-note", kwargs=kwargs) if kwargs else reverse("review-open")
            to_door = redirect_to_login(back)
            # htmx must leave the page for the door, or it would put the sign-in form inside this one.
            return HttpResponseClientRedirect(to_door.url) if request.htmx else to_door
        if not permissions.can(request.user, "review.open"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return answer


@require_safe
@for_reviewers
def review_queue(request: HttpRequest) -> HttpResponse:
    """The queue, and in the pane the note that has waited longest for this reviewer."""
    queue = review.review_queue(request.user, now=timezone.now())
    first = queue.first()
    return _page(request, queue, first.note if first else None)


@require_safe
@for_reviewers
def review_note(request: HttpRequest, pk: int) -> HttpResponse:
    """The queue, and in the pane the note asked for; one that waits no more says what became of it."""
    note = _get_note(request.user, pk)
    return _page(request, review.review_queue(request.user, now=timezone.now()), note)


def deciding(action: str, *, state: str, person: str) -> Callable:
    """POST only; on a note of this reviewer's queue (404), still waiting as they read it (409), and theirs to decide
    on (403). Where this reviewer has just decided the same, as with a double click, all is well."""

    def decorate(view: Callable) -> Callable:
        @require_POST
        @for_reviewers
        @wraps(view)
        def answer(request: HttpRequest, pk: int) -> HttpResponse:
            note = _get_note(request.user, pk)
            if note.state == state and getattr(note, f"{person}_id") == request.user.pk:
                return _done(request, note, _("This is done already."))
            if note.state != NoteState.SUBMITTED or _is_stale(request, note):
                return _overtaken(request, pk)
            if not permissions.can(request.user, f"note.{action}", note):
                raise PermissionDenied
            try:
                return view(request, note)
            except (exceptions.NotSubmitted, exceptions.Conflict):  # between our look and our write
                return _overtaken(request, pk)
            except (exceptions.NotAllowed, exceptions.OwnNote) as refusal:
                raise PermissionDenied from refusal

        return answer

    return decorate


@deciding("accept", state=NoteState.ACCEPTED, person="accepted_by")
def accept_note(request: HttpRequest, note: ProgressNote) -> HttpResponse:
    try:
        services.accept_note(note, by=request.user, now=timezone.now())
    except (exceptions.NotSubmitted, exceptions.Conflict, exceptions.NotAllowed, exceptions.OwnNote):
        raise
    except exceptions.Refusal as refusal:
        form = _form(note, request.POST)
        form.refuse_note(str(refusal))
        return _answer(request, note, form, status=422)
    return _done(request, note, _("Accepted."))


@deciding("return", state=NoteState.RETURNED, person="returned_by")
def return_note(request: HttpRequest, note: ProgressNote) -> HttpResponse:
    form = _form(note, request.POST)
    if not form.is_valid():
        return _answer(request, note, form, status=422)
    services.return_note(
        note,
        reason=form.cleaned_data["reason"],
        by=request.user,
        now=timezone.now(),
        language=page_language(),
    )
    return _done(request, note, _("Returned to its author."))


def _get_note(user, pk: int) -> ProgressNote:
    return get_object_or_404(review.reviewable(user), pk=pk)


def _is_stale(request: HttpRequest, note: ProgressNote) -> bool:
    """Whether the note changed since the page was made that this was sent from."""
    seen = request.POST.get("version", "")
    return seen.isdecimal() and int(seen) != note.version


def _form(note: ProgressNote, *data) -> ReturnForm:
    return ReturnForm(*data, auto_id=f"id_return_{note.pk}_%s")


# Answers


def _done(request: HttpRequest, note: ProgressNote, said: str) -> HttpResponse:
    """On to the next note, with one sentence that says what happened and how much is left."""
    queue = review.review_queue(request.user, now=timezone.now())
    following = queue.after_decision(note)
    left = ngettext("%(n)s left.", "%(n)s left.", queue.to_decide) % {"n": localize(queue.to_decide)}
    sentence = _("%(done)s %(left)s") % {"done": said, "left": left if queue.to_decide else _("None left.")}
    address = reverse("review-note", args=[following.id]) if following else reverse("review-open")
    if wants_partial(request, "review"):
        answer = _page(request, queue, _get_note(request.user, following.id) if following else None)
        trigger_client_event(answer, "toast", {"message": sentence, "level": "success"})
        return replace_url(answer, address)
    messages.success(request, sentence)
    return SeeOther(address)


def _overtaken(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody else was first. The note as it is now, what changed in it, and what was typed here."""
    note = _get_note(request.user, pk)
    seen = request.POST.get("version", "")
    changed = review.revisions_since(note, int(seen)) if seen.isdecimal() and int(seen) < note.version else []
    form = _form(note, {"reason": request.POST.get("reason", "")})
    form.fields["reason"].required = False
    return _answer(request, note, form, status=409, overtaken=True, revisions=changed)


def _answer(
    request: HttpRequest, note: ProgressNote, form: ReturnForm, *, status: int, **more
) -> HttpResponse:
    queue = review.review_queue(request.user, now=timezone.now())
    return _page(request, queue, note, status=status, form=form, **more)


def _page(
    request: HttpRequest, queue: review.Queue, note: ProgressNote | None, *, status: int = 200, **more
) -> HttpResponse:
    """The whole page, or the queue and the pane for htmx. `note` is None where nothing waits."""
    context = _places(request, note) | {"queue": queue, "pane": None}
    if note is not None:
        pane = review.review_pane(note, user=request.user)
        context |= {
            "pane": pane,
            "note": note,
            "form": _form(note),
            "place": queue.place_of(note),
            "previous_line": queue.previous(note),
            "next_line": queue.next(note),
            "may_decide": permissions.can(request.user, "note.accept", note),
        }
    return render_page(
        request,
        "priorities/review_queue.html",
        partials=("review",),
        context=context | more,
        status=status,
    )


def _places(request: HttpRequest, note: ProgressNote | None) -> dict:
    """The navigation of the note's plan; of the newest plan where no note is shown."""
    newest = permissions.visible_to(request.user, Plan.objects.all()).order_by("-adopted_on", "slug")
    plan = note.commitment.plan if note else newest.first()
    return page_context(request, plan, "review-open") if plan else {"nav": []}

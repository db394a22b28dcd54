"""Words that are typed and not saved yet: kept as they are typed, and put back into their form."""

from collections.abc import Callable
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from priorities.forms.notes import NoteForm
from priorities.models import Commitment, ProgressNote, User
from priorities.services import kept_words as services

from .sessions import next_of


@require_POST
def keep_words(request: HttpRequest) -> HttpResponse:
    """Keep the words of a form for the person who types them, or with `act=discard` forget them."""
    back = next_of(request) or reverse("home")
    if not request.user.is_authenticated:
        return HttpResponse(status=401) if request.htmx else redirect_to_login(back)
    key = request.POST.get("keep_key", "")
    if request.POST.get("act") == "discard":
        services.forget_words(request.user, key)
        return HttpResponseRedirect(back, status=303)
    if not _is_saved(request):
        try:
            services.keep_words(request.user, key, request.POST.dict(), timezone.now())
        except services.NotToBeKept:
            return HttpResponse(status=422)
    return HttpResponse(status=204)


def _is_saved(request: HttpRequest) -> bool:
    """Whether these words came late: the form they are of has just become a note."""
    try:
        submission = UUID(request.POST.get("submission_id", ""))
    except ValueError:
        return False
    return ProgressNote.objects.filter(submission_id=submission, author=request.user).exists()


def begin_again(user: User, commitment: Commitment, make: Callable[..., NoteForm]) -> NoteForm:
    """The form that `make` makes. If nothing is typed in it yet, it begins with the words that were kept.

    Not so if the note is another by now than the one they were typed over: then they are shown beside it.
    """
    form = make()
    form.keep_key = services.key_of(commitment.reference, form.note)
    kept = None if form.is_bound else services.kept_words(user, form.keep_key)
    if kept is None or not form.changed_by(kept.words):
        return form
    is_older = form.note is not None and kept.words.get("version") != str(form.note.version)
    if not is_older:
        key, form = form.keep_key, make(initial=_initial(form, kept.words))
        form.keep_key = key
    form.kept, form.kept_is_older = kept, is_older
    return form


def _initial(form: NoteForm, words: dict[str, str]) -> dict:
    """A box that is not ticked is not sent, so every field that was changed is named."""
    changed = form.changed_by(words)
    organization = {"organization": words["organization"]} if "organization" in words else {}
    return {name: words.get(name, "") for name in changed} | organization

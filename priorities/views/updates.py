"""My updates: one line for each commitment that wants a note, opened in place.

Notes are written at the addresses of `views.notes`. A form sent from here says so (`next`), and is answered with its
line here instead of the commitment's page.
"""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from priorities import permissions
from priorities.forms.note_steps import ConfirmForm
from priorities.forms.notes import NoteForm
from priorities.htmx import wants_partial
from priorities.models import Commitment, Plan, ProgressNote
from priorities.selectors import commitments as faces
from priorities.selectors import updates as selector
from priorities.selectors.updates import UpdateRow, Updates

from .commitments import note_form
from .pages import page_context

# After these a line wants its note again, so the focus stays with it.
STEPS_BACK = ("note-unsubmit", "note-delete")


@require_safe
def update_list(request: HttpRequest) -> HttpResponse:
    """The whole page, or the one line that htmx opens or closes."""
    if not request.user.is_authenticated:
        answer = redirect_to_login(request.get_full_path())
        return HttpResponseClientRedirect(answer.url) if request.htmx else answer
    if not permissions.can(request.user, "updates.open"):
        raise PermissionDenied
    updates = selector.my_updates(request.user, now=timezone.now())
    asked = updates.row(request.GET.get("open", ""))
    opened = _opened(request, asked) if asked else {}
    target = (request.htmx.target or "") if request.htmx else ""
    if wants_partial(request, target) and target.startswith("update-"):
        row = updates.row(target.removeprefix("update-"))
        if row is None:
            raise Http404
        return _line(request, row, **(opened if row == asked else {"takes_focus": True}))
    return _page(request, updates, asked, opened)


# What is shown


def _page(request: HttpRequest, updates: Updates, row: UpdateRow | None = None, opened=None, status=200):
    """The whole page, the line of `row` opened with what `opened` holds."""
    plan = _plan_of(request, updates)
    context = (page_context(request, plan, "update-list") if plan else {}) | {
        "updates": updates,
        "groups": [
            {
                "plan": each,
                "owed": [_row_context(each_row, row, opened) for each_row in each.owed],
                "done": [_row_context(each_row, row, opened) for each_row in each.done],
            }
            for each in updates.plans
            if each.period
        ],
    }
    return render(request, "priorities/update_list.html", context, status=status)


def _plan_of(request: HttpRequest, updates: Updates) -> Plan | None:
    """The plan whose places the navigation shows."""
    if updates.plans:
        return updates.plans[0].plan
    return permissions.visible_to(request.user, Plan.objects.order_by("-adopted_on", "slug")).first()


def _row_context(row: UpdateRow, asked: UpdateRow | None = None, opened: dict | None = None) -> dict:
    about = {"row": row, "plan": row.commitment.plan, "confirm": _confirm_form(row)}
    return about | ((opened or {}) if asked and row.reference == asked.reference else {})


def _confirm_form(row: UpdateRow) -> ConfirmForm:
    form = ConfirmForm(organizations=row.organizations)
    form.auto_id = f"id_{row.commitment.pk}_confirm_%s"
    return form


def _line(
    request: HttpRequest, row: UpdateRow, updates: Updates | None = None, next_row=None, status=200, **opened
) -> HttpResponse:
    """One line; with `updates` also the meter, and the way into the next line with the focus on it."""
    context = _row_context(row, row, opened) | {"updates": updates, "next": next_row}
    return render(request, "priorities/partials/update_answer.html", context, status=status)


def _opened(request: HttpRequest, row: UpdateRow, note: ProgressNote | None = None, **given) -> dict:
    """What an open line holds: the form, where it is sent, and the last note beside it.

    `note` is the one being changed, the reader's own open note where None; without one the form begins a new note.
    """
    note = note or row.open_note
    commitment, plan = row.commitment, row.commitment.plan
    if not note and not permissions.can(request.user, "note.create", commitment):
        return {}
    if note:
        key, address = f"edit-{note.pk}", reverse("note-edit", args=[plan.slug, note.pk])
    else:
        key, address = f"note-{row.reference}", reverse("note-create", args=[plan.slug, row.reference])
    form = given.pop("form", None) or _empty_form(request, row, note)
    form.auto_id = f"id_{commitment.pk}_%s"
    if not form.is_bound:
        form.fields["body"].widget.attrs["autofocus"] = True
    return {
        "form": form,
        "key": key,
        "address": address,
        "back": f"{reverse('update-list')}?{urlencode({'open': row.reference})}",
        "may_save": note is None or permissions.can(request.user, "note.edit", note),
        "unfolded": form.more_evidence_is_open
        or form.more_is_open
        or any(each["is_open"] for each in form.translations),
        "deletable": note if note and permissions.can(request.user, "note.delete", note) else None,
        "last": _last_face(request, row),
    } | given


def _empty_form(request: HttpRequest, row: UpdateRow, note: ProgressNote | None) -> NoteForm:
    if note is None:
        return note_form(
            request,
            row.commitment,
            timezone.now(),
            organizations=list(row.organizations),
            stated=(row.lifecycle, row.confidence) if row.last_note else ("", ""),
        )
    return note_form(
        request,
        row.commitment,
        timezone.now(),
        organizations=[note.organization],
        note=note,
        fixed_visibility=note.corrects.visibility if note.corrects else "",
    )


def _last_face(request: HttpRequest, row: UpdateRow) -> faces.NoteFace | None:
    """The party's last accepted note, as this reader may see it."""
    notes = permissions.visible_to(request.user, ProgressNote.objects.filter(pk=row.last_note or 0))
    note = notes.select_related("organization", "author", "accepted_by").prefetch_related("evidence").first()
    return faces.note_face(note, user=request.user) if note else None


# Answers to forms sent from here


def is_asked(request: HttpRequest) -> bool:
    """Whether a form was sent from this page. Nothing but its own address counts, so nobody is led elsewhere."""
    return request.POST.get("next") == reverse("update-list")


def way_back(request: HttpRequest) -> str:
    """This page, with the line open that was being written."""
    reference = request.POST.get("open", "")[:40]
    return reverse("update-list") + (f"?{urlencode({'open': reference})}" if reference else "")


def done(request: HttpRequest, commitment: Commitment, said: str, note: ProgressNote | None) -> HttpResponse:
    """The line after its note was written; the page where no line was asked for, or there is none any more."""
    updates = selector.my_updates(request.user, now=timezone.now())
    row = updates.row(commitment.reference)
    if row is None or not wants_partial(request, f"update-{row.reference}"):
        messages.success(request, said)
        return _to(request, reverse("update-list"))
    next_row = None
    if str(request.resolver_match.url_name) not in STEPS_BACK:
        next_row = updates.after(row, was_returned=bool(note and note.returned_at))
    answer = _line(request, row, updates, next_row, takes_focus=next_row is None)
    words = _("%(done)s of %(total)s updated") % {
        "done": localize(updates.done),
        "total": localize(updates.total),
    }
    return trigger_client_event(answer, "toast", {"message": f"{said} {words}", "level": "success"})


def refused(
    request: HttpRequest,
    commitment: Commitment,
    *,
    status: int,
    forms: dict | None = None,
    refused: dict | None = None,
    note: ProgressNote | None = None,
) -> HttpResponse | None:
    """The line opened, what was typed in it and what is wrong beside its field; None where there is no such line.

    `forms` and `refused` are what `show_commitment` takes; `note` is the one being changed, as it is saved now.
    """
    updates = selector.my_updates(request.user, now=timezone.now())
    row = updates.row(commitment.reference)
    if row is None:
        return _to(request, f"{commitment.get_absolute_url()}#log") if request.htmx else None
    opened: dict = dict(refused or {})
    if forms and "confirm_form" in forms:
        confirm = forms["confirm_form"]
        confirm.auto_id = f"id_{commitment.pk}_confirm_%s"
        if "sentence" in confirm.errors:
            confirm.fields["sentence"].widget.attrs["autofocus"] = True
        opened = {"confirm_form": confirm, "last": _last_face(request, row)}
    elif forms:
        saved = faces.note_face(note, user=request.user) if note and status == 409 else None
        opened = _opened(request, row, note, form=forms["form"], saved=saved)
    if wants_partial(request, f"update-{row.reference}"):
        return _line(request, row, status=status, **opened)
    return _page(request, updates, row, opened, status)


def _to(request: HttpRequest, address: str) -> HttpResponse:
    """Look there, with a GET; htmx leaves the page for that."""
    if request.htmx:
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address, status=303)

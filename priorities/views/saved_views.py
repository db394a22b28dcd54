"""Boards kept under a name: for oneself, or for the members of an organization."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from priorities import exceptions, permissions
from priorities.filtersets.queries import BoardQuery
from priorities.forms.saved_views import NewViewForm, SavedViewForm, SeenViewForm
from priorities.htmx import render_page, wants_partial
from priorities.models import Organization, Plan, SavedView
from priorities.selectors import saved_views
from priorities.services import saved_views as services

from .notes import SeeOther
from .pages import get_visible_plan, page_context


def for_members(view: Callable) -> Callable:
    """Who is not signed in signs in first, whether or not there is such a view; then they come back to it."""

    @wraps(view)
    def answer(request: HttpRequest, plan_slug: str, **kwargs) -> HttpResponse:
        plan = get_visible_plan(request.user, plan_slug)
        if not request.user.is_authenticated:
            back = request.get_full_path() if request.method in ("GET", "HEAD") else _board(plan)
            to_door = redirect_to_login(back)
            return HttpResponseClientRedirect(to_door.url) if request.htmx else to_door
        return view(request, plan, **kwargs)

    return answer


def get_visible_view(user, plan: Plan, slug: UUID) -> SavedView:
    """The view, or the same 404 whether it is somebody else's or missing."""
    views = permissions.visible_to(user, SavedView.objects.filter(plan=plan))
    view = get_object_or_404(views.select_related("organization"), slug=slug)
    view.plan = plan
    return view


@require_safe
@for_members
def open_view(request: HttpRequest, plan: Plan, slug: UUID) -> HttpResponse:
    """The board as it was saved. What its filters name no more is left out there, and the board says so."""
    view = get_visible_view(request.user, plan, slug)
    return HttpResponseRedirect(_board(plan, view.query))


@require_POST
@for_members
def save_view(request: HttpRequest, plan: Plan) -> HttpResponse:
    """Keep the board that was shown. htmx gets the menus again, with the new view in them."""
    form = NewViewForm(request.POST, organizations=_organizations(request.user))
    shown = _read_query(request, plan, request.POST.get("query", ""))
    if form.is_valid():
        query = query_to_save(shown, keep_day=form.cleaned_data["keep_day"])
        try:
            services.save_view(
                plan,
                name=form.cleaned_data["name"],
                query=query,
                organization=form.sharing,
                by=request.user,
                now=timezone.now(),
            )
        except exceptions.Refusal as refusal:
            form.refuse(refusal)
        else:
            return _saved(request, plan, shown)
    return _answer(request, plan, beside_board(request, plan, shown, form=form), status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@for_members
def revise_view(request: HttpRequest, plan: Plan, slug: UUID) -> HttpResponse:
    """Give it another name, or others to open it."""
    view = get_visible_view(request.user, plan, slug)
    if not permissions.can(request.user, "view.revise", view):
        raise PermissionDenied
    form = _form_of(request, view, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.revise_view(
                view,
                name=form.cleaned_data["name"],
                organization=form.sharing,
                by=request.user,
                now=timezone.now(),
                version=form.seen,
            )
        except exceptions.ViewChanged as changed:
            form.refuse(changed)
            form.show_saved(view)
            return _answer(request, plan, _to_revise(plan, view, form), status=409)
        except exceptions.Refusal as refusal:
            form.refuse(refusal)
        except SavedView.DoesNotExist as gone:
            raise Http404 from gone
        else:
            messages.success(request, _("View changed."))
            return SeeOther(_board(plan, view.query))
    return _answer(request, plan, _to_revise(plan, view, form), status=422 if form.errors else 200)


@require_POST
@for_members
def delete_view(request: HttpRequest, plan: Plan, slug: UUID) -> HttpResponse:
    """Forget it, unless it was changed since the page was opened: then it is shown as it is now."""
    view = get_visible_view(request.user, plan, slug)
    if not permissions.can(request.user, "view.delete", view):
        raise PermissionDenied
    asked = SeenViewForm(request.POST)
    try:
        services.delete_view(
            view, by=request.user, now=timezone.now(), version=asked.seen if asked.is_valid() else None
        )
    except exceptions.ViewChanged as changed:
        form = _form_of(request, view, _saved_values(view))
        form.refuse(changed)
        return _answer(request, plan, _to_revise(plan, view, form), status=409)
    except SavedView.DoesNotExist as gone:
        raise Http404 from gone
    messages.success(request, _("View deleted."))
    return SeeOther(_board(plan))


def _saved_values(view: SavedView) -> dict:
    return {"name": view.name, "organization": view.organization_id, "version": view.version}


def _form_of(request: HttpRequest, view: SavedView, data) -> SavedViewForm:
    organizations = _organizations(request.user, besides=view.organization_id)
    return SavedViewForm(data, initial=_saved_values(view), organizations=organizations)


def _to_revise(plan: Plan, view: SavedView, form: SavedViewForm) -> dict:
    return {"view": view, "form": form, "back": _board(plan, view.query)}


# Beside the board


def beside_board(
    request: HttpRequest, plan: Plan, query: BoardQuery, *, form=None, is_fresh: bool = False
) -> dict | None:
    """What `board_saved.html` expects; None for who is not signed in, so that their page is everybody's."""
    if not request.user.is_authenticated:
        return None
    organizations = _organizations(request.user)
    return {
        "views": saved_views.saved_views(plan, user=request.user, shown=query.query_string()),
        "form": form or NewViewForm(organizations=organizations),
        "query": query.query_string(),
        "may_keep_day": query.moment.is_past,
        "back": query.address(),
        "is_fresh": is_fresh,
    }


def query_to_save(query: BoardQuery, *, keep_day: bool) -> str:
    """Of today, unless the day is to be kept: a view that is opened next month shows next month."""
    return query.query_string() if keep_day else query.query_string(as_of=None, known_at=None)


def _organizations(user, besides: int | None = None):
    """Those that this person may share with, and the one that a view is shared with already."""
    ids = permissions.capacity_of(user).organizations() | ({besides} - {None})
    return Organization.objects.filter(pk__in=ids).order_by("acronym")


def _read_query(request: HttpRequest, plan: Plan, asked: str) -> BoardQuery:
    """What the board understood of a query string; the rest is not kept."""
    return BoardQuery(
        QueryDict(asked[:4000]), plan=plan, user=request.user, now=timezone.now(), path=_board(plan)
    )


def _board(plan: Plan, query: str = "") -> str:
    path = reverse("board-detail", args=[plan.slug])
    return f"{path}?{query}" if query else path


def _saved(request: HttpRequest, plan: Plan, shown: BoardQuery) -> HttpResponse:
    said = _("View saved. Its address stays the same.")
    if wants_partial(request, "saved-views"):
        answer = _answer(request, plan, beside_board(request, plan, shown, is_fresh=True), status=200)
        return trigger_client_event(answer, "toast", {"message": said, "level": "success"})
    messages.success(request, said)
    return SeeOther(shown.address())


def _answer(request: HttpRequest, plan: Plan, saved: dict, *, status: int) -> HttpResponse:
    context = page_context(request, plan, "board-detail") | {"saved": saved}
    return render_page(
        request, "priorities/saved_view_form.html", partials=("saved-views",), context=context, status=status
    )

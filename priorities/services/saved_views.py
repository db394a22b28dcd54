"""Boards kept under a name.

The coordinators of every party read the audit of a plan, so it tells who keeps which view and whom they let open it,
and never a word of it.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from priorities import exceptions
from priorities.models import Organization, Plan, SavedView, User

from .audit import record_audit
from .writing import require, write

UNSAID = "…"


@transaction.atomic
def save_view(
    plan: Plan, *, name: str, query: str, by: User, now: datetime, organization: Organization | None = None
) -> SavedView:
    """Keep a board's query under a name; for the members of `organization` to open too, if there is one.

    The same again is the view that there is, so a double click makes one. Raises NameTaken, NotAllowed.
    """
    require(by, "view.save", plan)
    _may_share(by, organization)
    view = SavedView(plan=plan, owner=by, organization=organization, name=name, query=query, created_at=now)
    try:
        with transaction.atomic():
            view.save(force_insert=True)
    except IntegrityError:
        made = SavedView.objects.filter(
            plan=plan, owner=by, name=name, query=query, organization=organization
        ).first()
        if made is None:
            raise exceptions.NameTaken from None
        return made
    _record(view, "create", {}, _said(view), by, now)
    return view


@transaction.atomic
def revise_view(
    view: SavedView,
    *,
    name: str,
    organization: Organization | None,
    by: User,
    now: datetime,
    version: int | None = None,
) -> SavedView:
    """Give a view another name, or others to open it. Its address stays.

    `version` is the one the writer read (the view's own where None). Raises NameTaken, NotAllowed, ViewChanged.
    """
    view = _locked(view, "revise", by, version or view.version)
    if organization != view.organization:
        _may_share(by, organization)
    before = _said(view)
    if (view.name, view.organization) == (name, organization):
        return view
    try:
        with transaction.atomic():
            write(view, expected=view.version, name=name, organization=organization)
    except IntegrityError:
        raise exceptions.NameTaken from None
    _record(view, "revise", before, _said(view), by, now)
    return view


@transaction.atomic
def delete_view(view: SavedView, *, by: User, now: datetime, version: int | None = None) -> None:
    """Forget a view; its address leads nowhere then. `version` as above. Raises NotAllowed, ViewChanged."""
    view = _locked(view, "delete", by, version or view.version)
    _record(view, "delete", _said(view), {}, by, now)
    view.delete()


def _locked(view: SavedView, action: str, by: User, seen: int) -> SavedView:
    """The view as it is now, for `by` who saw the version `seen`. Raises SavedView.DoesNotExist where it was deleted
    meanwhile, NotAllowed, ViewChanged.
    """
    rows = SavedView.objects.select_for_update(of=("self",)).select_related("plan", "organization")
    found = rows.get(pk=view.pk)
    require(by, f"view.{action}", found)
    if found.version != seen:
        raise exceptions.ViewChanged
    return found


def _may_share(by: User, organization: Organization | None) -> None:
    if organization is not None:
        require(by, "view.share", organization)


def _said(view: SavedView) -> dict:
    return {"name": view.name, "query": view.query, "organization": view.organization_id}


def _record(view: SavedView, verb: str, before: dict, after: dict, by: User, now: datetime) -> None:
    changed = {field for field in before | after if before.get(field) != after.get(field)}
    changes: dict[str, list] = {field: [UNSAID, UNSAID] for field in sorted(changed - {"organization"})}
    if "organization" in changed:
        changes["organization"] = [before.get("organization"), after.get("organization")]
    record_audit(view, plan=view.plan, action=f"savedview.{verb}", by=by, now=now, changes=changes)

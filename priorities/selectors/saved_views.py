"""The views of a plan that a person may open: their own, and those their organizations share."""

from dataclasses import dataclass

from priorities import permissions
from priorities.models import Plan, SavedView

from .collation import Alphabetical


@dataclass(frozen=True)
class ViewFace:
    """`shared_with` is the organization whose members may open it ("": nobody else); `is_shown` now, on the board."""

    name: str
    url: str
    slug: str
    owner: str
    shared_with: str
    is_shown: bool


@dataclass(frozen=True)
class SavedViews:
    own: tuple[ViewFace, ...]
    shared: tuple[ViewFace, ...]

    @property
    def total(self) -> int:
        return len(self.own) + len(self.shared)


def saved_views(plan: Plan, *, user, shown: str) -> SavedViews:
    """One query. `shown` is the query of the board beside them, as it would be saved."""
    views = permissions.visible_to(user, SavedView.objects.filter(plan=plan))
    own, shared = [], []
    in_order = views.order_by(Alphabetical("name"), "id")
    for view in in_order.select_related("owner", "organization"):
        view.plan = plan
        (own if view.owner_id == user.pk else shared).append(_face(view, shown))
    return SavedViews(tuple(own), tuple(shared))


def _face(view: SavedView, shown: str) -> ViewFace:
    return ViewFace(
        name=view.name,
        url=view.get_absolute_url(),
        slug=str(view.slug),
        owner=str(view.owner),
        shared_with=view.organization.acronym if view.organization else "",
        is_shown=view.query == shown,
    )

"""Buttons on a record's page that move it on: each a POST to its own address, through one service."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from priorities.exceptions import Conflict, NotAllowed, OwnNote, Refusal
from priorities.permissions import can


@dataclass(frozen=True)
class Transition:
    """`perform(record, by=, now=, data=)` calls the service; `data` is what was posted with the button."""

    name: str
    action: str
    label: str
    done: str
    perform: Callable
    subject: Callable = lambda record: record
    asks_reason: bool = False
    explanation: str = ""
    is_main: bool = False
    on_page: bool = True


class TransitionsMixin:
    """Adds the addresses and the panel. A button is shown when `can` says so; the service decides all the same."""

    transitions: tuple[Transition, ...] = ()

    def get_urls(self):
        mine = [
            path(
                f"<path:object_id>/{each.name}/",
                self.admin_site.admin_view(require_POST(partial(self.transition_view, transition=each))),
                name=f"{self.opts.app_label}_{self.opts.model_name}_{each.name.replace('-', '_')}",
            )
            for each in self.transitions
        ]
        return mine + super().get_urls()

    def transition_view(self, request, object_id, transition):
        record = self.get_object(request, unquote(object_id))
        seen = request.POST.get("seen_version", "")
        if seen.isdecimal():
            record.version = int(seen)
        try:
            moved = transition.perform(record, by=request.user, now=timezone.now(), data=request.POST)
        except (NotAllowed, OwnNote) as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Refusal as refusal:
            self.say_refused(request, refusal)
            moved = record
        except IntegrityError:
            self.say_refused(request, Conflict())
            moved = record
        else:
            messages.success(request, transition.done)
        return HttpResponseRedirect(self.change_address(moved))

    def say_refused(self, request, refusal):
        messages.error(request, str(refusal))
        if reason := request.POST.get("reason", "").strip():
            messages.info(request, _("You had written: “%(reason)s”") % {"reason": reason})

    def change_address(self, record) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[record.pk])

    def offered(self, request, record) -> list[dict]:
        """The buttons for this person and this record, with the address each posts to."""
        return [
            {
                "transition": each,
                "url": reverse(
                    f"admin:{self.opts.app_label}_{self.opts.model_name}_{each.name.replace('-', '_')}",
                    args=[record.pk],
                ),
                "submission": uuid4(),
            }
            for each in self.transitions
            if each.on_page and can(request.user, each.action, each.subject(record))
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if change and obj is not None and not context["is_popup"]:
            context["transitions"] = self.offered(request, obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def carry_out_each(self, request, queryset, transition_name):
        """A bulk action: each record by its own service call and audit entry, then how many were done and which not."""
        transition = next(each for each in self.transitions if each.name == transition_name)
        done = 0
        refused = []
        for record in queryset:
            try:
                transition.perform(record, by=request.user, now=timezone.now(), data={})
            except Refusal as refusal:
                refused.append(f"{record}: {refusal}")
            else:
                done += 1
        if done:
            said = ngettext("%(count)s record done: %(what)s.", "%(count)s records done: %(what)s.", done)
            messages.success(request, said % {"count": localize(done), "what": transition.label})
        for sentence in refused:
            messages.error(request, sentence)

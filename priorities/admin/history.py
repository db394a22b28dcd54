"""The history of a record: its audit entries, as a person reads them."""

from dataclasses import dataclass

from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q
from django.template.response import TemplateResponse
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.fields import TranslationField

from priorities.choices import Language
from priorities.models import (
    AuditEntry,
    Commitment,
    CommitmentLink,
    Evidence,
    Milestone,
    Ownership,
    ProgressNote,
    SourceSpan,
)
from priorities.permissions import VISIBILITY, can, visible_to
from priorities.services.register import PLAN_OF
from priorities.words import Text

ROWS_PER_PAGE = 50

# What services call a change that is no column of the record.
OTHER_CHANGES = {
    "passage": SourceSpan._meta.verbose_name,
    "link": CommitmentLink._meta.verbose_name,
    "evidence": Evidence._meta.verbose_name_plural,
    "due_on": gettext_lazy("due on"),
    "reason": gettext_lazy("reason"),
}


# The verbs of the services, as they stand after the dot of an action.
VERBS = {
    "create": gettext_lazy("created"),
    "revise": gettext_lazy("revised"),
    "publish": gettext_lazy("published"),
    "archive": gettext_lazy("archived"),
    "delete": gettext_lazy("deleted"),
    "remove": gettext_lazy("removed"),
    "place": gettext_lazy("placed"),
    "end": gettext_lazy("ended"),
    "lock": gettext_lazy("locked"),
    "change_due_date": gettext_lazy("due date changed"),
    "set_participation": gettext_lazy("participation set"),
    "draft": gettext_lazy("drafted"),
    "submit": gettext_lazy("submitted"),
    "unsubmit": gettext_lazy("taken back"),
    "accept": gettext_lazy("accepted"),
    "return": gettext_lazy("returned"),
    "withdraw": gettext_lazy("withdrawn"),
}


# What stands before the dot, where it is not the name of a model.
NOUNS = {"note": ProgressNote, "span": SourceSpan, "link": CommitmentLink}


# A part says its record, and an ownership its party: the page says so already.
OWN_PLACE = {Ownership: {"commitment", "party"}, Milestone: {"commitment"}}


@dataclass(frozen=True)
class Change:
    field: str
    before: Text
    after: Text


@dataclass(frozen=True)
class Row:
    entry: AuditEntry
    what: str
    about: str
    changes: list[Change]


def plan_of(record: models.Model):
    """The plan in whose chain the record's changes are written (None: the accounts' chain)."""
    if isinstance(record, ProgressNote):
        return record.commitment.plan
    return PLAN_OF.get(type(record), lambda it: None)(record)


def may_see_history(user, record: models.Model) -> bool:
    return can(user, "audit.view", plan_of(record))


def entries_of(user, record: models.Model):
    """The entries about a record and about its parts, newest first."""
    about = Q(object_type=record._meta.model_name, object_id=record.pk)
    if isinstance(record, Commitment):
        for part in (Ownership, Milestone):
            rows = part.objects.filter(commitment=record).order_by().values("pk")
            about |= Q(object_type=part._meta.model_name, object_id__in=rows)
        about |= Q(object_type="commitmentlink", object_label__startswith=f"{record.reference} ")
    return (
        visible_to(user, AuditEntry.objects.filter(about))
        .select_related("actor")
        .order_by("-at", "-sequence")
    )


def field_of(model: type[models.Model], name: str):
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def label_of(model: type[models.Model], name: str) -> str:
    """The words for a changed field."""
    field = field_of(model, name)
    if isinstance(field, TranslationField):
        return f"{capfirst(field.translated_field.verbose_name)} – {Language(field.language).label}"
    if field is not None and hasattr(field, "verbose_name"):
        return str(capfirst(field.verbose_name))
    return str(capfirst(OTHER_CHANGES.get(name, name.replace("_", " "))))


def languages_of(model: type[models.Model] | None, name: str, changes: dict) -> tuple[str, str]:
    """In which languages the words of a changed field were typed, before and after; "" of what is no words."""
    field = field_of(model, name) if model else None
    if isinstance(field, TranslationField):
        return field.language, field.language
    before, after = changes.get(f"{name}_language") or ("", "")
    return before or "", after or ""


def is_of_words(model: type[models.Model] | None, name: str, changes: dict) -> bool:
    """Whether it is the language that words beside it were typed in, which nobody chose: the words are marked with it."""
    if not name.endswith("_language") or name.removesuffix("_language") not in changes:
        return False
    field = field_of(model, name) if model else None
    return field is None or not getattr(field, "editable", True)


def value_of(user, model: type[models.Model], name: str, value) -> str:
    """A value of the audit entry in the words its reader knows."""
    if value is None or value == "" or value == []:
        return "—"
    field = field_of(model, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, models.ForeignKey):
        return _named(user, field.remote_field.model, value)
    if isinstance(field, models.DateTimeField) and (moment := parse_datetime(str(value))):
        return date_format(localtime(moment), "DATETIME_FORMAT")
    if isinstance(field, models.DateField) and (day := parse_date(str(value))):
        return date_format(day, "DATE_FORMAT")
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    choices = dict(getattr(field, "flatchoices", ()) or ())
    return str(choices.get(value, value))


def _named(user, model: type[models.Model], pk) -> str:
    rows = model._default_manager.filter(pk=pk)
    rows = visible_to(user, rows) if model in VISIBILITY else rows
    found = rows.first()
    return str(found) if found else str(pk)


def rows_of(user, entries, models_by_name: dict[str, type[models.Model]]) -> list[Row]:
    """Readable rows; names of other records are looked up once each."""
    known: dict[tuple, str] = {}
    rows = []
    for entry in entries:
        model = models_by_name.get(entry.object_type)
        changes = []
        for name, (before, after) in entry.changes.items():
            if name in OWN_PLACE.get(model, ()) or is_of_words(model, name, entry.changes):
                continue
            for value in (before, after):
                key = (model, name, repr(value))
                if key not in known:
                    known[key] = value_of(user, model, name, value) if model else str(value)
            label = label_of(model, name) if model else name
            values = [known[(model, name, repr(value))] for value in (before, after)]
            languages = languages_of(model, name, entry.changes)
            changes.append(Change(label, *map(Text, values, languages)))
        noun, _dot, verb = entry.action.partition(".")
        kind = NOUNS.get(noun, models_by_name.get(noun, model))
        what = str(kind._meta.verbose_name) if kind else entry.object_type
        rows.append(Row(entry, str(VERBS.get(verb, verb.replace("_", " "))), what, changes))
    return rows


def models_by_name(app_config) -> dict[str, type[models.Model]]:
    return {model._meta.model_name: model for model in app_config.get_models()}


def history_page(model_admin, request, record):
    """When, who, what, and each field from what to what; fifty changes a page."""
    entries = entries_of(request.user, record)
    page = Paginator(entries, ROWS_PER_PAGE).get_page(request.GET.get(PAGE_VAR, 1))
    opts = model_admin.opts
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("History"),
        "subtitle": str(record),
        "rows": rows_of(request.user, page, models_by_name(opts.app_config)),
        "page_obj": page,
        "page_var": PAGE_VAR,
        "object": record,
        "opts": opts,
        "module_name": str(capfirst(opts.verbose_name_plural)),
        "preserved_filters": model_admin.get_preserved_filters(request),
    }
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(request, "admin/history.html", context)

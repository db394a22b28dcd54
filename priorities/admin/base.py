"""What every page of the editor does the same way: who may, the write through a service, the history."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modeltranslation.fields import TranslationField

from priorities.choices import Language
from priorities.exceptions import Conflict, Refusal
from priorities.forms.admin_records import RecordForm, RefusableForm, beside
from priorities.models import Plan
from priorities.permissions import VISIBILITY, can, visible_to
from priorities.services.register import revise_register, right_to_revise
from priorities.services.writing import write

from .history import history_page, label_of, may_see_history
from .reader import kept_plans


def in_languages(*names: str) -> list[str]:
    """The columns of translated fields, a field's languages together."""
    return [f"{name}_{language}" for name in names for language in Language.values]


def visible(user, queryset):
    """What this person may know of. Parties, organizations and instruments are named on public pages."""
    return visible_to(user, queryset) if queryset.model in VISIBILITY else queryset


def person(model, name: str):
    """A column with a person's name; accounts have pages for administrators only, so it is no link."""

    @admin.display(description=model._meta.get_field(name).verbose_name, ordering=name)
    def shown_person(self, record):
        return str(getattr(record, name) or "") or None

    return shown_person


class FieldsMixin:
    """Choices show only what their reader may see; a translated column names its language."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        related = db_field.remote_field.model
        if "queryset" not in kwargs and related in VISIBILITY:
            kwargs["queryset"] = visible_to(request.user, related._default_manager.all())
        if related is Plan:
            kwargs["queryset"] = Plan.objects.filter(pk__in=[plan.pk for plan in kept_plans(request)])
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(self, admin.TabularInline):
            # A cell of a table has no label of its own.
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs.setdefault("aria-label", str(capfirst(field.label or db_field.verbose_name)))
        if isinstance(db_field, TranslationField) and field is not None:
            field.widget.attrs["lang"] = db_field.language
        return field

    def labels(self) -> dict[str, str]:
        """Translated columns in the words of history too: the field, and the language by its own name."""
        columns = self.model._meta.concrete_fields
        return {
            field.name: label_of(self.model, field.name)
            for field in columns
            if isinstance(field, TranslationField)
        }

    def get_view_on_site_url(self, obj=None):
        """The record's page, without Django's redirect by content type."""
        if obj is None or not self.view_on_site or not hasattr(obj, "get_absolute_url"):
            return None
        return obj.get_absolute_url()


class RecordAdmin(FieldsMixin, admin.ModelAdmin):
    """A record that is read by `visible_to`, guarded by `can` and written by a service."""

    form = RecordForm
    section = "register"
    place = 10
    listed_for_readers = True  # on the first page of those who only read it
    list_per_page = 100
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    has_history = True
    fixed_after_creation: tuple[str, ...] = ()
    save_as = False

    # Who may

    def may_write(self, request) -> bool:
        """Whether this person may write any row of this kind."""
        return bool(kept_plans(request))

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        if obj is None:
            return can(request.user, "admin_site.open")
        return visible(request.user, self.model._default_manager.filter(pk=obj.pk)).exists()

    def has_add_permission(self, request):
        return self.may_write(request)

    def has_change_permission(self, request, obj=None):
        return self.may_write(request) if obj is None else can(request.user, *right_to_revise(obj))

    def has_delete_permission(self, request, obj=None):
        return False

    def get_model_perms(self, request):
        perms = super().get_model_perms(request)
        touches = perms["add"] or perms["change"]
        return perms if touches or self.listed_for_readers else {}

    # What is read

    def get_queryset(self, request):
        return visible(request.user, super().get_queryset(request))

    def get_object(self, request, object_id, from_field=None):
        """A hidden record is as missing as one that does not exist."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def get_readonly_fields(self, request, obj=None):
        fixed = self.fixed_after_creation if obj is not None else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **{"labels": self.labels()} | kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    # What is written

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Where a service refuses, everything is rolled back and the form comes again with the refusal in it."""
        try:
            response = super().changeform_view(request, object_id, form_url, extra_context)
        except Refusal as refusal:
            request.refusal = refusal
        except IntegrityError:
            # A rule of the database that no form foresaw, or two writers at the same instant.
            request.refusal = Conflict()
        else:
            return self.with_status(request, response)
        return self.with_status(request, super().changeform_view(request, object_id, form_url, extra_context))

    def with_status(self, request, response):
        if request.method == "POST" and isinstance(response, TemplateResponse):
            response.status_code = 409 if isinstance(getattr(request, "refusal", None), Conflict) else 422
        return response

    def save_model(self, request, obj, form, change):
        form.is_written = not change
        if not change or form.changed_words:
            read = obj.version
            revise_register(
                obj, by=request.user, now=timezone.now(), version=form.cleaned_data.get("seen_version")
            )
            form.is_written |= obj.version != read

    def parts_changed(self, form, formsets) -> bool:
        return any(formset.has_changed() for formset in formsets)

    def save_related(self, request, form, formsets, change):
        """Parts count as the record's own words: a stale page adds nothing unseen, and a double click nothing twice."""
        if not form.is_written and self.parts_changed(form, formsets):
            write(form.instance, expected=form.cleaned_data["seen_version"])
        for formset in formsets:
            formset.inline.save_rows(request, formset)

    def construct_change_message(self, request, form, formsets, add=False):
        return []

    def log_addition(self, request, obj, message):
        """AuditEntry is the one history."""

    def log_change(self, request, obj, message):
        """AuditEntry is the one history."""

    def log_deletions(self, request, queryset):
        """AuditEntry is the one history."""

    # Pages

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["may_see_history"] = change and self.has_history and may_see_history(request.user, obj)
        if isinstance(getattr(request, "refusal", None), Conflict):
            # Nothing that was typed is wrong, so nobody is told to correct it.
            context |= {"errors": [], "is_conflict": True}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def history_view(self, request, object_id, extra_context=None):
        record = self.get_object(request, unquote(object_id))
        if not self.has_history or not may_see_history(request.user, record):
            raise PermissionDenied
        return history_page(self, request, record)


class PartInline(FieldsMixin):
    """Rows of a part of a record, on the record's page. The record's own right decides."""

    form = RefusableForm
    extra = 0
    view_on_site = False

    def may_write(self, request, parent) -> bool:
        if parent is None:
            return bool(kept_plans(request))
        return can(request.user, *right_to_revise(parent))

    def has_view_permission(self, request, obj=None):
        return True

    def has_add_permission(self, request, obj):
        return self.may_write(request, obj)

    def has_change_permission(self, request, obj=None):
        return self.may_write(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return visible(request.user, super().get_queryset(request))

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **{"labels": self.labels()} | kwargs)
        formset.inline = self
        formset.form.refusal = getattr(request, "refusal", None)
        return formset

    def save_rows(self, request, formset):
        """Removals, then changes, then additions, so that a lead can be ended and the next one named in one go."""
        removed = formset.deleted_forms if formset.can_delete else []
        for form in removed:
            if form.instance.pk:
                self.remove_row(request, form.instance)
        for form in formset.initial_forms:
            if form not in removed and form.has_changed():
                with beside(form):
                    self.revise_row(request, form.instance)
        for form in formset.extra_forms:
            if form not in removed and form.has_changed():
                with beside(form):
                    self.add_row(request, formset.instance, form)

    def remove_row(self, request, row):
        raise PermissionDenied

    def revise_row(self, request, row):
        revise_register(row, by=request.user, now=timezone.now())

    def add_row(self, request, parent, form):
        revise_register(form.instance, by=request.user, now=timezone.now())


class ReadOnlyInline(PartInline, admin.TabularInline):
    """Rows to look at, with a link to their own page."""

    show_change_link = True
    can_delete = False

    def has_add_permission(self, request, obj):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def save_rows(self, request, formset):
        """Nothing here is typed."""


class ReadOnlyAdmin(RecordAdmin):
    """A record that software writes."""

    def may_write(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None):
        return False


LANGUAGES_TOGETHER = _("English is needed; French and Japanese are shown where they are given.")

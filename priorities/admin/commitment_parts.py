"""The parts of a commitment, on its page: passages, owners, deadlines, milestones, links, notes."""

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from priorities.forms.admin_commitments import DueDateForm, OwnershipForm, SpanForm
from priorities.models import (
    CommitmentLink,
    DocumentText,
    DueDate,
    Milestone,
    Ownership,
    ProgressNote,
    SourceSpan,
)
from priorities.services import register
from priorities.words import page_language

from .base import PartInline, ReadOnlyInline, in_languages, person
from .standings import stated_chip


class CommitmentPartInline(PartInline):
    def may_write(self, request, parent) -> bool:
        return super().may_write(request, parent if parent is None or parent.pk else None)


class SpanInline(CommitmentPartInline, admin.StackedInline):
    """Passages are added by pasting the quote, and removed; never moved."""

    model = SourceSpan
    form = SpanForm
    fields = ("text", "quote", "start")
    extra = 0

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return self.may_write(request, obj)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("text__document", "commitment")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        if obj is not None and obj.plan_id:
            formset.form.texts = DocumentText.objects.filter(document__plan=obj.plan_id).select_related(
                "document"
            )
        return formset

    def add_row(self, request, parent, form):
        words = form.cleaned_data
        register.place_span(
            parent,
            text=words["text"],
            quote=words["quote"],
            start=words.get("start"),
            by=request.user,
            now=timezone.now(),
        )

    def remove_row(self, request, row):
        register.remove_span(row, by=request.user, now=timezone.now())


class OwnershipInline(CommitmentPartInline, admin.TabularInline):
    model = Ownership
    form = OwnershipForm
    fields = ("organization", "role", "focal_point", "valid_from", "valid_until")
    focal_point_name = person(Ownership, "focal_point")
    readonly_fields = ("focal_point_name",)
    autocomplete_fields = ("organization",)
    can_delete = False

    def get_fields(self, request, obj=None):
        if self.may_write(request, obj):
            return self.fields
        return [f"{name}_name" if name == "focal_point" else name for name in self.fields]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .known()
            .select_related("organization", "focal_point", "party", "commitment__plan")
        )

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.reader = request.user
        return formset

    def add_row(self, request, parent, form):
        words = form.cleaned_data
        ownership = register.assign_owner(
            parent,
            organization=words["organization"],
            role=words["role"],
            focal_point=words["focal_point"],
            valid_from=words["valid_from"],
            by=request.user,
            now=timezone.now(),
        )
        if words["valid_until"]:
            register.end_ownership(
                ownership, valid_until=words["valid_until"], by=request.user, now=timezone.now()
            )


class DueDateInline(CommitmentPartInline, admin.TabularInline):
    """The ledger: a line is added and never changed."""

    model = DueDate
    form = DueDateForm
    recorded_by_name = person(DueDate, "recorded_by")
    fields = ("due_on", "precision", "reason", "decided_on", "is_baseline", "recorded_by_name", "recorded_at")
    readonly_fields = ("is_baseline", "recorded_by_name", "recorded_at")
    can_delete = False
    verbose_name = _("due date")
    verbose_name_plural = _("due dates")

    def has_change_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("recorded_by")

    def add_row(self, request, parent, form):
        words = form.cleaned_data
        register.change_due_date(
            parent,
            due_on=words["due_on"],
            precision=words["precision"],
            reason=words["reason"],
            reason_language=page_language(),
            decided_on=words["decided_on"],
            by=request.user,
            now=timezone.now(),
        )


class MilestoneInline(CommitmentPartInline, admin.TabularInline):
    model = Milestone
    fields = (*in_languages("title"), "due_on", "reached_on")
    can_delete = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("commitment__plan")

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.base_fields["title_en"].required = True
        return formset


class LinkInline(CommitmentPartInline, admin.TabularInline):
    """How this commitment bears on others. Links are added and removed."""

    model = CommitmentLink
    fk_name = "commitment"
    fields = ("kind", "target")
    autocomplete_fields = ("target",)

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return self.may_write(request, obj)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("target", "commitment__plan")

    def add_row(self, request, parent, form):
        words = form.cleaned_data
        register.link_commitments(
            parent, kind=words["kind"], target=words["target"], by=request.user, now=timezone.now()
        )

    def remove_row(self, request, row):
        register.unlink_commitments(row, by=request.user, now=timezone.now())


class NoteInline(ReadOnlyInline):
    """What was said of this commitment, as far as its reader may know."""

    model = ProgressNote
    fk_name = "commitment"
    author_name = person(ProgressNote, "author")
    fields = ("as_of", "organization", "stated", "state", "words", "author_name")
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("organization", "author", "commitment")

    @admin.display(description=_("standing"))
    def stated(self, note):
        return stated_chip(note.lifecycle, note.confidence)

    @admin.display(description=_("note"))
    def words(self, note):
        return format_html("{}", Truncator(note.body or "").chars(120)) or None

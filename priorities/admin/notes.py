from django.contrib import admin, messages
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priorities.choices import NoteState, Role
from priorities.forms.admin_notes import EvidenceForm, EvidenceFormSet, NoteForm
from priorities.models import Evidence, Party, ProgressNote, VisibilityChange
from priorities.permissions import can, capacity_of
from priorities.services import notes

from .base import PartInline, ReadOnlyInline, RecordAdmin, in_languages, person, visible
from .note_transitions import ACCEPT, CORRECT, RETURN, SUBMIT, TAKE_BACK, WITHDRAW
from .standings import stated_chip
from .transitions import TransitionsMixin


class WaitingFilter(admin.SimpleListFilter):
    title = gettext_lazy("waiting for")
    parameter_name = "waiting"

    def lookups(self, request, model_admin):
        mine = [("mine", gettext_lazy("Me, to finish my draft"))] if can(request.user, "updates.open") else []
        review = [("review", gettext_lazy("Me, to review"))] if can(request.user, "review.open") else []
        return [*mine, *review]

    def queryset(self, request, queryset):
        if self.value() == "mine":
            return queryset.filter(author=request.user, state__in=[NoteState.DRAFT, NoteState.RETURNED])
        if self.value() == "review":
            reviewed = capacity_of(request.user).organizations(Role.REVIEWER)
            own = Q(author=request.user) | Q(submitted_by=request.user)
            return queryset.waiting().filter(organization__in=reviewed).exclude(own)
        return queryset


class EvidenceInline(PartInline, admin.TabularInline):
    model = Evidence
    form = EvidenceForm
    formset = EvidenceFormSet
    fields = ("title", "url", "file", "is_end_decision")
    extra = 1

    def may_write(self, request, parent):
        return can(request.user, "updates.open") if parent is None else can(request.user, "note.edit", parent)

    def has_delete_permission(self, request, obj=None):
        return self.may_write(request, obj)

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj is not None and obj.evidence.exists() else self.extra

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.refusal = getattr(request, "refusal", None)
        formset.form.reader = request.user
        return formset

    @admin.display(description=gettext_lazy("file"))
    def file(self, evidence):
        """The file where nothing is typed any more."""
        if not evidence.storage_name:
            return None
        return format_html('<a href="{}">{}</a>', evidence.address, evidence.file_name)


class VisibilityInline(ReadOnlyInline):
    """Who came to see it, or sees it no more, and why."""

    model = VisibilityChange
    changed_by_name = person(VisibilityChange, "changed_by")
    fields = ("changed_at", "changed_by_name", "from_visibility", "to_visibility", "reason")
    readonly_fields = ("changed_by_name",)
    show_change_link = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("changed_by", "note")


@admin.register(ProgressNote)
class NoteAdmin(TransitionsMixin, RecordAdmin):
    form = NoteForm
    section = "progress"
    place = 1
    transitions = (SUBMIT, ACCEPT, RETURN, TAKE_BACK, CORRECT, WITHDRAW)
    actions = ("accept_selected",)
    inlines = (EvidenceInline,)
    list_display = (
        "reference",
        "as_of",
        "acronym",
        "stated",
        "state",
        "kind",
        "visibility",
        "author",
        "submitted_at",
    )
    list_display_links = ("reference", "as_of")
    list_filter = (
        WaitingFilter,
        "state",
        ("organization", admin.RelatedOnlyFieldListFilter),
        "lifecycle",
        "confidence",
        "visibility",
        "kind",
    )
    list_select_related = ("commitment", "organization", "author")
    date_hierarchy = "as_of"
    search_fields = (
        "commitment__reference",
        "commitment__title_en",
        "organization__acronym",
        *in_languages("body"),
    )
    search_help_text = gettext_lazy("Reference, title, organization or words of the note")
    autocomplete_fields = ("commitment", "successor")
    fixed_after_creation = ("commitment", "organization")
    author_name = person(ProgressNote, "author")
    submitted_by_name = person(ProgressNote, "submitted_by")
    accepted_by_name = person(ProgressNote, "accepted_by")
    returned_by_name = person(ProgressNote, "returned_by")
    withdrawn_by_name = person(ProgressNote, "withdrawn_by")
    readonly_fields = (
        "state",
        "kind",
        "author_name",
        "corrects",
        "submitted_at",
        "submitted_by_name",
        "accepted_at",
        "accepted_by_name",
        "returned_at",
        "returned_by_name",
        "return_reason",
        "withdrawn_at",
        "withdrawn_by_name",
        "withdrawal_reason",
    )

    def get_inlines(self, request, obj):
        told = obj is not None and visible(request.user, obj.visibility_changes.all()).exists()
        return (*self.inlines, VisibilityInline) if told else self.inlines

    def get_fieldsets(self, request, obj=None):
        travelled = []
        if obj is not None:
            rows = [("state", "kind", "author_name"), *(["corrects"] if obj.corrects_id else [])]
            for moment, reason in (
                ("submitted", None),
                ("returned", "return_reason"),
                ("accepted", None),
                ("withdrawn", "withdrawal_reason"),
            ):
                if getattr(obj, f"{moment}_at"):
                    rows += [(f"{moment}_at", f"{moment}_by_name"), *([reason] if reason else [])]
            travelled = [(_("Where it is"), {"fields": rows})]
        is_typed = obj is None or self.has_change_permission(request, obj)

        def asked(*names):
            """Every column while it is typed, and then those with something in them."""
            return [name for name in names if is_typed or getattr(obj, name)]

        needed = _("Needed while at risk or off track, and to discontinue or reopen.")
        sections = [
            (None, ["commitment", "organization", ("as_of", "as_of_precision")], ""),
            (_("Status"), [("lifecycle", "confidence"), *asked("deciding_authority", "successor")], ""),
            (_("Note"), asked(*in_languages("body")), ""),
            (_("Reason"), asked(*in_languages("reason")), needed if is_typed else ""),
            (_("Next steps"), asked(*in_languages("next_steps")), ""),
            (_("Who may read it"), ["visibility", "received_in_confidence"], ""),
        ]
        return travelled + [
            (name, {"fields": fields, "description": why}) for name, fields, why in sections if fields
        ]

    def get_changeform_initial_data(self, request):
        """Today, where the person writes."""
        party = Party.objects.filter(pk__in=capacity_of(request.user).parties).first()
        today = {"as_of": party.today(timezone.now())} if party else {}
        return today | super().get_changeform_initial_data(request)

    def get_readonly_fields(self, request, obj=None):
        fixed = super().get_readonly_fields(request, obj)
        return (*fixed, "visibility") if obj is not None and obj.corrects_id else fixed

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.reader = request.user
        return form

    # Who may

    def may_write(self, request):
        return can(request.user, "updates.open")

    def has_change_permission(self, request, obj=None):
        return self.may_write(request) if obj is None else can(request.user, "note.edit", obj)

    def has_delete_permission(self, request, obj=None):
        return obj is not None and can(request.user, "note.delete", obj)

    def has_review_permission(self, request):
        return can(request.user, "review.open")

    # What is written

    def delete_model(self, request, obj):
        notes.delete_draft_note(obj, by=request.user, now=timezone.now())

    def save_model(self, request, obj, form, change):
        """Words and evidence are one note, written together below."""

    def save_related(self, request, form, formsets, change):
        now = timezone.now()
        evidence = formsets[0].words() if formsets else ()
        if change:
            note = ProgressNote.objects.select_related("commitment__plan", "organization").get(
                pk=form.instance.pk
            )
            note.version = form.cleaned_data["seen_version"]
            if form.changed_words or any(formset.has_changed() for formset in formsets):
                notes.revise_note(note, words=form.words(note, evidence), by=request.user, now=now)
        else:
            note = notes.draft_note(
                form.cleaned_data["commitment"],
                organization=form.cleaned_data["organization"],
                words=form.words(None, evidence),
                by=request.user,
                now=now,
                submission_id=form.cleaned_data.get("submission"),
            )
        if "_submit" in request.POST and note.is_open:
            notes.submit_note(note, by=request.user, now=now)
        form.instance.pk, form.instance.version, form.instance.state = note.pk, note.version, note.state

    def response_add(self, request, obj, post_url_continue=None):
        return self.response_submitted(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self.response_submitted(request, obj) or super().response_change(request, obj)

    def response_submitted(self, request, note):
        if "_submit" not in request.POST:
            return None
        messages.success(request, SUBMIT.done)
        return HttpResponseRedirect(self.change_address(note))

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["may_submit"] = add or (obj is not None and can(request.user, "note.submit", obj))
        return super().render_change_form(request, context, add, change, form_url, obj)

    @admin.action(description=gettext_lazy("Accept the selected notes"), permissions=["review"])
    def accept_selected(self, request, queryset):
        self.carry_out_each(request, queryset.select_related("commitment__plan", "organization"), "accept")

    # The list

    @admin.display(description=gettext_lazy("reference"), ordering="commitment__reference")
    def reference(self, note):
        return note.commitment.reference

    @admin.display(description=gettext_lazy("organization"), ordering="organization__acronym")
    def acronym(self, note):
        return note.organization.acronym

    @admin.display(description=gettext_lazy("status"), ordering="lifecycle")
    def stated(self, note):
        return stated_chip(note.lifecycle, note.confidence)

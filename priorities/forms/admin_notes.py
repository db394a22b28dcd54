"""What an official types in a note."""

from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext_lazy as _

from priorities.choices import Language
from priorities.exceptions import LinkOrFile, Refusal
from priorities.models import Evidence, Organization, ProgressNote
from priorities.permissions import WRITERS, capacity_of
from priorities.services.evidence_files import StoredFile
from priorities.services.notes import EvidenceWords, NoteWords, title_language, title_languages
from priorities.words import page_language

from .admin_records import RecordForm, RefusableForm
from .evidence import HELP, EvidenceFileField, EvidenceFileInput

MAX_WORDS = 20_000
ROWS = {"body": 5, "reason": 2, "next_steps": 2}
TRANSLATED = tuple(ROWS)
AS_TYPED = (
    "as_of",
    "as_of_precision",
    "lifecycle",
    "confidence",
    "visibility",
    "received_in_confidence",
    "deciding_authority",
    "successor",
)


class NoteForm(RecordForm):
    """`submission` makes one note of a double click."""

    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)
    reader = None

    class Meta:
        model = ProgressNote
        fields = ("commitment", "organization", *AS_TYPED)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.fields["submission"].initial = uuid4()
        if "organization" in self.fields:
            writes_for = Organization.objects.filter(pk__in=capacity_of(self.reader).organizations(*WRITERS))
            self.fields["organization"].queryset = writes_for
            if len(writes_for) == 1:
                self.fields["organization"].initial = writes_for[0].pk
        for name in TRANSLATED:
            for language in Language.values:
                if field := self.fields.get(f"{name}_{language}"):
                    field.validators.append(MaxLengthValidator(MAX_WORDS))
                    field.widget.attrs["rows"] = ROWS[name]

    def words(self, stored: ProgressNote | None, evidence: tuple[EvidenceWords, ...]) -> NoteWords:
        """The note as typed; what this form does not ask stays as stored."""

        def said(name):
            return self.cleaned_data[name] if name in self.cleaned_data else getattr(stored, name)

        translated = {
            name: {language: said(f"{name}_{language}") or "" for language in Language.values}
            for name in TRANSLATED
        }
        return NoteWords(**{name: said(name) for name in AS_TYPED}, **translated, evidence=evidence)


class EvidenceForm(RefusableForm):
    """`reader` is who fills it in, for whom alone its file is kept."""

    file = EvidenceFileField(
        label=_("file"),
        required=False,
        help_text=HELP,
        widget=EvidenceFileInput({"aria-label": _("file")}),
    )
    reader = None

    class Meta:
        model = Evidence
        fields = ("title", "url", "is_end_decision")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].holder = self.reader
        self.initial["file"] = StoredFile.of(self.instance)
        if "title" in self.fields:
            stored = self.instance.title_language if self.instance.pk else ""
            self.fields["title"].widget.attrs["lang"] = stored or page_language()

    def clean(self):
        held = super().clean()
        if not {"url", "file"} & self.errors.keys() and bool(held.get("url")) == bool(held.get("file")):
            self.add_error("url", str(LinkOrFile.sentence))
        return held


class EvidenceFormSet(BaseInlineFormSet):
    """Rows of evidence; a refusal about evidence as a whole stands above them."""

    refusal: Refusal | None = None

    def clean(self):
        super().clean()
        if self.refusal is not None and self.refusal.field in ("evidence_url", "evidence_file"):
            raise ValidationError(str(self.refusal))

    def words(self) -> tuple[EvidenceWords, ...]:
        """The rows as they will stand, in their order."""
        known = title_languages(self.instance if self.instance.pk else None)
        kept = [
            form
            for form in self.forms
            if form not in self.deleted_forms and (form.instance.pk or form.has_changed())
        ]
        return tuple(
            EvidenceWords(
                form.cleaned_data["title"],
                form.cleaned_data["url"],
                form.cleaned_data["is_end_decision"],
                file=form.cleaned_data["file"],
                title_language=title_language(known, form.cleaned_data["title"], page_language()),
            )
            for form in kept
        )

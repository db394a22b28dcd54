"""What people fill in to say how a commitment is getting on."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from django import forms
from django.forms.boundfield import BoundField
from django.utils.choices import flatten_choices
from django.utils.translation import gettext_lazy as _

from priorities import exceptions
from priorities.choices import (
    CLOSED_LIFECYCLES,
    COMPLETED_LIFECYCLES,
    STATED_LIFECYCLES,
    Confidence,
    Language,
    Lifecycle,
    Precision,
    Visibility,
)
from priorities.models import Commitment, KeptWords, Organization, ProgressNote, User
from priorities.services.kept_words import tidy
from priorities.services.notes import NoteWords
from priorities.words import page_language

from .evidence import EvidenceFileField
from .note_evidence import EvidenceRows, initial_of_evidence

WORDS = ("body", "reason", "next_steps")
LENGTHS = {"body": 20_000, "reason": 5_000, "next_steps": 5_000}
LABELS = {"body": _("Note"), "reason": _("Reason"), "next_steps": _("Next steps")}
MORE = (
    "next_steps",
    "as_of_precision",
    "confidence",
    "deciding_authority",
    "successor",
    "received_in_confidence",
)

# Where a refusal of the services stands on this form, if its field has another name here.
FIELDS_OF_REFUSALS = {
    "lifecycle": "status",
    "confidence": "status",
    "evidence_url": "evidence_url_1",
    "evidence_file": "evidence_file_1",
}


def status_code(lifecycle: str, confidence: str) -> str:
    """Lifecycle and confidence as one choice: work underway has three."""
    return f"{lifecycle}/{confidence}" if lifecycle == Lifecycle.UNDERWAY and confidence else lifecycle


def status_choices() -> list:
    """Every status there is, in words, grouped as people think of them."""

    def those(lifecycles) -> list:
        return [(choice.value, choice.label) for choice in STATED_LIFECYCLES if choice in lifecycles]

    underway = [
        (
            status_code(Lifecycle.UNDERWAY, confidence.value),
            _("Underway – %(confidence)s") % {"confidence": confidence.label.lower()},
        )
        for confidence in Confidence
    ]
    started = [*those({Lifecycle.NOT_STARTED}), *underway, *those({Lifecycle.PAUSED})]
    return [
        ("", _("Choose…")),
        (_("Open"), started),
        (_("Completed"), those(COMPLETED_LIFECYCLES)),
        (_("Closed"), those(CLOSED_LIFECYCLES)),
    ]


LANGUAGE_NAMES = {Language.EN: _("English"), Language.FR: _("French"), Language.JA: _("Japanese")}


class NeededToSubmit(forms.CharField):
    """Asked for, yet a draft may leave it empty: the services refuse that when the note is submitted."""

    def validate(self, value):
        pass


def words_field(name: str, language: str = "", rows: int = 2) -> forms.CharField:
    label = LABELS[name]
    attrs: dict[str, object] = {"rows": rows}
    if language:
        label = _("%(field)s in %(language)s") % {
            "field": label,
            "language": LANGUAGE_NAMES[Language(language)],
        }
        attrs["lang"] = language
    widget = forms.Textarea(attrs=attrs)
    if name == "body" and not language:
        return NeededToSubmit(label=label, max_length=LENGTHS[name], widget=widget)
    return forms.CharField(label=label, required=False, max_length=LENGTHS[name], widget=widget)


class WithOrganization(forms.Form):
    """Which of the person's organizations speaks; asked only where there are several."""

    organizations: dict[int, Organization]

    def choose_organization(self, organizations: Sequence[Organization]) -> None:
        self.organizations = {organization.pk: organization for organization in organizations}
        if len(self.organizations) > 1:
            choices = [(organization.pk, str(organization)) for organization in organizations]
            self.fields["organization"] = forms.TypedChoiceField(
                label=_("Organization"), choices=choices, coerce=int
            )

    @property
    def organization_field(self) -> BoundField | None:
        return self["organization"] if "organization" in self.fields else None

    @property
    def organization(self) -> Organization:
        return self.organizations[self.cleaned_data.get("organization") or next(iter(self.organizations))]

    @property
    def submission(self) -> UUID | None:
        return self.cleaned_data.get("submission_id")

    def clean(self):
        held = super().clean()
        for hidden in ("submission_id", "version"):
            self.errors.pop(hidden, None)  # nobody types these, so there is nobody to tell
        return held


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self):
        super().__init__(format="%Y-%m-%d")


class NoteForm(EvidenceRows, WithOrganization):
    """A progress note, before it is anybody's: `words()` is what the services take.

    It checks what a field can hold. What a note must say before it is submitted is the services' to refuse, and
    `refuse` puts their sentence beside its field.
    """

    keep_key = ""  # under which its words are kept while they are typed
    kept: KeptWords | None = None  # those that were, where they are not what is saved
    kept_is_older = False  # the note moved on since: they are shown beside the form, not in it

    submission_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    as_of = forms.DateField(label=_("As of"), widget=DayInput, input_formats=["%Y-%m-%d"])
    status = forms.ChoiceField(label=_("Status"), choices=status_choices)
    body = words_field("body", rows=4)
    reason = words_field("reason")
    visibility = forms.ChoiceField(
        label=_("Who may read it"), choices=Visibility.choices, initial=Visibility.PUBLIC
    )
    language = forms.ChoiceField(
        label=_("Written in"), choices=[(code.value, name) for code, name in LANGUAGE_NAMES.items()]
    )
    next_steps = words_field("next_steps")
    as_of_precision = forms.ChoiceField(
        label=_("How exact is the date"), choices=Precision.choices, initial=Precision.DAY, required=False
    )
    confidence = forms.ChoiceField(
        label=_("Confidence"),
        choices=[("", "–"), *Confidence.choices],
        required=False,
        help_text=_("For work that is paused or not started."),
    )
    deciding_authority = forms.CharField(
        label=_("Deciding authority"),
        max_length=250,
        required=False,
        help_text=_("Who decided, where the work is discontinued."),
    )
    successor = forms.ModelChoiceField(
        label=_("Taken over by"),
        queryset=Commitment.objects.none(),
        to_field_name="reference",
        required=False,
        empty_label="–",
        help_text=_("Where another commitment supersedes this one."),
    )
    received_in_confidence = forms.BooleanField(
        label=_("Received in confidence"), required=False, help_text=_("Can never become public.")
    )

    def __init__(
        self,
        *args,
        organizations: Sequence[Organization],
        successors,
        today: date,
        stated: tuple[str, str] = ("", ""),
        note: ProgressNote | None = None,
        fixed_visibility: str = "",
        holder: User | None = None,
        **kwargs,
    ):
        """`stated` is the lifecycle and confidence to begin with; `note` is what is being changed or corrected;
        `holder` is who fills it in, for whom alone its files are kept."""
        self.note = note
        initial = (
            _initial_of(note)
            if note
            else {"as_of": today, "status": status_code(*stated), "language": page_language()}
        )
        kwargs["initial"] = initial | {"submission_id": uuid4()} | kwargs.get("initial", {})
        kwargs.setdefault("auto_id", "id_%s")
        super().__init__(*args, **kwargs)
        self.choose_organization(organizations)
        for name in WORDS:
            self.fields[name].widget.attrs["lang"] = self.main_language
        self._add_translations()
        self.add_evidence(note, holder=holder, language=self.main_language)
        self.fields["reason"].help_text = _(
            "Needed when it is at risk, off track, discontinued or open again."
        )
        self.fields["successor"].queryset = successors
        if fixed_visibility:
            self.fields["visibility"].disabled = True
            self.initial["visibility"] = fixed_visibility
            self.fields["visibility"].help_text = exceptions.sentence_for_correction()

    def _add_translations(self):
        for language in Language.values:
            for name in WORDS:
                self.fields[f"{name}_{language}"] = words_field(name, language)

    # What the template asks

    @property
    def main_language(self) -> str:
        chosen = self["language"].value()
        return chosen if chosen in Language.values else page_language()

    @property
    def more(self) -> list:
        return [self[name] for name in MORE]

    @property
    def more_is_open(self) -> bool:
        return any(
            field.errors or (field.value() and field.value() != Precision.DAY.value) for field in self.more
        )

    @property
    def translations(self) -> list[dict]:
        """The other languages: their fields, and whether any is filled or wrong."""
        found = []
        for language in Language:
            fields = [self[f"{name}_{language.value}"] for name in WORDS]
            is_open = any(field.value() or field.errors for field in fields)
            if is_open or language.value != self.main_language:
                found.append({"language": LANGUAGE_NAMES[language], "fields": fields, "is_open": is_open})
        return found

    @property
    def kept_lines(self) -> list[tuple]:
        """What was being typed and is not what this form holds: each field's label, and the words."""
        words = self.kept.words if self.kept else {}
        return [
            (self.fields[name].label, self._said(name, value))
            for name, value in words.items()
            if value and name in self.changed_by(words) and not self[name].is_hidden
        ]

    def changed_by(self, words: dict[str, str]) -> set[str]:
        """The fields that these words, as a browser sends them, would hold differently."""
        return {
            name for name in self.fields if self._is_kept(name) and words.get(name, "") != self._sent(name)
        }

    def _said(self, name: str, value: str) -> str:
        """A choice by its words, a ticked box by its tick."""
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return "✓"
        if isinstance(field, forms.ChoiceField) and name != "successor":
            return str({str(code): label for code, label in flatten_choices(field.choices)}.get(value, value))
        return value

    def _is_kept(self, name: str) -> bool:
        field = self.fields[name]
        never = name in ("submission_id", "version", "organization") or isinstance(field, EvidenceFileField)
        return not (never or field.disabled)

    def _sent(self, name: str) -> str:
        """What a browser would send of this field as it is now."""
        value = self[name].value()
        if isinstance(self.fields[name], forms.BooleanField):
            return "on" if value else ""
        return "" if value is None else tidy(str(value))

    # What it holds

    def clean(self):
        held = super().clean()
        lifecycle = held.get("status", "").partition("/")[0]
        if held.get("confidence") and lifecycle not in (Lifecycle.NOT_STARTED, Lifecycle.PAUSED):
            self.add_error("confidence", str(exceptions.ConfidenceNotAllowed.sentence))
        for name in WORDS:
            twice = f"{name}_{held.get('language', '')}"
            if held.get(name) and held.get(twice):
                self.add_error(twice, _("These words are already given above, in this language."))
        if held.get("received_in_confidence") and held.get("visibility") == Visibility.PUBLIC:
            self.add_error("visibility", str(exceptions.ConfidentialNote.sentence))
        return held

    def refuse(self, refusal: exceptions.Refusal) -> None:
        """The sentence of a refusal, beside its field."""
        field = FIELDS_OF_REFUSALS.get(refusal.field or "", refusal.field)
        self.add_error(field if field in self.fields else None, str(refusal))

    def words(self) -> NoteWords:
        held = self.cleaned_data
        lifecycle, _slash, confidence = held["status"].partition("/")
        return NoteWords(
            as_of=held["as_of"],
            lifecycle=lifecycle,
            confidence=confidence or held["confidence"],
            body=self._in_languages("body"),
            reason=self._in_languages("reason"),
            next_steps=self._in_languages("next_steps"),
            visibility=held["visibility"],
            received_in_confidence=held["received_in_confidence"],
            as_of_precision=held["as_of_precision"] or Precision.DAY,
            deciding_authority=held["deciding_authority"],
            successor=held["successor"],
            evidence=self.evidence_words(held["language"]),
        )

    def _in_languages(self, name: str) -> dict[str, str]:
        held = self.cleaned_data
        words = {language: held[f"{name}_{language}"] for language in Language.values}
        return words | ({held["language"]: held[name]} if held[name] else {})


def _initial_of(note: ProgressNote) -> dict:
    """A note as this form shows it: the words of the page's language first, or of the first that has any."""
    here = page_language()
    languages = [here, *(code for code in Language.values if code != here)]
    main = next((code for code in languages if getattr(note, f"body_{code}")), here)
    initial = {
        "as_of": note.as_of,
        "as_of_precision": note.as_of_precision,
        "status": status_code(note.lifecycle, note.confidence),
        "confidence": note.confidence if note.lifecycle != Lifecycle.UNDERWAY else "",
        "visibility": note.visibility,
        "received_in_confidence": note.received_in_confidence,
        "deciding_authority": note.deciding_authority,
        "successor": note.successor.reference if note.successor else None,
        "language": main,
        "version": note.version,
    }
    for name in WORDS:
        for language in Language.values:
            key = name if language == main else f"{name}_{language}"
            initial[key] = getattr(note, f"{name}_{language}")
    return initial | initial_of_evidence(note)

"""What an assessor fills in: the level, what it rests on, and where that can be checked."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from priorities import exceptions, validators
from priorities.choices import Language, Sufficiency
from priorities.models import Assessment, Level, Organization, ReportingPeriod, Scale
from priorities.services.assessments import AssessmentWords, SourceWords, sources_of
from priorities.services.kept_words import tidy
from priorities.words import text_of

SOURCE_ROWS = 3
LONGEST = 20_000
LANGUAGE_NAMES = {Language.EN: _("English"), Language.FR: _("French"), Language.JA: _("Japanese")}
# Where a refusal of the services stands on this form, if its field has another name here.
FIELDS_OF_REFUSALS = {"source_url": "source_url_1"}


class Asked:
    """Asked for, yet a draft may leave it empty: the services refuse that when it is made final."""

    def validate(self, value):
        if value not in ("", None):
            super().validate(value)  # type: ignore[misc]


class AskedChoice(Asked, forms.ChoiceField):
    pass


class AskedWords(Asked, forms.CharField):
    pass


class AskedAddress(Asked, forms.URLField):
    pass


class LevelField(Asked, forms.ModelChoiceField):
    def clean(self, value):
        return None if value in self.empty_values else super().clean(value)

    def label_from_instance(self, level):
        meaning = text_of(level, "meaning")
        label = text_of(level, "label")
        return _("%(label)s. %(meaning)s") % {"label": label, "meaning": meaning} if meaning else str(label)


class NamedChoice(forms.ModelChoiceField):
    """Records by their name in the language of the page."""

    def __init__(self, *args, words: str, **kwargs):
        self.words = words
        super().__init__(*args, **kwargs)

    def label_from_instance(self, record):
        return str(text_of(record, self.words))


class AssessmentForm(forms.Form):
    """An assessment on `scale`: `words()` is what the services take.

    It checks what a field can hold. What a final assessment must say is the services' to refuse, and `refuse` puts
    their sentence beside its field. `periods` and `organizations` are asked of a new one only.
    """

    submission_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    level = LevelField(
        label=_("Level"),
        queryset=Level.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    sufficiency = AskedChoice(
        label=_("Evidence"),
        choices=Sufficiency.choices,
        widget=forms.RadioSelect,
        help_text=_("How far the evidence carries this level."),
    )
    language = forms.ChoiceField(
        label=_("Written in"), choices=[(code.value, name) for code, name in LANGUAGE_NAMES.items()]
    )
    reason = AskedWords(
        label=_("Why it replaces the earlier one"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everybody reads it beside the assessment."),
    )

    def __init__(
        self,
        *args,
        scale: Scale,
        periods: Sequence[ReportingPeriod] = (),
        organizations: Sequence[Organization] = (),
        assessment: Assessment | None = None,
        replaced: Assessment | None = None,
        **kwargs,
    ):
        """`assessment` is the draft that is changed, or the final one to begin from; `replaced` the one it takes the
        place of."""
        self.scale, self.organizations = scale, list(organizations)
        sources = list(sources_of(assessment)) if assessment else []
        self.known = {each.title: each.title_language for each in sources}
        if assessment:
            self.known[assessment.reason] = assessment.reason_language
        self.rows = range(1, max(SOURCE_ROWS, len(sources) + (1 if assessment else 0)) + 1)
        initial = _initial_of(assessment, sources) if assessment else {"language": _page_language()}
        kwargs["initial"] = initial | {"submission_id": uuid4()} | kwargs.get("initial", {})
        super().__init__(*args, auto_id="id_%s", **kwargs)
        self.fields["level"].queryset = scale.levels.order_by("rank")
        if replaced is None:
            del self.fields["reason"]
        if periods:
            self.fields["period"] = NamedChoice(
                label=_("Reporting period"),
                queryset=ReportingPeriod.objects.filter(pk__in=[each.pk for each in periods]),
                to_field_name="slug",
                empty_label=None,
                words="title",
            )
        if len(self.organizations) > 1:
            self.fields["organization"] = NamedChoice(
                label=_("Organization"),
                queryset=Organization.objects.filter(pk__in=[each.pk for each in self.organizations]),
                empty_label=None,
                words="name",
            )
        self._add_rationale()
        self._add_sources()
        self._mark_languages()

    def _mark_languages(self):
        """The language that what stands in a field was typed in, or will be."""
        typed_once = ["reason", *(f"source_title_{row}" for row in self.rows)]
        for name in typed_once:
            if name in self.fields:
                self.fields[name].widget.attrs["lang"] = self._language_of(self[name].value() or "")

    def _language_of(self, words: str) -> str:
        """That of words which the assessment has already; of others the language that all is written in."""
        return self.known.get(words.strip()) or self.main_language

    def _add_rationale(self):
        self.fields["rationale"] = _rationale_field(_("Rationale"), rows=5, kind=AskedWords)
        self.fields["rationale"].widget.attrs["lang"] = self.main_language
        self.fields["rationale"].help_text = _(
            "What this level rests on, in words that the owners could answer."
        )
        for language in Language:
            label = _("%(field)s in %(language)s") % {
                "field": _("Rationale"),
                "language": LANGUAGE_NAMES[language],
            }
            self.fields[f"rationale_{language.value}"] = _rationale_field(label)
            self.fields[f"rationale_{language.value}"].widget.attrs["lang"] = language.value

    def _add_sources(self):
        for row in self.rows:
            number = {"number": row}
            self.fields[f"source_url_{row}"] = (AskedAddress if row == 1 else forms.URLField)(
                label=_("Source") if row == 1 else _("Source %(number)d") % number,
                required=row == 1,
                help_text=_("At least one, unless the level says that no evidence was found.")
                if row == 1
                else "",
                max_length=1000,
                assume_scheme="https",
                validators=[validators.web_address],
                widget=forms.URLInput(attrs={"placeholder": "https://"}),
                error_messages={"invalid": validators.web_address.message},
            )
            self.fields[f"source_title_{row}"] = forms.CharField(
                label=_("Title of source %(number)d") % number, required=False, max_length=300
            )

    # What the template asks

    @property
    def main_language(self) -> str:
        chosen = self["language"].value()
        return chosen if chosen in Language.values else _page_language()

    @property
    def sources(self) -> list[dict]:
        return [{"url": self[f"source_url_{row}"], "title": self[f"source_title_{row}"]} for row in self.rows]

    @property
    def more_sources_are_open(self) -> bool:
        """Something is filled in, or wrong, behind the fold: every title, and every address but the first."""
        folded = [field for row in self.sources for field in row.values()][1:]
        return any(field.value() or field.errors for field in folded)

    @property
    def translations(self) -> list[dict]:
        """The other languages, and whether any is filled or wrong."""
        found = []
        for language in Language:
            field = self[f"rationale_{language.value}"]
            is_open = bool(field.value() or field.errors)
            if is_open or language.value != self.main_language:
                found.append({"language": LANGUAGE_NAMES[language], "field": field, "is_open": is_open})
        return found

    @property
    def chosen_fields(self) -> list:
        """What is asked once, when an assessment begins, and why it replaces another."""
        return [self[name] for name in ("period", "organization", "reason") if name in self.fields]

    # What was typed

    def clean(self):
        held = super().clean()
        for hidden in ("submission_id", "version"):
            self.errors.pop(hidden, None)  # nobody types these, so there is nobody to tell
        for row in self.rows:
            name = f"source_url_{row}"
            if held.get(f"source_title_{row}") and not held.get(name) and name not in self.errors:
                self.add_error(name, _("Give the web address of this title."))
        return held

    @property
    def submission(self) -> UUID | None:
        return self.cleaned_data.get("submission_id")

    @property
    def organization(self) -> Organization:
        return self.cleaned_data.get("organization") or self.organizations[0]

    def words(self) -> AssessmentWords:
        held = self.cleaned_data
        rationale = {language: tidy(held.get(f"rationale_{language}") or "") for language in Language.values}
        if held.get("rationale"):
            rationale[held["language"]] = tidy(held["rationale"])
        reason = tidy(held.get("reason") or "")
        return AssessmentWords(
            level=held.get("level"),
            sufficiency=held.get("sufficiency") or "",
            rationale=rationale,
            sources=tuple(
                self._source_words(held[f"source_url_{row}"], held.get(f"source_title_{row}") or "")
                for row in self.rows
                if held.get(f"source_url_{row}")
            ),
            reason=reason,
            reason_language=self._language_of(reason),
        )

    def _source_words(self, url: str, title: str) -> SourceWords:
        return SourceWords(url, title, self._language_of(title) if title else "")

    def refuse(self, refusal: exceptions.Refusal) -> None:
        name = FIELDS_OF_REFUSALS.get(refusal.field or "", refusal.field)
        self.add_error(name if name in self.fields else None, str(refusal))


def _rationale_field(label, rows: int = 3, kind: type[forms.CharField] = forms.CharField) -> forms.CharField:
    return kind(
        label=label,
        required=kind is AskedWords,
        max_length=LONGEST,
        validators=[validators.no_nul],
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _page_language() -> str:
    language = (get_language() or Language.EN).split("-")[0]
    return language if language in Language.values else Language.EN.value


def _initial_of(assessment: Assessment, sources: list[SourceWords]) -> dict:
    """The main box holds the language of the page, or the first that has words; the others stand in their own."""
    main = text_of(assessment, "rationale").language or _page_language()
    found = {
        "version": assessment.version,
        "level": assessment.level_id,
        "sufficiency": assessment.sufficiency,
        "reason": assessment.reason,
        "language": main,
        "rationale": getattr(assessment, f"rationale_{main}") or "",
    }
    found |= {
        f"rationale_{code}": getattr(assessment, f"rationale_{code}") or ""
        for code in Language.values
        if code != main
    }
    for row, source in enumerate(sources, start=1):
        found |= {f"source_url_{row}": source.url, f"source_title_{row}": source.title}
    return found

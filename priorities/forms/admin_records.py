"""Forms of the editor: a refusal by a service stands beside its field, and a stale save is shown what is stored."""

from contextlib import contextmanager

from django import forms
from django.forms.models import ModelChoiceField
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from priorities.choices import Language
from priorities.exceptions import Conflict, Refusal

EMPTY = (None, "")


@contextmanager
def beside(form: forms.BaseForm):
    """A refusal inside belongs to this form: its prefix tells it from the other rows of the page."""
    try:
        yield
    except Refusal as refusal:
        refusal.prefix = form.prefix
        raise


def shown(field: forms.Field, value) -> str:
    """A stored value in the words of its form field."""
    if isinstance(field, ModelChoiceField):
        record = field.queryset.filter(pk=value).first() if value not in EMPTY else None
        return str(record) if record else "—"
    if isinstance(field, forms.BooleanField):
        return _("yes") if value else _("no")
    for choice, label in getattr(field, "choices", ()):
        if choice == value and value not in EMPTY:
            return str(label)
    return "—" if value in EMPTY else str(value)


class RefusableForm(forms.ModelForm):
    """Shows the refusal that the services gave these very values, a moment ago in the same request.

    `refusal` is set on the class that the admin makes for one request.
    """

    refusal: Refusal | None = None

    def clean(self):
        super().clean()
        for name in self.fields:
            # An empty text stays empty the way it is stored, so that "" against None is no change.
            if self.cleaned_data.get(name) in EMPTY and self.initial.get(name, 0) in EMPTY:
                self.cleaned_data[name] = self.initial[name]
        if self.refusal is not None and self.is_meant():
            self.show_refusal()
        return self.cleaned_data

    def is_meant(self) -> bool:
        return getattr(self.refusal, "prefix", None) == self.prefix

    def show_refusal(self) -> None:
        self.add_error(self.field_of(self.refusal.field), str(self.refusal))

    def field_of(self, name: str | None) -> str | None:
        """The form's field for a refusal's: itself, or its column in the page's language. None: the whole form."""
        language = get_language() or Language.EN
        candidates = [name, f"{name}_{language}", f"{name}_{Language.EN}"]
        return next((each for each in candidates if each in self.fields), None)


class RecordForm(RefusableForm):
    """A record with the version that its reader saw."""

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["seen_version"].initial = getattr(self.instance, "version", None)
        if "title_en" in self.fields:
            self.fields["title_en"].required = True
        if "name_en" in self.fields:
            self.fields["name_en"].required = True

    @property
    def changed_words(self) -> set[str]:
        """Fields that differ from what is stored, without those that no reader sees."""
        return {name for name in self.changed_data if not self.fields[name].widget.is_hidden}

    def clean(self):
        super().clean()
        if self.instance.pk and self.cleaned_data.get("seen_version") is None:
            self.add_error(None, str(Conflict()))
        return self.cleaned_data

    def is_meant(self) -> bool:
        return getattr(self.refusal, "prefix", None) is None

    def show_refusal(self) -> None:
        super().show_refusal()
        if isinstance(self.refusal, Conflict) and self.instance.pk:
            self.show_what_is_stored()

    def show_what_is_stored(self) -> None:
        """Beside each field that differs, what it says now; saving again is then a choice made with open eyes."""
        for name in sorted(self.changed_words):
            stored = shown(self.fields[name], self.get_initial_for_field(self.fields[name], name))
            self.add_error(name, _("Saved meanwhile: “%(words)s”") % {"words": stored})
        self.data = self.data.copy()
        self.data[self.add_prefix("seen_version")] = self.instance.version

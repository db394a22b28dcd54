"""Keeping a board under a name."""

from django import forms
from django.utils.translation import gettext_lazy as _

from priorities import exceptions
from priorities.models import Organization, SavedView
from priorities.words import text_of

LONGEST_QUERY = 4000


class Sharing(forms.ModelChoiceField):
    def label_from_instance(self, organization):
        return f"{organization.acronym} · {text_of(organization, 'name')}"


class SeenViewForm(forms.Form):
    """The version that its writer saw; a new view has none."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def clean(self):
        held = super().clean()
        self.errors.pop("version", None)  # nobody types it, so there is nobody to tell
        return held

    @property
    def seen(self) -> int | None:
        return self.cleaned_data.get("version")


class SavedViewForm(SeenViewForm):
    """The name of a view, and who may open it besides its owner: `organizations` are those to choose from."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        error_messages={"required": _("Give this view a name.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    organization = Sharing(
        label=_("Who may open it"),
        queryset=Organization.objects.none(),
        required=False,
        empty_label=_("Only you"),
    )

    def __init__(self, *args, organizations, **kwargs):
        super().__init__(*args, auto_id="id_view_%s", **kwargs)
        self.fields["organization"].queryset = organizations
        if not organizations:
            del self.fields["organization"]

    def add_error(self, field, error):
        """The field that is wrong asks for the focus: it lies in a menu, where a summary would say the same twice."""
        super().add_error(field, error)
        if field:
            self.fields[field].widget.attrs["data-focus"] = True

    def clean_name(self):
        """One space between words, so that no two names look the same."""
        return " ".join(self.cleaned_data["name"].split())

    @property
    def sharing(self) -> Organization | None:
        return self.cleaned_data.get("organization")

    def refuse(self, refusal: exceptions.Refusal) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))

    def show_saved(self, view: SavedView) -> None:
        """Beside each field that differs, what is saved now; sent again, what was typed is meant."""
        saved = {"name": view.name, "organization": self._label_of(view.organization)}
        here = {"name": self.cleaned_data["name"], "organization": self._label_of(self.sharing)}
        for name in self.fields.keys() & saved.keys():
            if here[name] != saved[name]:
                self.add_error(name, _("Saved meanwhile: “%(words)s”") % {"words": saved[name]})
        self.data = self.data.copy()
        self.data["version"] = view.version

    def _label_of(self, organization: Organization | None) -> str:
        field = self.fields.get("organization")
        return field.label_from_instance(organization) if field and organization else str(_("Only you"))


class NewViewForm(SavedViewForm):
    """The same for the board that is shown: `query` is its own, with the day if the reader asked for one."""

    query = forms.CharField(required=False, max_length=LONGEST_QUERY, widget=forms.HiddenInput)
    keep_day = forms.BooleanField(label=_("Keep the day shown, too"), required=False)

"""The small forms about notes: nothing changed, and why a note goes back."""

from collections.abc import Sequence
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from priorities import exceptions
from priorities.choices import Visibility
from priorities.models import Organization, ProgressNote

from .notes import WithOrganization, page_language


class ConfirmForm(WithOrganization):
    """No change since the last note, with a sentence if there is one to say."""

    submission_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    sentence = forms.CharField(
        label=_("A sentence, if you like"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, organizations: Sequence[Organization], **kwargs):
        kwargs["initial"] = {"submission_id": uuid4()}
        super().__init__(*args, auto_id="id_confirm_%s", **kwargs)
        self.choose_organization(organizations)

    def refuse(self, refusal: exceptions.Refusal) -> None:
        self.add_error("sentence" if refusal.field == "body" else None, str(refusal))

    def body(self) -> dict[str, str]:
        sentence = self.cleaned_data["sentence"]
        return {page_language(): sentence} if sentence else {}


class VisibilityForm(forms.Form):
    """Who is to see an accepted note from now on, and why."""

    visibility = forms.ChoiceField(
        label=_("Seen by"), error_messages={"required": _("Please choose who is to see it.")}
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": exceptions.ReasonRequired.sentence},
    )

    def __init__(self, *args, note: ProgressNote, **kwargs):
        super().__init__(*args, auto_id=f"id_visibility_{note.pk}_%s", **kwargs)
        others = [each for each in Visibility if each.value != note.visibility]
        self.fields["visibility"].choices = [(each.value, each.label) for each in others]

    def refuse(self, refusal: exceptions.Refusal) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class ReasonForm(forms.Form):
    """Why a note goes back, or is withdrawn."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": exceptions.ReasonRequired.sentence},
    )

    def refuse(self, refusal: exceptions.Refusal) -> None:
        self.add_error("reason" if refusal.field == "reason" else None, str(refusal))

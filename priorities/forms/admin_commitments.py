"""What a coordinator types about a commitment and its parts."""

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from priorities.exceptions import QuoteAmbiguous
from priorities.models import DocumentText, DueDate, Membership, Ownership, SourceSpan, User
from priorities.permissions import capacity_of
from priorities.words import page_language

from .admin_records import RecordForm, RefusableForm


class CommitmentForm(RecordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "wording" in self.fields:
            language = self["wording_language"].value() if "wording_language" in self.fields else ""
            self.fields["wording"].widget.attrs["lang"] = language or page_language()

    def clean(self):
        super().clean()
        plan = self.cleaned_data.get("plan") or getattr(self.instance, "plan", None)
        for name in ("area", "document"):
            chosen = self.cleaned_data.get(name)
            if plan and chosen and chosen.plan_id != plan.pk:
                self.add_error(name, _("This belongs to another plan."))
        return self.cleaned_data


class OwnershipForm(RefusableForm):
    """The organization of an ownership never changes: end it, and add another."""

    reader: User | None = None

    class Meta:
        model = Ownership
        fields = ("organization", "role", "focal_point", "valid_from", "valid_until")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "organization" in self.fields:
            self.fields["organization"].disabled = True
        if "focal_point" in self.fields:
            self.fields["focal_point"].queryset = self.colleagues()

    def _get_validation_exclusions(self):
        # What is written here is known from now on, so the rules for what is known now hold.
        return super()._get_validation_exclusions() - {"known_until"}

    def colleagues(self):
        """Accounts of the reader's own party, and whoever is the focal point already."""
        current = Membership.objects.current(timezone.now().date())
        members = current.filter(organization__party__in=capacity_of(self.reader).parties).values("user")
        known = User.objects.filter(is_active=True, pk__in=members)
        return known | User.objects.filter(pk=self.instance.focal_point_id)

    def clean(self):
        super().clean()
        start, end = self.cleaned_data.get("valid_from"), self.cleaned_data.get("valid_until")
        if start and end and end <= start:
            self.add_error("valid_until", _("It ends after it starts."))
        return self.cleaned_data


class DueDateForm(RefusableForm):
    class Meta:
        model = DueDate
        fields = ("due_on", "precision", "reason", "decided_on")
        widgets = {"reason": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "decided_on" in self.fields:
            self.fields["decided_on"].required = False
            self.fields["decided_on"].help_text = _(
                "The day this deadline began to count; today where empty."
            )
        if "reason" in self.fields:
            self.fields["reason"].widget.attrs["lang"] = page_language()

    def _get_validation_exclusions(self):
        # The service decides which line is the baseline, so a reason is its question and not the constraint's.
        return super()._get_validation_exclusions() | {"reason", "decided_on"}


class SpanForm(RefusableForm):
    """Words pasted from the text. The offsets are found; where the words stand twice, the places are offered."""

    quote = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Paste the words as they stand in the text; their place is found."),
    )
    start = forms.IntegerField(required=False, widget=forms.HiddenInput)
    texts = None

    class Meta:
        model = SourceSpan
        fields = ("text", "quote")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "quote" in self.fields:
            self.fields["quote"].label = capfirst(_("quote"))
        if "text" in self.fields:
            self.fields["text"].queryset = (
                self.texts if self.texts is not None else DocumentText.objects.none()
            )
        if isinstance(self.refusal, QuoteAmbiguous) and self.is_meant():
            places = [(place.start, place.context) for place in self.refusal.places]
            self.fields["start"] = forms.TypedChoiceField(
                label=capfirst(_("place")),
                choices=places,
                coerce=int,
                required=False,
                widget=forms.RadioSelect,
            )

    def has_changed(self):
        """A row is filled in once it has a quote; the text may be chosen beforehand."""
        return bool(set(self.changed_data) - {"text", "start"})

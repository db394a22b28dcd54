"""What a coordinator types on the way of a report: reasons, and the decisions that nobody takes back."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from priorities import exceptions
from priorities.models import Plan

LONGEST_REASON = 2_000


class GapForm(forms.Form):
    """Why the report may lack something, in the language of the page. `key` tells the form from the others there."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_(
            "It stands in the report, so everybody reads it. On this page in another language you say it in that one."
        ),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": exceptions.ReasonRequired.sentence},
    )

    def __init__(self, *args, key: str, **kwargs):
        super().__init__(*args, auto_id=f"id_{key}_%s", **kwargs)
        language = get_language_info(get_language() or settings.LANGUAGE_CODE)["name_translated"]
        self.fields["reason"].label = _("Reason (%(language)s)") % {"language": language}

    def refuse(self, refusal: exceptions.Refusal) -> None:
        self.add_error("reason" if refusal.field == "reason" else None, str(refusal))


class DecisionForm(forms.Form):
    """A step that cannot be undone is taken by somebody who says that they know."""

    confirmed = forms.BooleanField(error_messages={"required": _("Please confirm that you want this.")})

    def refuse(self, refusal: exceptions.Refusal) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class FreezeForm(DecisionForm):
    """`previewed` is the fingerprint of the draft that stood on the page."""

    previewed = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="id_freeze_%s", **kwargs)
        self.fields["confirmed"].label = _("I have read the preview; it is to be sealed as it is")


class PublishForm(DecisionForm):
    """`sha256` is the seal of the edition that stood on the page."""

    sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="id_publish_%s", **kwargs)
        self.fields["confirmed"].label = _("Everybody may read this report from now on")


class AddendumForm(DecisionForm):
    """Why the report is mended; the reason is sealed with it."""

    field_order = ("reason", "confirmed")
    reason = forms.CharField(
        label=_("What was wrong, and what is mended"),
        help_text=_("It stands at the head of the new edition, so everybody reads it."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": exceptions.ReasonRequired.sentence},
    )
    sha256 = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="id_addendum_%s", **kwargs)
        self.fields["confirmed"].label = _("I have read the draft; it is to be sealed as the next edition")


class PeriodsForm(forms.Form):
    """The periods of one fiscal year, by a preset."""

    plan = forms.ModelChoiceField(label=_("plan"), queryset=Plan.objects.none())
    kind = forms.ChoiceField(label=_("periods"))
    starting = forms.IntegerField(
        label=_("fiscal year that starts in"),
        min_value=1990,
        max_value=2200,
        help_text=_("The year of its first day: 2025 for the fiscal year 2025-26."),
    )
    grace_days = forms.IntegerField(label=_("grace in days"), min_value=0, max_value=365, initial=0)

    def __init__(self, *args, plans, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["plan"].queryset = plans
        self.fields["kind"].choices = kinds

    def refuse(self, refusal: exceptions.Refusal) -> None:
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))

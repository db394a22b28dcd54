from django import forms
from django.utils.translation import gettext_lazy as _

from .note_steps import ReasonForm


class ReturnForm(ReasonForm):
    """The reviewer's one field. Accepting needs no reason, so the browser must not ask for it."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.label = _("Reason, if you return it")
        field.help_text = _("Its author reads this, and so does the rest of the team.")
        field.widget = forms.Textarea(attrs={"rows": 3})

    def refuse_note(self, sentence: str) -> None:
        """What stands against the note itself has no field here, and a reason is not asked for meanwhile."""
        self.fields["reason"].required = False
        self.full_clean()
        self.add_error(None, sentence)

"""What somebody brings to be checked: a seal, or a file."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from priorities.files import LARGEST

HEX = re.compile(r"\A(?:[\s:-]*[0-9A-Fa-f]){64}[\s:-]*\Z")


class VerifyForm(forms.Form):
    sha256 = forms.CharField(
        label=_("Seal (SHA-256)"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "off"}),
        help_text=_("64 digits and letters from a to f, as printed on the report. Spaces do not matter."),
    )
    file = forms.FileField(
        label=_("or a report file"),
        required=False,
        allow_empty_file=True,
        help_text=_("PDF, DOCX, XLSX, CSV or JSON, at most 10 MB. It is compared and not kept."),
    )

    def clean_sha256(self) -> str:
        given = self.cleaned_data["sha256"].strip()
        if given and not HEX.match(given):
            raise forms.ValidationError(_("A seal has 64 digits and letters from a to f."))
        return given

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST:
            raise forms.ValidationError(_("This file is larger than 10 MB."))
        if file is not None and not file.size:
            raise forms.ValidationError(_("This file is empty."))
        return file

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("sha256") and not cleaned.get("file"):
            self.add_error("sha256", _("Give a seal, or choose a file."))
        return cleaned

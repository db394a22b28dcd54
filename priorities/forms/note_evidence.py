"""The rows of evidence in the form of a note: a link or a file each, its title, and whether it is the decision to end."""

from django import forms
from django.utils.translation import gettext_lazy as _

from priorities import exceptions, validators
from priorities.models import ProgressNote, User
from priorities.services.evidence_files import StoredFile
from priorities.services.notes import EvidenceWords, title_language, title_languages

from .evidence import HELP, EvidenceFileField

ROWS = 3


class EvidenceRows(forms.Form):
    """Three rows, or as many as the note has already."""

    rows: range
    languages: dict[str, str]  # of the titles that the note has already

    def add_evidence(self, note: ProgressNote | None, *, holder: User | None, language: str) -> None:
        """`holder` is for whom alone its files are kept; what is typed is in `language`."""
        self.rows = range(1, max(ROWS, note.evidence.count() if note else 0) + 1)
        self.languages = title_languages(note)
        for row in self.rows:
            self._add_link(row)
            self._add_file(row, holder)
            self._add_title(row, language)
            self.fields[f"evidence_end_{row}"] = forms.BooleanField(
                label=_("Link %(number)d cites the decision to end it") % {"number": row}, required=False
            )

    def _add_link(self, row: int):
        self.fields[f"evidence_url_{row}"] = forms.URLField(
            label=_("Evidence link") if row == 1 else _("Evidence link %(number)d") % {"number": row},
            required=False,
            max_length=1000,
            assume_scheme="https",
            validators=[validators.web_address],
            widget=forms.URLInput(attrs={"placeholder": "https://"}),
            error_messages={"invalid": validators.web_address.message},
        )

    def _add_file(self, row: int, holder: User | None):
        label = _("Evidence file") if row == 1 else _("Evidence file %(number)d") % {"number": row}
        field = EvidenceFileField(label=label, required=False, help_text=HELP if row == 1 else "")
        field.holder = holder
        self.fields[f"evidence_file_{row}"] = field

    def _add_title(self, row: int, language: str):
        name = f"evidence_title_{row}"
        self.fields[name] = forms.CharField(
            label=_("Title of link %(number)d") % {"number": row}, required=False, max_length=300
        )
        known = title_language(self.languages, self[name].value() or "", language)
        self.fields[name].widget.attrs["lang"] = known or language

    # What the template asks

    @property
    def evidence(self) -> list:
        return [
            {name: self[f"evidence_{name}_{row}"] for name in ("url", "file", "title", "end")}
            for row in self.rows
        ]

    @property
    def more_evidence_is_open(self) -> bool:
        return any(
            each[name].value() or each[name].errors for each in self.evidence[1:] for name in each
        ) or any(self.evidence[0][name].value() or self.evidence[0][name].errors for name in ("title", "end"))

    # What it holds

    def clean(self):
        held = super().clean()
        for row in self.rows:
            url = f"evidence_url_{row}"
            is_described = held.get(f"evidence_title_{row}") or held.get(f"evidence_end_{row}")
            file = f"evidence_file_{row}"
            if held.get(url) and held.get(file):
                self.add_error(file, str(exceptions.LinkOrFile.sentence))
            elif is_described and not (held.get(url) or held.get(file) or {url, file} & self.errors.keys()):
                self.add_error(url, _("Give the link too, or choose the file."))
        return held

    def evidence_words(self, language: str) -> tuple[EvidenceWords, ...]:
        """The rows that are filled in; titles that are new were typed in `language`."""
        rows = [
            {name: self.cleaned_data[f"evidence_{name}_{row}"] for name in ("title", "url", "end", "file")}
            for row in self.rows
        ]
        return tuple(
            EvidenceWords(
                said["title"],
                said["url"],
                said["end"],
                file=said["file"],
                title_language=title_language(self.languages, said["title"], language),
            )
            for said in rows
            if said["url"] or said["file"]
        )


def initial_of_evidence(note: ProgressNote) -> dict:
    """The evidence of a note as these rows show it."""
    initial: dict = {}
    for row, evidence in enumerate(note.evidence.all(), start=1):
        initial |= {
            f"evidence_url_{row}": evidence.url,
            f"evidence_file_{row}": StoredFile.of(evidence),
            f"evidence_title_{row}": evidence.title,
            f"evidence_end_{row}": evidence.is_end_decision,
        }
    return initial

"""The field for a file given as evidence. A file once chosen is kept, so that a refused form does not lose it."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from priorities.exceptions import FileNotKept, Refusal
from priorities.files import ACCEPTED
from priorities.models import User
from priorities.services.evidence_files import StoredFile, keep_file, redeem_ticket, ticket_of

HELP = _("PDF, PNG, JPEG, DOCX, XLSX or TXT, up to 10 MB.")


@dataclass(frozen=True)
class Chosen:
    """What a browser sends of the field: a new file, the ticket of the one that is kept, the wish to be rid of it.

    `ticket` is None where the page did not show the field.
    """

    upload: UploadedFile | None
    ticket: str | None
    is_dropped: bool


@dataclass(frozen=True)
class Kept:
    """A kept file as the widget shows it."""

    name: str
    size: int
    ticket: str


class EvidenceFileInput(forms.FileInput):
    """Browsers cannot fill a file input again, so the kept file stands beside it by name, with a box to drop it."""

    def __init__(self, attrs=None):
        super().__init__({"accept": ACCEPTED} | (attrs or {}))

    def value_from_datadict(self, data, files, name) -> Chosen:
        return Chosen(files.get(name), data.get(f"{name}-kept"), bool(data.get(f"{name}-drop")))

    def value_omitted_from_data(self, data, files, name) -> bool:
        return name not in files and f"{name}-kept" not in data

    def render(self, name, value, attrs=None, renderer=None):
        given = self.build_attrs(self.attrs, attrs)
        context = {
            "input": super().render(name, None, attrs, renderer),
            "kept": value if isinstance(value, Kept) else None,
            "name": name,
            "drop_id": f"{given.get('id', name)}_drop",
        }
        return render_to_string("priorities/partials/evidence_file.html", context)


class EvidenceFileField(forms.FileField):
    """Its value is a StoredFile or None; `holder` is the one person whom the form's tickets serve."""

    widget = EvidenceFileInput
    holder: User | None = None
    held: StoredFile | None = None

    def clean(self, data: Chosen, initial: StoredFile | None = None) -> StoredFile | None:
        self.held = self._kept(data, initial)
        if data.upload is not None:
            try:
                self.held = _stored(data.upload)
            except Refusal as refusal:
                raise ValidationError(str(refusal)) from refusal
        elif data.ticket and not data.is_dropped and self.held is None:
            raise ValidationError(str(FileNotKept.sentence))
        return self.held

    def _kept(self, data: Chosen, initial: StoredFile | None) -> StoredFile | None:
        if data.is_dropped:
            return None
        if data.ticket is None:
            return initial
        try:
            return redeem_ticket(data.ticket, holder=self.holder) if data.ticket else None
        except FileNotKept:
            return None

    def has_changed(self, initial, data: Chosen) -> bool:
        return data.upload is not None or data.is_dropped or self._kept(data, initial) != initial

    def bound_data(self, data: Chosen, initial: StoredFile | None) -> StoredFile | None:
        return self.held

    def prepare_value(self, value):
        if not isinstance(value, StoredFile):
            return None
        return Kept(value.file_name, value.size, ticket_of(value, holder=self.holder))


def _stored(upload: UploadedFile) -> StoredFile:
    """The upload where it will stay; written once, however often one request reads its forms."""
    if not hasattr(upload, "stored"):
        upload.stored = keep_file(upload, now=timezone.now())
    return upload.stored

"""Words that nobody may change on a page of the editor say their language there, as the fields of those who may do."""

from operator import attrgetter

from django.contrib.admin import helpers
from django.utils.html import format_html
from modeltranslation.fields import TranslationField

from priorities.models import DocumentText, SourceSpan
from priorities.templatetags.priorities import lang_attribute
from priorities.words import Text

from .history import field_of

# Words of a document, in the language of their text.
OF_A_TEXT = {DocumentText: {"body": "language"}, SourceSpan: {"quote": "text.language"}}


class ReadonlyField(helpers.AdminReadonlyField):
    """What stands in the place of a field: words of a translated column, or with their language in a column beside."""

    def contents(self):
        shown = super().contents()
        attribute = lang_attribute(Text("", self.language))
        return format_html("<span{}>{}</span>", attribute, shown) if attribute else shown

    @property
    def language(self) -> str:
        record, name = self.form.instance, self.field["name"]
        if not record.pk or not getattr(record, name, None):
            return ""
        field = field_of(type(record), name)
        if isinstance(field, TranslationField):
            return field.language
        if path := OF_A_TEXT.get(type(record), {}).get(name):
            return attrgetter(path)(record)
        return getattr(record, f"{name}_language", "")


# Django makes them by this name, and asks no page of the editor for another.
helpers.AdminReadonlyField = ReadonlyField

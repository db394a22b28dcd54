from django.contrib import admin
from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from priorities.exceptions import TextIsCited
from priorities.models import DocumentText, SourceDocument

from .base import LANGUAGES_TOGETHER, ReadOnlyInline, RecordAdmin, in_languages


class TextInline(ReadOnlyInline):
    model = DocumentText
    fields = ("language", "text_version", "sha256")
    readonly_fields = fields
    verbose_name_plural = _("texts, one a language and version")

    def get_queryset(self, request):
        return super().get_queryset(request).defer("body").select_related("document")


@admin.register(SourceDocument)
class DocumentAdmin(RecordAdmin):
    place = 3
    list_display = ("code", "title", "kind", "published_on", "plan")
    list_display_links = ("code", "title")
    list_filter = ("kind",)
    list_select_related = ("plan",)
    search_fields = ("code", *in_languages("title"))
    fixed_after_creation = ("plan",)
    inlines = (TextInline,)
    fieldsets = [
        (None, {"fields": ["plan", "code", "slug", "kind"]}),
        (_("Title"), {"fields": in_languages("title"), "description": LANGUAGES_TOGETHER}),
        (_("Publication"), {"fields": ["publisher", "published_on", "url"]}),
    ]

    def get_inlines(self, request, obj):
        return self.inlines if obj is not None else ()


@admin.register(DocumentText)
class TextAdmin(RecordAdmin):
    """A text in one language. Once it is cited it is never edited; a new version is a new row."""

    place = 4
    listed_for_readers = False
    list_display = ("document", "language", "text_version", "passages")
    list_display_links = ("document", "language")
    list_select_related = ("document",)
    search_fields = ("document__code", "body")
    fixed_after_creation = ("document", "language", "text_version")
    readonly_fields = ("sha256",)

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(passage_count=Count("spans"))

    def get_fieldsets(self, request, obj=None):
        cited = obj is not None and obj.spans.exists()
        return [
            (None, {"fields": ["document", "language", "text_version"]}),
            (
                _("Body"),
                {
                    "fields": ["body", *(["sha256"] if obj is not None else [])],
                    "description": TextIsCited.sentence if cited else "",
                },
            ),
        ]

    def get_changeform_initial_data(self, request):
        """The next version of what there is, where the document and language are known."""
        initial = super().get_changeform_initial_data(request)
        if str(initial.get("document", "")).isdecimal() and "language" in initial:
            texts = DocumentText.objects.filter(document=initial["document"], language=initial["language"])
            initial["text_version"] = (texts.aggregate(newest=Max("text_version"))["newest"] or 0) + 1
        return initial

    @admin.display(description=_("passages"), ordering="passage_count")
    def passages(self, text):
        return text.passage_count

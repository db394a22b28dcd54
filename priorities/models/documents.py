from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from priorities import validators
from priorities.choices import DocumentKind, Language

from .plans import Plan
from .rules import known


class SourceDocument(models.Model):
    """A published document that promises were made in."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="documents", verbose_name=_("plan"))
    code = models.CharField(_("code"), max_length=20, validators=[validators.code])
    slug = models.SlugField(_("address"), max_length=80)
    title = models.CharField(_("title"), max_length=300)
    kind = models.CharField(
        _("kind"), max_length=20, choices=DocumentKind.choices, default=DocumentKind.BACKGROUNDER
    )
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    published_on = models.DateField(_("published on"))
    url = models.URLField(_("web address"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("source document")
        verbose_name_plural = _("source documents")
        ordering = ["plan", "published_on", "code"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="document_code_once_per_plan"),
            models.UniqueConstraint(fields=["plan", "slug"], name="document_address_once_per_plan"),
            known("kind", DocumentKind, "document_kind_known"),
        ]

    def __str__(self):
        return f"{self.code} · {self.title}"

    def get_absolute_url(self):
        return reverse("document-source", args=[self.plan.slug, self.slug])


class DocumentText(models.Model):
    """A document's body in one language. A cited text is never edited: a new version is a new row."""

    document = models.ForeignKey(
        SourceDocument, on_delete=models.PROTECT, related_name="texts", verbose_name=_("source document")
    )
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    text_version = models.PositiveSmallIntegerField(_("version of the text"), default=1)
    body = models.TextField(_("body"), validators=[validators.no_nul])
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("document text")
        verbose_name_plural = _("document texts")
        ordering = ["document", "language", "-text_version"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "language", "text_version"], name="text_version_once_per_language"
            ),
            models.CheckConstraint(condition=~Q(body=""), name="text_has_a_body"),
            known("language", Language, "text_language_known"),
        ]

    def __str__(self):
        return f"{self.document.code} · {self.get_language_display()} · {self.text_version}"

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from priorities import validators
from priorities.choices import CommitmentKind, CommitmentState, Language, LinkKind

from .areas import PriorityArea
from .documents import DocumentText, SourceDocument
from .instruments import Instrument
from .plans import Plan
from .rules import both_or_neither, known
from .users import User


class CommitmentQuerySet(models.QuerySet):
    def published(self):
        """What has been published, archived since or not."""
        return self.exclude(state=CommitmentState.DRAFT)

    def on_boards(self, on: date):
        """What a board of the day `on` holds: promised by then, published, and not archived by then."""
        return self.published().filter(Q(archived_on__isnull=True) | Q(archived_on__gt=on), made_on__lte=on)

    def owned_by(self, organizations, on: date):
        """Commitments that any of `organizations` owns on `on`, in any role."""
        from .owners import Ownership

        current = Ownership.objects.current(on).filter(
            organization__in=organizations, commitment=models.OuterRef("pk")
        )
        return self.filter(models.Exists(current))


class Commitment(models.Model):
    """One promise. The wording is verbatim; the title is ours and may be improved."""

    plan = models.ForeignKey(
        Plan, on_delete=models.PROTECT, related_name="commitments", verbose_name=_("plan")
    )
    area = models.ForeignKey(
        PriorityArea, on_delete=models.PROTECT, related_name="commitments", verbose_name=_("priority area")
    )
    document = models.ForeignKey(
        SourceDocument,
        on_delete=models.PROTECT,
        related_name="commitments",
        verbose_name=_("source document"),
    )
    reference = models.CharField(
        _("reference"), max_length=40, unique=True, validators=[validators.reference]
    )
    title = models.CharField(_("title"), max_length=300)
    wording = models.TextField(_("words promised"), blank=True, help_text=_("Verbatim, as published."))
    wording_language = models.CharField(
        _("language of the words"), max_length=2, choices=Language.choices, default=Language.EN
    )
    kind = models.CharField(_("kind"), max_length=20, choices=CommitmentKind.choices)
    made_on = models.DateField(_("made on"), help_text=_("Boards of earlier days do not show it."))
    # Null, because SQLite would make the table anew for a default, and lose the triggers on it.
    assessment_obstacle = models.TextField(  # noqa: DJ001
        _("why it cannot be assessed"),
        null=True,
        blank=True,
        validators=[validators.no_nul],
        help_text=_(
            "What the words leave open, so that nobody could say whether they were kept. Empty: they can be assessed."
        ),
    )
    instruments = models.ManyToManyField(
        Instrument, blank=True, related_name="commitments", verbose_name=_("instruments")
    )
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=CommitmentState.choices,
        default=CommitmentState.DRAFT,
        editable=False,
    )
    archived_on = models.DateField(_("archived on"), null=True, blank=True, editable=False)
    archived_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("archived by"),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["area__number", "reference"]
        constraints = [
            known("kind", CommitmentKind, "commitment_kind_known"),
            known("state", CommitmentState, "commitment_state_known"),
            both_or_neither("archived_on", "archived_by", "commitment_archived_by_someone"),
            models.CheckConstraint(
                condition=Q(state="archived", archived_on__isnull=False)
                | (~Q(state="archived") & Q(archived_on__isnull=True)),
                name="commitment_archived_has_a_day",
            ),
        ]
        indexes = [models.Index(fields=["plan", "state", "made_on"], name="commitment_on_boards")]

    def __str__(self):
        return f"{self.reference} · {self.title}"

    def get_absolute_url(self):
        return reverse("commitment-detail", args=[self.plan.slug, self.reference])


class SourceSpan(models.Model):
    """The passage that made a commitment: `text.body[start:end] == quote`, always (a trigger holds it)."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.CASCADE, related_name="source_spans", verbose_name=_("commitment")
    )
    text = models.ForeignKey(
        DocumentText, on_delete=models.PROTECT, related_name="spans", verbose_name=_("document text")
    )
    start = models.PositiveIntegerField(_("start"), help_text=_("In characters, from 0."))
    end = models.PositiveIntegerField(_("end"))
    quote = models.TextField(_("quote"))

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        ordering = ["text", "start", "end"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="span_is_not_empty"),
            models.CheckConstraint(
                condition=Q(end=F("start") + Length("quote")), name="span_is_as_long_as_its_quote"
            ),
            models.UniqueConstraint(fields=["commitment", "text", "start", "end"], name="span_once"),
        ]
        indexes = [
            # What stands on one page of a long text, from the index alone.
            models.Index(fields=["text", "start", "end", "commitment"], name="span_in_its_text"),
        ]

    def __str__(self):
        return f"{self.start}–{self.end}"


class CommitmentLink(models.Model):
    """How one commitment bears on another; read from `commitment` to `target`."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.CASCADE, related_name="links", verbose_name=_("commitment")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=LinkKind.choices)
    target = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="links_to", verbose_name=_("linked commitment")
    )

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["commitment", "kind", "target"]
        constraints = [
            models.CheckConstraint(condition=~Q(commitment=F("target")), name="link_not_to_self"),
            models.UniqueConstraint(fields=["commitment", "kind", "target"], name="link_once"),
            known("kind", LinkKind, "link_kind_known"),
        ]

    def __str__(self):
        return f"{self.commitment.reference} {self.get_kind_display()} {self.target.reference}"

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from priorities import validators
from priorities.choices import AssessmentState, Standing, Sufficiency
from priorities.words import Text

from .commitments import Commitment
from .organizations import Organization
from .reports import ReportingPeriod
from .rules import both_or_neither, known, typed_language
from .users import User


class Scale(models.Model):
    """What assessors rate commitments on: an order of levels. It is data; once used it never changes."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    method = models.TextField(
        _("method"), blank=True, help_text=_("How a level is found; it stands beside every count.")
    )
    position = models.PositiveSmallIntegerField(
        _("order"), default=100, help_text=_("The first one is offered first.")
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("scale")
        verbose_name_plural = _("scales")
        ordering = ["position", "code"]

    def __str__(self):
        return self.name


class Level(models.Model):
    """A place on a scale: 1 is the lowest."""

    scale = models.ForeignKey(Scale, on_delete=models.CASCADE, related_name="levels", verbose_name=_("scale"))
    rank = models.PositiveSmallIntegerField(_("rank"), help_text=_("1 is the lowest."))
    code = models.SlugField(_("code"), max_length=40)
    label = models.CharField(_("label"), max_length=120)
    meaning = models.TextField(_("meaning"), blank=True)
    agrees_with = models.CharField(
        _("agrees with"),
        max_length=200,
        blank=True,
        validators=[validators.standings],
        help_text=_(
            "Codes of the standings that say the same, separated by commas, for example on_track,completed."
        ),
    )
    is_without_evidence = models.BooleanField(
        _("says that no evidence was found"),
        default=False,
        help_text=_("Such a level needs no source."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ["scale", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["scale", "rank"], name="level_rank_once"),
            models.UniqueConstraint(fields=["scale", "code"], name="level_code_once"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="level_rank_from_one"),
        ]

    def __str__(self):
        return self.label

    @property
    def standings(self) -> tuple[str, ...]:
        """The standings that say the same, in the order of the board."""
        named = self.agrees_with.split(",")
        return tuple(code for code in Standing.values if code in named)


class AssessmentQuerySet(models.QuerySet):
    def final(self):
        return self.filter(state=AssessmentState.FINAL)

    def in_force(self, known_at: datetime | None = None):
        """Final ones that no other final one had replaced by `known_at` (None: now)."""
        later = Assessment.objects.final().filter(replaces=models.OuterRef("pk"))
        found = self.final()
        if known_at is not None:
            later, found = later.filter(final_at__lte=known_at), found.filter(final_at__lte=known_at)
        return found.exclude(models.Exists(later))


class Assessment(models.Model):
    """What an independent assessor says of a commitment for a period. Final words never change."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="assessments", verbose_name=_("commitment")
    )
    period = models.ForeignKey(
        ReportingPeriod,
        on_delete=models.PROTECT,
        related_name="assessments",
        verbose_name=_("reporting period"),
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="assessments", verbose_name=_("organization")
    )
    author = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("author")
    )
    scale = models.ForeignKey(
        Scale, on_delete=models.PROTECT, related_name="assessments", verbose_name=_("scale")
    )
    level = models.ForeignKey(
        Level, on_delete=models.PROTECT, null=True, related_name="assessments", verbose_name=_("level")
    )
    sufficiency = models.CharField(_("evidence"), max_length=20, choices=Sufficiency.choices, blank=True)
    rationale = models.TextField(_("rationale"), blank=True, validators=[validators.no_nul])
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=AssessmentState.choices,
        default=AssessmentState.DRAFT,
        editable=False,
    )
    final_at = models.DateTimeField(_("final at"), null=True, editable=False)
    final_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("made final by"),
    )
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="replaced_by",
        verbose_name=_("replaces"),
    )
    reason = models.TextField(
        _("reason"),
        blank=True,
        validators=[validators.no_nul],
        help_text=_("Why it replaces an earlier one."),
    )
    reason_language = typed_language(_("language of the reason"))
    submission_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(_("created at"), editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["commitment", "-period__ends_on", "organization", "scale", "-id"]
        constraints = [
            # What replaces another stands behind it, so this is one final one for each, and one draft beside none.
            models.UniqueConstraint(
                fields=["commitment", "period", "organization", "scale"],
                condition=Q(replaces__isnull=True),
                name="assessment_once",
            ),
            known("state", AssessmentState, "assessment_state_known"),
            models.CheckConstraint(
                condition=Q(sufficiency="") | Q(sufficiency__in=Sufficiency.values),
                name="assessment_sufficiency_known",
            ),
            both_or_neither("final_at", "final_by", "assessment_final_by_someone"),
            models.CheckConstraint(
                condition=Q(state="draft", final_at__isnull=True)
                | (Q(state="final", final_at__isnull=False, level__isnull=False) & ~Q(sufficiency="")),
                name="assessment_final_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(state="final") | ~Q(reason=""),
                name="assessment_replaces_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")), name="assessment_not_of_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["period", "scale", "state"], name="assessment_of_period"),
        ]

    def __str__(self):
        return f"{self.commitment.reference} · {self.period.slug} · {self.organization.acronym}"

    def get_absolute_url(self):
        return reverse("assessment-detail", args=[self.commitment.plan.slug, self.pk])

    @property
    def why(self) -> Text:
        """Why it replaces an earlier one."""
        return Text(self.reason, self.reason_language)

    @property
    def is_final(self) -> bool:
        return self.state == AssessmentState.FINAL


class AssessmentSource(models.Model):
    """Where an assessor looked."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="sources", verbose_name=_("assessment")
    )
    title = models.CharField(_("title"), max_length=300, blank=True)
    title_language = typed_language(_("language of the title"))
    url = models.URLField(_("web address"), max_length=1000, validators=[validators.web_address])

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["assessment", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(url__startswith="https://") | Q(url__startswith="http://"),
                name="source_is_on_the_web",
            )
        ]

    def __str__(self):
        return self.title or self.url

    @property
    def name(self) -> Text:
        """What it is called on a page, in the language of its title where it has one."""
        return Text(self.title, self.title_language) if self.title else Text(self.url)

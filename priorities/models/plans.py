from datetime import date, datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from priorities import validators
from priorities.choices import Language, ReportPart
from priorities.links import address


class Party(models.Model):
    """A government taking part in plans."""

    code = models.CharField(_("code"), max_length=10, unique=True, validators=[validators.code])
    name = models.CharField(_("name"), max_length=200)
    time_zone = models.CharField(_("time zone"), max_length=60, validators=[validators.time_zone])
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["code"]

    def __str__(self):
        return self.name

    def today(self, now: datetime) -> date:
        """The date this government writes on a letter at `now`."""
        return validators.local_date(self.time_zone, now)


class Plan(models.Model):
    """What the parties agreed to pursue together."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=300)
    summary = models.TextField(_("summary"), blank=True)
    adopted_on = models.DateField(_("adopted on"))
    cadence_days = models.PositiveSmallIntegerField(
        _("cadence in days"),
        default=180,
        validators=[MinValueValidator(1)],
        help_text=_("A commitment without a note for longer than this is stale."),
    )
    fiscal_year_starts = models.PositiveSmallIntegerField(
        _("fiscal year starts in month"), default=4, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    required_languages = models.CharField(
        _("required languages"),
        max_length=20,
        default="en",
        help_text=_("Codes separated by commas, for example en,fr."),
    )
    languages_block = models.BooleanField(
        _("missing languages block"),
        default=False,
        help_text=_("No report is frozen or published while a text lacks a required language."),
    )
    report_parts = models.CharField(
        _("parts of a report"),
        max_length=200,
        default=",".join(ReportPart.values),
        help_text=_("Codes separated by commas, of what the reports of this plan hold."),
        validators=[validators.report_parts],
    )
    notice = models.TextField(
        _("notice"),
        blank=True,
        help_text=_("Shown on every page, for example that the data is illustrative."),
    )
    parties = models.ManyToManyField(
        Party, through="Participation", related_name="plans", verbose_name=_("parties")
    )
    is_public = models.BooleanField(_("public"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(condition=Q(cadence_days__gte=1), name="plan_cadence_is_positive"),
            models.CheckConstraint(
                condition=Q(fiscal_year_starts__gte=1, fiscal_year_starts__lte=12),
                name="plan_fiscal_month_exists",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address("plan-overview", self.slug)

    @property
    def languages(self) -> list[str]:
        """The codes a public text must have, in the plan's order."""
        return [code for code in self.required_languages.split(",") if code in Language.values]

    @property
    def parts(self) -> list[str]:
        """The codes of what a report holds, in the order of paper."""
        chosen = self.report_parts.split(",")
        return [code for code in ReportPart.values if code in chosen]


class Participation(models.Model):
    """A party's part in a plan, and the organization that keeps the register for it, if any."""

    plan = models.ForeignKey(
        Plan, on_delete=models.CASCADE, related_name="participations", verbose_name=_("plan")
    )
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="participations", verbose_name=_("party")
    )
    secretariat = models.ForeignKey(
        "Organization",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="secretariat_of",
        verbose_name=_("secretariat"),
        help_text=_("Its coordinators keep the register and freeze the reports."),
    )
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        ordering = ["plan", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "party"], name="participation_once_per_plan")]

    def __str__(self):
        return f"{self.plan_id}: {self.party}"

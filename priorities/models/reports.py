from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from priorities.choices import PeriodState, ReportState

from .plans import Plan
from .rules import both_or_neither, known
from .users import User


class ReportingPeriod(models.Model):
    """A stretch of days that a periodic report covers, first and last day included."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="periods", verbose_name=_("plan"))
    slug = models.SlugField(_("address"), max_length=40)
    title = models.CharField(_("title"), max_length=120)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    due_on = models.DateField(_("notes due on"))
    grace_days = models.PositiveSmallIntegerField(_("grace in days"), default=0)
    state = models.CharField(
        _("state"), max_length=10, choices=PeriodState.choices, default=PeriodState.OPEN, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("reporting period")
        verbose_name_plural = _("reporting periods")
        ordering = ["plan", "-starts_on", "-ends_on"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "slug"], name="period_address_once_per_plan"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="period_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("ends_on")), name="period_due_after_it_ends"),
            known("state", PeriodState, "period_state_known"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("report-detail", args=[self.plan.slug, self.slug])

    @property
    def day_before(self):
        """The end of what came before: the day that movement is measured from."""
        return self.starts_on - timedelta(days=1)


class Report(models.Model):
    """A period's report: a live draft until frozen, then canonical JSON under a seal, for ever."""

    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="reports", verbose_name=_("reporting period")
    )
    edition = models.PositiveSmallIntegerField(
        _("edition"), default=1, help_text=_("An addendum is the next edition.")
    )
    state = models.CharField(
        _("state"), max_length=20, choices=ReportState.choices, default=ReportState.DRAFT, editable=False
    )
    content = models.TextField(_("sealed content"), blank=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001 many drafts have none
    previous = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("previous report"),
    )
    frozen_at = models.DateTimeField(_("frozen at"), null=True, editable=False)
    frozen_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("frozen by"),
    )
    published_at = models.DateTimeField(_("published at"), null=True, editable=False)
    published_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("published by"),
    )

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["period", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["period", "edition"], name="report_edition_once"),
            both_or_neither("frozen_at", "frozen_by", "report_frozen_by_someone"),
            both_or_neither("published_at", "published_by", "report_published_by_someone"),
            models.CheckConstraint(
                condition=Q(state="draft", frozen_at__isnull=True, sha256__isnull=True, content="")
                | (~Q(state="draft") & Q(frozen_at__isnull=False, sha256__isnull=False) & ~Q(content="")),
                name="report_frozen_with_its_seal",
            ),
            models.CheckConstraint(
                condition=Q(state="frozen_public", published_at__isnull=False)
                | (~Q(state="frozen_public") & Q(published_at__isnull=True)),
                name="report_public_when_published",
            ),
            known("state", ReportState, "report_state_known"),
        ]

    def __str__(self):
        return f"{self.period} · {self.edition}"

import json
from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from priorities import validators
from priorities.choices import GapKind, PeriodState, ReportState
from priorities.words import Text

from .plans import Plan
from .rules import both_or_neither, known, typed_language
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

    @property
    def last_day_of_grace(self):
        """The last day on which an accepted note still counts for the period."""
        return self.due_on + timedelta(days=self.grace_days)


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
    reason = models.TextField(_("reason"), blank=True, editable=False)
    reason_language = typed_language(_("language of the reason"))
    sha256 = models.CharField("SHA-256", max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001 many drafts have none
    # The report of the plan that was frozen before this one: a chain, so each has one successor at most.
    previous = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="next",
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
            models.CheckConstraint(
                condition=Q(edition=1) | ~Q(reason=""), name="report_addendum_for_a_reason"
            ),
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

    def get_absolute_url(self):
        return reverse("report-detail", args=[self.period.plan.slug, self.slug])

    @property
    def why(self) -> Text:
        """Why an addendum was added."""
        return Text(self.reason, self.reason_language)

    @property
    def slug(self) -> str:
        """The end of its address: the period's, and the edition of an addendum."""
        return self.period.slug if self.edition == 1 else f"{self.period.slug}-{self.edition}"

    @property
    def document(self) -> dict:
        """What was sealed, as data. Only of a frozen report."""
        return json.loads(self.content)


class AcceptedGap(models.Model):
    """Something that a report lacks, and why its coordinator lets it be frozen all the same."""

    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="gaps", verbose_name=_("reporting period")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=GapKind.choices)
    reference = models.CharField(_("reference"), max_length=40)
    # In each language of the report's readers, a language at a time; one of them at least.
    reason_en = models.TextField(
        _("reason (English)"), blank=True, db_default="", validators=[validators.no_nul]
    )
    reason_fr = models.TextField(
        _("reason (French)"), blank=True, db_default="", validators=[validators.no_nul]
    )
    reason_ja = models.TextField(
        _("reason (Japanese)"), blank=True, db_default="", validators=[validators.no_nul]
    )
    accepted_at = models.DateTimeField(_("accepted at"))
    accepted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("accepted by")
    )

    class Meta:
        verbose_name = _("accepted gap")
        verbose_name_plural = _("accepted gaps")
        ordering = ["period", "kind", "reference"]
        constraints = [
            models.UniqueConstraint(fields=["period", "kind", "reference"], name="gap_accepted_once"),
            models.CheckConstraint(
                condition=~Q(reason_en="", reason_fr="", reason_ja=""), name="gap_accepted_for_a_reason"
            ),
            known("kind", GapKind, "gap_kind_known"),
        ]

    def __str__(self):
        return f"{self.period} · {self.kind} · {self.reference}"

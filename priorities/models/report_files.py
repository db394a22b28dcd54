import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from priorities.choices import FileKind, FileLayout, FileProblem, FileState, FileStep

from .plans import Plan
from .reports import Report, ReportingPeriod
from .rules import known
from .users import User

ALMOST = 0.95  # no estimate says that a file is ready


class ReportFileQuerySet(models.QuerySet):
    def free(self, now: datetime):
        """Files that a worker may take: those nobody makes, and those whose worker has not been heard from in time."""
        left = Q(state=FileState.MAKING, leased_until__lt=now)
        return self.filter(Q(state=FileState.WAITING) | left).order_by("asked_at", "pk")

    def over(self, before: datetime):
        """Files that were made, cancelled or given up before that moment."""
        return self.filter(ended_at__lt=before)


class ReportFile(models.Model):
    """A file of a report that is made outside the request: what was asked, how far it is, and where it lies."""

    slug = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(
        _("key"), max_length=64, unique=True, help_text=_("The hash of all that the file depends on.")
    )
    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.CASCADE, related_name="files", verbose_name=_("reporting period")
    )
    # The sealed report; none for a live draft, which is written for `audience`.
    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, null=True, related_name="files", verbose_name=_("report")
    )
    audience = models.CharField(_("audience"), max_length=20)
    kind = models.CharField(_("format"), max_length=4, choices=FileKind.choices)
    languages = models.CharField(_("languages"), max_length=11, help_text=_("Codes, with + between two."))
    layout = models.CharField(_("layout"), max_length=5, choices=FileLayout.choices, blank=True)
    weight = models.PositiveIntegerField(
        _("weight"), help_text=_("About how many commitments and notes there are to write.")
    )
    state = models.CharField(_("state"), max_length=9, choices=FileState.choices, default=FileState.WAITING)
    step = models.CharField(_("step"), max_length=7, choices=FileStep.choices, blank=True)
    problem = models.CharField(_("problem"), max_length=11, choices=FileProblem.choices, blank=True)
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("asked by")
    )
    # Whoever makes the file holds it under a number until a moment; a worker with an older number writes nothing.
    lease = models.PositiveIntegerField(_("lease"), default=0)
    leased_until = models.DateTimeField(_("leased until"), null=True)
    worker = models.CharField(_("worker"), max_length=80, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    started_at = models.DateTimeField(_("started at"), null=True)
    expected_seconds = models.FloatField(_("expected seconds"), default=0)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), null=True)

    objects = ReportFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("report file")
        verbose_name_plural = _("report files")
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["state", "asked_at"], name="report_file_queue")]
        constraints = [
            known("kind", FileKind, "report_file_kind_known"),
            known("state", FileState, "report_file_state_known"),
            models.CheckConstraint(
                condition=Q(state="making", leased_until__isnull=False)
                | (~Q(state="making") & Q(leased_until__isnull=True)),
                name="report_file_held_while_made",
            ),
            models.CheckConstraint(
                condition=Q(state="made", size__isnull=False) | (~Q(state="made") & Q(size__isnull=True)),
                name="report_file_made_with_its_size",
            ),
            models.CheckConstraint(
                condition=Q(state="failed") & ~Q(problem="") | ~Q(state="failed") & Q(problem=""),
                name="report_file_failed_for_a_reason",
            ),
        ]

    def __str__(self):
        return f"{self.period} · {self.kind} · {self.languages}"

    def get_absolute_url(self):
        return reverse("file-detail", args=[self.plan.slug, self.slug])

    @property
    def plan(self) -> Plan:
        return self.period.plan

    @property
    def is_pending(self) -> bool:
        return self.state in (FileState.WAITING, FileState.MAKING)

    @property
    def storage_name(self) -> str:
        """Where it lies below the folder of files: known before it is there."""
        return f"{self.key[:2]}/{self.key}.{self.kind}"

    @property
    def name(self) -> str:
        """What a download is called."""
        edition = self.report.slug if self.report else f"{self.period.slug}-draft"
        languages = self.languages.replace("+", "-")
        return f"{self.plan.slug}-{edition}-{languages}.{self.kind}"

    def share(self, now: datetime) -> float:
        """How much of it is made, from 0 to 1: an estimate from the time that such files have taken before."""
        if self.state == FileState.MADE:
            return 1.0
        if self.state != FileState.MAKING or self.started_at is None:
            return 0.0
        passed = (now - self.started_at).total_seconds()
        return min(ALMOST, max(0.0, passed) / max(self.expected_seconds, 1.0))

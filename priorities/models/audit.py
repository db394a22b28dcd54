from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .plans import Plan
from .users import User


class AuditChain(models.Model):
    """The head of one chain of audit entries: a plan's, or the one of accounts (no plan)."""

    plan = models.OneToOneField(
        Plan, on_delete=models.PROTECT, null=True, related_name="audit_chain", verbose_name=_("plan")
    )
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("audit chain")
        verbose_name_plural = _("audit chains")
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(plan__isnull=True), name="chain_one_for_accounts"
            )
        ]

    def __str__(self):
        return str(self.plan or _("accounts"))


class AuditEntry(models.Model):
    """Who did what to which record, from what to what. Each entry's hash covers the one before it."""

    chain = models.ForeignKey(
        AuditChain, on_delete=models.PROTECT, related_name="entries", verbose_name=_("chain")
    )
    sequence = models.PositiveBigIntegerField(_("number"))
    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("actor"))
    action = models.CharField(_("action"), max_length=60)
    object_type = models.CharField(_("kind of record"), max_length=60)
    object_id = models.BigIntegerField(_("record"))
    object_label = models.CharField(_("label"), max_length=400)
    changes = models.JSONField(_("changes"), default=dict, help_text=_("Field: [from, to]."))
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["chain", "-sequence"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="audit_no_forks"),
            models.UniqueConstraint(fields=["chain", "previous_hash"], name="audit_one_successor"),
        ]
        indexes = [models.Index(fields=["object_type", "object_id"], name="audit_of_record")]

    def __str__(self):
        return f"{self.sequence} · {self.action} · {self.object_label}"

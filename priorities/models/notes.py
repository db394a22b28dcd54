import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from priorities import validators
from priorities.choices import (
    STATED_LIFECYCLES,
    Confidence,
    Language,
    Lifecycle,
    MediaType,
    NoteKind,
    NoteState,
    Precision,
    Visibility,
)
from priorities.words import Text

from .commitments import Commitment
from .organizations import Organization
from .plans import Party
from .rules import both_or_neither, known, typed_language
from .users import User


class ProgressNoteQuerySet(models.QuerySet):
    def accepted(self):
        """What counts on the boards now, unless a correction has taken its place."""
        return self.filter(state=NoteState.ACCEPTED)

    def waiting(self):
        """Submitted and not yet decided."""
        return self.filter(state=NoteState.SUBMITTED)

    def ever_accepted(self):
        """Accepted at some moment, withdrawn since or not: what a board known at a past moment needs."""
        return self.filter(accepted_at__isnull=False)


class ProgressNote(models.Model):
    """What an owner says of a commitment at a date. Accepted words never change."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, related_name="notes", verbose_name=_("commitment")
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="notes", verbose_name=_("organization")
    )
    # The organization's party, written by the service: positions are asked by party all day long.
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="+", editable=False, verbose_name=_("party")
    )
    author = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="notes", editable=False, verbose_name=_("author")
    )
    kind = models.CharField(
        _("kind"), max_length=20, choices=NoteKind.choices, default=NoteKind.REPORT, editable=False
    )
    state = models.CharField(
        _("state"), max_length=20, choices=NoteState.choices, default=NoteState.DRAFT, editable=False
    )
    as_of = models.DateField(_("as of"), help_text=_("The day this was true."))
    as_of_precision = models.CharField(
        _("precision"), max_length=10, choices=Precision.choices, default=Precision.DAY
    )
    lifecycle = models.CharField(
        _("lifecycle"), max_length=20, choices=[(choice.value, choice.label) for choice in STATED_LIFECYCLES]
    )
    confidence = models.CharField(_("confidence"), max_length=20, choices=Confidence.choices, blank=True)
    reason = models.TextField(_("reason"), blank=True, validators=[validators.no_nul])
    body = models.TextField(_("note"), blank=True, validators=[validators.no_nul])
    next_steps = models.TextField(_("next steps"), blank=True, validators=[validators.no_nul])
    visibility = models.CharField(
        _("visibility"), max_length=20, choices=Visibility.choices, default=Visibility.PUBLIC
    )
    received_in_confidence = models.BooleanField(_("received in confidence"), default=False)
    deciding_authority = models.CharField(_("deciding authority"), max_length=250, blank=True)
    successor = models.ForeignKey(
        Commitment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("successor"),
    )
    corrects = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="corrections",
        verbose_name=_("corrects"),
    )
    submission_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True, editable=False)
    submitted_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("submitted by"),
    )
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True, editable=False)
    accepted_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("accepted by"),
    )
    returned_at = models.DateTimeField(_("returned at"), null=True, blank=True, editable=False)
    returned_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("returned by"),
    )
    return_reason = models.TextField(_("reason for the return"), blank=True, editable=False)
    return_reason_language = typed_language(_("language of the reason for the return"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("withdrawn by"),
    )
    withdrawal_reason = models.TextField(_("reason for the withdrawal"), blank=True, editable=False)
    withdrawal_reason_language = typed_language(_("language of the reason for the withdrawal"))
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ProgressNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress note")
        verbose_name_plural = _("progress notes")
        ordering = ["-as_of", "-accepted_at", "-id"]
        constraints = [
            known("lifecycle", STATED_LIFECYCLES, "note_lifecycle_known"),
            known("state", NoteState, "note_state_known"),
            known("kind", NoteKind, "note_kind_known"),
            known("visibility", Visibility, "note_visibility_known"),
            models.CheckConstraint(
                condition=Q(confidence="") | Q(confidence__in=Confidence.values), name="note_confidence_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "returned"])
                | ~Q(lifecycle=Lifecycle.UNDERWAY)
                | ~Q(confidence=""),
                name="note_underway_has_confidence",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "returned"])
                | Q(confidence="")
                | Q(lifecycle__in=["underway", "not_started", "paused"]),
                name="note_confidence_only_while_open",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "returned"])
                | ~Q(confidence__in=["at_risk", "off_track"])
                | ~Q(reason_en="", reason_fr="", reason_ja=""),
                name="note_trouble_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "returned"])
                | ~Q(lifecycle=Lifecycle.DISCONTINUED)
                | (~Q(deciding_authority="") & ~Q(reason_en="", reason_fr="", reason_ja="")),
                name="note_discontinued_by_an_authority",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "returned"])
                | ~Q(lifecycle=Lifecycle.SUPERSEDED)
                | Q(successor__isnull=False),
                name="note_superseded_has_a_successor",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("commitment")),
                name="note_successor_is_another",
            ),
            models.CheckConstraint(
                condition=Q(kind="correction", corrects__isnull=False)
                | (~Q(kind="correction") & Q(corrects__isnull=True)),
                name="note_correction_names_what_it_corrects",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(corrects=F("id")), name="note_does_not_correct_itself"
            ),
            models.CheckConstraint(
                condition=~Q(received_in_confidence=True, visibility="public"),
                name="note_in_confidence_never_public",
            ),
            both_or_neither("submitted_at", "submitted_by", "note_submitted_by_someone"),
            both_or_neither("accepted_at", "accepted_by", "note_accepted_by_someone"),
            both_or_neither("returned_at", "returned_by", "note_returned_by_someone"),
            both_or_neither("withdrawn_at", "withdrawn_by", "note_withdrawn_by_someone"),
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True)
                | (~Q(accepted_by=F("author")) & ~Q(accepted_by=F("submitted_by"))),
                name="note_author_never_accepts",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["accepted", "withdrawn"], accepted_at__isnull=False)
                | (~Q(state__in=["accepted", "withdrawn"]) & Q(accepted_at__isnull=True)),
                name="note_accepted_state_and_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "accepted", "withdrawn"])
                | Q(submitted_at__isnull=False),
                name="note_submitted_before_decided",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="note_withdrawn_state_and_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawal_reason=""), name="note_withdrawn_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True) | ~Q(return_reason=""),
                name="note_returned_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | Q(returned_at__isnull=False),
                name="note_returned_state_and_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["commitment", "state", "as_of"], name="note_of_commitment"),
            models.Index(
                fields=["organization", "state", "submitted_at"], name="note_waiting_for_organization"
            ),
            models.Index(fields=["state", "accepted_at"], name="note_newly_accepted"),
            models.Index(fields=["state", "-as_of", "-accepted_at", "-id"], name="note_newest"),
            # What was taken back since a day: few among many notes.
            models.Index(
                fields=["withdrawn_at"], condition=Q(withdrawn_at__isnull=False), name="note_withdrawn"
            ),
            models.Index(
                fields=["accepted_at", "corrects"],
                condition=Q(corrects__isnull=False),
                name="note_correcting",
            ),
            models.Index(fields=["state", "as_of", "visibility", "commitment"], name="note_of_newest_day"),
        ]

    def __str__(self):
        return f"{self.commitment.reference} · {self.as_of:%Y-%m-%d} · {self.organization.acronym}"

    def get_absolute_url(self):
        return f"{self.commitment.get_absolute_url()}#note-{self.pk}"

    @property
    def returned_for(self) -> Text:
        return Text(self.return_reason, self.return_reason_language)

    @property
    def withdrawn_for(self) -> Text:
        return Text(self.withdrawal_reason, self.withdrawal_reason_language)

    @property
    def is_open(self) -> bool:
        """Still the author's to change."""
        return self.state in (NoteState.DRAFT, NoteState.RETURNED)


class VisibilityChange(models.Model):
    """Who came to see an accepted note, or sees it no more, since when and why. Append-only."""

    note = models.ForeignKey(
        ProgressNote,
        on_delete=models.PROTECT,
        related_name="visibility_changes",
        verbose_name=_("progress note"),
    )
    from_visibility = models.CharField(_("from"), max_length=20, choices=Visibility.choices)
    to_visibility = models.CharField(_("to"), max_length=20, choices=Visibility.choices)
    reason = models.TextField(_("reason"), validators=[validators.no_nul])
    reason_language = typed_language(_("language of the reason"))
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("changed by")
    )

    class Meta:
        verbose_name = _("change of visibility")
        verbose_name_plural = _("changes of visibility")
        ordering = ["note", "changed_at", "id"]
        constraints = [
            known("from_visibility", Visibility, "visibility_before_known"),
            known("to_visibility", Visibility, "visibility_after_known"),
            models.CheckConstraint(
                condition=~Q(from_visibility=F("to_visibility")), name="visibility_change_is_one"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="visibility_changes_for_a_reason"),
        ]

    def __str__(self):
        return f"{self.note_id}: {self.from_visibility} → {self.to_visibility}"


class Evidence(models.Model):
    """Where the words of a note can be checked: a link, or a file that is kept here."""

    note = models.ForeignKey(
        ProgressNote, on_delete=models.CASCADE, related_name="evidence", verbose_name=_("progress note")
    )
    title = models.CharField(_("title"), max_length=300, blank=True)
    url = models.URLField(_("web address"), max_length=1000, blank=True, validators=[validators.web_address])
    file_name = models.CharField(_("file name"), max_length=200, blank=True, editable=False)
    # Where it lies under EVIDENCE_DIR. A note that corrects or confirms another shares the files of that one.
    storage_name = models.CharField(max_length=100, blank=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
    size = models.PositiveIntegerField(_("size"), default=0, editable=False)
    media_type = models.CharField(
        _("media type"), max_length=100, choices=MediaType.choices, blank=True, editable=False
    )
    language = models.CharField(_("language"), max_length=2, choices=Language.choices, blank=True)
    # Which need not be that of what is cited: it is the one in which the title was typed, "" where nobody knows.
    title_language = typed_language(_("language of the title"))
    is_end_decision = models.BooleanField(
        _("decision to end"),
        default=False,
        help_text=_("This cites the decision that ended a continuing commitment."),
    )

    class Meta:
        verbose_name = _("piece of evidence")
        verbose_name_plural = _("evidence")
        ordering = ["note", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    (Q(url__startswith="https://") | Q(url__startswith="http://"))
                    & Q(file_name="", storage_name="", sha256="", size=0, media_type="")
                )
                | (
                    Q(url="", size__gt=0, media_type__in=MediaType.values)
                    & ~Q(file_name="")
                    & ~Q(storage_name="")
                    & ~Q(sha256="")
                ),
                name="evidence_is_link_or_file",
            )
        ]
        indexes = [models.Index(fields=["storage_name"], name="evidence_by_file")]

    def __str__(self):
        return self.title or self.file_name or self.url

    def get_absolute_url(self):
        return reverse("evidence-download", args=[self.note.commitment.plan.slug, self.pk])

    @property
    def address(self) -> str:
        """Where a reader gets to see it: its web address, or the download of its file."""
        return self.get_absolute_url() if self.storage_name else self.url

    @property
    def name(self) -> Text:
        """What it is called on a page, in the language of its title where it has one."""
        return Text(self.title, self.title_language) if self.title else Text(str(self))

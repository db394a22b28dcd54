"""What a report still lacks, with the way to mend each gap and a form to accept it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from priorities.choices import Confidence, GapKind
from priorities.forms.reports import GapForm
from priorities.models import AcceptedGap, Commitment, ReportingPeriod
from priorities.reports.gaps import Gap, gaps_of
from priorities.reports.seals import Document
from priorities.templatetags.priorities import day
from priorities.words import Text, first_text

GROUP_SIZE = 100
LANGUAGES = {
    "en": gettext_lazy("English"),
    "fr": gettext_lazy("French"),
    "ja": gettext_lazy("Japanese"),
}


@dataclass(frozen=True)
class GapFace:
    """A gap as its coordinator sees it. `missing` names what exactly lacks; `ways` are (words, address) that mend it."""

    kind: GapKind
    reference: str
    title: Text
    url: str
    missing: tuple[str, ...]
    ways: tuple[tuple[str, str], ...]
    accepted: AcceptedGap | None
    form: GapForm

    @property
    def key(self) -> str:
        """The id of its line."""
        return key_of(self.kind, self.reference)

    @property
    def reasons(self) -> list[Text]:
        """Why it was accepted, in every language in which that was said."""
        return [
            Text(value, code) for code in LANGUAGES if (value := getattr(self.accepted, f"reason_{code}", ""))
        ]


@dataclass(frozen=True)
class GapGroup:
    """The gaps of one kind, open ones first; `hidden` more are open. `form` accepts all open ones for one reason."""

    kind: GapKind
    total: int
    open: int
    faces: tuple[GapFace, ...]
    hidden: int
    form: GapForm


def key_of(kind: str, reference: str = "") -> str:
    return f"gap-{kind}-{reference}" if reference else f"gap-{kind}"


def gap_groups(
    period: ReportingPeriod, document: Document, *, refused: dict[str, GapForm] | None = None
) -> list[GapGroup]:
    """Kind by kind, in the order of the report. `refused` are forms that came back, by the key of their place."""
    faces = list(_Faces(period, document, gaps_of(document), refused or {}).build())
    return [
        _group([face for face in faces if face.kind == kind], kind, refused or {})
        for kind in GapKind
        if any(face.kind == kind for face in faces)
    ]


def gap_face(
    period: ReportingPeriod, document: Document, gap: Gap, *, form: GapForm | None = None
) -> GapFace:
    refused = {key_of(gap.kind, gap.reference): form} if form else {}
    return next(_Faces(period, document, [gap], refused).build())


def _group(faces: list[GapFace], kind: GapKind, refused: dict[str, GapForm]) -> GapGroup:
    still_open = [face for face in faces if not face.accepted]
    ordered = still_open + [face for face in faces if face.accepted]
    key = key_of(kind)
    return GapGroup(
        kind=kind,
        total=len(faces),
        open=len(still_open),
        faces=tuple(ordered[:GROUP_SIZE]),
        hidden=max(0, len(still_open) - GROUP_SIZE),
        form=refused.get(key) or GapForm(key=key),
    )


class _Faces:
    """Reads, all at once, what the faces need."""

    def __init__(self, period: ReportingPeriod, document: Document, gaps: list[Gap], refused):
        self.plan, self.document, self.gaps, self.refused = period.plan, document, gaps, refused
        self.lines = {line["reference"]: line for line in document["commitments"]}
        self.parties = {
            party["code"]: str(first_text(party["name"])) for party in document["plan"]["parties"]
        }
        self.accepted = {(gap.kind, gap.reference): gap for gap in period.gaps.select_related("accepted_by")}
        references = {gap.reference for gap in gaps if gap.kind in (GapKind.LEAD, GapKind.TRANSLATION)}
        found = Commitment.objects.filter(plan=period.plan, reference__in=references)
        self.ids = dict(found.values_list("reference", "pk"))

    def build(self) -> Iterator[GapFace]:
        for gap in self.gaps:
            kind, line = GapKind(gap.kind), self.lines[gap.reference]
            key = key_of(kind, gap.reference)
            url = reverse("commitment-detail", args=[self.plan.slug, gap.reference])
            accepted = self.accepted.get((gap.kind, gap.reference))
            reason = getattr(accepted, f"reason_{get_language()}", "")  # in the page's language, or none yet
            yield GapFace(
                kind=kind,
                reference=gap.reference,
                title=first_text(line["title"]),
                url=url,
                missing=self.missing(kind, gap),
                ways=tuple(self.ways(kind, gap, line, url)),
                accepted=accepted,
                form=self.refused.get(key) or GapForm(key=key, initial={"reason": reason}),
            )

    def missing(self, kind: GapKind, gap: Gap) -> tuple[str, ...]:
        if kind == GapKind.LEAD:
            return tuple(self.parties[code] for code in gap.detail)
        return tuple(str(LANGUAGES[code]) for code in gap.detail)

    def ways(self, kind: GapKind, gap: Gap, line: Document, url: str) -> Iterator[tuple[str, str]]:
        if kind == GapKind.NOTE:
            yield _("Its notes"), f"{url}#log"
        elif kind == GapKind.LEAD:
            yield _("Name a lead"), self.editor(gap)
        elif kind == GapKind.NEXT_STEPS:
            for note in line["notes"]:
                if (
                    note["confidence"] in (Confidence.AT_RISK, Confidence.OFF_TRACK)
                    and not note["next_steps"]
                ):
                    yield _note(note), f"{url}#note-{note['id']}"
        else:
            if any(code not in line["title"] for code in gap.detail):
                yield _("Translate the title"), self.editor(gap)
            for note in line["notes"]:
                written = [note[name] for name in ("body", "reason", "next_steps") if note[name]]
                if any(code not in words for words in written for code in gap.detail):
                    yield _note(note), f"{url}#note-{note['id']}"

    def editor(self, gap: Gap) -> str:
        return reverse("admin:priorities_commitment_change", args=[self.ids[gap.reference]])


def _note(note: Document) -> str:
    as_of = date.fromisoformat(note["as_of"])
    return _("%(organization)s, note of %(day)s") % {
        "organization": note["organization"],
        "day": day(as_of, note["precision"]),
    }

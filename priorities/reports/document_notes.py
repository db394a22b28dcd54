"""The notes that a report document holds, and the plain shape of what it says: words by language, days, moments."""

from collections import defaultdict
from datetime import UTC, date, datetime
from typing import cast

from django.db.models import Q, QuerySet

from priorities.choices import Language
from priorities.models import ProgressNote, ReportingPeriod
from priorities.selectors import notes, standings
from priorities.selectors.chunks import in_chunks
from priorities.selectors.moments import Moment, end_of

from .seals import Document

CHUNK = 500


def cut_off(period: ReportingPeriod) -> datetime:
    """The last moment at which an accepted note still counts for the period: the end of its days of grace."""
    return end_of(period.last_day_of_grace, period.plan)


def words(record, field: str) -> dict[str, str]:
    """The field in every language that has it."""
    given = {code: getattr(record, f"{field}_{code}", None) for code in Language.values}
    return {code: text for code, text in given.items() if text}


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def notes_of_the_period(
    period: ReportingPeriod, audience: str, shown: Moment, site: str
) -> dict[int, list[Document]]:
    """The notes of the period by commitment, oldest first, with those of earlier days that came after the last cut-off."""
    counting = notes.in_force(
        ProgressNote.objects.filter(commitment__plan=period.plan), audience, shown.known_at
    )
    of_the_period = Q(as_of__gte=period.starts_on, as_of__lte=min(shown.on, period.ends_on))
    if earlier := period_before(period):
        of_the_period |= Q(as_of__lt=period.starts_on, accepted_at__gt=cut_off(earlier))
    told = counting.accepted().filter(of_the_period)
    found: dict[int, list[Document]] = defaultdict(list)
    rows = with_parts(told).order_by("as_of", "accepted_at", "id")
    for chunk in in_chunks(rows, CHUNK):
        for note in chunk:
            found[note.commitment_id].append(note_document(note, period, site))
    return found


def with_parts(told: QuerySet) -> QuerySet:
    return told.select_related("commitment__plan", "organization", "party").prefetch_related("evidence")


def period_before(period: ReportingPeriod) -> ReportingPeriod | None:
    """The last period of the plan that ended before this one began."""
    return (
        ReportingPeriod.objects.filter(plan=period.plan, ends_on__lt=period.starts_on)
        .select_related("plan")
        .order_by("-ends_on", "-starts_on")
        .first()
    )


def note_document(note: ProgressNote, period: ReportingPeriod, site: str) -> Document:
    return {
        "id": note.pk,
        "as_of": iso(note.as_of),
        "precision": note.as_of_precision,
        "accepted_on": instant(cast(datetime, note.accepted_at))[:10],
        "is_late": note.as_of < period.starts_on,
        "organization": note.organization.acronym,
        "party": note.party.code,
        "kind": note.kind,
        "lifecycle": note.lifecycle,
        "confidence": note.confidence,
        "standing": standings.standing_of(note.lifecycle, note.confidence).value,
        "visibility": note.visibility,
        "body": words(note, "body"),
        "reason": words(note, "reason"),
        "next_steps": words(note, "next_steps"),
        "evidence": [
            {
                "title": each.title or each.file_name,
                "url": f"{site}{each.address}" if each.storage_name else each.url,
                "language": each.language,
                "title_language": each.name.language,
            }
            for each in note.evidence.all()
        ],
    }

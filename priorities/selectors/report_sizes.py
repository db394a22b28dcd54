"""How much there is to write in a report: told before it is read, to know whether a request can wait for its file."""

from django.db.models.functions import Length

from priorities.choices import NoteState
from priorities.models import Commitment, ProgressNote, Report, ReportingPeriod

# Commitments and notes together that take about a second in each format, two where tables are concerned; and of a live
# draft, which has to be put together first.
AT_ONCE = {"pdf": 300, "docx": 300, "xlsx": 5_000, "csv": 20_000, "zip": 20_000}
DRAFT_AT_ONCE = 1_500
CHARACTERS_EACH = 2000


def comes_at_once(kind: str, weight: int, *, is_draft: bool) -> bool:
    """Whether a request can wait for the file."""
    most = AT_ONCE.get(kind, DRAFT_AT_ONCE)
    return weight <= (min(most, DRAFT_AT_ONCE) if is_draft else most)


def sealed_weight(report: Report) -> int:
    """Estimated from the length of what was sealed, which need not be read for it."""
    return (
        Report.objects.filter(pk=report.pk).values_list(Length("content"), flat=True).get() // CHARACTERS_EACH
    )


def draft_weight(period: ReportingPeriod) -> int:
    """At most so many commitments and notes: whatever their visibility, and nobody is told the number."""
    notes = ProgressNote.objects.filter(
        commitment__plan=period.plan_id,
        state=NoteState.ACCEPTED,
        as_of__range=(period.starts_on, period.ends_on),
    )
    return Commitment.objects.filter(plan=period.plan_id).count() + notes.count()

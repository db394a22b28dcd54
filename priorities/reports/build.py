"""The report of a period as it is now: the document that a freeze would seal, read in one language."""

from datetime import datetime

from priorities.models import ReportingPeriod

from .content import ReportContent
from .drafts import draft_document
from .reading import read_document


def build_report(
    period: ReportingPeriod, *, user, audience: str, language: str, now: datetime, base_url: str = ""
) -> ReportContent:
    """The report of `period` as `audience` may read it; words are those of `language`, or the next best."""
    document = draft_document(period, user=user, audience=audience, now=now, site=base_url)
    return read_document(document, language=language)

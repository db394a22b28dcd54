"""The words that made a commitment."""

from datetime import datetime

from django.db import transaction

from priorities import exceptions
from priorities.models import Commitment, DocumentText, SourceSpan, User
from priorities.services.audit import record_audit
from priorities.services.writing import require
from priorities.sources.quotes import find_quote


@transaction.atomic
def place_span(
    commitment: Commitment,
    *,
    text: DocumentText,
    quote: str,
    by: User,
    now: datetime,
    start: int | None = None,
) -> SourceSpan:
    """Anchor a commitment to the words that made it, by pasting them.

    The offsets are found. Raises QuoteNotFound, or QuoteAmbiguous with the places where the quote stands more than
    once and `start` does not say which.
    """
    require(by, "span.edit", commitment)
    if text.document.plan_id != commitment.plan_id:
        raise exceptions.OtherPlan(field="text")
    places = find_quote(text.body, quote)
    if not places:
        raise exceptions.QuoteNotFound
    chosen = [place for place in places if start is None or place.start == start]
    if len(chosen) != 1:
        raise exceptions.QuoteAmbiguous(places)
    place = chosen[0]
    span, _ = SourceSpan.objects.get_or_create(
        commitment=commitment, text=text, start=place.start, end=place.end, defaults={"quote": place.quote}
    )
    changes = {"passage": [None, f"{place.start}–{place.end}: {place.quote}"]}
    record_audit(commitment, plan=commitment.plan, action="span.place", by=by, now=now, changes=changes)
    return span


@transaction.atomic
def remove_span(span: SourceSpan, *, by: User, now: datetime) -> None:
    """Take an anchor away."""
    commitment = span.commitment
    require(by, "span.edit", commitment)
    changes = {"passage": [f"{span.start}–{span.end}: {span.quote}", None]}
    record_audit(commitment, plan=commitment.plan, action="span.remove", by=by, now=now, changes=changes)
    span.delete()

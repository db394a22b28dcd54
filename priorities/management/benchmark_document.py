"""The document of a generated plan: the words of its commitments under the names of their areas, each passage marked."""

import hashlib
from collections.abc import Collection

from priorities.models import Commitment, DocumentText, PriorityArea, SourceDocument, SourceSpan
from priorities.words import text_of

from . import benchmark_words as words

# The database holds each passage to the words in its place, which takes it longer the longer the text.
MOST_IN_TEXT = 10_000


def publish(
    document: SourceDocument,
    areas: Collection[PriorityArea],
    promised: Collection[Commitment],
    version: int = 1,
) -> DocumentText:
    """Write the English text, area by area, and the passages of what was promised in it."""
    parts, places, length = [words.PLAN[0]], [], len(words.PLAN[0]) + 2
    for area in areas:
        heading = text_of(area, "name", "en").value
        for line, commitment in [
            (heading, None),
            *((each.wording, each) for each in promised if each.area_id == area.pk),
        ]:
            if commitment:
                places.append((commitment, length))
            parts.append(line)
            length += len(line) + 2
    body = "\n\n".join(parts)
    text = DocumentText.objects.create(
        document=document,
        language="en",
        body=body,
        sha256=hashlib.sha256(body.encode()).hexdigest(),
        text_version=version,
    )
    SourceSpan.objects.bulk_create(
        SourceSpan(commitment=each, text=text, start=start, end=start + len(each.wording), quote=each.wording)
        for each, start in places
    )
    return text

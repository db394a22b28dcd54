"""Turns what moved between two days into the rows that every format writes."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice

from django.utils import translation

from priorities.choices import ChangeKind
from priorities.selectors.boards import CHUNK
from priorities.selectors.change_faces import DATES, OWNERS, ChangeFace, CitedNote, change_faces
from priorities.selectors.changes import Changes
from priorities.selectors.comparisons import Change
from priorities.words import text_of

from .content import ChangeRow, ChangesExport, CitedLine
from .exporters.board_columns import BETWEEN

DAYS_COUNT = DATES | {ChangeKind.GONE_QUIET}


def changes_export(
    changes: Changes, *, made_at: datetime, url: str, filters: tuple[tuple[str, str], ...]
) -> ChangesExport:
    """The head of an export: of which plan, between which days, for whom, and under which filters."""
    return ChangesExport(
        plan=text_of(changes.plan, "title"),
        start_on=changes.start.on,
        end_on=changes.end.on,
        known_at=changes.end.known_at,
        made_at=made_at,
        audience=changes.audience,
        url=url,
        notice=text_of(changes.plan, "notice"),
        filters=filters,
    )


def change_rows(
    changes: Changes, chosen: Sequence[Change], *, user, site: str, language: str
) -> Iterator[ChangeRow]:
    """The rows of an export, in the order of `chosen`, read by 500; `site` goes before every path.

    They are read while an answer is already on its way, when the language of the request is no longer in force: so
    `language` says which.
    """
    waiting = iter(chosen)
    while chunk := list(islice(waiting, CHUNK)):
        with translation.override(language):
            rows = [row_of(face, site) for face in change_faces(changes, chunk, user=user)]
        yield from rows


def row_of(face: ChangeFace, site: str) -> ChangeRow:
    """`site` goes before every path."""
    before, after = _from_and_to(face)
    return ChangeRow(
        kind=face.kind.value,
        reference=face.reference,
        area=face.area_code,
        area_number=face.area_number,
        area_name=face.area_name,
        title=face.title,
        on=face.on,
        precision=face.precision,
        before=before,
        after=after,
        days=face.days if face.kind in DAYS_COUNT else None,
        party=face.party,
        reason=face.reason,
        note=_cited(face.note, site) if face.note else None,
        url=f"{site}{face.url}",
    )


def _from_and_to(face: ChangeFace) -> tuple[str | date | None, str | date | None]:
    """What it moved from and to, in the codes of its kind."""
    before, after = face.before, face.after
    if face.kind in DATES:
        return before.due_on if before else None, after.due_on if after else None
    if face.kind in OWNERS:
        return BETWEEN.join(face.leads_before), BETWEEN.join(face.leads_after)
    if face.kind in (ChangeKind.GONE_QUIET, ChangeKind.HEARD_AGAIN):
        return before.freshness if before else None, after.freshness if after else None
    if face.kind == ChangeKind.CORRECTED:
        said, says = face.stated or (("", ""), ("", ""))
        return " ".join(filter(None, said)), " ".join(filter(None, says))
    if before and after and not face.changes_column:
        return before.lifecycle, after.lifecycle
    return before.standing if before else None, after.standing if after else None


def _cited(note: CitedNote, site: str) -> CitedLine:
    return CitedLine(
        as_of=note.as_of,
        precision=note.precision,
        organization=note.organization,
        party=note.party,
        body=note.body,
        url=f"{site}{note.url}",
    )

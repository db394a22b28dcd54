"""A commitment of a report in words: where it stands, who leads it, when it is due, and its notes of the period."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from priorities.choices import Freshness, Lifecycle, NoteKind, Schedule, Standing, Visibility
from priorities.reports.content import (
    BoardRow,
    CommitmentSection,
    EvidenceLine,
    NoteLine,
    Owner,
    PositionLine,
)

from .days import day_in_words
from .runs import Run, label_of, paragraphs, quoted, run, text_run, web_address

Fact = dict[str, Any]
PartyNames = dict[str, str]


def commitment_words(section: CommitmentSection, parties: PartyNames) -> dict[str, Any]:
    """What the page says of one commitment. `parties` names each party by its code."""
    row = section.row
    return {
        "reference": row.reference,
        "address": web_address(row.url),
        "title": text_run(row.title),
        "wording": quoted(row.wording) if row.wording else None,
        "standing": row.standing,
        "since": since(row),
        "facts": facts(row, parties),
        "positions": [position(line) for line in row.positions] if row.positions_differ else [],
        "notes": [note_words(note, parties) for note in section.notes],
        "silence": "" if section.notes else silence(row),
    }


def since(row: BoardRow) -> str:
    """Since when it stands there, with its lifecycle where that says more than the standing."""
    words = _("since %(day)s") % {"day": day_in_words(row.since)}
    lifecycle = label_of(Lifecycle, row.lifecycle)
    says_more = row.standing in {Standing.COMPLETED, Standing.CLOSED} and lifecycle != label_of(
        Standing, row.standing
    )
    return f"{lifecycle} · {words}" if says_more else words


def silence(row: BoardRow) -> str:
    """What stands in the place of notes."""
    return _("No note in this period.") if row.last_note_on else _("No note has been accepted yet.")


def facts(row: BoardRow, parties: PartyNames) -> list[Fact]:
    """Label and lines, for what there is to say."""
    owners = [
        (_("Leads"), leads(row, parties), False),
        (_("Co-leads"), acronyms(row, "co_lead"), False),
        (_("Contributors"), acronyms(row, "contributor"), False),
    ]
    due = (pgettext("commitment", "Due"), due_lines(row), row.schedule == Schedule.OVERDUE)
    last = (_("Last note"), last_note_lines(row), False)
    return [
        {"label": label, "lines": lines, "alert": alert}
        for label, lines, alert in [*owners, due, last]
        if lines
    ]


def leads(row: BoardRow, parties: PartyNames) -> list[list[Run]]:
    """A line for each lead with its party, then one for each party without."""
    named = [lead_line(owner, parties) for owner in row.leads]
    missing = [
        [run(_("%(party)s: no lead named") % {"party": parties.get(code, code)})]
        for code in row.parties_without_lead
    ]
    return [*named, *missing]


def lead_line(owner: Owner, parties: PartyNames) -> list[Run]:
    party = run(_("%(party)s: ") % {"party": parties.get(owner.party, owner.party)})
    return [party, text_run(owner.name), run(f" ({owner.acronym})" if owner.name else owner.acronym)]


def acronyms(row: BoardRow, role: str) -> list[list[Run]]:
    names = [owner.acronym for owner in row.owners if owner.role == role]
    return [[run(pgettext("between names", ", ").join(names))]] if names else []


def due_lines(row: BoardRow) -> list[list[Run]]:
    """The due date with its schedule, and how far it has moved from the first one."""
    if row.due_on is None:
        return []
    schedule = label_of(Schedule, row.schedule)
    finished = row.standing in {Standing.COMPLETED, Standing.CLOSED}
    day = day_in_words(row.due_on, row.due_precision)
    lines = [day if finished else f"{day} · {schedule}", slip(row.slip_days)]
    return [[run(line)] for line in lines if line]


def slip(days: int) -> str:
    """How far the due date has moved; "" where it has not."""
    if days > 0:
        words = ngettext("%(days)d day later than first set", "%(days)d days later than first set", days)
    else:
        words = ngettext("%(days)d day earlier than first set", "%(days)d days earlier than first set", -days)
    return words % {"days": abs(days)} if days else ""


def last_note_lines(row: BoardRow) -> list[list[Run]]:
    if row.last_note_on is None:
        return []
    return [[run(f"{day_in_words(row.last_note_on)} · {label_of(Freshness, row.freshness)}")]]


def position(line: PositionLine) -> dict[str, Any]:
    return {
        "party": text_run(line.party_name),
        "standing": line.standing,
        "day": day_in_words(line.as_of) if line.as_of else "",
    }


def note_words(note: NoteLine, parties: PartyNames) -> dict[str, Any]:
    """A note: when, who, where it puts the commitment, and what it says."""
    return {
        "day": day_in_words(note.as_of, note.precision),
        "by": run(f"{note.organization}, {parties.get(note.party, note.party)}"),
        "remarks": note_remarks(note),
        "standing": note.standing,
        "body": paragraphs(note.body),
        "reason": paragraphs(note.reason),
        "next_steps": paragraphs(note.next_steps),
        "evidence": [evidence_line(line) for line in note.evidence],
    }


def note_remarks(note: NoteLine) -> list[str]:
    """What is unusual about a note: its kind, its lifecycle at the end of the work, and who alone may read it."""
    remarks = [label_of(NoteKind, note.kind)] if note.kind != NoteKind.REPORT else []
    if note.standing in {Standing.COMPLETED, Standing.CLOSED}:
        remarks.append(label_of(Lifecycle, note.lifecycle))
    if note.visibility != Visibility.PUBLIC:
        remarks.append(label_of(Visibility, note.visibility))
    return remarks


def evidence_line(line: EvidenceLine) -> dict[str, Any]:
    """A source: what is no web address is printed, not linked."""
    address = web_address(line.url)
    return {
        "title": run(line.title or line.url),
        "address": address,
        "aside": run("" if address else line.url),
    }

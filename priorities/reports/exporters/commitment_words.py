"""A commitment of a report in words: where it stands, who leads it, when it is due, and its notes of the period."""

from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from priorities.choices import Freshness, Lifecycle, Schedule, Standing
from priorities.reports.content import BoardRow, CommitmentSection, Owner, PositionLine

from .days import day_in_words
from .note_words import note_words
from .runs import Run, label_of, quoted, run, text_run, web_address
from .source_words import Numbers

Fact = dict[str, Any]
PartyNames = dict[str, str]


def commitment_words(section: CommitmentSection, parties: PartyNames, numbers: Numbers) -> dict[str, Any]:
    """What the page says of one commitment. `parties` names each party by its code, `numbers` are those of the sources."""
    row = section.row
    return {
        "reference": row.reference,
        "address": web_address(row.url),
        "title": text_run(row.title),
        "wording": quoted(row.wording) if row.wording else None,
        "standing": row.standing,
        "since": since(row),
        "facts": facts(row, parties),
        "positions": [position(line) for line in row.positions] if len(parties) > 1 else [],
        "positions_differ": row.positions_differ,
        "is_assessed": bool(section.assessments),
        "notes": [note_words(note, row.reference, parties, numbers) for note in section.notes],
        "silence": "" if section.notes else silence(row),
    }


def since(row: BoardRow) -> str:
    """Since when it stands there, with its lifecycle where that says more than the standing."""
    words = _("since %(day)s") % {"day": day_in_words(row.since)}
    return " · ".join(filter(None, [ended(row.standing, row.lifecycle), words]))


def ended(standing: str, lifecycle: str) -> str:
    """How the work ended, in the words of the lifecycle; "" where it goes on, or the standing says it all."""
    if standing not in {Standing.COMPLETED, Standing.CLOSED}:
        return ""
    words = label_of(Lifecycle, lifecycle)
    return "" if words == label_of(Standing, standing) else words


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
    baseline = (_("Baseline due date"), baseline_lines(row), False)
    last = (_("Last note"), last_note_lines(row), False)
    return [
        {"label": label, "lines": lines, "alert": alert}
        for label, lines, alert in [*owners, due, baseline, last]
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
    """The due date, with its schedule while the commitment is open."""
    if row.due_on is None:
        return []
    finished = row.standing in {Standing.COMPLETED, Standing.CLOSED}
    day = day_in_words(row.due_on, row.due_precision)
    return [[run(day if finished else f"{day} · {label_of(Schedule, row.schedule)}")]]


def baseline_lines(row: BoardRow) -> list[list[Run]]:
    """The first due date, and how often and how far it has moved; nothing where it never did."""
    if row.baseline_on is None or not (row.moves or row.slip_days):
        return []
    moves = ngettext("moved %(count)s time", "moved %(count)s times", row.moves) % {
        "count": localize(row.moves)
    }
    said = [day_in_words(row.baseline_on), moves if row.moves else "", slip(row.slip_days)]
    return [[run(" · ".join(filter(None, said)))]]


def slip(days: int) -> str:
    """How far the due date has moved; "" where it has not."""
    if days > 0:
        words = ngettext("%(days)s day later than first set", "%(days)s days later than first set", days)
    else:
        words = ngettext("%(days)s day earlier than first set", "%(days)s days earlier than first set", -days)
    return words % {"days": localize(abs(days))} if days else ""


def last_note_lines(row: BoardRow) -> list[list[Run]]:
    if row.last_note_on is None:
        return []
    return [[run(f"{day_in_words(row.last_note_on)} · {label_of(Freshness, row.freshness)}")]]


def position(line: PositionLine) -> dict[str, Any]:
    return {
        "party": text_run(line.party_name),
        "standing": line.standing,
        "lifecycle": ended(line.standing, line.lifecycle),
        "day": day_in_words(line.as_of) if line.as_of else "",
    }

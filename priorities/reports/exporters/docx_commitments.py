"""Area by area as a Word document: each commitment with the words promised, where it stands, and its notes."""

from collections.abc import Iterable, Iterator

from priorities.choices import ReportPart

from .docx_blocks import Paragraph, Passage, Span
from .docx_writer import Words, Writer


def areas(to: Writer) -> Iterator[Passage]:
    for area in to.words["areas"]:
        yield from _area(to, area)


def _area(to: Writer, area: Words) -> Iterator[Passage]:
    key = f"area.{area['number']}"
    bookmark = to.bookmark("area", area["number"])
    yield Passage(key, (to.par("Heading1", to.say(area["heading"]), bookmark=bookmark),))
    if not area["commitments"]:
        yield Passage(f"{key}.none", (to.par("Normal", to.labels["no_commitments"]),))
        return
    yield Passage(f"{key}.bar", (to.bar(area["counts"], 2),))
    yield Passage(f"{key}.counts", (to.counted(pair for pair in area["counts"] if pair[1]),))
    for commitment in area["commitments"]:
        yield from _commitment(to, commitment)


def _commitment(to: Writer, commitment: Words) -> Iterator[Passage]:
    key = commitment["reference"]
    yield Passage(key, (to.par("Heading2", *to.titled(commitment)),))
    yield Passage(f"{key}.standing", (to.par("Status", *standing(to, commitment)),))
    if commitment["wording"]:
        yield Passage(f"{key}.wording", (to.par("Quote", to.say(commitment["wording"])),))
    if facts := tuple(_facts(to, commitment)):
        yield Passage(f"{key}.facts", facts)
    for index, note in enumerate(commitment["notes"]):
        yield from _note(to, note, f"{key}.note.{index}")
    if commitment["silence"]:
        yield Passage(f"{key}.silence", (to.par("Silence", commitment["silence"]),))


def standing(to: Writer, thing: Words) -> tuple[Span, ...]:
    """Where it stands, and since when."""
    return to.chip(thing["standing"]), *to.spaced(to.say(thing["since"], "Remark"))


def _facts(to: Writer, commitment: Words) -> Iterator[Paragraph]:
    if positions := commitment["positions"]:
        differ = commitment["positions_differ"]
        label = to.labels["positions_differ" if differ else "positions"]
        yield to.par("Fact", to.say(label, "Late" if differ else "Label"), "\t", *_positions(to, positions))
    for fact in commitment["facts"]:
        yield to.fact("Fact", fact["label"], fact["lines"], fact["alert"])
    if commitment["is_assessed"] and ReportPart.ASSESSMENTS in to.parts:
        yield to.par("Fact", "\t", to.say(to.labels["assessed"], "Label"))


def _positions(to: Writer, positions: Iterable[Words]) -> Iterator[Span]:
    """What each party says, a line for each."""
    for index, position in enumerate(positions):
        said = " · ".join(filter(None, [position["lifecycle"], position["day"]]))
        yield from [to.say("\n")] if index else []
        yield to.say(position["party"])
        yield from to.spaced(to.chip(position["standing"]), *([to.say(said, "Remark")] if said else []))


# Notes


def _note(to: Writer, note: Words, key: str) -> Iterator[Passage]:
    remarks = [to.say(" · ".join(note["remarks"]), "Remark")] if note["remarks"] else []
    late = [to.say(note["late"], "Late")] if note["late"] else []
    marks = to.spaced(to.say(note["by"], "Remark"), to.chip(note["standing"]), *remarks, *late)
    yield Passage(key, (to.par("Heading3", note["day"], *marks),))
    yield Passage(f"{key}.body", to.source(note["body"], "NoteText"))
    for name in ("reason", "next_steps"):
        if note[name]:
            label = [to.label(to.labels[name]), *to.spaced()]
            yield Passage(f"{key}.{name}", to.source(note[name], "NoteField", *label, to.say("  ")))
    if note["evidence"]:
        yield Passage(f"{key}.evidence", tuple(evidence(to, note["evidence"])))


def evidence(to: Writer, lines: Iterable[Words]) -> Iterator[Paragraph]:
    """Numbered as in the list of sources; where there is no such list, with their addresses."""
    with_address = ReportPart.SOURCES not in to.parts
    yield to.par("NoteLabel", to.labels["evidence"])
    for line in lines:
        yield to.par("ListBullet", *source_line(to, line, with_address=with_address))


def source_line(to: Writer, line: Words, *, with_address: bool) -> Iterator[Span]:
    yield to.label(f"[{line['number']}] ")
    yield to.link(line, line["title"])
    if line["aside"]["text"] and line["aside"]["text"] != line["title"]["text"]:
        yield to.say(" ")
        yield to.say(line["aside"], "Label")
    if with_address and line["address"]:
        yield to.say("\n")
        yield to.say(line["address"], "Label")

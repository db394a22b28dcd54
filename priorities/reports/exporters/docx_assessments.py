"""Independent assessments as a Word document: the scale by area, then what owners and assessors say, side by side."""

from collections.abc import Iterator

from .docx_blocks import Passage, Table
from .docx_commitments import evidence, standing
from .docx_writer import TEXT_WIDTH, Words, Writer


def assessments(to: Writer) -> Iterator[Passage]:
    said = to.words["assessments"]
    yield Passage("assessments", (to.part_heading("assessments"),))
    sentences = [said["sentence"], *said["method"]]
    yield Passage("assessments.text", tuple(to.par("Normal", sentence) for sentence in sentences))
    for index, scale in enumerate(said["scales"]):
        name = to.par("Caption", to.say(scale["name"]))
        yield Passage(f"assessments.scale.{index}", (name, _scale(to, scale)))
    for commitment in said["commitments"]:
        yield from _commitment(to, commitment)


def _scale(to: Writer, scale: Words) -> Table:
    """How many commitments of each area stand at each level."""
    numbers = len(scale["columns"]) - 1
    column = min(22.0, 0.7 * TEXT_WIDTH / numbers)
    rows = tuple(
        (
            to.cell(to.say(row["heading"])),
            *(to.number(count) for count in row["counts"]),
            to.cell(row["assessed"], style="TableNumber"),
        )
        for row in scale["rows"]
    )
    return Table(
        scale["name"]["text"],
        (TEXT_WIDTH - column * numbers, *(column for _ in range(numbers))),
        to.head(*scale["columns"], numbers_from=1),
        rows,
    )


def _commitment(to: Writer, commitment: Words) -> Iterator[Passage]:
    key = f"assessments.{commitment['reference']}"
    yield Passage(key, (to.par("Heading2", *to.titled(commitment)),))
    for index, line in enumerate(commitment["lines"]):
        yield Passage(f"{key}.{index}", (_line(to, commitment, line),))
        yield Passage(f"{key}.{index}.rationale", to.source(line["rationale"], "NoteText"))
        if line["sources"]:
            yield Passage(f"{key}.{index}.evidence", tuple(evidence(to, line["sources"])))


def _line(to: Writer, commitment: Words, line: Words) -> Table:
    """What the owners say on the left, what the assessor says on the right, never in one column."""
    level = to.par("TableText", to.say(line["level"], "Strong"), *to.spaced(to.say(line["place"], "Remark")))
    by = to.par("TableText", to.say(line["by"]), f" · {line['day']}")
    scale = to.par("TableText", to.say(line["scale"]), f" · {line['sufficiency']}")
    return Table(
        to.labels["assessor_says"],
        (TEXT_WIDTH / 2, TEXT_WIDTH / 2),
        to.head(to.labels["owners_say"], to.labels["assessor_says"]),
        ((to.cell(*standing(to, commitment)), (level, by, scale)),),
    )

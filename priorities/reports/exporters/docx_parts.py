"""The parts of a report as passages of a Word document, in the order in which the plan prints them."""

from collections.abc import Callable, Iterator

from priorities.choices import ReportPart

from .docx_assessments import assessments
from .docx_blocks import Cell, Passage, Span, Table
from .docx_commitments import areas, source_line
from .docx_cover import contents, cover
from .docx_writer import TEXT_WIDTH, Words, Writer


def passages(words: Words) -> Iterator[Passage]:
    """A whole report in one language, from its cover on."""
    to = Writer(words)
    yield from cover(to)
    yield contents(to)
    for part in to.parts:
        yield from PARTS[part](to)


def _summary(to: Writer) -> Iterator[Passage]:
    said = to.words["summary"]
    yield Passage("summary", (to.part_heading("summary"),))
    yield Passage("summary.sentence", (to.par("Normal", said["sentence"]),))
    yield Passage("summary.bar", (to.bar(said["counts"]),))
    yield Passage("summary.counts", (to.counted(said["counts"]),))
    yield Passage("summary.figures", (_figures(to, said["figures"]),))
    yield Passage("summary.areas", (to.par("Caption", said["chart"]["caption"]), _area_table(to)))


def _figures(to: Writer, figures: list[list[str]]) -> Table:
    values = [
        to.cell(to.say(value, "Figures"), to.say(f"  {remark}", "Remark"))
        for _label, value, remark in figures
    ]
    width = TEXT_WIDTH / len(figures)
    return Table(
        to.labels["summary"],
        (width,) * len(figures),
        to.head(*(label for label, *_rest in figures)),
        (tuple(values),),
    )


def _area_table(to: Writer) -> Table:
    """A row for each area, a column for each standing."""
    standings = to.words["standings"]
    column = 15.2
    first = TEXT_WIDTH - column * len(standings)
    rows = tuple(
        (to.cell(_area_link(to, area)), *(to.number(number) for _code, number in area["counts"]))
        for area in to.words["areas"]
    )
    return Table(
        to.words["summary"]["chart"]["caption"],
        (first, *(column for _ in standings)),
        (*to.head(to.labels["area"]), *to.head(*standings.values(), style="TableHeadNarrow")),
        rows,
    )


def _area_link(to: Writer, area: Words) -> Span:
    """The name of the area, leading to its pages where they are printed."""
    if ReportPart.COMMITMENTS not in to.parts:
        return to.say(area["heading"])
    return to.say(area["heading"], "Hyperlink", anchor=to.bookmark("area", area["number"]))


# What moved


def _changes(to: Writer) -> Iterator[Passage]:
    said = to.words["changes"]
    yield Passage("changes", (to.part_heading("changes"),))
    yield Passage("changes.sentence", (to.par("Normal", said["sentence"]),))
    for group in said["groups"]:
        key = f"changes.{group['kind']}"
        count = to.spaced(to.say(to.grouped(group["count"]), "Remark"))
        yield Passage(key, (to.par("Heading2", group["label"], *count),))
        yield Passage(f"{key}.table", (_change_table(to, group),))


def _change_table(to: Writer, group: Words) -> Table:
    """The columns that the kind has something to say in."""
    names = ["before", "after", "remark"]
    shown = [(name, label) for name, label in zip(names, group["columns"][1:], strict=True) if label]
    width = 38.0
    return Table(
        group["label"],
        (TEXT_WIDTH - width * len(shown), *(width for _ in shown)),
        to.head(group["columns"][0], *(label for _name, label in shown)),
        tuple(
            (to.cell(*to.titled(row)), *(_place(to, group, row, name) for name, _label in shown))
            for row in group["rows"]
        ),
    )


def _place(to: Writer, group: Words, row: Words, name: str) -> Cell:
    if not row[name]:
        return to.cell(to.label(to.labels["none"]))
    is_standing = group["form"] == "standing" and name != "remark"
    return to.cell(to.chip(row[name]) if is_standing else row[name])


# Who reported, and what is missing


def _coverage(to: Writer) -> Iterator[Passage]:
    said = to.words["coverage"]
    yield Passage("coverage", (to.part_heading("coverage"),))
    yield Passage("coverage.sentence", (to.par("Normal", said["sentence"]),))
    if said["rows"]:
        rows = [*said["rows"], *([said["total"]] if said["total"] else [])]
        table = Table(
            to.labels["coverage"],
            (66, 24, *(18,) * 4),
            to.head(*said["columns"], numbers_from=2),
            tuple(_coverage_row(to, row) for row in rows),
            has_total=bool(said["total"]),
        )
        yield Passage("coverage.table", (table,))


def _coverage_row(to: Writer, row: Words) -> tuple[Cell, ...]:
    acronym = to.spaced(to.label(row["acronym"])) if row["acronym"] else ()
    numbers = [to.cell(row[name], style="TableNumber") for name in ("owed", "reported", "percent", "late")]
    return to.cell(to.say(row["organization"]), *acronym), to.cell(row["party"]), *numbers


def _gaps(to: Writer) -> Iterator[Passage]:
    said = to.words["gaps"]
    yield Passage("gaps", (to.part_heading("gaps"),))
    yield Passage("gaps.sentence", (to.par("Normal", said["sentence"]),))
    rows = tuple(
        (to.cell(*to.titled(row)), to.cell(row["kind"]), to.source(row["reason"], "TableText"))
        for row in said["rows"]
    )
    table = Table(to.labels["gaps"], (68, 34, 60), to.head(*said["columns"]), rows)
    yield Passage("gaps.table", (table,))


# How to read the report


def _method(to: Writer) -> Iterator[Passage]:
    said = to.words["method"]
    yield Passage("method", (to.part_heading("method"),))
    yield Passage("method.text", tuple(to.par("Normal", to.say(run)) for run in said["paragraphs"]))
    for name in ("definitions", "schedules", "freshnesses"):
        yield Passage(f"method.{name}", (_definitions(to, name),))
    yield Passage("method.percentages", (to.par("Heading2", to.labels["percentages"]),))
    yield Passage("method.percentages.table", (_percentages(to, said["percentages"]),))
    yield Passage("method.seal", (to.par("Heading2", to.labels["checking"]),))
    yield Passage("method.seal.text", tuple(to.par("Normal", to.say(run)) for run in said["seal"]))
    if address := to.words["address"]:
        link = to.say(address, "Hyperlink", address)
        yield Passage("method.address", (to.par("Normal", to.label(f"{to.labels['address']}  "), link),))


def _definitions(to: Writer, name: str) -> Table:
    label = {"definitions": "standing", "schedules": "schedule", "freshnesses": "freshness"}[name]
    rows = tuple(
        (
            to.cell(to.chip(each["standing"]) if "standing" in each else to.say(each["label"], "Strong")),
            to.cell(to.say(each["meaning"])),
        )
        for each in to.words["method"][name]
    )
    return Table(to.labels[label], (40, 122), to.head(to.labels[label], to.labels["meaning"]), rows)


def _percentages(to: Writer, said: Words) -> Table:
    return Table(
        to.labels["percentages"],
        (48, 34, 20, 60),
        to.head(*said["columns"]),
        tuple(tuple(to.cell(value) for value in row) for row in said["rows"]),
    )


# Sources


def _sources(to: Writer) -> Iterator[Passage]:
    said = to.words["sources"]
    yield Passage("sources", (to.part_heading("sources"),))
    yield Passage("sources.sentence", (to.par("Normal", said["sentence"]),))
    for group in said["groups"]:
        lines = [to.par("ListBullet", *source_line(to, line, with_address=True)) for line in group["lines"]]
        key = f"sources.{group['reference']}"
        yield Passage(key, (to.par("SourceHead", *to.titled(group)), *lines))


PARTS: dict[str, Callable[[Writer], Iterator[Passage]]] = {
    ReportPart.SUMMARY: _summary,
    ReportPart.CHANGES: _changes,
    ReportPart.COMMITMENTS: areas,
    ReportPart.COVERAGE: _coverage,
    ReportPart.ASSESSMENTS: assessments,
    ReportPart.GAPS: _gaps,
    ReportPart.METHOD: _method,
    ReportPart.SOURCES: _sources,
}

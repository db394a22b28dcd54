"""The first page of a report as a Word document, with its seal, and the table of contents."""

from collections.abc import Iterator

from priorities.choices import ReportPart

from .docx_blocks import Contents, PageBreak, Paragraph, Passage, Picture, Span
from .docx_writer import Words, Writer
from .qr import qr_png
from .runs import Run

CODE_SIDE = (
    28.0  # millimetres; forty-five modules and their quiet zone, large enough for a print that was copied
)


def cover(to: Writer) -> Iterator[Passage]:
    said = to.words["cover"]
    yield Passage("cover.line", (to.par("ReportLine", said["kind"], "\t", to.say(said["state"], "Strong")),))
    yield Passage("cover.title", (to.par("Title", said["heading"]),))
    yield Passage("cover.plan", (to.par("Subtitle", to.say(said["plan"])),))
    yield Passage("cover.period", (to.par("Period", to.say(said["period"]), f" · {said['days']}"),))
    if said["edition"]:
        yield Passage("cover.edition", tuple(_addendum(to, said["edition"])))
    for index, fact in enumerate(said["facts"]):
        yield Passage(f"cover.fact.{index}", (to.fact("CoverFact", fact["label"], fact["lines"]),))
    if said["seal"]:
        yield from _seal(to, said["seal"])
    if said["notice"]["text"]:
        yield Passage("cover.notice", (to.par("Notice", to.say(said["notice"])),))
    yield Passage("cover.end", (PageBreak(),))


def _addendum(to: Writer, edition: Words) -> Iterator[Paragraph]:
    yield to.par("Addendum", to.say(edition["label"], "Strong"))
    yield from to.source(edition["reason"], "Addendum")
    if edition["replaces"]:
        yield to.par("Addendum", edition["replaces"])


def _seal(to: Writer, seal: Words) -> Iterator[Passage]:
    if seal["address"]:
        code = Picture(qr_png(seal["address"]), CODE_SIDE, CODE_SIDE, seal["qr_alt"], "SealCode")
        yield Passage("cover.code", (code,))
    digits = Span(" ".join(seal["groups"]), "")  # of no language
    yield Passage("cover.seal", (to.par("SealText", to.say(seal["label"], "Strong")),))
    yield Passage("cover.digits", (to.par("SealDigits", digits),))
    yield Passage("cover.check", (to.par("SealText", seal["sentence"]),))
    if seal["address"]:
        link = Span(seal["address"].split("?")[0], "", "Hyperlink", seal["address"])
        yield Passage("cover.verify", (to.par("SealText", link),))


def contents(to: Writer) -> Passage:
    """Every part and area, as links to their headings."""
    lines = [to.par("TOC1", to.say(said, anchor=bookmark)) for bookmark, said in _headings(to)]
    title = to.par("TOCHeading", to.labels["contents"])
    return Passage("contents", (Contents(title, tuple(lines), to.bookmark("report")),))


def _headings(to: Writer) -> Iterator[tuple[str, Run | str]]:
    for part in to.parts:
        if part != ReportPart.COMMITMENTS:
            yield to.bookmark(part), to.labels[part]
        else:
            for area in to.words["areas"]:
                yield to.bookmark("area", area["number"]), area["heading"]

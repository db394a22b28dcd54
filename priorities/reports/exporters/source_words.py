"""The sources of a report: every piece of evidence it prints, numbered from the first page to the last."""

from collections.abc import Collection, Iterator
from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from priorities.choices import ReportPart
from priorities.reports.content import CommitmentSection, EvidenceLine, ReportContent

from .runs import run, text_run, web_address

Words = dict[str, Any]
Numbers = dict[tuple[str, EvidenceLine], int]


def number_sources(content: ReportContent, parts: Collection[str]) -> Numbers:
    """The number of each source by the commitment that it speaks of: what two commitments cite has two numbers."""
    numbers: Numbers = {}
    for section in _sections(content):
        for line in _lines(section, parts):
            numbers.setdefault((section.row.reference, line), len(numbers) + 1)
    return numbers


def _sections(content: ReportContent) -> Iterator[CommitmentSection]:
    return (section for area in content.areas for section in area.commitments)


def _lines(section: CommitmentSection, parts: Collection[str]) -> Iterator[EvidenceLine]:
    for note in section.notes:
        yield from note.evidence
    if ReportPart.ASSESSMENTS in parts:
        for assessment in section.assessments:
            yield from assessment.sources


def evidence_words(line: EvidenceLine, reference: str, numbers: Numbers) -> Words:
    """A source: what is no web address is printed, not linked."""
    address = web_address(line.url)
    return {
        "number": numbers.get((reference, line), 0),
        "title": run(line.title, line.language) if line.title else run(line.url),
        "address": address,
        "aside": run("" if address else line.url),
    }


def source_words(content: ReportContent, numbers: Numbers) -> Words:
    """All sources by commitment, in the order of their numbers. A commitment without any is left out."""
    by_reference: dict[str, list[EvidenceLine]] = {}
    for reference, line in numbers:
        by_reference.setdefault(reference, []).append(line)
    words = ngettext(
        "%(count)s source, as the notes and assessments of the period give it.",
        "%(count)s sources, as the notes and assessments of the period give them.",
        len(numbers),
    )
    return {
        "sentence": words % {"count": localize(len(numbers))}
        if numbers
        else _("No note of the period gives a source."),
        "groups": [
            {
                "reference": section.row.reference,
                "address": web_address(section.row.url),
                "title": text_run(section.row.title),
                "lines": [
                    evidence_words(line, section.row.reference, numbers)
                    for line in by_reference[section.row.reference]
                ],
            }
            for section in _sections(content)
            if section.row.reference in by_reference
        ],
    }

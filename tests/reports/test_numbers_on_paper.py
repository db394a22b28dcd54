"""Numbers of a thousand and more in a report: set apart as its language does, in words, on paper and in Word."""

import pypdfium2
import pytest

from priorities.reports.exporters.docx import report_docx
from priorities.reports.exporters.pdf import report_pdf
from priorities.reports.exporters.report_words import report_words

from .exporters.builders import a_report, a_section
from .reading_docx import text_of

COUNTS = (("on_track", 12345), ("completed", 0))


def large(language):
    """One commitment that stands for many."""
    section = a_section(slip_days=1507)
    content = a_report(
        section, language=language, counts=COUNTS, total=12345, notes_total=4321, owed=2000, reported=1999
    )
    return content


@pytest.mark.parametrize(
    ("language", "total", "slip"),
    [("en", "12,345", "1,507"), ("fr", "12\u00a0345", "1\u00a0507"), ("ja", "12,345", "1,507")],
)
def test_a_report_sets_thousands_apart(language, total, slip):
    content = large(language)
    said = report_words(content)
    pdf = "\n".join(
        page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(report_pdf(content))
    )
    word = text_of(report_docx(content))

    assert said["summary"]["figures"][0][1] == total
    assert slip in str(said["areas"][0]["commitments"][0]["facts"]).replace("\\xa0", "\u00a0")
    for text in (pdf, word):
        plain = text.replace("\u00a0", " ")
        assert plain.count(total.replace("\u00a0", " ")) > 2
        assert "12345" not in plain
        assert slip.replace("\u00a0", " ") in plain

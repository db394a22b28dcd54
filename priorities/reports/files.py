"""A report in each of its formats, from its content alone."""

from .content import ReportContent
from .exporters.csv import report_csv
from .exporters.pdf import report_pdf


def report_file(content: ReportContent, kind: str) -> bytes:
    """The file as bytes; `kind` is "csv", "xlsx", "docx" or "pdf". JSON is the sealed text itself: see seals."""
    # The libraries of the two office formats take long to load, and most requests need neither.
    if kind == "docx":
        from .exporters.docx import report_docx

        return report_docx(content)
    if kind == "xlsx":
        from .exporters.report_xlsx import report_xlsx

        with report_xlsx(content) as file:
            return file.read()
    return b"".join(report_csv(content)) if kind == "csv" else report_pdf(content)

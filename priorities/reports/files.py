"""A report in each of its formats, in one language or two, from its content alone."""

from collections.abc import Callable
from dataclasses import dataclass

from priorities.choices import FileKind, FileLayout, Language

from .content import ReportContent
from .exporters.csv import report_csv
from .exporters.pdf import bilingual_pdf, report_pdf
from .reading import read_document, seal_from
from .seals import Document, canonical

BILINGUAL = (FileKind.PDF, FileKind.DOCX)


@dataclass(frozen=True)
class Rendering:
    """Which file of a report: its format ("pdf"), one language or two, and how two stand in it ("after", "side")."""

    kind: str
    languages: tuple[str, ...]
    layout: str = ""

    @property
    def code(self) -> str:
        """ "pdf fr", "pdf en+fr side": the same for the same file only."""
        return " ".join(filter(None, [self.kind, self.editions, self.layout]))

    @property
    def editions(self) -> str:
        return "+".join(self.languages)

    @classmethod
    def asked(cls, kind: str, language: str, editions: str = "", layout: str = "") -> "Rendering | None":
        """What an address asks for: `editions` names one or two languages ("en+fr"), in their order. None for nonsense."""
        # In a query string a plus sign is a space.
        languages = tuple(editions.replace("+", " ").split()) or (language,)
        known = set(languages) <= set(Language.values) and len(languages) == len(set(languages))
        if not known or len(languages) > (2 if kind in BILINGUAL else 1):
            return None
        if len(languages) == 1:
            return None if layout else cls(kind, languages)
        chosen = layout or FileLayout.AFTER.value
        return cls(kind, languages, chosen) if chosen in FileLayout.values else None


def file_of(document: Document, rendering: Rendering, *, sha256: str | None = None) -> bytes:
    """The file of a report document; `sha256` is its seal, None that of a live draft.

    A draft's JSON does not look as if it were sealed: there is `content` and nothing else.
    """
    if rendering.kind == FileKind.JSON:
        return b'{"content": ' + canonical(document) + b"}\n"
    seal = seal_from(document, sha256=sha256) if sha256 else None
    return rendered(rendering, lambda language: read_document(document, language=language, seal=seal))


def rendered(rendering: Rendering, read: Callable[[str], ReportContent]) -> bytes:
    """The file; `read` gives the content in a language."""
    contents = [read(language) for language in rendering.languages]
    if len(contents) == 1:
        return report_file(contents[0], rendering.kind)
    first, second = contents
    if rendering.kind == FileKind.PDF:
        return bilingual_pdf(first, second, layout="side" if rendering.layout == "side" else "after")
    from .exporters.docx import bilingual_docx

    return bilingual_docx(first, second, layout="side" if rendering.layout == "side" else "after")


def report_file(content: ReportContent, kind: str) -> bytes:
    """The file as bytes, in the language of the content. JSON is the sealed text itself: see seals."""
    # The libraries of the two office formats take long to load, and most requests need neither.
    if kind == FileKind.DOCX:
        from .exporters.docx import report_docx

        return report_docx(content)
    if kind == FileKind.XLSX:
        from .exporters.report_xlsx import report_xlsx

        with report_xlsx(content) as file:
            return file.read()
    if kind == FileKind.ZIP:
        from .exporters.report_zip import report_zip

        return report_zip(content)
    return b"".join(report_csv(content)) if kind == FileKind.CSV else report_pdf(content)

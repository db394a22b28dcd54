"""A report as an archive of CSV files, one for each kind of fact, with a page of text that says what they are."""

import codecs
from collections.abc import Iterator

from priorities.reports.content import ReportContent

from .archive import File, archive
from .cells import plain
from .csv import lines
from .report_columns import report_tables, sealed


def report_zip(content: ReportContent) -> bytes:
    """commitments.csv, notes.csv, changes.csv, coverage.csv, about.txt, and what else there is to say.

    Not packed, because the bytes must stay the same for ever, and compressors change.
    """
    return archive(_files(content), is_packed=False)


def _files(content: ReportContent) -> Iterator[File]:
    for table in report_tables(content):
        yield f"{table.code}.csv", b"".join(lines(sealed(table.columns, content), table.rows))
    about = [f"{name}: {plain(value)}\r\n" for name, value in _about(content) if value]
    yield "about.txt", codecs.BOM_UTF8 + "".join(about).encode()


def _about(content: ReportContent) -> Iterator[tuple[str, object]]:
    """What the report is, in codes as in the columns. Only what was sealed: the words of the product may change."""
    yield "plan", content.plan
    yield "notice", content.notice
    yield "period", content.period
    yield "starts_on", content.starts_on
    yield "ends_on", content.ends_on
    yield "edition", content.edition
    yield "reason", content.reason
    yield "language", content.language
    yield "audience", content.audience
    yield "made_at", content.made_at
    yield "url", content.url
    if seal := content.seal:
        yield "made_by", seal.frozen_by
        yield "made_for", seal.organization
        yield "report_sha256", seal.sha256
        yield "previous_sha256", seal.previous_sha256
        yield "replaces_sha256", seal.replaces_sha256
        yield "compared_with_sha256", content.compared_with
        yield "verify_url", seal.verify_url

"""How fast a large report is written, as ratios of the bare writers: csv and XlsxWriter given the same cells, ready made.

    uv run python -m tests.benchmarks.exports --commitments 10000 --notes 50000

prints tables in Markdown. Times are the machine's, of the processor; only ratios of one run mean anything. With --board it
also reads the board of the benchmark's plan in DATA_DIR (see `manage.py seed_benchmark`) from the database to its files.
"""

import argparse
import csv
import io
import os
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

TARGETS = {"CSV": 20_000, "XLSX": 7_000}  # rows a second
PARAGRAPH = (
    "Ministers met in Ottawa and agreed on the next round of exercises; “the text” is with both legal services. "
    "Les deux parties ont confirmé le calendrier, 両国は次回会合の日程を確認した。"
)


@dataclass(frozen=True)
class Line:
    """`took` and `bare` are seconds for so many `rows`, the best of all rounds."""

    name: str
    rows: int
    took: float
    bare: float

    @property
    def speed(self) -> float:
        return self.rows / self.took

    @property
    def ratio(self) -> float:
        """How many times as long as the bare writer."""
        return self.took / self.bare


def a_large_report(commitments: int, notes: int):
    from tests.reports.exporters.builders import a_note, a_report, a_section, english
    from tests.reports.exporters.sealed import a_change, a_seal

    each = notes // commitments
    start = date(2025, 4, 1)
    told = [
        a_note(as_of=start + timedelta(days=day % 180), body=english(f"{day}. {PARAGRAPH * (1 + day % 3)}"))
        for day in range(max(each, 1) * 40)
    ]
    sections = [
        a_section(
            *(told[(number * each + step) % len(told)] for step in range(each)),
            reference=f"CJ21-ROL-{number:05}",
            title=english(f"Commitment {number} on the security of sea lanes"),
            wording=english(PARAGRAPH),
        )
        for number in range(commitments)
    ]
    changes = tuple(a_change(reference=f"CJ21-ROL-{number:05}") for number in range(commitments // 10))
    return replace(a_report(*sections), seal=a_seal(), changes=changes)


def measure(commitments: int, notes: int, rounds: int) -> list[Line]:
    from priorities.reports.exporters.csv import report_csv
    from priorities.reports.exporters.report_columns import report_tables, sealed
    from priorities.reports.exporters.report_xlsx import report_xlsx
    from priorities.reports.exporters.report_zip import report_zip

    content = a_large_report(commitments, notes)
    tables = [
        [[column.value(row) for column in sealed(table.columns, content)] for row in table.rows]
        for table in report_tables(content)
    ]
    [first, *_rest] = tables
    in_all = sum(len(table) for table in tables)
    cases: list[tuple[str, int, Callable, Callable]] = [
        ("CSV", len(first), lambda: b"".join(report_csv(content)), lambda: bare_csv([first])),
        ("CSV (zip)", in_all, lambda: report_zip(content), lambda: bare_csv(tables)),
        ("XLSX", in_all, lambda: report_xlsx(content).close(), lambda: bare_xlsx(tables)),
    ]
    best = {name: [float("inf")] * 2 for name, *_rest in cases}
    for _round in range(rounds):
        for name, _rows, ours, theirs in cases:
            taken = seconds(ours), seconds(theirs)
            best[name] = [min(pair) for pair in zip(best[name], taken, strict=True)]
    return [Line(name, rows, *best[name]) for name, rows, *_functions in cases]


def seconds(work: Callable[[], object]) -> float:
    """Of the processor: others may be using the machine too."""
    start = time.process_time()
    work()
    return time.process_time() - start


def bare_csv(tables: Iterable[list[list]]) -> None:
    for table in tables:
        csv.writer(io.StringIO()).writerows(table)


def bare_xlsx(tables: Iterable[list[list]]) -> None:
    """As its own documentation says that it is fastest: in constant memory, with the method for each type."""
    import xlsxwriter

    with tempfile.TemporaryFile() as file, xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for table in tables:
            sheet = book.add_worksheet()
            for row, cells in enumerate(table):
                for column, value in enumerate(cells):
                    write_bare(sheet, row, column, value, day)


def write_bare(sheet, row: int, column: int, value, day) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, int):
        sheet.write_number(row, column, value)
    elif value:
        sheet.write_string(row, column, str(value))


def memory(commitments: int, notes: int) -> int:
    """The most bytes that writing the workbook takes beside the report itself."""
    from priorities.reports.exporters.report_xlsx import report_xlsx

    content = a_large_report(commitments, notes)
    report_xlsx(content).close()  # what is loaded once
    tracemalloc.start()
    try:
        report_xlsx(content).close()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def a_long_pdf(pages: int) -> tuple[int, float, float]:
    """Pages, seconds of the processor and megabytes at most, of a PDF that a fresh process makes."""
    code = (
        "import os, resource, time, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'tracker.settings'; django.setup();"
        "from tests.benchmarks.exports import a_large_report;"
        "from priorities.reports.exporters.pdf import report_pdf; import pypdfium2;"
        f"content = a_large_report({pages * 3 // 2}, {pages * 3}); begun = time.process_time(); data = report_pdf(content);"
        "took = time.process_time() - begun; most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024;"
        "print(len(pypdfium2.PdfDocument(data)), took, most)"
    )
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    number, took, most = said.split()
    return int(number), float(took), float(most)


@dataclass(frozen=True)
class Board:
    """A file of the board, from the database to the last byte, beside the bare writer of the same bytes."""

    name: str
    rows: int
    first: float
    took: float


def board_files() -> list[Board]:
    """Asked for in this process, so that nothing but the work is measured; the second time, as on a server at work."""
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    client, lines = Client(), []
    for kind in ("csv", "json", "xlsx"):
        for number in range(2):
            begun = time.process_time()
            answer = iter(client.get(f"/benchmark/board.{kind}?n={number}").streaming_content)
            data = next(answer)
            first = time.process_time() - begun
            data += b"".join(answer)
            took = time.process_time() - begun
        if kind == "csv":
            rows = len(list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))) - 1
        lines.append(Board(kind.upper(), rows, first, took))
    return lines


def board_table(boards: Iterable[Board]) -> str:
    head = ["| board | rows | first byte, ms | rows a second |", "|---|---:|---:|---:|"]
    body = [
        f"| {each.name} | {each.rows:,} | {each.first * 1000:.0f} | {each.rows / each.took:,.0f} |"
        for each in boards
    ]
    return "\n".join([*head, *body])


def table(lines: Iterable[Line]) -> str:
    head = ["| | rows | rows a second | target | as long as the bare writer |", "|---|---|---|---|---|"]
    body = [
        f"| {line.name} | {line.rows:,} | {line.speed:,.0f} | {TARGETS.get(line.name, 0) or '–'} | {line.ratio:.2f} × |"
        for line in lines
    ]
    return "\n".join([*head, *body])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commitments", type=int, default=10_000)
    parser.add_argument("--notes", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--board", action="store_true")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    import django

    django.setup()
    print(table(measure(given.commitments, given.notes, given.rounds)))  # noqa: T201
    few, many = (memory(number, number * 5) for number in (500, 2_000))
    print(f"\nMemory of XLSX: {few / 1e6:.1f} MB for 3,000 rows, {many / 1e6:.1f} MB for 12,000.")  # noqa: T201
    pages, took, most = a_long_pdf(100)
    print(f"PDF of {pages} pages: {took:.1f} s of the processor, {most:.0f} MB at most.")  # noqa: T201
    if given.board:
        print(f"\n{board_table(board_files())}")  # noqa: T201


if __name__ == "__main__":
    main()

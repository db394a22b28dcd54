"""What moved between two days as CSV: see `csv` on how it opens right in Excel."""

from collections.abc import Iterable, Iterator

from priorities.reports.content import ChangeRow, ChangesExport

from .changes_columns import CHANGES_COLUMNS
from .csv import lines


def changes_csv(export: ChangesExport, rows: Iterable[ChangeRow]) -> Iterator[bytes]:
    """A line for each change, read one by one."""
    return lines(CHANGES_COLUMNS, rows)

"""CSV files in pieces of a few megabytes, which together are the table that `read_csv` makes."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from nnspec.data.formats.csv.columns import column_from_arrow
from nnspec.data.formats.csv.faults import infinite_value, no_rows, of_first_columns
from nnspec.data.formats.csv.source import BLOCK_BYTES, CsvSource
from nnspec.data.table.table import Table
from nnspec.data.table.values import too_large
from nnspec.errors import DataError


def csv_pieces(
    source: CsvSource,
    only: Collection[str],
    text: Collection[str],
    *,
    block_bytes: int = BLOCK_BYTES,
) -> Iterator[Table]:
    """Read a file once, from the top to the end.

    Args:
        source: The file.
        only: The columns to read; all when empty.
        text: Columns that stay text, even if all values of a piece happen to be numbers; looked
            up anew for every piece.
        block_bytes: How much of the file to parse at once.

    Yields:
        The next rows, without row numbers: `source.first_line` knows these in the end.

    Raises:
        DataError: As `read_csv`, also for what is wrong in a later piece.
    """
    label, form = source.label, source.form
    wanted = [name for name in source.names if name in only] if only else None
    infinities: dict[str, tuple[int, float, int]] = {}
    words: set[str] = set()
    rows = 0
    for batch in source.batches(wanted, nulls=True, block_bytes=block_bytes):
        columns = {
            name: column_from_arrow(column, form, name in text or name in form.text)
            for name, column in zip(batch.schema.names, batch.columns, strict=True)
        }
        table = Table(columns, label, csv=form)
        _note_infinities(table, rows, infinities, words)
        rows += table.n_rows
        yield table
    if not rows:
        raise DataError(no_rows(label))
    first = source.first_line
    problems = of_first_columns(
        infinite_value(label, name, value, source.line_of(row) if first is None else first + row, n)
        for name, (row, value, n) in infinities.items()
        if name not in words
    )
    if problems:
        raise DataError(problems)


def _note_infinities(
    table: Table, start: int, found: dict[str, tuple[int, float, int]], words: set[str]
) -> None:
    """Note each column's first infinity, and which columns are text and so hold none.

    Args:
        table: A piece.
        start: How many rows come before it.
        found: By column the row and value of the first infinity, and how many there are.
        words: The columns that are text in some piece.
    """
    for name, column in table.columns.items():
        if not table.is_numeric(name):
            words.add(name)
            continue
        rows = too_large(column)
        if len(rows):
            first = start + int(rows[0]), float(column[rows[0]]), 0
            row, value, count = found.get(name, first)
            found[name] = row, value, count + len(rows)

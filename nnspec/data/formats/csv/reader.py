"""CSV files to tables: the head of a file, or its batches joined.

The head goes through the standard library, which needs no import of a fifth of a second. Both make
the same table of the same rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from nnspec.data.formats.common.column_hint import text_column_hint
from nnspec.data.formats.csv.columns import column_from_arrow, column_from_text
from nnspec.data.formats.csv.faults import infinite_value, no_rows, of_first_columns
from nnspec.data.formats.csv.source import CsvSource
from nnspec.data.formats.csv.style import csv_format
from nnspec.data.table.number_text import parse_number
from nnspec.data.table.table import Table
from nnspec.data.table.values import too_large
from nnspec.errors import DataError, Location, Problem


def read_csv(
    path: str | Path,
    *,
    label: str | None = None,
    max_rows: int | None = None,
    numeric: Iterable[str] = (),
    text: Iterable[str] = (),
    **written: Any,
) -> Table:
    r"""Read a CSV file.

    A column is numeric when each of its values is a number once the spaces around it are gone, and
    text otherwise; text stays as written. A column without any value is numeric. Blank lines are
    left out.

    Args:
        path: The file; .gz, .bz2, .xz and .zst are decompressed.
        label: What messages call the file; the path when left out.
        max_rows: Read only so many rows from the top.
        numeric: Columns that must be numbers: any other value is an error.
        text: Columns that stay text, even if all of their values happen to be numbers.
        written: How the file is written: arguments of `csv_format`.

    Raises:
        DataError: The file, its header or one of its values is wrong.
    """
    form = csv_format(**written)
    path = Path(path)
    label = path.as_posix() if label is None else label
    as_text = form.text.union(text)
    source = CsvSource(path, label, form)
    table = _whole(source, as_text) if max_rows is None else _head(source, as_text, max_rows)
    must_be_numeric = set(numeric)
    found = (
        problem
        for name in table.names
        if (problem := _infinity(table, name, source))
        or (name in must_be_numeric and (problem := _not_a_number(table, name, source)))
    )
    problems = of_first_columns(found)
    if problems:
        raise DataError(problems)
    return table


def _head(source: CsvSource, text: Collection[str], max_rows: int) -> Table:
    head = source.head(max_rows)
    if not head.rows and max_rows > 0:
        raise DataError(no_rows(source.label))
    by_column = zip(*head.rows, strict=True) if head.rows else [()] * len(head.names)
    columns = {
        name: column_from_text(fields, source.form, name in text)
        for name, fields in zip(head.names, by_column, strict=True)
    }
    numbers = np.asarray(head.lines, dtype=np.int64)
    return Table(columns, source.label, numbers, "line", csv=source.form)


def _whole(source: CsvSource, text: Collection[str]) -> Table:
    import pyarrow as pa

    batches = list(source.batches(nulls=True))
    if not batches:
        raise DataError(no_rows(source.label))
    fields = pa.Table.from_batches(batches)
    columns = {
        name: column_from_arrow(column, source.form, name in text)
        for name, column in zip(fields.column_names, fields.columns, strict=True)
    }
    first = source.first_line
    if first is None:
        # Blank lines or line breaks in quotes: a row's line would have to be searched for.
        return Table(columns, source.label, csv=source.form)
    numbers = np.arange(first, first + fields.num_rows)
    return Table(columns, source.label, numbers, "line", csv=source.form)


def _infinity(table: Table, name: str, source: CsvSource) -> Problem | None:
    if not table.is_numeric(name):
        return None
    rows = too_large(table[name])
    if not len(rows):
        return None
    line = source.line_of(int(rows[0]))
    return infinite_value(table.origin, name, table[name][rows[0]], line, len(rows))


def _not_a_number(table: Table, name: str, source: CsvSource) -> Problem | None:
    if table.is_numeric(name):
        return None
    form = source.form
    wrong = [
        (row, value)
        for row, value in enumerate(table[name].tolist())
        if value is not None
        and value.strip() not in form.missing
        and parse_number(value, form.decimal, form.thousands) is None
    ]
    row, value = wrong[0]
    line = source.line_of(row)
    more = f", and {len(wrong) - 1} more" if len(wrong) > 1 else ""
    return Problem(
        "not-a-number",
        f"column {name!r} of {table.origin} must hold numbers: {value!r} on line {line}{more}",
        location=Location(table.origin, line, 1),
        hint=text_column_hint(table, name),
    )

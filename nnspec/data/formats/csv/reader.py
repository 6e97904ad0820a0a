"""CSV files to tables: every field as text first, then numbers where all of a column are numbers.

Whole files go through pyarrow; the head of a file goes through the standard library, which needs
no import of a fifth of a second. Both make the same table of the same rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nnspec.data.formats.column_hint import text_column_hint
from nnspec.data.formats.csv import rows as csv_rows
from nnspec.data.formats.csv.file import CsvBytes, wrong_encoding
from nnspec.data.formats.csv.style import CsvFormat, csv_format
from nnspec.data.formats.csv.text_blocks import why_refused
from nnspec.data.formats.files import open_binary
from nnspec.data.table.arrow import floats_of, values_of
from nnspec.data.table.number_text import is_plain, parse_number, parse_numbers, parse_plain
from nnspec.data.table.table import Table
from nnspec.data.table.values import no_number, too_large
from nnspec.errors import DataError, Location, Problem

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import csv

_BLOCK_BYTES = 4 << 20
# So many columns with values that are no numbers are said.
_SHOWN_COLUMNS = 12


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
    if max_rows is None:
        table = _read_whole(path, label, form, as_text)
    else:
        table = _read_head(path, label, form, as_text, max_rows)
    must_be_numeric = set(numeric)
    found = (
        problem
        for name in table.names
        if (problem := _infinity(table, name, path, form))
        or (name in must_be_numeric and (problem := _not_a_number(table, name, path, form)))
    )
    problems = of_first_columns(found)
    if problems:
        raise DataError(problems)
    return table


def of_first_columns(found: Iterator[Problem]) -> list[Problem]:
    """The problems of the first columns; the file is read again for the line of each."""
    problems = list(islice(found, _SHOWN_COLUMNS))
    if problems and next(found, None):
        problems[-1] = replace(problems[-1], details=("and in further columns",))
    return problems


def read_header(path: str | Path, *, label: str | None = None, **written: Any) -> tuple[str, ...]:
    """The names of a CSV file's columns; arguments and errors as `read_csv`."""
    form = csv_format(**written)
    path = Path(path)
    return csv_rows.read_header(path, path.as_posix() if label is None else label, form)


def _read_head(
    path: Path, label: str, form: CsvFormat, text: Collection[str], max_rows: int
) -> Table:
    head = csv_rows.read_head(path, label, form, max_rows)
    if not head.rows and max_rows > 0:
        raise DataError(no_rows(label))
    by_column = zip(*head.rows, strict=True) if head.rows else [()] * len(head.names)
    columns = {
        name: _column_from_text(fields, form, name in text)
        for name, fields in zip(head.names, by_column, strict=True)
    }
    return Table(columns, label, np.asarray(head.lines, dtype=np.int64), "line", csv=form)


def _column_from_text(fields: Sequence[str], form: CsvFormat, as_text: bool) -> np.ndarray:
    missing = set(form.missing)
    if not as_text and form.decimal == "." and not any(map(is_plain, missing - {""})):
        plain = parse_plain(fields)
        if plain is not None:
            return np.array(plain)
    present = [row for row, text in enumerate(fields) if text.strip() not in missing]
    if not (as_text and present):
        found = [fields[row] for row in present]
        numbers = parse_numbers(found, form.decimal, form.thousands)
        if numbers is not None:
            column = np.full(len(fields), np.nan)
            column[present] = numbers
            return column
    column = np.empty(len(fields), dtype=object)
    column[:] = [None if text in missing else text for text in fields]
    return column


def _read_whole(path: Path, label: str, form: CsvFormat, text: Collection[str]) -> Table:
    import pyarrow as pa
    from pyarrow import csv

    with csv_rows.open_rows(path, label, form) as opened:
        names, header_lines = opened.names, opened.header_lines
        if next(opened.rows, None) is None:
            raise DataError(no_rows(label))
    with open_binary(path, label) as file:
        source = CsvBytes(file, form)
        try:
            data = source.read()
        except UnicodeError as error:
            raise DataError(wrong_encoding(path, label, form)) from error
    quoted = source.quotes > 0
    if source.quotes % 2:
        problem = csv_rows.unclosed_quote(path, label, form)
        if problem:
            raise DataError(problem)
    try:
        fields = csv.read_csv(
            pa.BufferReader(data),
            read_options=csv.ReadOptions(
                block_size=_BLOCK_BYTES, skip_rows=header_lines, column_names=names
            ),
            parse_options=csv.ParseOptions(
                delimiter=form.delimiter,
                quote_char=form.quotechar or False,
                newlines_in_values=quoted,
            ),
            convert_options=convert_options(names, form),
        )
    except pa.ArrowInvalid as error:
        raise DataError(why_refused(path, label, form, error)) from error
    columns = {
        name: column_from_arrow(column, form, name in text)
        for name, column in zip(names, fields.columns, strict=True)
    }
    if source.lines != header_lines + fields.num_rows:
        # Blank lines or line breaks in quotes: a row's line would have to be searched for.
        return Table(columns, label, csv=form)
    numbers = np.arange(header_lines + 1, source.lines + 1)
    return Table(columns, label, numbers, "line", csv=form)


def convert_options(names: Sequence[str], form: CsvFormat) -> csv.ConvertOptions:
    """How pyarrow reads these columns: every field as text, null where it means missing."""
    import pyarrow as pa
    from pyarrow import csv

    return csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()),
        include_columns=names,
        null_values=form.missing,
        strings_can_be_null=True,
        quoted_strings_can_be_null=True,
    )


def column_from_arrow(fields: pa.ChunkedArray, form: CsvFormat, as_text: bool) -> np.ndarray:
    """A column of fields, numbers where each of them is one.

    Args:
        fields: As written, null where a field means missing.
        form: How the file is written.
        as_text: Leave them text, even if all of them happen to be numbers.

    Returns:
        float64 or object, shape (n,).
    """
    import pyarrow as pa

    numbers = None if as_text else _numbers_from_arrow(fields, form)
    if numbers is not None:
        return numbers
    # What is left is done once for each different value: there are far fewer of them than rows.
    coded = fields.combine_chunks().dictionary_encode(null_encoding="encode")
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.combine_chunks()
    values = ["" if value is None else value for value in coded.dictionary.to_pylist()]
    return _column_from_text(values, form, as_text)[values_of(coded.indices, np.int32)]


def _numbers_from_arrow(fields: pa.ChunkedArray, form: CsvFormat) -> np.ndarray | None:
    import pyarrow as pa
    from pyarrow import compute

    if form.decimal != ".":
        if compute.any(compute.match_substring(fields, ".")).as_py():
            return None
        fields = compute.replace_substring(fields, form.decimal, ".")
    try:
        numbers = compute.cast(fields, pa.float64())
    except pa.ArrowInvalid:
        return None
    return floats_of(numbers.combine_chunks())


def no_rows(label: str) -> Problem:
    """The problem of a file with nothing below its header."""
    return Problem("no-rows", f"{label} has a header but no rows")


def _infinity(table: Table, name: str, path: Path, form: CsvFormat) -> Problem | None:
    if not table.is_numeric(name):
        return None
    rows = too_large(table[name])
    if not len(rows):
        return None
    line = csv_rows.line_of_row(path, table.origin, form, int(rows[0]))
    return infinite_value(table.origin, name, table[name][rows[0]], line, len(rows))


def infinite_value(label: str, name: str, value: float, line: int, count: int) -> Problem:
    """The problem of a column with infinities, or with numbers that are too large.

    Args:
        label: What messages call the file.
        name: The column.
        value: The first such number.
        line: Its line.
        count: How many there are.
    """
    more = f", and {count - 1} more" if count > 1 else ""
    problem = no_number(label, name, value, f"on line {line}{more}")
    return replace(problem, location=Location(label, line, 1))


def _not_a_number(table: Table, name: str, path: Path, form: CsvFormat) -> Problem | None:
    if table.is_numeric(name):
        return None
    wrong = [
        (row, value)
        for row, value in enumerate(table[name].tolist())
        if value is not None
        and value.strip() not in form.missing
        and parse_number(value, form.decimal, form.thousands) is None
    ]
    row, value = wrong[0]
    line = csv_rows.line_of_row(path, table.origin, form, row)
    more = f", and {len(wrong) - 1} more" if len(wrong) > 1 else ""
    return Problem(
        "not-a-number",
        f"column {name!r} of {table.origin} must hold numbers: {value!r} on line {line}{more}",
        location=Location(table.origin, line, 1),
        hint=text_column_hint(table, name),
    )

"""A CSV file in blocks of rows, every field as the text that it is in the file.

The meaning of a field is that of `csv_reader`; the memory is that of a few blocks, whatever the
file's size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from nnspec.data.formats.csv import rows as csv_rows
from nnspec.data.formats.csv.file import CsvBytes, wrong_encoding
from nnspec.data.formats.csv.style import CsvFormat
from nnspec.data.formats.files import open_binary
from nnspec.data.table.arrow import floats_of, values_of
from nnspec.data.table.number_text import parse_number
from nnspec.errors import DataError, Problem

if TYPE_CHECKING:
    import pyarrow as pa

# About twenty-five thousand rows of eight numbers. Arrow reads up to 32 blocks ahead of a slower
# consumer, so that they count in memory many times over.
_BLOCK_BYTES = 1 << 20


def stream_csv(
    path: Path, label: str, form: CsvFormat, columns: Sequence[str]
) -> Iterator[pa.RecordBatch]:
    """The rows of a CSV file, some ten thousand at a time.

    Args:
        path: The file; .gz, .bz2, .xz and .zst are decompressed.
        label: What messages call it.
        form: How it is written.
        columns: The columns to read, of those that the header has.

    Yields:
        Texts as they are written, quotation marks removed. Nothing for a header without rows.

    Raises:
        DataError: The file, its header or one of its rows is wrong.
    """
    import pyarrow as pa
    from pyarrow import csv

    with csv_rows.open_rows(path, label, form) as opened:
        names, header_lines = opened.names, opened.header_lines
        if next(opened.rows, None) is None:
            return
    with open_binary(path, label) as file:
        counted = CsvBytes(file, form)
        try:
            reader = csv.open_csv(
                pa.PythonFile(counted, mode="r"),
                read_options=csv.ReadOptions(
                    block_size=_BLOCK_BYTES, skip_rows=header_lines, column_names=names
                ),
                parse_options=csv.ParseOptions(
                    delimiter=form.delimiter,
                    quote_char=form.quotechar or False,
                    newlines_in_values=bool(form.quotechar),
                ),
                convert_options=csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()),
                    include_columns=list(columns),
                    strings_can_be_null=False,
                ),
            )
            for batch in reader:
                if batch.num_rows:
                    yield batch
        except (pa.ArrowInvalid, UnicodeError) as error:
            raise DataError(why_refused(path, label, form, error)) from error
        if counted.quotes % 2:
            problem = csv_rows.unclosed_quote(path, label, form)
            if problem:
                raise DataError(problem)


def why_refused(path: Path, label: str, form: CsvFormat, error: Exception) -> Problem:
    """What is wrong with a file that pyarrow refused; reads all of it again.

    Args:
        path: The file.
        label: What messages call it.
        form: How it is written.
        error: What pyarrow said.
    """
    return (
        wrong_encoding(path, label, form)
        or csv_rows.unclosed_quote(path, label, form)
        or csv_rows.find_fault(path, label, form)
        or Problem("unreadable-csv", f"{label} cannot be read as CSV: {error}")
    )


def numbers_of(fields: pa.Array, form: CsvFormat) -> tuple[np.ndarray, np.ndarray | None]:
    """The numbers that fields write.

    Args:
        fields: Texts without nulls, shape (n,).
        form: Knows the marks in numbers and the words for missing.

    Returns:
        float64 (n,), NaN for missing; and which fields are neither a number nor missing, or None
        where there is none.
    """
    import pyarrow as pa
    from pyarrow import compute

    if form.decimal == ".":
        try:
            return floats_of(compute.cast(fields, pa.float64())), None
        except pa.ArrowInvalid:
            pass
    # What is left is done once for each different text.
    coded = fields.dictionary_encode()
    texts = coded.dictionary.to_pylist()
    missing = set(form.missing)
    parsed = [
        np.nan if text.strip() in missing else parse_number(text, form.decimal, form.thousands)
        for text in texts
    ]
    wrong = np.array([number is None for number in parsed], dtype=bool)
    found = np.array([np.nan if number is None else number for number in parsed])
    index = values_of(coded.indices, np.int32)
    return found[index], wrong[index] if wrong.any() else None


def texts_of(fields: pa.Array, form: CsvFormat) -> np.ndarray:
    """The texts that fields are, None for missing; object of shape (n,)."""
    coded = fields.dictionary_encode()
    texts = coded.dictionary.to_pylist()
    different = np.empty(len(texts), dtype=object)
    different[:] = [None if text in form.missing else text for text in texts]
    return different[values_of(coded.indices, np.int32)]

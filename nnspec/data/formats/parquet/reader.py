"""Parquet files to tables, through pyarrow and without pandas."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from nnspec.data.formats.files import check_is_file
from nnspec.data.formats.first_bytes import wrong_file_problem
from nnspec.data.formats.parquet.arrays import arrays_of_arrow, is_array_type
from nnspec.data.table.arrow import floats_of
from nnspec.data.table.table import Table
from nnspec.data.table.values import column_of_values, no_rows, refuse_infinities, refuse_repeated
from nnspec.errors import DataError, Problem, did_you_mean, listing

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import parquet

_MAGIC = b"PAR1"
# A row group may hold millions of rows; a quick look decodes these many at a time.
_BATCH_ROWS = 65_536


def read_parquet(
    path: str | Path,
    *,
    columns: Sequence[str] | None = None,
    label: str | None = None,
    max_rows: int | None = None,
) -> Table:
    """Read a Parquet file.

    Numbers, decimals among them, become float64. Booleans, categories, dates and times become
    text, as in a DataFrame (`nnspec.data.table.frame`). Lists of numbers that have one shape in all
    rows, and tensors, become arrays (`nnspec.data.table.arrays`).

    Args:
        path: The file.
        columns: Only these columns, in this order.
        label: What messages call the file; the path when left out.
        max_rows: Read only so many rows from the top; row groups further down are not opened.

    Raises:
        DataError: There is no such file or column, or a column is nested or binary.
    """
    path = Path(path)
    label = path.as_posix() if label is None else label
    with open_parquet(path, label) as file:
        return table_of(file, label, columns=columns, max_rows=max_rows)


class TypedFile(Protocol):
    """An open file of columns with arrow's types, as pyarrow's `ParquetFile` is one.

    Attributes:
        schema_arrow: Its columns.
    """

    schema_arrow: pa.Schema

    def read(self, columns: list[str]) -> pa.Table:
        """All rows of these columns."""

    def iter_batches(self, batch_size: int, columns: list[str]) -> Iterator[pa.RecordBatch]:
        """The rows of these columns in turn, at most so many at a time."""


def table_of(
    file: TypedFile,
    label: str,
    *,
    columns: Sequence[str] | None = None,
    max_rows: int | None = None,
) -> Table:
    """The rows of an open file; arguments and errors as `read_parquet`."""
    names = names_to_read(file, columns, label)
    read = _read(file, names, max_rows)
    if not read.num_rows and max_rows != 0:
        raise no_rows(label)
    table = Table({name: _column(read.column(name), name, label) for name in names}, label)
    refuse_infinities(table)
    return table


def stream_parquet(
    path: Path,
    label: str,
    kinds: Mapping[str, object],
    wanted: Sequence[str] | None,
    batch_rows: int,
) -> tuple[tuple[str, ...], Iterator[pa.RecordBatch]]:
    """A Parquet file in batches of rows, of any number.

    Args:
        path: The file.
        label: What messages call it.
        kinds: Columns that must be of a type that a table can hold, where the file has them.
        wanted: The only further columns to read, of any type; all when None.
        batch_rows: Rows of a batch, at most.

    Returns:
        The names of all columns, and the batches.

    Raises:
        DataError: There is no such file, or a column of `kinds` is nested or binary.
    """
    import pyarrow as pa
    from pyarrow import parquet

    with open_parquet(path, label) as file:
        names = tuple(file.schema_arrow.names)
        names_to_read(file, [name for name in kinds if name in names], label)
    needed = [n for n in names if wanted is None or n in wanted or n in kinds]

    def batches() -> Iterator[pa.RecordBatch]:
        with pa.OSFile(str(path)) as raw, parquet.ParquetFile(raw) as file:
            read = file.iter_batches(batch_size=batch_rows, columns=needed, use_threads=True)
            while (batch := _next(read, label)) is not None:
                if batch.num_rows:
                    yield batch

    return names, batches()


def _next(batches: Iterator[pa.RecordBatch], label: str) -> pa.RecordBatch | None:
    with _readable(label):
        return next(batches, None)


@contextlib.contextmanager
def _readable(label: str) -> Iterator[None]:
    """Turn what pyarrow says of a damaged file into a problem of that file."""
    import pyarrow as pa

    try:
        yield
    except MemoryError:
        # To pyarrow it is one of its own errors, but the file is none the worse.
        raise
    except (pa.ArrowException, OSError) as error:
        reason = " ".join(str(error).split())
        message = f"{label} cannot be read as Parquet: {reason}"
        raise DataError(Problem("unreadable-parquet", message)) from error


@contextlib.contextmanager
def open_parquet(path: Path, label: str) -> Iterator[parquet.ParquetFile]:
    """Open a Parquet file.

    Raises:
        DataError: There is no such file, or it cannot be read, also while it is open.
    """
    from pyarrow import parquet

    check_is_file(path, label, "a Parquet file")
    with _readable(label), path.open("rb") as raw:
        if raw.read(len(_MAGIC)) != _MAGIC:
            raise DataError(wrong_file_problem("unreadable-parquet", path, label, "a Parquet file"))
        raw.seek(0)
        with parquet.ParquetFile(raw) as file:
            yield file


def names_to_read(file: TypedFile, wanted: Sequence[str] | None, label: str) -> list[str]:
    """The columns to read, each of a type that a table can hold."""
    schema = file.schema_arrow
    refuse_repeated(schema.names, label, "write the file with a name of its own for each column")
    names = list(dict.fromkeys(schema.names if wanted is None else wanted))
    problems = []
    for name in names:
        if name not in schema.names:
            hint = did_you_mean(name, schema.names)
            details = () if hint else (f"columns: {listing(schema.names)}",)
            message = f"{name!r} is not a column of {label}"
            problems.append(Problem("unknown-column", message, hint=hint, details=details))
        elif not (is_plain(kind := schema.field(name).type) or is_array_type(kind)):
            problems.append(
                Problem(
                    "unsupported-column",
                    f"column {name!r} of {label} is {kind}; a column holds numbers, text, "
                    "booleans or dates",
                    hint="name the columns to read: columns: [...]",
                )
            )
    if problems:
        raise DataError(problems)
    return names


def _column(column: pa.ChunkedArray, name: str, label: str) -> np.ndarray:
    if is_array_type(column.type):
        return arrays_of_arrow(column, name, label)
    return column_of_arrow(column)


def is_plain(kind: pa.DataType) -> bool:
    """Whether a column of this type is one of numbers or text."""
    from pyarrow import types

    if types.is_dictionary(kind):
        return is_plain(kind.value_type)
    return (
        _is_number(kind)
        or _is_string(kind)
        or any(
            test(kind)
            for test in (types.is_boolean, types.is_date, types.is_time, types.is_timestamp)
        )
    )


def _is_number(kind: pa.DataType) -> bool:
    from pyarrow import types

    tests = (types.is_integer, types.is_floating, types.is_decimal, types.is_null)
    return any(test(kind) for test in tests)


def _is_string(kind: pa.DataType) -> bool:
    from pyarrow import types

    # `is_string_view` is newer than the oldest pyarrow that nnspec works with.
    view = getattr(types, "is_string_view", types.is_large_string)
    return types.is_string(kind) or types.is_large_string(kind) or view(kind)


def _read(file: TypedFile, names: list[str], max_rows: int | None) -> pa.Table:
    import pyarrow as pa

    if max_rows is None:
        return file.read(columns=names)
    batches, rows = [], 0
    for batch in file.iter_batches(batch_size=min(max(max_rows, 1), _BATCH_ROWS), columns=names):
        batches.append(batch.slice(0, max_rows - rows))
        rows += batches[-1].num_rows
        if rows >= max_rows:
            break
    fields = [file.schema_arrow.field(name) for name in names]
    return pa.Table.from_batches(
        batches, schema=batches[0].schema if batches else pa.schema(fields)
    )


def column_of_arrow(column: pa.ChunkedArray | pa.Array, midnight: bool | None = None) -> np.ndarray:
    """A column of a type that a table can hold: float64 with NaN, or object with None.

    Args:
        column: The column, or a piece of it.
        midnight: Whether every time of the whole column is midnight; None looks at `column`.
    """
    import pyarrow as pa
    from pyarrow import compute, types

    if types.is_dictionary(column.type):
        column = compute.cast(column, column.type.value_type)
    if _is_number(column.type):
        return _numbers(column)
    if _is_string(column.type):
        return _texts(column.to_pylist())
    if types.is_timestamp(column.type):
        return column_of_values(moments_of(column), midnight=midnight)
    if types.is_time64(column.type):
        column = compute.cast(column, pa.time64("us"), safe=False)
    return column_of_values(column.to_pylist())


def moments_of(column: pa.ChunkedArray | pa.Array) -> list[datetime | None]:
    """Python's times, which end at microseconds; pyarrow's own way to zoned ones imports pandas."""
    import pyarrow as pa
    from pyarrow import compute, types

    if types.is_dictionary(column.type):
        column = compute.cast(column, column.type.value_type)
    moments = compute.cast(column, pa.timestamp("us"), safe=False).to_pylist()
    if column.type.tz is None:
        return moments
    try:
        zone: tzinfo = ZoneInfo(column.type.tz)
    except (ZoneInfoNotFoundError, ValueError):
        zone = UTC
    return [None if t is None else t.replace(tzinfo=UTC).astimezone(zone) for t in moments]


def _texts(values: list[str | None]) -> np.ndarray:
    if not any(value is not None for value in values):
        return np.full(len(values), np.nan)
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def _numbers(column: pa.ChunkedArray | pa.Array) -> np.ndarray:
    """float64 with NaN; `to_numpy` would import pandas, half a second."""
    import pyarrow as pa
    from pyarrow import compute, types

    if types.is_null(column.type) or column.null_count == len(column):
        return np.full(len(column), np.nan)
    numbers = compute.cast(column, pa.float64(), safe=False)
    while isinstance(numbers, pa.ChunkedArray):
        numbers = numbers.combine_chunks()
    return floats_of(numbers)

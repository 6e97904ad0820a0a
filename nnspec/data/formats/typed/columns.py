"""The columns of a file whose values have arrow's types: all rows, or pieces of them."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from nnspec.data.formats.typed.arrays import arrays_of_arrow, is_array_type
from nnspec.data.formats.typed.values import column_of_arrow, is_plain, moments_of
from nnspec.data.table.arrays import array_spec
from nnspec.data.table.signature import ArraySpec
from nnspec.data.table.table import Table
from nnspec.data.table.values import all_midnight, no_rows, refuse_infinities, refuse_repeated
from nnspec.errors import DataError, Problem, did_you_mean, listing

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 65_536
"""A row group may hold millions of rows; a quick look decodes these many at a time."""


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
    """The rows of an open file.

    Numbers, decimals among them, become float64. Booleans, categories, dates and times become
    text, as in a DataFrame (`nnspec.data.table.frame`). Lists of numbers that have one shape in all
    rows, and tensors, become arrays (`nnspec.data.table.arrays`).

    Args:
        file: The file.
        label: What messages call it.
        columns: Only these columns, in this order.
        max_rows: Read only so many rows from the top.

    Raises:
        DataError: There is no such column, or a column is nested or binary.
    """
    names = names_to_read(file, columns, label)
    read = _read(file, names, max_rows)
    if not read.num_rows and max_rows != 0:
        raise no_rows(label)
    table = Table({name: _column(read.column(name), name, label) for name in names}, label)
    refuse_infinities(table)
    return table


def pieces_of(
    file: TypedFile,
    label: str,
    *,
    columns: Sequence[str] | None = None,
    only: Collection[str] = (),
) -> Iterator[Table]:
    """The rows of an open file in pieces, which together are those of `table_of`.

    Args:
        file: The file.
        label: What messages call it.
        columns: Only these columns, in this order.
        only: Of these columns, those to read; all when empty.

    Yields:
        The next rows. In a piece, a column of text without any value is numbers, all NaN.

    Raises:
        DataError: As `table_of`.
    """
    from pyarrow import types

    names = names_to_read(file, columns, label)
    names = [name for name in names if name in only] if only else names
    kinds = {name: file.schema_arrow.field(name).type for name in names}
    # Days alone or times as well: one text form for the column, so all of it must be seen.
    midnight = {
        name: all(
            all_midnight(moments_of(batch.column(0)))
            for batch in file.iter_batches(BATCH_ROWS, columns=[name])
        )
        for name, kind in kinds.items()
        if types.is_timestamp(kind.value_type if types.is_dictionary(kind) else kind)
    }
    first = 1
    specs: dict[str, ArraySpec] = {}
    for batch in file.iter_batches(batch_size=BATCH_ROWS, columns=names):
        read = {}
        for name in names:
            column = batch.column(name)
            if is_array_type(column.type):
                like = specs.get(name)
                read[name] = arrays_of_arrow(column, name, label, like=like, first=first)
                found = array_spec(read[name])
                if found is not None:
                    specs[name] = found
            else:
                read[name] = column_of_arrow(column, midnight.get(name))
        table = Table(read, label, np.arange(first, first + batch.num_rows))
        refuse_infinities(table)
        yield table
        first += batch.num_rows
    if first == 1:
        raise no_rows(label)


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


def needed_columns(
    file: TypedFile, kinds: Collection[str], wanted: Sequence[str] | None, label: str
) -> list[str]:
    """The columns of new rows that are read, of any type but for those that a run needs.

    Args:
        file: The file.
        kinds: Columns that must be of a type that a table can hold, where the file has them.
        wanted: The only further columns to read; all when None.
        label: What messages call the file.

    Raises:
        DataError: A column of `kinds` is nested or binary.
    """
    names = file.schema_arrow.names
    names_to_read(file, [name for name in kinds if name in names], label)
    return [n for n in names if wanted is None or n in wanted or n in kinds]


def _column(column: pa.ChunkedArray, name: str, label: str) -> np.ndarray:
    if is_array_type(column.type):
        return arrays_of_arrow(column, name, label)
    return column_of_arrow(column)


def _read(file: TypedFile, names: list[str], max_rows: int | None) -> pa.Table:
    import pyarrow as pa

    if max_rows is None:
        return file.read(columns=names)
    batches, rows = [], 0
    for batch in file.iter_batches(batch_size=min(max(max_rows, 1), BATCH_ROWS), columns=names):
        batches.append(batch.slice(0, max_rows - rows))
        rows += batches[-1].num_rows
        if rows >= max_rows:
            break
    fields = [file.schema_arrow.field(name) for name in names]
    return pa.Table.from_batches(
        batches, schema=batches[0].schema if batches else pa.schema(fields)
    )


@contextlib.contextmanager
def readable(label: str, format: str) -> Iterator[None]:
    """Turn what pyarrow says of a damaged file into a problem of that file.

    Args:
        label: What messages call it.
        format: What it is read as, `Parquet` or `Arrow`.

    Raises:
        DataError: It cannot be read.
    """
    import pyarrow as pa

    try:
        yield
    except MemoryError:
        # To pyarrow it is one of its own errors, but the file is none the worse.
        raise
    except (pa.ArrowException, OSError) as error:
        reason = " ".join(str(error).split())
        message = f"{label} cannot be read as {format}: {reason}"
        raise DataError(Problem(f"unreadable-{format.lower()}", message)) from error

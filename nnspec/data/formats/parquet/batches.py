"""Parquet files in pieces, which together are the table that `read_parquet` makes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import numpy as np

from nnspec.data.formats.parquet.arrays import arrays_of_arrow, is_array_type
from nnspec.data.formats.parquet.reader import (
    TypedFile,
    column_of_arrow,
    moments_of,
    names_to_read,
    open_parquet,
)
from nnspec.data.table.arrays import array_spec
from nnspec.data.table.signature import ArraySpec
from nnspec.data.table.table import Table
from nnspec.data.table.values import all_midnight, no_rows, refuse_infinities

_BATCH_ROWS = 65_536


def parquet_pieces(
    path: Path, label: str, *, columns: Sequence[str] | None = None, only: Collection[str] = ()
) -> Iterator[Table]:
    """Read a Parquet file from the top.

    Args:
        path: The file.
        label: What messages call the file.
        columns: As in `read_parquet`.
        only: Of these columns, those to read; all when empty.

    Yields:
        The next rows. In a piece, a column of text without any value is numbers, all NaN.

    Raises:
        DataError: As `read_parquet`.
    """
    with open_parquet(path, label) as file:
        yield from pieces_of(file, label, columns=columns, only=only)


def pieces_of(
    file: TypedFile,
    label: str,
    *,
    columns: Sequence[str] | None = None,
    only: Collection[str] = (),
) -> Iterator[Table]:
    """The rows of an open file in pieces; arguments and errors as `parquet_pieces`."""
    from pyarrow import types

    names = names_to_read(file, columns, label)
    names = [name for name in names if name in only] if only else names
    kinds = {name: file.schema_arrow.field(name).type for name in names}
    # Days alone or times as well: one text form for the column, so all of it must be seen.
    midnight = {
        name: all(
            all_midnight(moments_of(batch.column(0)))
            for batch in file.iter_batches(_BATCH_ROWS, columns=[name])
        )
        for name, kind in kinds.items()
        if types.is_timestamp(kind.value_type if types.is_dictionary(kind) else kind)
    }
    first = 1
    specs: dict[str, ArraySpec] = {}
    for batch in file.iter_batches(batch_size=_BATCH_ROWS, columns=names):
        read = {}
        for name in names:
            column = batch.column(name)
            if is_array_type(column.type):
                like = specs.get(name)
                read[name] = arrays_of_arrow(column, name, label, like=like, first=first)
                specs[name] = array_spec(read[name])
            else:
                read[name] = column_of_arrow(column, midnight.get(name))
        table = Table(read, label, np.arange(first, first + batch.num_rows))
        refuse_infinities(table)
        yield table
        first += batch.num_rows
    if first == 1:
        raise no_rows(label)

"""New rows in batches, whatever the format of their file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from nnspec.data.table.arrays import as_array, missing_in, unlike
from nnspec.data.table.arrow import to_arrow
from nnspec.data.table.kinds import Kind
from nnspec.data.table.signature import ArraySpec
from nnspec.data.table.table import Table

if TYPE_CHECKING:
    import pyarrow as pa

    from nnspec.data.formats.csv.style import CsvFormat

BATCH_ROWS = 65_536
"""Rows of one batch of values with types, or of a table in memory."""

Found = tuple[np.ndarray, np.ndarray | None]
"""A column's values, and which of them are not of its kind; None where all are."""


class Batch(Protocol):
    """Some rows that follow each other."""

    @property
    def given(self) -> pa.RecordBatch:
        """The columns as they are in the file, for the output."""

    @property
    def start(self) -> int:
        """How many rows of the file come before."""

    @property
    def objects(self) -> list[dict[str, Any]] | None:
        """The rows as JSON objects, where they are such."""

    def column(self, name: str, kind: Kind) -> Found:
        """A column as the kind that it had in training."""

    def place(self, row: int) -> str:
        """Where a row of this batch stands in the file: `on line 7` or `in row 6`."""


@dataclass(frozen=True, slots=True, eq=False)
class NewRows:
    """A file opened for reading.

    Attributes:
        label: What messages call it.
        names: Its columns.
        batches: Its rows.
        form: How a CSV file is written; None for other formats.
    """

    label: str
    names: tuple[str, ...]
    batches: Iterator[Batch]
    form: CsvFormat | None = None


def record_batch(columns: Mapping[str, pa.Array]) -> pa.RecordBatch:
    """Columns by name as a batch."""
    import pyarrow as pa

    return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))


def rows_of_table(table: Table, kinds: Mapping[str, Kind], wanted: Sequence[str] | None) -> NewRows:
    """New rows that were read whole.

    Args:
        table: The rows.
        kinds: The kind of each column that is needed.
        wanted: The only columns that the output has beside them; all of the table when None.

    Raises:
        DataError: A column for the output holds whole numbers that float64 merges.
    """
    from nnspec.data.table.whole_numbers import refuse_merging

    for name in table.names:
        if name not in kinds and (wanted is None or name in wanted):
            refuse_merging(table, name, f"column {name!r}", "is what the output has")
    return NewRows(table.origin, table.names, _table_batches(table))


def rows_of_arrow(names: tuple[str, ...], batches: Iterator[pa.RecordBatch], label: str) -> NewRows:
    """New rows whose values have arrow's types.

    Args:
        names: All columns of the file.
        batches: Those of its columns that are read.
        label: What messages call the file.
    """

    def numbered() -> Iterator[_ArrowBatch]:
        start = 0
        for given in batches:
            yield _ArrowBatch(given, start)
            start += given.num_rows

    return NewRows(label, names, numbered())


@dataclass(frozen=True, slots=True, eq=False)
class _ArrowBatch:
    given: pa.RecordBatch
    start: int
    objects: None = None

    def column(self, name: str, kind: Kind) -> Found:
        import pyarrow as pa

        from nnspec.data.formats.typed.arrays import arrays_like, is_array_type
        from nnspec.data.formats.typed.values import column_of_arrow

        column = self.given.column(name)
        if not is_array_type(column.type):
            return _as_kind(column_of_arrow(pa.chunked_array([column])), kind)
        if isinstance(kind, ArraySpec):
            return arrays_like(column, kind)
        return _none_of(len(column), kind), np.ones(len(column), dtype=bool)

    def place(self, row: int) -> str:
        return f"in row {self.start + row + 1:,}"


@dataclass(frozen=True, slots=True, eq=False)
class _TableBatch:
    given: pa.RecordBatch
    start: int
    table: Table
    objects: None = None

    def column(self, name: str, kind: Kind) -> Found:
        return _as_kind(self.table[name], kind)

    def place(self, row: int) -> str:
        return self.table.place(row)


def _table_batches(table: Table) -> Iterator[_TableBatch]:
    for start in range(0, table.n_rows, BATCH_ROWS):
        part = table.take(range(start, min(start + BATCH_ROWS, table.n_rows)))
        given = record_batch({name: to_arrow(part[name]) for name in part.names})
        yield _TableBatch(given, start, part)


def _as_kind(values: np.ndarray, kind: Kind) -> Found:
    """A column whose kind is known: where it is another one, every value in it is wrong."""
    if isinstance(kind, ArraySpec):
        if unlike(values, kind) is None:
            return as_array(values, kind), None
        return kind.zeros(len(values)), np.ones(len(values), dtype=bool)
    numeric = values.dtype == np.float64
    if values.ndim == 1 and numeric == (kind == "numeric"):
        return values, None
    missing = missing_in(values)
    return _none_of(len(values), kind), None if missing.all() else ~missing


def _none_of(rows: int, kind: Kind) -> np.ndarray:
    """A column of numbers or text without any value."""
    return np.full(rows, np.nan) if kind == "numeric" else np.full(rows, None)

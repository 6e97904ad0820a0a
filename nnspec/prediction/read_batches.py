"""New rows in batches, from a file of any size, with what a batch holds in each column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nnspec.data.table.arrow import to_arrow
from nnspec.data.table.kinds import Kind
from nnspec.prediction.batches import Found, NewRows, record_batch

if TYPE_CHECKING:
    import pyarrow as pa

    from nnspec.data.formats.csv.style import CsvFormat
    from nnspec.data.table.table import Table

# Rows of a Parquet file, or of a table in memory, of one batch.
_BATCH_ROWS = 65_536


def open_rows(
    path: Path,
    form: str,
    written: Mapping[str, Any],
    kinds: Mapping[str, Kind],
    wanted: Sequence[str] | None,
    *,
    label: str,
) -> NewRows:
    """Open a file of new rows.

    Args:
        path: The file.
        form: One of `formats.FORMATS`.
        written: How the run's own data was written.
        kinds: The kind of each column that the run needs.
        wanted: The only columns that the output needs beside them; all of the file when None.
        label: What messages call the file.

    Raises:
        DataError: The file cannot be read. Its rows are looked at one batch after the other.
    """
    if form in ("csv", "tsv"):
        return _open_csv(path, form, written, kinds, wanted, label)
    if form == "parquet":
        return _open_parquet(path, kinds, wanted, label)
    if form in ("json", "jsonl"):
        from nnspec.prediction.json_batches import open_json_batches

        return open_json_batches(path, label)
    from nnspec.data.table.whole_numbers import refuse_merging
    from nnspec.prediction.read import read_typed

    table = read_typed(path, form, written, label)
    for name in table.names:
        if name not in kinds and (wanted is None or name in wanted):
            refuse_merging(table, name, f"column {name!r}", "is what the output has")
    return NewRows(label, table.names, _table_batches(table))


@dataclass(frozen=True, slots=True, eq=False)
class _CsvBatch:
    given: pa.RecordBatch
    start: int
    path: Path
    label: str
    form: CsvFormat
    objects: None = None

    def column(self, name: str, kind: Kind) -> Found:
        from nnspec.data.formats.csv.text_blocks import numbers_of, texts_of

        fields = self.given.column(name)
        if kind == "numeric":
            return numbers_of(fields, self.form)
        return texts_of(fields, self.form), None

    def place(self, row: int) -> str:
        from nnspec.data.formats.csv.rows import line_of_row

        return f"on line {line_of_row(self.path, self.label, self.form, self.start + row)}"


def _open_csv(
    path: Path,
    form: str,
    written: Mapping[str, Any],
    kinds: Mapping[str, Kind],
    wanted: Sequence[str] | None,
    label: str,
) -> NewRows:
    from nnspec.data.formats.csv.rows import read_header
    from nnspec.data.formats.csv.text_blocks import stream_csv
    from nnspec.prediction.read import input_format, written_like

    written = written if form == "csv" else {**written, "sep": "\t"}
    settings = input_format(path, written)
    with written_like(written):
        names = read_header(path, label, settings)
    needed = [n for n in names if wanted is None or n in wanted or n in kinds]

    def batches() -> Iterator[_CsvBatch]:
        start = 0
        for given in stream_csv(path, label, settings, needed):
            yield _CsvBatch(given, start, path, label, settings)
            start += given.num_rows

    return NewRows(label, names, batches(), settings)


@dataclass(frozen=True, slots=True, eq=False)
class _ArrowBatch:
    given: pa.RecordBatch
    start: int
    objects: None = None

    def column(self, name: str, kind: Kind) -> Found:
        import pyarrow as pa

        from nnspec.data.formats.parquet.reader import column_of_arrow

        return _as_kind(column_of_arrow(pa.chunked_array([self.given.column(name)])), kind)

    def place(self, row: int) -> str:
        return f"in row {self.start + row + 1:,}"


def _open_parquet(
    path: Path, kinds: Mapping[str, Kind], wanted: Sequence[str] | None, label: str
) -> NewRows:
    from nnspec.data.formats.parquet.reader import stream_parquet

    names, read = stream_parquet(path, label, kinds, wanted, _BATCH_ROWS)

    def batches() -> Iterator[_ArrowBatch]:
        start = 0
        for given in read:
            yield _ArrowBatch(given, start)
            start += given.num_rows

    return NewRows(label, names, batches())


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
    for start in range(0, table.n_rows, _BATCH_ROWS):
        part = table.take(range(start, min(start + _BATCH_ROWS, table.n_rows)))
        given = record_batch({name: to_arrow(part[name]) for name in part.names})
        yield _TableBatch(given, start, part)


def _as_kind(values: np.ndarray, kind: Kind) -> Found:
    """A column whose kind is known: where it is the other one, every value in it is wrong."""
    numeric = values.dtype == np.float64
    if numeric == (kind == "numeric"):
        return values, None
    missing = np.isnan(values) if numeric else np.equal(values, None).astype(bool)
    empty = np.full(len(values), np.nan) if kind == "numeric" else np.full(len(values), None)
    return empty, None if missing.all() else ~missing

"""New rows in batches, from a file of any size, with what a batch holds in each column."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from nnspec.data.arrow import text_array, to_arrow
from nnspec.data.columns import Kind
from nnspec.errors import DataError, Problem

if TYPE_CHECKING:
    import pyarrow as pa

    from nnspec.data.csv_format import CsvFormat
    from nnspec.data.table import Table

# JSON objects of one batch.
_JSON_ROWS = 16_384
# Rows of a Parquet file, or of a table in memory, of one batch.
_BATCH_ROWS = 65_536

Found = tuple[np.ndarray, np.ndarray | None]
"""A column's values, and which of them are not of its kind; None where all are."""


class Batch(Protocol):
    """Some rows that follow each other.

    Attributes:
        given: The columns as they are in the file, for the output.
        start: How many rows of the file come before.
        objects: The rows as JSON objects, where they are such.
    """

    given: pa.RecordBatch
    start: int
    objects: list[dict[str, Any]] | None

    def column(self, name: str, kind: Kind) -> Found:
        """A column as the kind that it had in training."""

    def place(self, row: int) -> str:
        """Where a row of this batch stands in the file: `on line 7` or `in row 6`."""


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """A file opened for reading.

    Attributes:
        label: What messages call it.
        names: Its columns.
        batches: Its rows.
    """

    label: str
    names: tuple[str, ...]
    batches: Iterator[Batch]


def open_rows(
    path: Path,
    form: str,
    written: Mapping[str, Any],
    kinds: Mapping[str, Kind],
    wanted: Sequence[str] | None,
    *,
    label: str,
) -> Rows:
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
        return _open_json(path, label)
    from nnspec.inference.read import read_typed

    table = read_typed(path, form, written, label)
    return Rows(label, table.names, _table_batches(table))


@dataclass(frozen=True, slots=True, eq=False)
class _CsvBatch:
    given: pa.RecordBatch
    start: int
    path: Path
    label: str
    form: CsvFormat
    objects: None = None

    def column(self, name: str, kind: Kind) -> Found:
        from nnspec.data.csv_stream import numbers_of, texts_of

        fields = self.given.column(name)
        if kind == "numeric":
            return numbers_of(fields, self.form)
        return texts_of(fields, self.form), None

    def place(self, row: int) -> str:
        from nnspec.data.csv_rows import line_of_row

        return f"on line {line_of_row(self.path, self.label, self.form, self.start + row)}"


def _open_csv(
    path: Path,
    form: str,
    written: Mapping[str, Any],
    kinds: Mapping[str, Kind],
    wanted: Sequence[str] | None,
    label: str,
) -> Rows:
    from nnspec.data.csv_rows import read_header
    from nnspec.data.csv_stream import stream_csv
    from nnspec.inference.read import input_format

    settings = input_format(path, written if form == "csv" else {**written, "sep": "\t"})
    names = read_header(path, label, settings)
    needed = [n for n in names if wanted is None or n in wanted or n in kinds]

    def batches() -> Iterator[_CsvBatch]:
        start = 0
        for given in stream_csv(path, label, settings, needed):
            yield _CsvBatch(given, start, path, label, settings)
            start += given.num_rows

    return Rows(label, names, batches())


@dataclass(frozen=True, slots=True, eq=False)
class _ArrowBatch:
    given: pa.RecordBatch
    start: int
    objects: None = None

    def column(self, name: str, kind: Kind) -> Found:
        import pyarrow as pa

        from nnspec.data.parquet_reader import column_of_arrow

        return _as_kind(column_of_arrow(pa.chunked_array([self.given.column(name)])), kind)

    def place(self, row: int) -> str:
        return f"in row {self.start + row + 1:,}"


def _open_parquet(
    path: Path, kinds: Mapping[str, Kind], wanted: Sequence[str] | None, label: str
) -> Rows:
    from nnspec.data.parquet_reader import stream_parquet

    names, read = stream_parquet(path, label, kinds, wanted, _BATCH_ROWS)

    def batches() -> Iterator[_ArrowBatch]:
        start = 0
        for given in read:
            yield _ArrowBatch(given, start)
            start += given.num_rows

    return Rows(label, names, batches())


@dataclass(frozen=True, slots=True, eq=False)
class _JsonBatch:
    given: pa.RecordBatch
    start: int
    objects: list[dict[str, Any]]
    numbers: list[int]
    word: str

    def column(self, name: str, kind: Kind) -> Found:
        values = [row.get(name) for row in self.objects]
        number = np.array([type(v) in (int, float) for v in values], dtype=bool)
        there = np.array([v is not None for v in values], dtype=bool)
        if kind == "numeric":
            found = np.array(
                [_float(v) if n else np.nan for v, n in zip(values, number, strict=True)]
            )
            wrong = there & ~number
        else:
            found = np.empty(len(values), dtype=object)
            found[:] = [None if v is None else str(v) for v in values]
            # Numbers alone are no text, as in training; among texts they are.
            nested = np.array([isinstance(v, list | dict) for v in values], dtype=bool)
            wrong = number if number.any() and np.array_equal(number, there) else nested
        return found, wrong if wrong.any() else None

    def place(self, row: int) -> str:
        return f"{'on' if self.word == 'line' else 'in'} {self.word} {self.numbers[row]:,}"


def _open_json(path: Path, label: str) -> Rows:
    from itertools import chain, islice

    from nnspec.data.json_rows import open_json

    with contextlib.ExitStack() as stack:
        opened = stack.enter_context(open_json(path, label))
        first = list(islice(opened.rows, _JSON_ROWS))
        # The file stays open until its last row was read.
        still_open = stack.pop_all()
    names = tuple(dict.fromkeys(name for _, row in first for name in row))

    def batches() -> Iterator[_JsonBatch]:
        rest = iter(lambda: list(islice(opened.rows, _JSON_ROWS)), [])
        start = 0
        with still_open:
            for rows in chain([first] if first else [], rest):
                _refuse_new_names(rows, names, opened.word, label)
                objects = [row for _, row in rows]
                given = {name: _json_column([row.get(name) for row in objects]) for name in names}
                numbers = [number for number, _ in rows]
                yield _JsonBatch(_record_batch(given), start, objects, numbers, opened.word)
                start += len(rows)

    return Rows(label, names, batches())


def _refuse_new_names(
    rows: Sequence[tuple[int, dict[str, Any]]], names: Sequence[str], word: str, label: str
) -> None:
    for number, row in rows:
        new = [name for name in row if name not in names]
        if new:
            where = f"{'on' if word == 'line' else 'in'} {word} {number}"
            message = f"{label} has a new column {new[0]!r} {where}, which none of its first "
            message += f"{_JSON_ROWS:,} rows has"
            hint = "give it to the first row, as null where it has no value"
            raise DataError(Problem("columns-change", message, hint=hint))


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
        given = _record_batch({name: to_arrow(part[name]) for name in part.names})
        yield _TableBatch(given, start, part)


def _as_kind(values: np.ndarray, kind: Kind) -> Found:
    """A column whose kind is known: where it is the other one, every value in it is wrong."""
    numeric = values.dtype == np.float64
    if numeric == (kind == "numeric"):
        return values, None
    missing = np.isnan(values) if numeric else np.equal(values, None).astype(bool)
    empty = np.full(len(values), np.nan) if kind == "numeric" else np.full(len(values), None)
    return empty, None if missing.all() else ~missing


def _record_batch(columns: Mapping[str, pa.Array]) -> pa.RecordBatch:
    import pyarrow as pa

    return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))


def _json_column(values: Sequence[Any]) -> pa.Array:
    """Values of JSON as a column: numbers where all are, else text, nested ones as JSON."""
    kinds = {type(value) for value in values if value is not None}
    if None not in values and kinds == {int} and all(abs(v) < 2**53 for v in values):
        return to_arrow(np.array(values, dtype=np.int64))
    if kinds and kinds <= {int, float}:
        return to_arrow(np.array([np.nan if v is None else _float(v) for v in values]))
    return text_array([json.dumps(v) if isinstance(v, list | dict) else v for v in values])


def _float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return np.inf if value > 0 else -np.inf

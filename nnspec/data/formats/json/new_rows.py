"""New rows that are JSON objects, in batches; each stays as it came, for the output."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nnspec.data.formats.json.rows import open_json
from nnspec.data.formats.new_rows import Found, NewRows, record_batch
from nnspec.data.table.arrow import text_array, to_arrow
from nnspec.data.table.kinds import Kind
from nnspec.errors import DataError, Problem

if TYPE_CHECKING:
    import pyarrow as pa

JSON_ROWS = 16_384
"""Objects of one batch."""


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
                [
                    _float(v) if n and v is not None else np.nan
                    for v, n in zip(values, number, strict=True)
                ]
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
        number = self.numbers[row]
        return f"on line {number}" if self.word == "line" else f"in row {number:,}"


def open_json_batches(path: Path, label: str) -> NewRows:
    """Open a file of JSON objects.

    Args:
        path: The file.
        label: What messages call it.

    Raises:
        DataError: Its first rows cannot be read; and later, a row has a column that is new.
    """
    with contextlib.ExitStack() as stack:
        opened = stack.enter_context(open_json(path, label))
        first = list(islice(opened.rows, JSON_ROWS))
        # The file stays open until its last row was read.
        still_open = stack.pop_all()
    names = tuple(dict.fromkeys(name for _, row in first for name in row))

    def batches() -> Iterator[_JsonBatch]:
        rest = iter(lambda: list(islice(opened.rows, JSON_ROWS)), [])
        start = 0
        with still_open:
            for rows in chain([first] if first else [], rest):
                _refuse_new_names(rows, names, opened.word, label)
                objects = [row for _, row in rows]
                given = {name: _json_column([row.get(name) for row in objects]) for name in names}
                numbers = [number for number, _ in rows]
                yield _JsonBatch(record_batch(given), start, objects, numbers, opened.word)
                start += len(rows)

    return NewRows(label, names, batches())


def _refuse_new_names(
    rows: Sequence[tuple[int, dict[str, Any]]], names: Sequence[str], word: str, label: str
) -> None:
    known = set(names)
    for number, row in rows:
        new = [name for name in row if name not in known]
        if new:
            where = f"{'on' if word == 'line' else 'in'} {word} {number}"
            message = f"{label} has a new column {new[0]!r} {where}, which none of its first "
            message += f"{JSON_ROWS:,} rows has"
            hint = "give it to the first row, as null where it has no value"
            raise DataError(Problem("columns-change", message, hint=hint))


def _json_column(values: Sequence[Any]) -> pa.Array:
    """Values of JSON as a column: numbers where all are, else text, nested ones as JSON."""
    kinds = {type(value) for value in values if value is not None}
    if None not in values and kinds == {int} and all(abs(v) < 2**53 for v in values):
        return to_arrow(np.array(values, dtype=np.int64))
    if kinds == {int} and any(v is not None and abs(v) >= 2**53 for v in values):
        # Written as they stand: float64 would merge some of them.
        return text_array([None if v is None else str(v) for v in values])
    if kinds and kinds <= {int, float}:
        return to_arrow(np.array([np.nan if v is None else _float(v) for v in values]))
    return text_array([json.dumps(v) if isinstance(v, list | dict) else v for v in values])


def _float(value: float) -> float:
    try:
        return float(value)
    except OverflowError:
        return np.inf if value > 0 else -np.inf

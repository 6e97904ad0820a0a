"""What in rows on disk does not fit the fitted preprocessing, said as of rows in memory."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nnspec.data.chains.float32 import STEP_ERRORS, apply_to_float32
from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.features.targets import FittedTarget
from nnspec.data.ondisk.table import TableOnDisk
from nnspec.data.split.shares import Parts
from nnspec.data.steps.categories import positions
from nnspec.data.steps.step import Step
from nnspec.data.table.kinds import column_values
from nnspec.data.table.table import Table


def refuse_as_in_memory(preprocessor: Preprocessor, table: TableOnDisk, rows: Parts) -> None:
    """Find all rows that the preprocessing refuses, and raise for them.

    A piece of the rows knows neither how many others are wrong nor which of them comes first in its
    part. The rows that are wrong are few enough to be transformed together, as a table.

    Args:
        preprocessor: The fitted preprocessing.
        table: All rows.
        rows: Which of them train, validate and test.

    Raises:
        DataError: The first part with such rows has them, as `prepare` says it.
    """
    for part in rows.by_name().values():
        inputs, targets = list(preprocessor.input_kinds), list(preprocessor.target_kinds)
        wrong = [_wrong_inputs(preprocessor, piece) for piece in _pieces(table, inputs, part)]
        if any(map(len, wrong)):
            preprocessor.transform(table.take(inputs, _in_order(wrong, part)))
        wrong = [_wrong_targets(preprocessor, piece) for piece in _pieces(table, targets, part)]
        if any(map(len, wrong)):
            preprocessor.encode_target(table.take(targets, _in_order(wrong, part)))


_Piece = tuple[np.ndarray, Table]


def _pieces(table: TableOnDisk, names: list[str], part: np.ndarray) -> Iterator[_Piece]:
    chosen = np.zeros(table.n_rows, dtype=bool)
    chosen[part] = True
    for start, stop in table.steps(1 << 16):
        rows = np.flatnonzero(chosen[start:stop])
        if len(rows):
            yield rows + start, table.piece(names, start, stop).take(rows)


def _in_order(wrong: list[np.ndarray], part: np.ndarray) -> np.ndarray:
    """The rows in the order of their part."""
    return part[np.isin(part, np.concatenate(wrong))]


def _wrong_inputs(preprocessor: Preprocessor, piece: _Piece) -> np.ndarray:
    index, table = piece
    columns = {c.column: c for columns in preprocessor.inputs.values() for c in columns}
    refused = [
        _refused(column.steps, column_values(table, name, column.kind))
        for name, column in columns.items()
    ]
    return index[np.unique(np.concatenate(refused))] if refused else index[:0]


def _wrong_targets(preprocessor: Preprocessor, piece: _Piece) -> np.ndarray:
    index, table = piece
    refused = [_refused_targets(target, table) for target in preprocessor.targets.values()]
    return index[np.unique(np.concatenate(refused))]


def _refused_targets(target: FittedTarget, table: Table) -> np.ndarray:
    if target.encoding == "regression":
        return _refused(target.steps, np.column_stack([table[name] for name in target.columns]))
    found = [
        positions(column_values(table, name, kind)[:, 0], classes)
        for name, kind, classes in zip(target.columns, target.kinds, target.classes, strict=True)
    ]
    return np.flatnonzero((np.column_stack(found) < 0).any(axis=1))


def _refused(steps: tuple[Step, ...], block: np.ndarray) -> np.ndarray:
    try:
        apply_to_float32(steps, block)
    except STEP_ERRORS as error:
        return error.rows
    return np.empty(0, dtype=np.int64)

"""What in rows on disk does not fit the fitted preprocessing, said as of rows in memory."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from nnspec.data.chains.float32 import STEP_ERRORS, apply_to_float32
from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.features.targets import FittedTarget
from nnspec.data.ondisk.table import TableOnDisk
from nnspec.data.split.shares import Parts
from nnspec.data.steps.categories import positions
from nnspec.data.table.kinds import column_values
from nnspec.data.table.table import Table

# Rows that are looked at together.
_ROWS = 1 << 16


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
    for index in rows.by_name().values():
        part = table.among(index)
        inputs, targets = list(preprocessor.input_kinds), list(preprocessor.target_kinds)
        wrong = [_wrong_inputs(preprocessor, *piece) for piece in part.pieces(inputs, _ROWS)]
        if any(map(len, wrong)):
            preprocessor.transform(part.take(np.sort(np.concatenate(wrong)), inputs))
        wrong = [_wrong_targets(preprocessor, *piece) for piece in part.pieces(targets, _ROWS)]
        if any(map(len, wrong)):
            preprocessor.encode_target(part.take(np.sort(np.concatenate(wrong)), targets))


def _wrong_inputs(preprocessor: Preprocessor, index: np.ndarray, table: Table) -> np.ndarray:
    columns = {c.column: c for columns in preprocessor.inputs.values() for c in columns}
    refused = [
        _refused(partial(column.apply, column_values(table, name, column.kind)))
        for name, column in columns.items()
    ]
    return index[np.unique(np.concatenate(refused))] if refused else index[:0]


def _wrong_targets(preprocessor: Preprocessor, index: np.ndarray, table: Table) -> np.ndarray:
    refused = [_refused_targets(target, table) for target in preprocessor.targets.values()]
    return index[np.unique(np.concatenate(refused))]


def _refused_targets(target: FittedTarget, table: Table) -> np.ndarray:
    if target.encoding == "regression":
        block = np.column_stack([table[name] for name in target.columns])
        return _refused(partial(apply_to_float32, target.steps, block))
    found = [
        positions(column_values(table, name, kind)[:, 0], classes)
        for name, kind, classes in zip(target.columns, target.kinds, target.classes, strict=True)
    ]
    return np.flatnonzero((np.column_stack(found) < 0).any(axis=1))


def _refused(apply: Callable[[], object]) -> np.ndarray:
    try:
        apply()
    except STEP_ERRORS as error:
        return error.rows
    return np.empty(0, dtype=np.int64)

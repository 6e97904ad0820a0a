"""Columns that a program holds, as a table: arrays, tensors and lists by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from nnspec.data.table.arrays import array_column, stacked
from nnspec.data.table.kinds import Kind
from nnspec.data.table.signature import ArraySpec
from nnspec.data.table.table import Table
from nnspec.data.table.values import column_of_values, refuse_infinities
from nnspec.errors import DataError, Problem


def table_of_columns(
    columns: Mapping[str, Any], origin: str, kinds: Mapping[str, Kind] | None = None
) -> Table:
    """A table of columns of one length.

    Numbers become float64; booleans, texts and dates become text; arrays of more axes, and lists of
    arrays or of lists of numbers, become columns of arrays. None, NaN and NaT are missing values.

    Args:
        columns: By name: NumPy arrays, lists, or what has numbers to iterate over.
        origin: What messages call the source.
        kinds: What a column is to hold, for one without any value.

    Raises:
        DataError: The columns differ in length, or a value is none of these.
    """
    kinds = kinds or {}
    made = {name: _column(name, v, kinds.get(name), origin) for name, v in columns.items()}
    lengths = {name: len(column) for name, column in made.items()}
    for name, length in lengths.items():
        first, other = next(iter(lengths.items()))
        if length != other:
            message = f"columns {first!r} and {name!r} of {origin} have {other:,} and {length:,} "
            raise DataError(Problem("lengths-differ", f"{message}values"))
    table = Table(made, origin)
    refuse_infinities(table)
    return table


def plain_array(values: Any) -> Any:
    """A tensor of whatever library as a NumPy array; all else as it is."""
    if isinstance(values, np.ndarray | np.generic) or not hasattr(values, "__array__"):
        return values
    return np.asarray(values)


def _column(name: str, values: Any, kind: Kind | None, origin: str) -> np.ndarray:
    is_array = isinstance(values, np.ndarray)
    if isinstance(kind, ArraySpec) or (is_array and values.ndim > 1):
        return _arrays(name, values, kind, origin)
    if is_array and values.ndim == 1 and values.dtype.kind in "iuf":
        return values.astype(np.float64)
    if is_array and values.dtype.kind == "M":
        # Of nanoseconds NumPy makes whole numbers, and no dates.
        values = values.astype("datetime64[us]").tolist()
    try:
        plain = [_plain(value) for value in values]
        present = [value for value in plain if value is not None]
        of_arrays = all(isinstance(value, list | tuple | np.ndarray) for value in present)
        if present and of_arrays and kind is None:
            return stacked(plain, name, origin)
        return column_of_values([None if v is None or v != v else v for v in plain])
    except (TypeError, ValueError):
        message = f"column {name!r} of {origin} holds values that are no numbers, texts or dates"
        raise DataError(Problem("unsupported-value", message)) from None


def _plain(value: Any) -> Any:
    """A value as Python has it; TensorFlow's texts are bytes."""
    if isinstance(value, np.generic):
        value = value.item()
    return value.decode() if isinstance(value, bytes) else value


def _arrays(name: str, values: Any, kind: Kind | None, origin: str) -> np.ndarray:
    if isinstance(values, np.ndarray) and values.dtype.kind in "biuf" and values.ndim > 1:
        return array_column(values, name, origin)
    rows = list(values)
    if all(row is None for row in rows):
        shape = kind.lengths if isinstance(kind, ArraySpec) else ()
        return np.full((len(rows), *shape), np.nan, np.float32 if shape else np.float64)
    return stacked(rows, name, origin)

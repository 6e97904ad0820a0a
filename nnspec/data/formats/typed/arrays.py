"""Arrow's lists and tensors as columns of arrays."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nnspec.data.table.arrays import array_column, as_array, differing_shapes, unlike
from nnspec.data.table.arrow import floats_of, values_of
from nnspec.data.table.signature import ArraySpec
from nnspec.errors import DataError, Problem

if TYPE_CHECKING:
    import pyarrow as pa


def is_array_type(kind: pa.DataType) -> bool:
    """Whether a column of this type holds arrays of numbers: lists, lists of lists, or tensors."""
    import pyarrow as pa
    from pyarrow import types

    if isinstance(kind, pa.FixedShapeTensorType):
        return is_array_type(kind.storage_type)
    if not _is_list(kind):
        return False
    inner = kind.value_type
    numbers = (types.is_integer, types.is_floating, types.is_boolean)
    return is_array_type(inner) or any(test(inner) for test in numbers)


def arrays_of_arrow(
    column: pa.ChunkedArray | pa.Array,
    name: str,
    label: str,
    *,
    like: ArraySpec | None = None,
    first: int = 1,
) -> np.ndarray:
    """A column of lists or tensors as a column of arrays.

    Args:
        column: The column, or a piece of it.
        name: Its name.
        label: What messages call the file.
        like: The arrays of the pieces before; those of the first row when None.
        first: The number of the first row.

    Raises:
        DataError: A row has an array of another shape; or none, or a gap in it, where whole numbers
            leave no room for a missing value; or `array_column` refuses a number.
    """
    array = _combined(column)
    there = np.array(array.is_valid().to_pylist(), dtype=bool)
    rows = np.flatnonzero(there)
    known = _Lists(name, label, rows + first, like.lengths if like is not None else None)
    values = known.values(array.drop_null())
    if there.all():
        return array_column(values, name, label, known.place)
    if values.dtype.kind != "f":
        raise DataError(_no_room(name, label, "no array", f"in row {first + np.argmin(there):,}"))
    whole = np.full((len(array), *values.shape[1:]), np.nan, np.float32)
    whole[there] = array_column(values, name, label, known.place)
    return whole


def arrays_like(column: pa.Array, spec: ArraySpec) -> tuple[np.ndarray, np.ndarray | None]:
    """New rows of a column whose arrays had a shape in training.

    Args:
        column: A piece of the column, of a type for which `is_array_type`.
        spec: What the run was trained on.

    Returns:
        The arrays, and which rows have no such array, bool of shape (n,); None where all do. A row
        without one is NaN where these are fractions, and else among these.
    """
    found = _like(column, spec)
    if found is not None:
        return found, None
    made, wrong = spec.zeros(len(column)), np.zeros(len(column), dtype=bool)
    for row in range(len(column)):
        found = _like(column.slice(row, 1), spec)
        if spec.dtype == "float32" and not column[row].is_valid:
            made[row] = np.nan
        elif found is None:
            wrong[row] = True
        else:
            made[row] = found[0]
    return made, wrong


def _like(column: pa.Array, spec: ArraySpec) -> np.ndarray | None:
    try:
        found = arrays_of_arrow(column, "", "", like=spec)
    except DataError:
        return None
    return as_array(found, spec) if unlike(found, spec) is None else None


@dataclass(frozen=True, slots=True)
class _Lists:
    """Lists without gaps, of which each is a row.

    Attributes:
        name: The column.
        label: What messages call the file.
        numbers: The number of each row.
        shape: The shape of the rows before; None where there are none.
    """

    name: str
    label: str
    numbers: np.ndarray
    shape: tuple[int, ...] | None

    def place(self, row: int) -> str:
        return f"in row {self.numbers[row]:,}"

    def values(self, array: pa.Array) -> np.ndarray:
        """The numbers of lists or tensors, (n, ...)."""
        import pyarrow as pa

        count, kind = len(array), array.type
        if isinstance(kind, pa.FixedShapeTensorType):
            flat = self._flat(array.storage.flatten(), math.prod(kind.shape))
            values = flat.reshape(count, *kind.shape)
            order = kind.permutation
            if order is not None:
                values = np.ascontiguousarray(values.transpose(0, *(axis + 1 for axis in order)))
        else:
            shape: list[int] = []
            while _is_list(array.type):
                shape.append(self._length(array, shape))
                array = array.flatten()
            values = self._flat(array, math.prod(shape)).reshape(count, *shape)
        found = values.shape[1:]
        if count and self.shape is not None and found != self.shape:
            raise DataError(self._differs(self.shape, found, 0))
        return values if count or self.shape is None else np.zeros((0, *self.shape), values.dtype)

    def _length(self, array: pa.Array, before: list[int]) -> int:
        """The one length of lists, which stand `before` by `before` in the rows."""
        from pyarrow import compute, types

        if types.is_fixed_size_list(array.type):
            return array.type.list_size
        # A list in a list may be missing as a whole.
        lengths = np.array(compute.fill_null(compute.list_value_length(array), 0).to_pylist(), int)
        axis = len(before)
        if self.shape is not None and axis < len(self.shape):
            length = self.shape[axis]
        else:
            length = int(lengths[0]) if len(lengths) else 0
        other = np.flatnonzero(lengths != length)
        if len(other):
            row = int(other[0]) // math.prod(before)
            found = (*before, int(lengths[other[0]]))
            raise DataError(self._differs((*before, length), found, row))
        return length

    def _differs(self, shape: tuple[int, ...], other: tuple[int, ...], row: int) -> Problem:
        first = self.place(0) if self.shape is None else "in the rows before"
        return differing_shapes(self.name, self.label, shape, first, other, self.place(row))

    def _flat(self, array: pa.Array, per_row: int) -> np.ndarray:
        """Numbers as numpy's, nulls among fractions as NaN; `to_numpy` may import pandas."""
        import pyarrow as pa
        from pyarrow import compute, types

        if types.is_boolean(array.type):
            array = compute.cast(array, pa.uint8())
        if types.is_floating(array.type):
            return floats_of(compute.cast(array, pa.float64()))
        if array.null_count:
            at = array.is_null().index(True).as_py() // per_row
            raise DataError(_no_room(self.name, self.label, "a gap in the array", self.place(at)))
        dtype = np.dtype(str(array.type))
        return values_of(array, dtype) if len(array) else np.empty(0, dtype)


def _no_room(name: str, label: str, what: str, place: str) -> Problem:
    message = f"column {name!r} of {label} has {what} {place}, and no whole number says that one "
    message += "is missing"
    hint = "save the column as float64, with NaN there, or leave the row out"
    return Problem("missing-values", message, hint=hint)


def _combined(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """A column in one piece."""
    import pyarrow as pa

    if not isinstance(column, pa.ChunkedArray):
        return column
    if isinstance(column.type, pa.ExtensionType):
        storage = pa.chunked_array([c.storage for c in column.chunks], column.type.storage_type)
        return pa.ExtensionArray.from_storage(column.type, _combined(storage))
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)


def _is_list(kind: Any) -> bool:
    from pyarrow import types

    tests: tuple[Callable[[Any], bool], ...] = (
        types.is_list,
        types.is_large_list,
        types.is_fixed_size_list,
    )
    return any(test(kind) for test in tests)

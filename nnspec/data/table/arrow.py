"""Between arrow's arrays and numpy's, without pandas.

pyarrow's own conversions (`pa.array`, `pa.scalar`, `to_numpy`) import pandas where it is installed,
which takes half a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa


def values_of(array: pa.Array, dtype: np.dtype | type) -> np.ndarray:
    """The values of an array of fixed width as numpy's, a copy; undefined where one is null.

    Args:
        array: Numbers.
        dtype: Their type in numpy.
    """
    found: np.ndarray = np.frombuffer(
        array.buffers()[1], dtype=dtype, count=array.offset + len(array)
    )
    return found[array.offset :].copy()


def floats_of(array: pa.Array) -> np.ndarray:
    """A float64 array as numpy's, NaN where it is null."""
    import pyarrow as pa
    from pyarrow import compute

    if not len(array):
        return np.empty(0)
    found = values_of(array, np.float64)
    if array.null_count:
        valid = compute.cast(array.is_valid(), pa.uint8())
        found[values_of(valid, np.uint8) == 0] = np.nan
    return found


def to_arrow(values: np.ndarray) -> pa.Array:
    """A column as an arrow array; NaN and None become null.

    Args:
        values: float64, float32, int64, bool or object, shape (n,); booleans and objects become
            text. Or an array column, (n, ...): tensors.
    """
    import pyarrow as pa

    if values.ndim > 1:
        return pa.FixedShapeTensorArray.from_numpy_ndarray(np.ascontiguousarray(values))
    if values.dtype == object or values.dtype == bool:
        return text_array(values.tolist())
    kind = {"float64": pa.float64(), "float32": pa.float32(), "int64": pa.int64()}
    values = np.ascontiguousarray(values)
    valid, nulls = None, 0
    if values.dtype.kind == "f":
        gone = np.isnan(values)
        nulls = int(np.count_nonzero(gone))
        valid = _bits(~gone) if nulls else None
    buffers = [valid, pa.py_buffer(values)]
    return pa.Array.from_buffers(kind[values.dtype.name], len(values), buffers, null_count=nulls)


def text_array(values: Sequence[object]) -> pa.StringArray:
    """Values as texts, None as null."""
    import pyarrow as pa

    encoded = [b"" if value is None else str(value).encode() for value in values]
    offsets = np.zeros(len(encoded) + 1, dtype=np.int32)
    np.cumsum(np.fromiter(map(len, encoded), dtype=np.int32, count=len(encoded)), out=offsets[1:])
    there = np.array([value is not None for value in values], dtype=bool)
    return pa.StringArray.from_buffers(
        len(encoded),
        pa.py_buffer(offsets),
        pa.py_buffer(b"".join(encoded)),
        None if there.all() else _bits(there),
    )


def index_array(rows: np.ndarray) -> pa.Array:
    """Indices of rows as an arrow array, for `take`."""
    return to_arrow(np.asarray(rows, dtype=np.int64))


def _bits(mask: np.ndarray) -> Any:
    import pyarrow as pa

    return pa.py_buffer(np.packbits(mask, bitorder="little"))

"""Values of arrow's types as the values of a column, without pandas."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from nnspec.data.table.arrow import floats_of
from nnspec.data.table.values import column_of_values

if TYPE_CHECKING:
    import pyarrow as pa


def is_plain(kind: pa.DataType) -> bool:
    """Whether a column of this type is one of numbers or text."""
    from pyarrow import types

    if types.is_dictionary(kind):
        return is_plain(kind.value_type)
    return (
        _is_number(kind)
        or _is_string(kind)
        or any(
            test(kind)
            for test in (types.is_boolean, types.is_date, types.is_time, types.is_timestamp)
        )
    )


def _is_number(kind: pa.DataType) -> bool:
    from pyarrow import types

    tests = (types.is_integer, types.is_floating, types.is_decimal, types.is_null)
    return any(test(kind) for test in tests)


def _is_string(kind: pa.DataType) -> bool:
    from pyarrow import types

    # `is_string_view` is newer than the oldest pyarrow that nnspec works with.
    view = getattr(types, "is_string_view", types.is_large_string)
    return types.is_string(kind) or types.is_large_string(kind) or view(kind)


def column_of_arrow(column: pa.ChunkedArray | pa.Array, midnight: bool | None = None) -> np.ndarray:
    """A column of a type that a table can hold: float64 with NaN, or object with None.

    Args:
        column: The column, or a piece of it.
        midnight: Whether every time of the whole column is midnight; None looks at `column`.
    """
    import pyarrow as pa
    from pyarrow import compute, types

    if types.is_dictionary(column.type):
        column = compute.cast(column, column.type.value_type)
    if _is_number(column.type):
        return _numbers(column)
    if _is_string(column.type):
        return _texts(column.to_pylist())
    if types.is_timestamp(column.type):
        return column_of_values(moments_of(column), midnight=midnight)
    if types.is_time64(column.type):
        column = compute.cast(column, pa.time64("us"), safe=False)
    return column_of_values(column.to_pylist())


def moments_of(column: pa.ChunkedArray | pa.Array) -> list[datetime | None]:
    """Python's times, which end at microseconds; pyarrow's own way to zoned ones imports pandas."""
    import pyarrow as pa
    from pyarrow import compute, types

    if types.is_dictionary(column.type):
        column = compute.cast(column, column.type.value_type)
    moments = compute.cast(column, pa.timestamp("us"), safe=False).to_pylist()
    if column.type.tz is None:
        return moments
    try:
        zone: tzinfo = ZoneInfo(column.type.tz)
    except (ZoneInfoNotFoundError, ValueError):
        zone = UTC
    return [None if t is None else t.replace(tzinfo=UTC).astimezone(zone) for t in moments]


def _texts(values: list[str | None]) -> np.ndarray:
    if not any(value is not None for value in values):
        return np.full(len(values), np.nan)
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def _numbers(column: pa.ChunkedArray | pa.Array) -> np.ndarray:
    """float64 with NaN; `to_numpy` would import pandas, half a second."""
    import pyarrow as pa
    from pyarrow import compute, types

    if types.is_null(column.type) or column.null_count == len(column):
        return np.full(len(column), np.nan)
    numbers = compute.cast(column, pa.float64(), safe=False)
    while isinstance(numbers, pa.ChunkedArray):
        numbers = numbers.combine_chunks()
    return floats_of(numbers)

"""Arrays as columns: which numbers they keep, and what a row of one is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from nnspec.data.table.signature import ArraySpec
from nnspec.errors import DataError, Problem

DTYPES = ("float32", "int32", "uint8")
"""The numbers of an array column: fractions, whole numbers, and those of pixels and booleans."""

_INT32 = np.iinfo(np.int32)


def array_column(
    values: np.ndarray, name: str, label: str, place: Callable[[int], str] | None = None
) -> np.ndarray:
    """An array with one entry a row as a column.

    Fractions become float32, NaN being a missing value; booleans and uint8 become uint8, all other
    whole numbers int32.

    Args:
        values: Numbers or booleans, shape (n, ...) of two axes and more.
        name: The column.
        label: What messages call the source.
        place: Where a row stands, `in row 6`; the row's number when left out.

    Raises:
        DataError: A row has no numbers, or one that the column cannot keep.
    """
    place = place or (lambda row: f"in row {row + 1}")
    if 0 in values.shape[1:]:
        message = f"array {name!r} of {label} has no numbers in a row: its shape is {values.shape}"
        raise DataError(Problem("unsupported-column", message))
    if values.dtype.kind == "f":
        with np.errstate(over="ignore"):
            made = values.astype(np.float32, copy=False)
        _refuse(np.isinf(made), values, name, label, place)
        return made
    if values.dtype.kind == "b" or values.dtype == np.uint8:
        return values.astype(np.uint8, copy=False)
    if values.dtype.itemsize > 2:
        _refuse((values < _INT32.min) | (values > _INT32.max), values, name, label, place)
    return values.astype(np.int32, copy=False)


def stacked(
    rows: Sequence[Any], name: str, label: str, place: Callable[[int], str] | None = None
) -> np.ndarray:
    """Arrays, or lists of numbers, one a row, as a column; None is a missing value.

    Args:
        rows: At least one that is not None.
        name: The column.
        label: What messages call the source.
        place: Where a row stands, `in row 6`; the row's number when left out.

    Raises:
        DataError: As `array_column`; or the arrays differ in shape, or hold something else.
    """
    place = place or (lambda row: f"in row {row + 1}")
    arrays = [None if row is None else _numbers_of(row) for row in rows]
    first, shape = next((i, one.shape) for i, one in enumerate(arrays) if one is not None)
    for i, array in enumerate(arrays):
        if array is not None and (array.dtype.kind not in "biuf" or not array.ndim):
            message = f"column {name!r} of {label} holds no array of numbers {place(i)}"
            raise DataError(Problem("unsupported-column", message))
        if array is not None and array.shape != shape:
            raise DataError(
                differing_shapes(name, label, shape, place(first), array.shape, place(i))
            )
    gap = np.full(shape, np.nan)
    whole = np.stack([gap if array is None else array for array in arrays])
    return array_column(whole, name, label, place)


def differing_shapes(
    name: str,
    label: str,
    shape: Sequence[int | None],
    place: str,
    other: Sequence[int],
    other_place: str,
) -> Problem:
    """The problem of a column whose arrays are not all of one shape."""
    first, second = (shape_words(ArraySpec(tuple(one))) for one in (shape, other))
    message = f"column {name!r} of {label} has arrays of {first} {place} and of {second} "
    message += other_place
    hint = "every row of a column has an array of one shape: pad or cut the others"
    return Problem("shapes-differ", message, hint=hint)


def _numbers_of(row: Any) -> np.ndarray:
    try:
        return np.asarray(row)
    except ValueError:
        # Lists of several lengths.
        return np.empty(0, object)


def _refuse(
    bad: np.ndarray, values: np.ndarray, name: str, label: str, place: Callable[[int], str]
) -> None:
    if not bad.any():
        return
    index = tuple(int(axis[0]) for axis in np.nonzero(bad))
    value, where = values[index], place(index[0])
    start = f"array {name!r} of {label} holds"
    if np.isinf(float(value)):
        message, hint = f"{start} an infinity: {value} {where}", "write NaN where there is no value"
        raise DataError(Problem("infinite-value", message, hint=hint))
    if values.dtype.kind == "f":
        message = f"{start} {value:g} {where}, and the network's numbers are float32, up to 3.4e+38"
        raise DataError(Problem("beyond-float32", message, hint="give it in a larger unit"))
    message = f"{start} {value} {where}, and whole numbers of arrays are int32, up to 2,147,483,647"
    hint = "number what it stands for from 0 on, or save it as float64"
    raise DataError(Problem("beyond-int32", message, hint=hint))


def array_spec(column: np.ndarray) -> ArraySpec | None:
    """What an array column has of a row; None for a column of numbers or text."""
    return ArraySpec(column.shape[1:], column.dtype.name) if column.ndim > 1 else None


def shape_words(spec: ArraySpec) -> str:
    """`28 x 28`, or of a vector `784 numbers`."""
    if len(spec.shape) == 1:
        return f"{spec.shape[0]:,} number{'s' * (spec.shape[0] != 1)}"
    return " x ".join(map(str, spec.shape))


def array_words(spec: ArraySpec) -> str:
    """`an array of 28 x 28 (uint8)`."""
    return f"an array of {shape_words(spec)} ({spec.dtype})"


def laid_out(name: str, kinds: Mapping[str, object]) -> str | None:
    """What to do about a column that older versions made of an array's number.

    They laid an array `w` out as `w_1`, `w_2`, ..., and `X` or `x` as `x1`, `x2`, ...

    Args:
        name: A name that is no column.
        kinds: What each column holds.
    """
    for array, spec in kinds.items():
        if not isinstance(spec, ArraySpec):
            continue
        start = "x" if array in ("X", "x") else f"{array}_"
        number = name.removeprefix(start)
        if number != name and number.isdecimal() and 1 <= int(number) <= spec.size:
            return (
                f"the array '{array}' is one column of {shape_words(spec)} now: write {array}, and "
                f"train runs of {start}1, {start}2, ... again"
            )
    return None


def missing_in(column: np.ndarray) -> np.ndarray:
    """Which rows have no value, or not all of an array's, bool of shape (n,).

    Args:
        column: As a table has it.
    """
    if column.ndim > 1:
        if column.dtype != np.float32:
            return np.zeros(len(column), dtype=bool)
        return np.isnan(column).any(axis=tuple(range(1, column.ndim)))
    if column.dtype == np.float64:
        return np.isnan(column)
    return is_none(column)


def is_none(values: np.ndarray) -> np.ndarray:
    """Which values of an array of objects are None, bool of the same shape."""
    # The types of numpy know no None to compare with.
    return np.equal(values, None).astype(bool)  # type: ignore[call-overload]


def as_array(column: np.ndarray, spec: ArraySpec) -> np.ndarray:
    """An array column as the numbers that it had in training; see `unlike`."""
    return column.astype(spec.dtype, copy=False)


def unlike(column: np.ndarray, spec: ArraySpec) -> str | None:
    """Why a column cannot be taken for the arrays that it had in training, or None.

    Whole numbers are taken for fractions, and for other whole numbers that can hold them.

    Args:
        column: As a table has it.
        spec: What it had of a row in training.
    """
    own = array_spec(column)
    if own is None or own.shape != spec.shape:
        return "another shape"
    if own.dtype == "float32" and spec.dtype != "float32":
        return "fractions"
    if spec.dtype == "uint8" and own.dtype == "int32":
        outside = (column < 0) | (column > np.iinfo(np.uint8).max)
        if outside.any():
            return f"{column[outside][0]} is no uint8"
    return None

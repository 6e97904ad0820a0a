"""A few rows that teach a preprocessing step the same as the many blocks they are made of."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

import numpy as np

from nnspec.data.table.arrays import is_none
from nnspec.data.table.kinds import MAX_TEXTS


class TooManyValuesError(Exception):
    """A column has more different values than can be held."""

    def __init__(self) -> None:
        super().__init__(f"more than {MAX_TEXTS:,} different values")


def extremes(blocks: Iterable[np.ndarray]) -> np.ndarray:
    """The least and the greatest value of each column.

    Args:
        blocks: float64 with NaN, each of shape (n, k).

    Returns:
        float64 of shape (2, k); NaN for a column without values.
    """
    found: tuple[np.ndarray, np.ndarray] | None = None
    for block in blocks:
        low, high = np.fmin.reduce(block, axis=0), np.fmax.reduce(block, axis=0)
        found = (low, high) if found is None else (np.fmin(found[0], low), np.fmax(found[1], high))
    return np.stack(found or ())


def distinct(blocks: Iterable[np.ndarray]) -> np.ndarray:
    """Each different value of each column.

    Args:
        blocks: float64 without NaN, or object without None, each of shape (n, k).

    Returns:
        The same dtype, of shape (m, k), where m is the greatest number of different values; values
        of a column with fewer stand there more than once.

    Raises:
        TooManyValuesError: There are more than `MAX_TEXTS` in a column.
    """
    counts = _counts(blocks, counting=False)
    longest = max(len(values) for values, _ in counts)
    return np.column_stack([np.resize(values, longest) for values, _ in counts])


def mean_row(blocks: Iterable[np.ndarray]) -> np.ndarray:
    """The mean of each column, and a row of NaN for the columns with missing values.

    Args:
        blocks: float64 with NaN, each of shape (n, k).

    Returns:
        float64 of shape (2, k), whose mean without NaN is that of all rows.
    """
    sums, counts, rows = [], 0, 0
    for block in blocks:
        sums.append(np.nansum(block, axis=0))
        counts = counts + np.count_nonzero(~np.isnan(block), axis=0)
        rows += len(block)
    totals = np.array([math.fsum(column) for column in zip(*sums, strict=True)])
    with np.errstate(invalid="ignore"):
        means = totals / counts
    return np.stack([means, np.where(counts < rows, np.nan, means)])


def mode_row(blocks: Iterable[np.ndarray], *, constant: bool = False) -> np.ndarray:
    """The most frequent value of each column, the least of several, and where values are missing.

    Args:
        blocks: float64 with NaN or object with None, each of shape (n, k).
        constant: Any value will do.

    Returns:
        The same dtype, of shape (2, k): the value, and again or, for a column with missing values,
        NaN or None.

    Raises:
        TooManyValuesError: There are more than `MAX_TEXTS` different values in a column.
    """
    missing: np.ndarray = np.zeros(1, dtype=bool)
    dtype: np.dtype | None = None

    def present() -> Iterator[np.ndarray]:
        nonlocal missing, dtype
        for block in blocks:
            dtype = block.dtype
            gone = np.isnan(block) if dtype == np.float64 else is_none(block)
            missing = missing | np.any(gone, axis=0)
            yield block[:1] if constant and not gone[:1].any() else block

    found = _counts(present(), counting=not constant)
    nothing = np.nan if dtype == np.float64 else None
    rows = np.full((2, len(found)), nothing, dtype=dtype)
    for i, (values, counts) in enumerate(found):
        if len(values):
            best = max(counts)
            rows[:, i] = min(v for v, n in zip(values, counts, strict=True) if n == best)
        if missing[i]:
            rows[1, i] = nothing
    return rows


def gathered(blocks: Iterable[np.ndarray], n_rows: int) -> np.ndarray:
    """The blocks as one.

    Args:
        blocks: Each of shape (n, k).
        n_rows: How many rows they have together.
    """
    blocks = iter(blocks)
    first = next(blocks)
    whole = np.empty((n_rows, first.shape[1]), first.dtype)
    filled = 0
    for block in chain([first], blocks):
        whole[filled : filled + len(block)] = block
        filled += len(block)
    return whole


def _counts(blocks: Iterable[np.ndarray], *, counting: bool) -> list[tuple[np.ndarray, list[int]]]:
    """For each column its different values, without missing ones, and how often each is there."""
    found: list[Counter] = []
    dtype = None
    for block in blocks:
        dtype = block.dtype
        found = found or [Counter() for _ in range(block.shape[1])]
        for i, counter in enumerate(found):
            column = block[:, i]
            if dtype == np.float64:
                values, counts = np.unique(column[~np.isnan(column)], return_counts=True)
                counter.update(dict(zip(values.tolist(), counts.tolist(), strict=True)))
            else:
                values = column.tolist()
                counter.update(values if counting else set(values))
                counter.pop(None, None)
            if len(counter) > MAX_TEXTS:
                raise TooManyValuesError
    return [(_array(list(counter), dtype), list(counter.values())) for counter in found]


def _array(values: list, dtype: np.dtype | None) -> np.ndarray:
    array = np.empty(len(values), dtype)
    array[:] = values
    return array

"""Rows in groups, by the values of a column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nnspec.data.table.arrays import array_words
from nnspec.data.table.table import Table
from nnspec.data.table.whole_numbers import refuse_merging
from nnspec.errors import DataError, Problem, did_you_mean, listing

MOST_VALUES = 20
"""A column of numbers with more different values than this is cut into quarters."""

MOST_GROUPS = 100
"""A column of text may have as many different values."""


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Some rows of a table.

    Attributes:
        label: What they have in common, in words: `Biscoe`, `2007`, `3 to 28`, `(missing)`.
        value: The same as a value: text, a number, a pair of numbers (the least and the largest of
            a quarter's), or None for no value.
        rows: Their indices, int64.
    """

    label: str
    value: str | float | tuple[float, float] | None
    rows: np.ndarray


def group_rows(table: Table, column: str) -> list[Group]:
    """The rows of a table by the values of a column, in the values' order; those without one last.

    Numbers with more than `MOST_VALUES` different values are cut at their quartiles into four
    groups of about the same size, fewer where a quartile is one value over.

    Args:
        table: The rows.
        column: One of its columns, whether the network sees it or not.

    Raises:
        DataError: There is no such column, it has more than `MOST_GROUPS` different texts, or
            numbers that merge.
    """
    if column not in table:
        raise DataError(unknown_group(column, table.names, table.origin))
    array = table.array(column)
    if array is not None:
        message = (
            f"column {column!r} of {table.origin} is {array_words(array)}, which groups no rows"
        )
        raise DataError(Problem("array-column", message, hint="name a column of numbers or text"))
    missing = table.missing_mask(column)
    present = np.flatnonzero(~missing)
    values = table[column][present]
    if table.is_numeric(column):
        # Quarters of a quantity do not need its last digit.
        if len(np.unique(values)) <= MOST_VALUES:
            refuse_merging(table, column, f"column {column!r}", "are groups")
        groups = _numbers(values, present)
    else:
        groups = _texts(values, present, table, column)
    if missing.any():
        groups.append(Group("(missing)", None, np.flatnonzero(missing)))
    return groups


def unknown_group(column: str, names: Sequence[str], origin: str) -> Problem:
    """The problem of a column to group by that is not there.

    Args:
        column: The column.
        names: Those that there are.
        origin: What messages call the rows' source.
    """
    return Problem(
        "unknown-column",
        f"there is no column '{column}' in {origin} to group the rows by",
        hint=did_you_mean(column, names),
        details=(f"columns: {listing(names, 20)}",),
    )


def too_many_groups(column: str, count: str, origin: str) -> Problem:
    """The problem of a column of text with too many different values to group by.

    Args:
        column: The column.
        count: How many it has, in words.
        origin: What messages call the rows' source.
    """
    return Problem(
        "too-many-groups",
        f"the column '{column}' of {origin} has {count} different values; rows are grouped by at "
        f"most {MOST_GROUPS}",
    )


def _numbers(values: np.ndarray, rows: np.ndarray) -> list[Group]:
    different, codes = np.unique(values, return_inverse=True)
    if len(different) <= MOST_VALUES:
        return [
            Group(str(_plain(v)), _plain(v), rows[codes == i])
            for i, v in enumerate(different.tolist())
        ]
    cuts = np.unique(np.quantile(values, (0.25, 0.5, 0.75), method="inverted_cdf"))
    codes = np.searchsorted(cuts, values, side="left")
    groups = []
    for code in np.unique(codes):
        inside = values[codes == code]
        low, high = float(inside.min()), float(inside.max())
        groups.append(
            Group(
                f"{_plain(low)} to {_plain(high)}", (_plain(low), _plain(high)), rows[codes == code]
            )
        )
    return groups


def _plain(number: float) -> float:
    """A whole number as an int, so that it is written in full: two numbers never read alike."""
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _texts(values: np.ndarray, rows: np.ndarray, table: Table, column: str) -> list[Group]:
    texts = values.tolist()
    different = sorted(set(texts))
    if len(different) > MOST_GROUPS:
        raise DataError(too_many_groups(column, f"{len(different):,}", table.origin))
    place = {text: i for i, text in enumerate(different)}
    codes = np.fromiter(map(place.__getitem__, texts), dtype=np.int64, count=len(texts))
    return [Group(text, text, rows[codes == i]) for i, text in enumerate(different)]

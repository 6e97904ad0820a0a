"""Rows that stand in the order of time, and a split that tests on the latest of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from nnspec.data.split.by_column import split_by_time, time_keys
from nnspec.data.split.shares import Split
from nnspec.data.table.table import Table
from nnspec.errors import DataError

_FEWEST_ROWS = 20
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b")


def time_of(table: Table, dates: Sequence[str]) -> str | None:
    """The first of some columns of dates in whose order the rows stand, early or late first.

    Args:
        table: All rows.
        dates: The columns that hold dates.

    Returns:
        Its name; None where the rows are in no such order, or the dates do not sort as time does.
    """
    if table.n_rows < _FEWEST_ROWS:
        return None
    for name in dates:
        try:
            # It refuses dates that do not sort as time, and those that are too few.
            split_by_time(table, name, Split(0.2, 0.2))
        except DataError:
            continue
        values = table[name]
        if not table.is_numeric(name):
            values = time_keys(values.tolist())
        if _in_order(values):
            return name
    return None


def unsorted_time_of(table: Table, dates: Sequence[str]) -> str | None:
    """The first of some columns of dates in whose order the rows stand, but not as text sorts.

    Args:
        table: All rows.
        dates: The columns that hold dates.

    Returns:
        The name of one with dates such as 31.12.2024 or 12/31/2024, or None.
    """
    for name in dates if table.n_rows >= _FEWEST_ROWS else ():
        if table.is_numeric(name) or table.missing(name):
            continue
        found = [_YEAR_LAST.match(text.strip()) for text in table[name].tolist()]
        numbers = [match.groups() for match in found if match is not None]
        if len(numbers) < len(found):
            continue
        first, second, year = np.array(numbers, dtype=np.int64).T
        for day, month in ((first, second), (second, first)):
            days = (year * 100 + month) * 100 + day
            if month.max() <= 12 and days.min() < days.max() and _in_order(days):
                return name
    return None


def _in_order(values: np.ndarray) -> bool:
    return bool((values[1:] >= values[:-1]).all()) or bool((values[1:] <= values[:-1]).all())


def classes_stay(
    table: Table, name: str, labels: Sequence[np.ndarray], sizes: tuple[float, float]
) -> bool:
    """Whether a split by time leaves every class in every part, to be learnt and measured.

    Args:
        table: All rows.
        name: The column of dates.
        labels: The columns of classes, each of shape (n,).
        sizes: Of the validation and the test part, as fractions.
    """
    try:
        rows = split_by_time(table, name, Split(*sizes))
    except DataError:
        return False
    parts = [index for index in rows.by_name().values() if len(index)]
    return all(
        len(set(column[index].tolist())) == len(set(column.tolist()))
        for column in labels
        for index in parts
    )

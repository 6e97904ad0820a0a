"""Numbers so large that float64 does not tell neighbours apart.

Columns of numbers are float64. As quantities such numbers are right to 16 digits; but as classes,
categories or groups 9007199254740992 and 9007199254740993 would become one without a word.
"""

from __future__ import annotations

import numpy as np

from nnspec.data.table.columns import Columns
from nnspec.errors import DataError, Problem
from nnspec.spec.yaml.text import as_yaml

FIRST_MERGED = 2.0**53
"""The least whole number that float64 has in common with another one."""

ROUNDED = "numbers from 2^53 on are rounded to float64, where neighbours are one"
"""Why they cannot be told apart, to follow a message."""


def merges(column: np.ndarray) -> np.ndarray:
    """Which values are numbers that may stand for others, bool (n,); text has none."""
    if column.dtype != np.float64:
        return np.zeros(len(column), dtype=bool)
    # Numbers that are missing are neither.
    return np.abs(column) >= FIRST_MERGED


def merging_problem(table: Columns, name: str, what: str, use: str) -> Problem | None:
    """The problem of a numeric column that must tell its values apart, and cannot.

    Args:
        table: The rows.
        name: The column.
        what: As messages name it, for instance `target 'id'`.
        use: What is one then too, such as `are classes`.
    """
    if not table.is_numeric(name):
        return None
    count, row, value = 0, table.n_rows, 0.0
    for index, piece in table.pieces([name]):
        rows = np.flatnonzero(merges(piece[name]))
        count += len(rows)
        if len(rows) and index[rows].min() < row:
            first = rows[np.argmin(index[rows])]
            row, value = int(index[first]), float(piece[name][first])
    if not count:
        return None
    more = f", and {count - 1:,} more" if count > 1 else ""
    message = f"{what} of {table.origin} has {whole(value)} {table.place(row)}{more}: "
    message += f"{ROUNDED}, and so {use}"
    return Problem("merging-numbers", message, hint=text_hint(table, name))


def text_hint(table: Columns, name: str) -> str:
    """How a column comes as text, which is told apart in full."""
    if table.csv is not None:
        return f"read it as text: add dtype: {{{as_yaml(name)}: str}}"
    return "store it as text in the data"


def refuse_merging(table: Columns, name: str, what: str, use: str) -> None:
    """Refuse such a column; see `merging_problem`.

    Raises:
        DataError: It has such numbers.
    """
    problem = merging_problem(table, name, what, use)
    if problem is not None:
        raise DataError(problem)


def whole(value: float) -> str:
    """A number in full, unless that takes more digits than it has."""
    return f"{value:.0f}" if abs(value) < 1e22 else repr(value)

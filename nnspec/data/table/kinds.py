"""Whether a column holds numbers or text, and a column as the kind that it is expected to be."""

from __future__ import annotations

from typing import Literal

import numpy as np

from nnspec.data.table.table import Table

Kind = Literal["numeric", "text"]

MAX_TEXTS = 1_000_000
"""More different texts than this are no categories that a network could learn from."""


def kind_of(table: Table, name: str) -> Kind:
    """Whether a table's column is `numeric` or `text`."""
    return "numeric" if table.is_numeric(name) else "text"


def column_values(table: Table, name: str, kind: Kind) -> np.ndarray:
    """A column as the kind it had in training, shape (n, 1).

    A column without any value has no kind of its own, so it takes either.
    """
    column = table[name]
    if kind == kind_of(table, name):
        return column[:, None]
    empty = np.full(len(column), np.nan if kind == "numeric" else None)
    return empty.astype(np.float64 if kind == "numeric" else object)[:, None]

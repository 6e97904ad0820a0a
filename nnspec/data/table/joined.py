"""Several tables as one: the rows of `data.source`, then those of the split's own files."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nnspec.data.table.arrays import as_array, unlike
from nnspec.data.table.kinds import Kind, column_values, kind_of
from nnspec.data.table.signature import ArraySpec
from nnspec.data.table.table import LeftOut, Table


def join(tables: Mapping[str, Table]) -> Table:
    """The rows of all tables, with the columns of the first.

    Args:
        tables: By part. What another table than the first lacks, or has as another kind, is
            missing there; `check_columns` sees to it beforehand that nothing needs it.

    Returns:
        A table whose `sources` are these, with the columns of the first.
    """
    first, *others = tables.values()
    columns = {
        name: np.concatenate(
            [first[name], *(_column(table, name, kind_of(first, name)) for table in others)]
        )
        for name in first.names
    }
    numbers = np.concatenate([_numbers(table) for table in tables.values()])
    words = {table.row_word for table in tables.values()}
    pieces, start = {}, 0
    for part, table in tables.items():
        end = start + table.n_rows
        own = {name: column[start:end] for name, column in columns.items()}
        pieces[part] = Table(own, table.origin, table.row_numbers, table.row_word, csv=table.csv)
        start = end
    origin = ", ".join(dict.fromkeys(table.origin for table in tables.values()))
    word = words.pop() if len(words) == 1 else "row"
    left_out = sum((table.left_out for table in tables.values()), LeftOut())
    return Table(columns, origin, numbers, word, left_out=left_out, csv=first.csv, joined=pieces)


def _column(table: Table, name: str, kind: Kind) -> np.ndarray:
    """A column as the first table has it; what is not used may be there in another form."""
    if isinstance(kind, ArraySpec):
        fits = name in table and unlike(table[name], kind) is None
        return as_array(table[name], kind) if fits else kind.zeros(table.n_rows)
    if name in table:
        return column_values(table, name, kind)[:, 0]
    if kind == "numeric":
        return np.full(table.n_rows, np.nan)
    return np.full(table.n_rows, None, dtype=object)


def _numbers(table: Table) -> np.ndarray:
    return np.arange(1, table.n_rows + 1) if table.row_numbers is None else table.row_numbers

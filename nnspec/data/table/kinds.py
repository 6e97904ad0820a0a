"""What a column holds, and a column as the kind that it is expected to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np

from nnspec.data.table.arrays import as_array, shape_words
from nnspec.data.table.columns import Columns
from nnspec.data.table.signature import ArraySpec
from nnspec.data.table.table import Table

Kind = Literal["numeric", "text"] | ArraySpec
"""Numbers, text, or an array of one shape in every row."""

MAX_TEXTS = 1_000_000
"""More different texts than this are no categories that a network could learn from."""


def kind_of(table: Columns, name: str) -> Kind:
    """What a table's column holds."""
    array = table.array(name)
    if array is not None:
        return array
    return "numeric" if table.is_numeric(name) else "text"


def kind_word(kind: Kind) -> str:
    """A kind in messages: `number`, `text` or `28 x 28 uint8`."""
    if isinstance(kind, ArraySpec):
        return f"{shape_words(kind)} {kind.dtype}"
    return "number" if kind == "numeric" else kind


def column_values(table: Table, name: str, kind: Kind) -> np.ndarray:
    """A column as the kind it had in training: shape (n, 1), or (n, ...) for arrays.

    A column without any value has no kind of its own, so it takes that of numbers or text.
    """
    column = table[name]
    if isinstance(kind, ArraySpec):
        return as_array(column, kind)
    if kind == kind_of(table, name):
        return column[:, None]
    empty = np.full(len(column), np.nan if kind == "numeric" else None)
    return empty.astype(np.float64 if kind == "numeric" else object)[:, None]


def kind_to_json(kind: Kind) -> Any:
    """A kind as `preprocessing.json` has it."""
    if isinstance(kind, ArraySpec):
        return {"shape": list(kind.shape), "dtype": kind.dtype}
    return kind


def kind_from_json(document: Any) -> Kind:
    """What `kind_to_json` wrote."""
    if isinstance(document, Mapping):
        return ArraySpec(tuple(document["shape"]), document["dtype"])
    return document

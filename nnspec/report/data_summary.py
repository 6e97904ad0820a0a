"""data.json: what a run's columns hold, in a few numbers each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np

from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.steps.categories import label_text
from nnspec.data.table.arrays import missing_in
from nnspec.data.table.signature import ArraySpec
from nnspec.data.table.table import Table

MAX_VALUES = 10
"""Of a column of text so many values are listed, the most frequent ones."""


def summarize_data(
    preprocessor: Preprocessor, table: Table, rows: Mapping[str, np.ndarray]
) -> dict[str, Any]:
    """Summarise the columns that a network learns from and predicts.

    Args:
        preprocessor: Knows which columns these are.
        table: All rows.
        rows: The indices of each part's rows.

    Returns:
        `rows`, by part, and `columns`: a list of mappings with `name`, `role` (`feature` or
        `target`), `kind` (`numeric`, `text` or `array`), `missing`, and of numbers `min`, `max`,
        `mean` and `standard_deviation` (of n, not n - 1), of arrays these of all their numbers, and
        `shape` and `dtype`, of text and of classes `distinct` and `values`, the most frequent
        values with their counts; all of it over the rows of all parts.
    """
    used = np.concatenate(list(rows.values()))
    columns = []
    classes = {
        name
        for target in preprocessor.targets.values()
        if target.encoding != "regression"
        for name in target.columns
    }
    for role, kinds in (
        ("feature", preprocessor.input_kinds),
        ("target", preprocessor.target_kinds),
    ):
        for name, kind in kinds.items():
            column = table[name][used]
            if isinstance(kind, ArraySpec):
                summary = _arrays(column)
                columns.append({"name": name, "role": role, "kind": "array", **summary})
                continue
            summary = _values(column) if name in classes or kind == "text" else _numbers(column)
            columns.append({"name": name, "role": role, "kind": kind, **summary})
    return {
        "rows": {part: len(index) for part, index in rows.items()},
        "columns": columns,
    }


def _arrays(column: np.ndarray) -> dict[str, Any]:
    """The shape and type of a row's array, and all of its numbers as one column of them."""
    gaps = missing_in(column)
    facts = _numbers(column[~gaps].ravel()) | {"missing": int(np.count_nonzero(gaps))}
    return {"shape": list(column.shape[1:]), "dtype": column.dtype.name, **facts}


def _numbers(column: np.ndarray) -> dict[str, Any]:
    known = column[~np.isnan(column.astype(np.float64))].astype(np.float64)
    missing = len(column) - len(known)
    if not len(known):
        return {"missing": missing}
    return {
        "missing": missing,
        "min": float(known.min()),
        "max": float(known.max()),
        "mean": float(known.mean()),
        "standard_deviation": float(known.std()),
    }


def _values(column: np.ndarray) -> dict[str, Any]:
    counts = Counter(column.tolist())
    # Text has None where a value is missing, numbers have NaN, each of them its own object.
    missing = counts.pop(None, 0) + sum(
        counts.pop(value) for value in list(counts) if value != value
    )
    most = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))[:MAX_VALUES]
    return {
        "missing": missing,
        "distinct": len(counts),
        "values": {label_text(value): count for value, count in most},
    }

"""Which rows of a table a spec uses, and for what."""

from __future__ import annotations

from collections import Counter

import numpy as np

from nnspec.data.plan import Plan
from nnspec.data.prepare import class_labels
from nnspec.data.split import Rows, Split, split_rows
from nnspec.data.split_by import split_by_column, split_by_group, split_by_time
from nnspec.data.table import Table
from nnspec.spec.sections import Spec


def deal_rows(spec: Spec, table: Table, plan: Plan, *, classify: bool) -> Rows:
    """Deal the rows of a table to training, validation and test as the spec says.

    Args:
        spec: Holds `data.split` and `data.sample`.
        table: All rows.
        plan: Holds the targets, for their classes.
        classify: Whether classes are predicted, which is when rows are stratified by default.

    Returns:
        Indices into `table`.

    Raises:
        DataError: A part would be empty, or a class would not be in every part.
    """
    section = spec.data.split
    labels = class_labels(table, plan)
    stratify = classify if section.stratify is None else section.stratify
    # Whole groups and the order of time leave no room for the classes' shares.
    stratify = stratify and labels is not None and section.column is None
    chosen = np.arange(table.n_rows)
    if spec.data.sample is not None and spec.data.sample < table.n_rows:
        parts = 1 + (section.validation > 0) + (section.test > 0)
        chosen = _sample(table.n_rows, spec.data.sample, section.seed, labels, parts)
        labels = None if labels is None else labels[chosen]
    split = Split(section.validation, section.test, section.seed, stratify)
    if section.column is not None:
        rows = _by_column(table.take(chosen), split, *section.column)
    else:
        rows = split_rows(len(chosen), split, labels=labels, origin=table.origin)
    return Rows(*(chosen[part] for part in rows.parts().values()))


def _by_column(table: Table, split: Split, key: str, column: str) -> Rows:
    if key == "group":
        return split_by_group(table, column, split)
    if key == "time":
        return split_by_time(table, column, split)
    return split_by_column(table, column)


def _sample(n_rows: int, size: int, seed: int, labels: np.ndarray | None, parts: int) -> np.ndarray:
    """About `size` rows at random, each class with its share, and with a row for each part.

    Args:
        n_rows: How many rows there are.
        size: How many are wanted; a few more come where rare classes would else be lost.
        seed: Of the draw.
        labels: The class of each row, shape (n_rows,), or None.
        parts: How many parts the sample will be dealt to.

    Returns:
        Row indices, int64, in random order.
    """
    order = np.random.default_rng(seed).permutation(n_rows)
    if labels is None:
        return order[:size]
    shuffled = labels[order].tolist()
    counts = Counter(shuffled)
    quota = {label: max(parts, round(size * n / n_rows)) for label, n in counts.items()}
    taken: Counter[object] = Counter()
    chosen = []
    for row, label in zip(order.tolist(), shuffled, strict=True):
        if taken[label] < quota[label]:
            taken[label] += 1
            chosen.append(row)
    return np.array(chosen, dtype=np.int64)

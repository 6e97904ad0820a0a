"""Which rows of a table a spec uses, and for what."""

from __future__ import annotations

from collections import Counter

import numpy as np

from nnspec.data.features.plan import Plan
from nnspec.data.split.by_column import split_by_column, split_by_group, split_by_time
from nnspec.data.split.shares import Parts, Split, split_rows
from nnspec.data.split.validation_split import take_last
from nnspec.data.table.columns import Columns
from nnspec.data.table.table import Table
from nnspec.spec.language.sections import Spec


def assign_rows(spec: Spec, table: Columns, plan: Plan, *, classify: bool) -> Parts:
    """Deal the rows of a table to training, validation and test as the spec says.

    Args:
        spec: Holds `data.split`, `data.sample` and `training.validation_split`.
        table: All rows, as `load_rows` gives them. Without the split's own files these parts are
            empty.
        plan: Holds the targets, for their classes.
        classify: Whether classes are predicted, which is when rows are stratified by default.

    Returns:
        Indices into `table`.

    Raises:
        DataError: A part would be empty, or a class would not be in every part.
    """
    own, *_ = table.sources.values()
    labels = class_labels(own, plan)
    rows = _assign(spec, own, labels, classify=classify)
    share = spec.training.validation_split
    if share:
        cut = take_last(rows.training, share, labels=labels, origin=own.origin)
        rows = Parts(cut.training, cut.validation, rows.test)
    assigned, start = rows.by_name(), 0
    for name, source in table.sources.items():
        if source is not own:
            assigned[name] = start + _some(spec, source, plan)
        start += source.n_rows
    return Parts(**assigned)


def class_labels(table: Columns, plan: Plan) -> np.ndarray | None:
    """The classes to split by: the one classification target's column, or None.

    Args:
        table: All rows.
        plan: Holds the targets.

    Returns:
        float64 or object of shape (n,); None for regressions, several targets and several labels.
    """
    if len(plan.targets) != 1:
        return None
    (target,) = plan.targets.values()
    if target.encoding == "regression" or len(target.columns) > 1:
        return None
    return table[target.columns[0]]


def _some(spec: Spec, piece: Columns, plan: Plan) -> np.ndarray:
    """The rows of a part's own source that are used: all of them, or a sample."""
    size = spec.data.sample
    if size is None or size >= piece.n_rows:
        return np.arange(piece.n_rows)
    labels = class_labels(piece, plan)
    return np.sort(_sample(piece.n_rows, size, spec.data.split.seed, labels, parts=1))


def _assign(spec: Spec, table: Columns, labels: np.ndarray | None, *, classify: bool) -> Parts:
    """Deal the rows of `data.source`."""
    section = spec.data.split
    sizes = section.size("validation"), section.size("test")
    stratify = classify if section.stratify is None else section.stratify
    # Whole groups and the order of time leave no room for the classes' shares.
    stratify = stratify and labels is not None and section.column is None
    chosen = np.arange(table.n_rows)
    if spec.data.sample is not None and spec.data.sample < table.n_rows:
        parts = 1 + sum(size > 0 for size in sizes)
        chosen = _sample(table.n_rows, spec.data.sample, section.seed, labels, parts)
        labels = None if labels is None else labels[chosen]
    if spec.training.validation_split and section.column is None and not any(sizes):
        # Nothing is dealt, so that the last rows of the source are the last to be trained on.
        return Parts(np.sort(chosen), chosen[:0], chosen[:0])
    split = Split(*sizes, section.seed, stratify)
    if section.column is not None:
        key, column = section.column
        rows = _by_column(table.take(chosen, [column]), split, key, column)
    else:
        rows = split_rows(len(chosen), split, labels=labels, origin=table.origin)
    return Parts(*(chosen[part] for part in rows.by_name().values()))


def _by_column(table: Table, split: Split, key: str, column: str) -> Parts:
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

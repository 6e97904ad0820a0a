"""Which rows of a table a spec uses, and for what."""

from __future__ import annotations

import numpy as np

from nnspec.data.plan import Plan
from nnspec.data.prepare import class_labels
from nnspec.data.split import Rows, Split, split_rows
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
    stratify = stratify and labels is not None
    chosen = np.arange(table.n_rows)
    if spec.data.sample is not None and spec.data.sample < table.n_rows:
        portion = Split(test=spec.data.sample, seed=section.seed, stratify=stratify)
        chosen = split_rows(table.n_rows, portion, labels=labels, origin=table.origin).test
        labels = None if labels is None else labels[chosen]
    split = Split(section.validation, section.test, section.seed, stratify)
    rows = split_rows(len(chosen), split, labels=labels, origin=table.origin)
    return Rows(*(chosen[part] for part in rows.parts().values()))

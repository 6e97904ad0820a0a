"""From columns, their split and a plan to the rows that a network is trained on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from nnspec.data.features.fit import check_data, fit
from nnspec.data.features.plan import Plan
from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.loading.prepared import Part, Prepared
from nnspec.data.loading.row_weights import RowWeights, row_weights
from nnspec.data.split.shares import Parts
from nnspec.data.table.columns import Columns
from nnspec.data.table.row_hashes import KeptHashes, row_hashes
from nnspec.data.table.table import Table
from nnspec.errors import DataError, Problem

Fit = Callable[[Plan, Columns], Preprocessor]
"""Fits a plan on the training rows."""

Keep = Callable[[Preprocessor, Columns, Parts, Mapping[str, Columns], RowWeights | None], Prepared]
"""Applies the fitted preprocessing to all parts: takes all rows, which are of which part, the rows
of each, and how they are weighed."""


def prepare(
    table: Columns,
    rows: Parts,
    plan: Plan,
    *,
    fit: Fit = fit,
    keep: Keep | None = None,
    checked: Callable[[], None] = lambda: None,
    fits: bool = False,
) -> Prepared:
    """Fit the plan on the training rows and apply it to all parts.

    Args:
        table: All rows.
        rows: Which of them train, validate and test.
        plan: What to do with which column.
        fit: Fits a plan on training rows; `nnspec.data.features.fit.fit`, or what does the same
            elsewhere.
        keep: Makes the parts; in memory when left out.
        checked: Is called when the columns were found to be right: what follows may take a while.
        fits: Whether they were already.

    Raises:
        DataError: The data does not fit the plan; all that is wrong at once. Or no row of a
            part has a weight.
    """
    problems: list[Problem] = []
    for source in () if fits else table.sources.values():
        try:
            check_data(plan, source)
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError(problems)
    checked()
    parts = {name: table.among(index) for name, index in rows.by_name().items()}
    preprocessor = fit(plan, parts["training"])
    weights = row_weights(plan, table, parts, preprocessor)
    return (keep or keep_in_memory)(preprocessor, table, rows, parts, weights)


def keep_in_memory(
    preprocessor: Preprocessor,
    table: Columns,
    rows: Parts,
    parts: Mapping[str, Columns],
    weights: RowWeights | None,
) -> Prepared:
    """The parts as arrays in memory; see `Keep`.

    Raises:
        DataError: A row does not fit the preprocessing.
    """
    whole = table.as_table()

    def made(name: str) -> Part:
        part = parts[name].as_table()
        return Part(
            preprocessor.transform(part, training=name == "training"),
            preprocessor.encode_target(part),
            weights.of(part, training=name == "training")
            if weights is not None and weights.weighs(name)
            else None,
            rows=rows.by_name()[name],
            table=whole,
            target_columns=tuple(preprocessor.target_kinds),
        )

    return Prepared(
        made("training"),
        made("validation"),
        made("test"),
        preprocessor=preprocessor,
        class_weights=None if weights is None else weights.classes,
        source=table,
        shown=whole,
        shown_rows=rows,
        hashes=partial(_hashes, preprocessor, whole, rows),
    )


def _hashes(preprocessor: Preprocessor, table: Table, rows: Parts) -> KeptHashes:
    kept = KeptHashes()
    kept.add(row_hashes(table.take(rows.training, preprocessor.kinds), preprocessor.kinds))
    return kept

"""From a table, its split and a plan to the arrays that a network is trained on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nnspec.data.features.fit import check_data, fit
from nnspec.data.features.plan import Plan
from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.features.row_weights import (
    NO_CLASS_WEIGHT_HINT,
    ClassWeights,
    class_weights,
    label_problems,
    why_no_class_weight,
    zero_weights_problem,
)
from nnspec.data.features.targets import labels_of
from nnspec.data.split.shares import Parts
from nnspec.data.steps.categories import positions
from nnspec.data.table.joined import pieces_of
from nnspec.data.table.table import Table
from nnspec.errors import DataError, Problem

Fit = Callable[[Plan, Table], Preprocessor]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The arrays of one part of the rows.

    Attributes:
        x: An array (n, ...) for each input, like the preprocessor's signature.
        y: For each target what its loss wants; see `FittedTarget.encode`.
        rows: The rows' indices in the table, int64 (n,).
        weights: What each row counts in the loss, float32 (n,): the sample weight, in the training
            part multiplied with the weight of its class; None where every row counts 1.
    """

    x: dict[str, np.ndarray]
    y: dict[str, np.ndarray]
    rows: np.ndarray
    weights: np.ndarray | None = None

    @property
    def n_rows(self) -> int:
        """How many rows there are; 0 for a part that was not asked for."""
        return len(self.rows)


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """The three parts, and what was learnt from the first: preprocessing and class weights."""

    training: Part
    validation: Part
    test: Part
    preprocessor: Preprocessor
    class_weights: ClassWeights | None = None


def prepare(table: Table, rows: Parts, plan: Plan, *, fit: Fit = fit) -> Prepared:
    """Fit the plan on the training rows and apply it to all parts.

    Args:
        table: All rows.
        rows: Which of them train, validate and test.
        plan: What to do with which column.
        fit: Fits a plan on training rows; `nnspec.data.features.fit.fit`, or what does the same
            elsewhere.

    Raises:
        DataError: The data does not fit the plan; all that is wrong at once. Or no row of a
            part has a weight.
    """
    problems: list[Problem] = []
    for piece in pieces_of(table):
        try:
            check_data(plan, piece)
        except DataError as error:
            problems += error.problems
    if problems:
        raise DataError(problems)
    parts = {name: table.take(index) for name, index in rows.by_name().items()}
    preprocessor = fit(plan, parts["training"])
    weights = {
        name: None if plan.weight is None else part[plan.weight] for name, part in parts.items()
    }
    of_classes = None
    if plan.class_weight is not None:
        of_classes, by_row = weigh_classes(plan, table, parts["training"], preprocessor)
        weights["training"] = by_row if plan.weight is None else weights["training"] * by_row
    problem = zero_weights_problem(weights, table.origin)
    if problem is not None:
        raise DataError(problem)
    arrays = {
        name: Part(
            preprocessor.transform(part),
            preprocessor.encode_target(part),
            rows.by_name()[name],
            None if weights[name] is None else weights[name].astype(np.float32),
        )
        for name, part in parts.items()
    }
    return Prepared(**arrays, preprocessor=preprocessor, class_weights=of_classes)


def weigh_classes(
    plan: Plan, table: Table, training: Table, preprocessor: Preprocessor
) -> tuple[ClassWeights, np.ndarray]:
    """The weights of the classes, and that of each training row, float64 (n,).

    Args:
        plan: Says how they are weighed.
        table: All rows, or one of each label.
        training: The training rows.
        preprocessor: The fitted preprocessing.

    Raises:
        DataError: There is no one column of classes, or a label is not in the data.
    """
    reason = why_no_class_weight({n: (t.columns, t.encoding) for n, t in plan.targets.items()})
    if reason is not None:
        raise DataError(Problem("class-weight", reason, hint=NO_CLASS_WEIGHT_HINT))
    (target,) = preprocessor.targets.values()
    (column,) = target.columns
    column_labels = sorted(set(table[column].tolist()))
    labels = labels_of(np.array(column_labels, dtype=table[column].dtype))
    problems = [found for _, found in label_problems(plan.class_weight, labels, column)]
    if problems:
        raise DataError(problems)
    classes = target.classes[0]
    codes = positions(training[column], classes)
    found = class_weights(plan.class_weight, classes, codes)
    return found, np.array([*found.by_class.values()])[codes]

"""What each row counts in the loss: the weight of a column, and that of its class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from nnspec.data.features.plan import Plan
from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.features.row_weights import (
    NO_CLASS_WEIGHT_HINT,
    ClassWeight,
    ClassWeights,
    class_weights,
    label_problems,
    why_no_class_weight,
    zero_parts_problem,
)
from nnspec.data.features.targets import labels_of
from nnspec.data.steps.categories import positions
from nnspec.data.table.columns import Columns
from nnspec.data.table.table import Table
from nnspec.errors import DataError, Problem


@dataclass(frozen=True, slots=True, eq=False)
class RowWeights:
    """How rows are weighed.

    Attributes:
        column: The column of the rows' weights, or None.
        labels: The column of classes that weigh the training rows, or None.
        classes: The weights of its classes.
    """

    column: str | None
    labels: str | None = None
    classes: ClassWeights | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that `of` needs."""
        return tuple(filter(None, (self.column, self.labels)))

    def weighs(self, part: str) -> bool:
        """Whether the rows of a part have weights."""
        return self.column is not None or (self.classes is not None and part == "training")

    def of(self, table: Table, *, training: bool) -> np.ndarray:
        """The weights of rows of a part that has them.

        Args:
            table: The rows, with `columns`.
            training: Whether they are training rows, which classes weigh as well.

        Returns:
            float32 (n,).
        """
        weights = np.ones(table.n_rows) if self.column is None else table[self.column]
        if training and self.classes is not None and self.labels is not None:
            by_class = np.array([*self.classes.by_class.values()])
            weights = weights * by_class[positions(table[self.labels], [*self.classes.by_class])]
        return weights.astype(np.float32)


def row_weights(
    plan: Plan, table: Columns, parts: Mapping[str, Columns], preprocessor: Preprocessor
) -> RowWeights | None:
    """How a plan weighs the rows, None where each counts 1.

    Args:
        plan: Says by what.
        table: All rows; it was checked against the plan.
        parts: The rows that train, validate and test.
        preprocessor: The fitted preprocessing.

    Raises:
        DataError: Classes are weighed where there are none, a label is not in the data, or no row
            of a part has a weight.
    """
    if plan.weight is None and plan.class_weight is None:
        return None
    weights = RowWeights(plan.weight)
    if plan.class_weight is not None:
        training = parts["training"]
        column, classes = _weigh_classes(plan, plan.class_weight, table, training, preprocessor)
        weights = RowWeights(plan.weight, column, classes)
    problem = zero_parts_problem(_zero_parts(weights, parts), table.origin)
    if problem is not None:
        raise DataError(problem)
    return weights


def _weigh_classes(
    plan: Plan,
    setting: ClassWeight,
    table: Columns,
    training: Columns,
    preprocessor: Preprocessor,
) -> tuple[str, ClassWeights]:
    """The column of classes, and what each of them weighs."""
    reason = why_no_class_weight({n: (t.columns, t.encoding) for n, t in plan.targets.items()})
    if reason is not None:
        raise DataError(Problem("class-weight", reason, hint=NO_CLASS_WEIGHT_HINT))
    (target,) = preprocessor.targets.values()
    (column,) = target.columns
    # Which labels there are does not depend on how often they are there.
    found = {label for _, piece in table.pieces([column]) for label in piece[column].tolist()}
    dtype = np.float64 if table.is_numeric(column) else object
    labels = labels_of(np.array(sorted(found), dtype=dtype))
    problems = [found for _, found in label_problems(setting, labels, column)]
    if problems:
        raise DataError(problems)
    classes = target.classes[0]
    return column, class_weights(setting, classes, positions(training[column], classes))


def _zero_parts(weights: RowWeights, parts: Mapping[str, Columns]) -> list[str]:
    """The parts that have weights, and whose rows all weigh nothing."""
    return [
        name
        for name, part in parts.items()
        if weights.weighs(name)
        and part.n_rows
        and not any(
            weights.of(piece, training=name == "training").any()
            for _, piece in part.pieces(weights.columns)
        )
    ]

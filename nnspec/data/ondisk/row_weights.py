"""What each row on disk counts in the loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnspec.data.features.plan import Plan
from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.features.row_weights import ClassWeights, zero_parts_problem
from nnspec.data.loading.prepare import weigh_classes
from nnspec.data.ondisk.table import TableOnDisk
from nnspec.data.split.shares import Parts
from nnspec.data.steps.categories import positions
from nnspec.data.steps.sufficient_rows import distinct
from nnspec.data.table.table import Table
from nnspec.errors import DataError


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
        if training and self.classes is not None:
            by_class = np.array([*self.classes.by_class.values()])
            weights = weights * by_class[positions(table[self.labels], [*self.classes.by_class])]
        return weights.astype(np.float32)


def row_weights(
    plan: Plan, table: TableOnDisk, rows: Parts, preprocessor: Preprocessor
) -> RowWeights | None:
    """How a plan weighs the rows, None where each counts 1.

    Args:
        plan: Says by what.
        table: All rows; it was checked against the plan.
        rows: Which of them train, validate and test.
        preprocessor: The fitted preprocessing.

    Raises:
        DataError: Classes are weighed where there are none, or no row of a part has a weight.
    """
    if plan.weight is None and plan.class_weight is None:
        return None
    weights = RowWeights(plan.weight)
    if plan.class_weight is not None:
        column = next(iter(plan.targets.values())).columns[0]
        # Which labels there are does not depend on how often they are there.
        labels = distinct(table.read(column, *step)[:, None] for step in table.steps())
        whole = Table({column: labels[:, 0]}, table.origin)
        of_training = table.take([column], rows.training)
        found, _ = weigh_classes(plan, whole, of_training, preprocessor)
        weights = RowWeights(plan.weight, column, found)
    problem = zero_parts_problem(_zero_parts(weights, table, rows), table.origin)
    if problem is not None:
        raise DataError(problem)
    return weights


def _zero_parts(weights: RowWeights, table: TableOnDisk, rows: Parts) -> list[str]:
    """The parts that have weights, and whose rows all weigh nothing."""
    found = []
    for part, index in rows.by_name().items():
        if not weights.weighs(part) or not len(index):
            continue
        chosen = np.zeros(table.n_rows, dtype=bool)
        chosen[index] = True
        pieces = (
            table.piece(weights.columns, start, stop).take(np.flatnonzero(chosen[start:stop]))
            for start, stop in table.steps()
        )
        if not any(weights.of(piece, training=part == "training").any() for piece in pieces):
            found.append(part)
    return found

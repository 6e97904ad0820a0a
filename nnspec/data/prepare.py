"""From a table, its split and a plan to the arrays that a network is trained on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnspec.data.fit import check_data, fit
from nnspec.data.plan import Plan
from nnspec.data.preprocessor import Preprocessor
from nnspec.data.split import Rows
from nnspec.data.table import Table


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The arrays of one part of the rows.

    Attributes:
        x: float32 (n, width) for each input.
        y: For each target what its loss wants; see `FittedTarget.encode`.
        rows: The rows' indices in the table, int64 (n,).
    """

    x: dict[str, np.ndarray]
    y: dict[str, np.ndarray]
    rows: np.ndarray

    @property
    def n_rows(self) -> int:
        """How many rows there are; 0 for a part that was not asked for."""
        return len(self.rows)


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """The three parts, and the preprocessing that was fitted on the first."""

    training: Part
    validation: Part
    test: Part
    preprocessor: Preprocessor


def class_labels(table: Table, plan: Plan) -> np.ndarray | None:
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


def prepare(table: Table, rows: Rows, plan: Plan) -> Prepared:
    """Fit the plan on the training rows and apply it to all parts.

    Args:
        table: All rows.
        rows: Which of them train, validate and test.
        plan: What to do with which column.

    Raises:
        DataError: The data does not fit the plan; all that is wrong at once.
    """
    check_data(plan, table)
    parts = {name: table.take(index) for name, index in rows.parts().items()}
    preprocessor = fit(plan, parts["training"])
    arrays = {
        name: Part(preprocessor.transform(part), preprocessor.encode_target(part), index)
        for (name, part), index in zip(parts.items(), rows.parts().values(), strict=True)
    }
    return Prepared(**arrays, preprocessor=preprocessor)

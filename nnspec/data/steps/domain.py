"""The numbers that a step takes, and what is said of others."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class OutOfDomainError(Exception):
    """A step's formula has no value for some rows.

    Args:
        step: The step, as messages name it, for instance `log1p`.
        needs: What it needs, for instance `values above -1`.
        rows: The indices of the rows that do not have it.
        smallest: The smallest value among them.
    """

    def __init__(self, step: str, needs: str, rows: np.ndarray, smallest: float) -> None:
        super().__init__(f"{step} needs {needs}")
        self.step, self.needs, self.rows, self.smallest = step, needs, rows, smallest


class Domain(NamedTuple):
    """The numbers that a step takes.

    Attributes:
        bound: They are above it.
        step: The step, as messages name it.
    """

    bound: int
    step: str

    def refuse_outside(self, block: np.ndarray) -> None:
        """Refuse values that are not above the bound; NaN is none of them.

        Args:
            block: float64 of shape (n, k).

        Raises:
            OutOfDomainError: There are such values.
        """
        outside = block <= self.bound
        if outside.any():
            rows = np.flatnonzero(outside.any(axis=1))
            needs = f"values above {self.bound}"
            raise OutOfDomainError(self.step, needs, rows, float(block[outside].min()))

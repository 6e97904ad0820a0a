"""Rows as Keras takes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nnspec.data.loading.prepare import Part
from nnspec.data.ondisk.part import Block
from nnspec.prediction.network import model_input, model_target


@dataclass(frozen=True, slots=True, eq=False)
class Arrays:
    """Rows as Keras takes them.

    Attributes:
        x: An array, or a list of arrays for several inputs.
        y: An array, or a mapping by output for several outputs.
        weights: float32 (n,), the weight of each row, or None.
    """

    x: Any
    y: Any
    weights: np.ndarray | None = None

    @property
    def n_rows(self) -> int:
        """How many rows there are."""
        first = self.x[0] if isinstance(self.x, list) else self.x
        return len(first)

    @property
    def data(self) -> tuple[Any, ...]:
        """What `train_step` unpacks: (x, y), or (x, y, sample_weight)."""
        return (self.x, self.y) if self.weights is None else (self.x, self.y, self.weights)

    def between(self, start: int, stop: int) -> Arrays:
        """The rows from `start` to before `stop`, as views."""

        def cut(arrays: Any) -> Any:
            if isinstance(arrays, list):
                return [cut(array) for array in arrays]
            if isinstance(arrays, dict):
                return {name: cut(array) for name, array in arrays.items()}
            return None if arrays is None else arrays[start:stop]

        return Arrays(cut(self.x), cut(self.y), cut(self.weights))


def arrays_of(rows: Part | Block) -> Arrays:
    """Prepared rows, their inputs in order and their targets by output."""
    return Arrays(model_input(rows.x), model_target(rows.y), rows.weights)

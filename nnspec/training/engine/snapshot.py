"""All numbers of a model at one moment: its weights, its random states and its optimizer's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np


class Snapshot:
    """A model's weights and its optimizer's state at one moment, in memory.

    Args:
        model: A compiled model whose optimizer is built.
        values: Its numbers at another moment, in the order of `values`; those of now when left out.

    Attributes:
        values: An array for each variable: the model's, with the states of its random numbers, and
            then its optimizer's.
    """

    def __init__(self, model: Any, values: Sequence[np.ndarray] | None = None) -> None:
        self._model = model
        self.values = _numbers(model) if values is None else list(values)

    def put_back(self) -> None:
        """Give the model these values."""
        for variable, value in zip(_variables(self._model), self.values, strict=True):
            variable.assign(value)

    def with_values(self, act: Callable[[], None]) -> None:
        """Act while the model has these values; afterwards it has its present ones again."""
        present = Snapshot(self._model)
        try:
            self.put_back()
            act()
        finally:
            present.put_back()


def _numbers(model: Any) -> list[np.ndarray]:
    return [variable.numpy() for variable in _variables(model)]


def _variables(model: Any) -> list[Any]:
    return [*model.variables, *(model.optimizer.variables if model.optimizer else ())]

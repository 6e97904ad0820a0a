"""What three scalers have in common: a number is subtracted, and another divides.

Source: scikit-learn's `StandardScaler`, `RobustScaler` and `MaxAbsScaler`, whose order of
operations is kept so that the results are equal to the last bit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnspec.data.steps.emit.operations import Operations, Tensor
from nnspec.data.steps.step import InvertibleStep


@dataclass(frozen=True, slots=True)
class ShiftAndDivide(InvertibleStep):
    """(x - shift) / scale, either left out when it is None; one number per column."""

    shift: tuple[float, ...] | None
    scale: tuple[float, ...] | None

    def apply(self, block: np.ndarray) -> np.ndarray:
        """Scale a float64 block of shape (n, k); NaN stays NaN."""
        if self.shift is not None:
            block = block - np.asarray(self.shift)
        if self.scale is not None:
            block = block / np.asarray(self.scale)
        return block

    def invert(self, block: np.ndarray) -> np.ndarray:
        """Undo `apply`."""
        if self.scale is not None:
            block = block * np.asarray(self.scale)
        if self.shift is not None:
            block = block + np.asarray(self.shift)
        return block

    def emit_column(self, ops: Operations, i: int, x: Tensor, refused: list[Tensor]) -> Tensor:
        """`apply` to column `i` in the operations of a format."""
        x = x if self.shift is None else ops.subtract(x, ops.numbers([[self.shift[i]]]))
        return x if self.scale is None else ops.divide(x, ops.numbers([[self.scale[i]]]))

    def emit_rows(self, ops: Operations, block: Tensor, size: int, refused: list[Tensor]) -> Tensor:
        """`apply` to arrays in the operations of a format."""
        block = block if self.shift is None else ops.subtract(block, ops.numbers([self.shift]))
        return block if self.scale is None else ops.divide(block, ops.numbers([self.scale]))

    def emit_inverse(self, ops: Operations, block: Tensor) -> Tensor:
        """`invert` in the operations of a format."""
        block = block if self.scale is None else ops.multiply(block, ops.numbers([self.scale]))
        return block if self.shift is None else ops.add(block, ops.numbers([self.shift]))

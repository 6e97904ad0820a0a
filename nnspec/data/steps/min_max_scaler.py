"""MinMaxScaler."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nnspec.data.steps.emit.operations import Operations, Tensor
from nnspec.data.steps.step import Blocks, Contradiction, InvertibleStep, estimator, plain
from nnspec.data.steps.sufficient_rows import extremes
from nnspec.spec.language.objects import ObjectSpec


@dataclass(frozen=True, slots=True)
class MinMaxScaler(InvertibleStep):
    """X * scale + shift, which maps the training rows' range onto `feature_range`.

    Attributes:
        scale: Per column.
        shift: Per column.
        clip_to: The range that results are clipped to, or None.
    """

    scale: tuple[float, ...]
    shift: tuple[float, ...]
    clip_to: tuple[float, float] | None = None

    PARAMETERS = ("feature_range", "clip")
    TAKES: ClassVar = {"feature_range": "list[2] of number"}

    @classmethod
    def contradiction(cls, spec: ObjectSpec) -> Contradiction | None:
        """A range of no width, or the wrong way round."""
        low, high = spec.argument("feature_range", [0, 1])
        if low < high:
            return None
        message = f"MinMaxScaler's feature_range goes from {low:g} to {high:g}"
        return Contradiction("feature_range", message, "write the smaller number first")

    @classmethod
    def learn(cls, arguments: Mapping[str, Any], block: np.ndarray) -> MinMaxScaler:
        """Learn from the training rows; see `Step.learn`."""
        fitted = estimator("MinMaxScaler", arguments).fit(block)
        low, high = map(float, fitted.feature_range)
        return cls(plain(fitted.scale_), plain(fitted.min_), (low, high) if fitted.clip else None)

    @classmethod
    def learn_from_blocks(
        cls, arguments: Mapping[str, Any], blocks: Blocks, in_memory: Callable[[], np.ndarray]
    ) -> MinMaxScaler:
        """Learn from the least and the greatest value; see `Step.learn_from_blocks`."""
        return cls.learn(arguments, extremes(blocks()))

    def apply(self, block: np.ndarray) -> np.ndarray:
        """Scale a float64 block of shape (n, k); NaN stays NaN."""
        block = block * np.asarray(self.scale) + np.asarray(self.shift)
        return block if self.clip_to is None else np.clip(block, *self.clip_to)

    def invert(self, block: np.ndarray) -> np.ndarray:
        """Undo `apply`; what was clipped stays at the edge of the range."""
        return (block - np.asarray(self.shift)) / np.asarray(self.scale)

    def emit_column(self, ops: Operations, i: int, x: Tensor, refused: list[Tensor]) -> Tensor:
        """`apply` to column `i` in the operations of a format."""
        x = ops.multiply(x, ops.numbers([[self.scale[i]]]))
        x = ops.add(x, ops.numbers([[self.shift[i]]]))
        return x if self.clip_to is None else ops.clip(x, *self.clip_to)

    def emit_rows(self, ops: Operations, block: Tensor, size: int, refused: list[Tensor]) -> Tensor:
        """`apply` to arrays in the operations of a format."""
        block = ops.add(ops.multiply(block, ops.numbers([self.scale])), ops.numbers([self.shift]))
        return block if self.clip_to is None else ops.clip(block, *self.clip_to)

    def emit_inverse(self, ops: Operations, block: Tensor) -> Tensor:
        """`invert` in the operations of a format."""
        block = ops.subtract(block, ops.numbers([self.shift]))
        return ops.divide(block, ops.numbers([self.scale]))

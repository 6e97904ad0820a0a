"""log1p."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nnspec.data.steps.domain import Domain
from nnspec.data.steps.emit.common import any_of_row
from nnspec.data.steps.emit.operations import Operations, Tensor
from nnspec.data.steps.step import Blocks, InvertibleStep
from nnspec.spec.language.objects import ObjectSpec

_DOMAIN = Domain(-1, "log1p")


@dataclass(frozen=True, slots=True)
class Log1p(InvertibleStep):
    """The natural logarithm of 1 + x."""

    NAME = "log1p"
    ABOUT: ClassVar = {"": "The logarithm of 1 + x, for values from 0 up with a long tail."}

    @classmethod
    def domain(cls, spec: ObjectSpec) -> Domain:
        """Numbers above -1."""
        return _DOMAIN

    @classmethod
    def learn(cls, arguments: Mapping[str, Any], block: np.ndarray) -> Log1p:
        """There is nothing to learn."""
        return cls()

    @classmethod
    def learn_from_blocks(
        cls, arguments: Mapping[str, Any], blocks: Blocks, in_memory: Callable[[], np.ndarray]
    ) -> Log1p:
        """There is nothing to learn."""
        return cls()

    def apply(self, block: np.ndarray) -> np.ndarray:
        """Apply log1p to a float64 block of shape (n, k); NaN stays NaN.

        Raises:
            OutOfDomainError: A value is -1 or less.
        """
        _DOMAIN.refuse_outside(block)
        return np.log1p(block)

    def invert(self, block: np.ndarray) -> np.ndarray:
        """exp(x) - 1."""
        return np.expm1(block)

    def emit_column(self, ops: Operations, i: int, x: Tensor, refused: list[Tensor]) -> Tensor:
        """`apply` to column `i` in the operations of a format."""
        refused.append(ops.less_or_equal(x, -1.0))
        return ops.log1p(x)

    def emit_rows(self, ops: Operations, block: Tensor, size: int, refused: list[Tensor]) -> Tensor:
        """`apply` to arrays in the operations of a format."""
        refused.append(any_of_row(ops, ops.less_or_equal(block, -1.0)))
        return ops.log1p(block)

    def emit_inverse(self, ops: Operations, block: Tensor) -> Tensor:
        """`invert` in the operations of a format."""
        return ops.expm1(block)

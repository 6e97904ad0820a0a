"""passthrough."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nnspec.data.steps.emit.operations import Operations, Tensor
from nnspec.data.steps.step import Blocks, Column, InvertibleStep


@dataclass(frozen=True, slots=True)
class Passthrough(InvertibleStep):
    """Nothing."""

    NAME = "passthrough"
    COLUMNS = "any"
    KEEPS_VALUES = True
    ABOUT: ClassVar = {"": "The column as it is."}

    @classmethod
    def learn(cls, arguments: Mapping[str, Any], block: np.ndarray) -> Passthrough:
        """There is nothing to learn."""
        return cls()

    @classmethod
    def learn_from_blocks(
        cls, arguments: Mapping[str, Any], blocks: Blocks, in_memory: Callable[[], np.ndarray]
    ) -> Passthrough:
        """There is nothing to learn."""
        return cls()

    def apply(self, block: np.ndarray) -> np.ndarray:
        """The block itself."""
        return block

    def invert(self, block: np.ndarray) -> np.ndarray:
        """The block itself."""
        return block

    def emit(self, ops: Operations, block: Sequence[Column], refused: list[Tensor]) -> list[Column]:
        """The columns themselves."""
        return list(block)

    def emit_rows(self, ops: Operations, block: Tensor, size: int, refused: list[Tensor]) -> Tensor:
        """The arrays themselves."""
        return block

    def emit_inverse(self, ops: Operations, block: Tensor) -> Tensor:
        """The block itself."""
        return block

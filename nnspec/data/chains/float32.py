"""Numbers as the network takes them: float32, none of which is NaN or infinite."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnspec.data.chains.chain import apply_steps, step_name
from nnspec.data.steps.categories import UnknownCategoryError
from nnspec.data.steps.domain import OutOfDomainError
from nnspec.data.steps.step import Step


class BeyondFloat32Error(Exception):
    """What the steps make of some rows is no finite float32.

    Args:
        rows: The indices of these rows, in order.
        value: What the first of them has in the data.
        steps: The names of the steps that changed it.
    """

    def __init__(self, rows: np.ndarray, value: object, steps: Sequence[str]) -> None:
        super().__init__(f"{value!r} is beyond float32")
        self.rows, self.value, self.steps = rows, value, tuple(steps)


STEP_ERRORS = (OutOfDomainError, UnknownCategoryError, BeyondFloat32Error)
"""What `apply_to_float32` raises of rows that it cannot take."""


def apply_to_float32(steps: Sequence[Step], block: np.ndarray) -> np.ndarray:
    """Apply a chain in float64, and give what the network takes.

    Args:
        steps: The chain.
        block: float64 or object of shape (n, k).

    Returns:
        float32 of shape (n, width).

    Raises:
        OutOfDomainError: As a step raises it.
        UnknownCategoryError: Likewise.
        BeyondFloat32Error: A number that comes out is above 3.4e38, or none at all.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        made = apply_steps(steps, block).astype(np.float32)
    finite = np.isfinite(made)
    if not finite.all():
        rows = np.flatnonzero(~finite.all(axis=1))
        column = int(finite[rows[0]].argmin()) if made.shape == block.shape else 0
        names = [name for name in map(step_name, steps) if name != "passthrough"]
        raise BeyondFloat32Error(rows, block[rows[0]].tolist()[column], names)
    return made

"""Whether the fitted steps of a column fit it: one row is taken through them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from nnspec.data.chains.chain import apply_steps, invert_steps, invertible
from nnspec.data.chains.float32 import STEP_ERRORS
from nnspec.data.steps.step import Step


def rehearse_steps(
    steps: Sequence[Step], kind: str, width: int, back_to: int | None = None, columns: int = 1
) -> None:
    """Take a row through some steps.

    Args:
        steps: The chain.
        kind: `numeric` or `text`.
        width: How many numbers it makes of a row.
        back_to: Undo the chain too; the columns that there are then.
        columns: How many numbers a row has before, where it is not undone.

    Raises:
        ValueError: It makes another number of them.
    """
    for step in steps:
        if hasattr(step, "check"):
            step.check()
    block = _row(steps, kind, back_to or columns)
    with np.errstate(all="ignore"):
        try:
            made = np.asarray(apply_steps(steps, block), np.float64)
        except STEP_ERRORS:
            # The row is none that the step can take, which says nothing of the step.
            return
        if made.shape != (1, width):
            raise ValueError(f"a row becomes {made.shape[1:]} and not ({width},)")
        if back_to is not None:
            back = np.asarray(invert_steps(invertible(steps), made), np.float64)
            if back.shape != (1, back_to):
                raise ValueError(f"a row comes back as {back.shape[1:]} and not ({back_to},)")


@contextmanager
def wrong_steps(where: str) -> Iterator[None]:
    """Say of which column steps are that cannot be applied.

    Raises:
        ValueError: In place of whatever a step makes of numbers that it did not write itself.
    """
    try:
        yield
    except Exception as error:
        raise ValueError(f"{where}: {error or type(error).__name__}") from None


def _row(steps: Sequence[Step], kind: str, columns: int) -> np.ndarray:
    """A row of a category that the first encoder knows, where there is one."""
    known = next((step.categories for step in steps if hasattr(step, "categories")), None)
    if known and known[0]:
        value = known[0][0]
        return np.array([[value] * columns], object if isinstance(value, str) else np.float64)
    if kind == "text":
        return np.array([["text"] * columns], object)
    return np.full((1, columns), 0.5)

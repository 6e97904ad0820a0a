"""Fitted scalers, applied with numpy exactly as scikit-learn applies them.

Each holds one number per column of the block it was fitted on. Sources: scikit-learn's
`sklearn.preprocessing` (StandardScaler, MinMaxScaler, RobustScaler, MaxAbsScaler), whose order of
operations is kept so that the results are equal to the last bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


def refuse_up_to(bound: int, block: np.ndarray, step: str) -> None:
    """Refuse values that are not above a bound; NaN is none of them.

    Args:
        bound: The greatest value that is refused.
        block: float64 of shape (n, k).
        step: The step that cannot take them, as messages name it.

    Raises:
        OutOfDomainError: There are such values.
    """
    outside = block <= bound
    if outside.any():
        rows = np.flatnonzero(outside.any(axis=1))
        raise OutOfDomainError(step, f"values above {bound}", rows, float(block[outside].min()))


class SameNames:
    """A step that gives one column for each that it gets."""

    def output_names(self, names: Sequence[str]) -> tuple[str, ...]:
        """The names of the columns that come out."""
        return tuple(names)


@dataclass(frozen=True, slots=True)
class ShiftAndDivide(SameNames):
    """(x - shift) / scale, either left out when it is None."""

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


class StandardScaler(ShiftAndDivide):
    """Shift is the mean, scale the standard deviation (of n, not n - 1)."""

    __slots__ = ()


class RobustScaler(ShiftAndDivide):
    """Shift is the median, scale the range between two quantiles."""

    __slots__ = ()


class MaxAbsScaler(ShiftAndDivide):
    """No shift; scale is the largest absolute value."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class MinMaxScaler(SameNames):
    """X * scale + shift, which maps the training rows' range onto `feature_range`.

    Attributes:
        scale: Per column.
        shift: Per column.
        clip_to: The range that results are clipped to, or None.
    """

    scale: tuple[float, ...]
    shift: tuple[float, ...]
    clip_to: tuple[float, float] | None = None

    def apply(self, block: np.ndarray) -> np.ndarray:
        """Scale a float64 block of shape (n, k); NaN stays NaN."""
        block = block * np.asarray(self.scale) + np.asarray(self.shift)
        return block if self.clip_to is None else np.clip(block, *self.clip_to)

    def invert(self, block: np.ndarray) -> np.ndarray:
        """Undo `apply`; what was clipped stays at the edge of the range."""
        return (block - np.asarray(self.shift)) / np.asarray(self.scale)


@dataclass(frozen=True, slots=True)
class Log1p(SameNames):
    """The natural logarithm of 1 + x."""

    def apply(self, block: np.ndarray) -> np.ndarray:
        """Apply log1p to a float64 block of shape (n, k); NaN stays NaN.

        Raises:
            OutOfDomainError: A value is -1 or less.
        """
        refuse_up_to(-1, block, "log1p")
        return np.log1p(block)

    def invert(self, block: np.ndarray) -> np.ndarray:
        """exp(x) - 1."""
        return np.expm1(block)


@dataclass(frozen=True, slots=True)
class Passthrough(SameNames):
    """Nothing."""

    def apply(self, block: np.ndarray) -> np.ndarray:
        """The block itself."""
        return block

    def invert(self, block: np.ndarray) -> np.ndarray:
        """The block itself."""
        return block

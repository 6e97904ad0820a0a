"""QuantileTransformer.

Source: scikit-learn's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from nnspec.data.steps import normal
from nnspec.data.steps.emit import normal as emitted
from nnspec.data.steps.emit.common import interpolate, keep_nan, negative
from nnspec.data.steps.emit.operations import Operations, Tensor
from nnspec.data.steps.step import Contradiction, InvertibleStep, estimator
from nnspec.spec.language.objects import ObjectSpec

BOUNDS_THRESHOLD = 1e-7
"""A probability this near to 0 or 1 is taken for it, so that the normal one stays finite."""
NORMAL_ENDS = (
    float(normal.ppf(np.array(BOUNDS_THRESHOLD - np.spacing(1)))),
    float(normal.ppf(np.array(1 - (BOUNDS_THRESHOLD - np.spacing(1))))),
)
"""The least and the greatest number that a normal QuantileTransformer gives: some 5.2."""


@dataclass(frozen=True, slots=True)
class QuantileTransformer(InvertibleStep):
    """The share of the training rows that have less, or the normal variable of that share.

    Attributes:
        quantiles: Per column, the values at shares from 0 to 1 in equal steps.
        output_distribution: `uniform` or `normal`.
    """

    quantiles: tuple[tuple[float, ...], ...]
    output_distribution: Literal["uniform", "normal"] = "uniform"

    PARAMETERS = ("n_quantiles", "output_distribution", "subsample", "random_state")
    TAKES: ClassVar = {"random_state": "integer >= 0"}
    ABOUT: ClassVar = {"random_state": "Seed of the subsample: the same seed takes the same rows."}

    @classmethod
    def is_centred(cls, spec: ObjectSpec) -> bool:
        """Where the distribution is the normal one."""
        return spec.argument("output_distribution", "uniform") == "normal"

    @classmethod
    def contradiction(cls, spec: ObjectSpec) -> Contradiction | None:
        """More quantiles than rows that they are told from."""
        quantiles, rows = spec.argument("n_quantiles", 1000), spec.argument("subsample", 10000)
        if rows is None or quantiles <= rows:
            return None
        name = "n_quantiles" if "n_quantiles" in spec.arguments else "subsample"
        message = f"{quantiles:,} quantiles cannot be told from a subsample of {rows:,} rows"
        return Contradiction(name, message, f"write n_quantiles: {rows}, or subsample: null")

    @classmethod
    def learn(cls, arguments: Mapping[str, Any], block: np.ndarray) -> QuantileTransformer:
        """Learn from the training rows; see `Step.learn`."""
        # scikit-learn's default draws other rows each time.
        fitted = estimator("QuantileTransformer", {"random_state": 0, **arguments}).fit(block)
        quantiles = tuple(map(tuple, fitted.quantiles_.T.tolist()))
        return cls(quantiles, fitted.output_distribution)

    def n_columns(self) -> int:
        """As many as there are lists of quantiles."""
        return len(self.quantiles)

    def apply(self, block: np.ndarray) -> np.ndarray:
        """Transform a float64 block of shape (n, k); NaN stays NaN.

        What is below or above all training rows gets their least or greatest number.
        """
        made = np.empty_like(block, dtype=np.float64)
        for i, column in enumerate(self.quantiles):
            quantiles, shares = np.asarray(column), np.linspace(0, 1, len(column))
            x = block[:, i]
            # Equal quantiles are one value with many shares: the middle of them is taken.
            rising = np.interp(x, quantiles, shares)
            falling = np.interp(-x, -quantiles[::-1], -shares[::-1])
            share = 0.5 * (rising - falling)
            if self.output_distribution == "uniform":
                share[x == quantiles[-1]] = 1
                share[x == quantiles[0]] = 0
            else:
                share[x + BOUNDS_THRESHOLD > quantiles[-1]] = 1
                share[x - BOUNDS_THRESHOLD < quantiles[0]] = 0
                share = np.clip(normal.ppf(share), *NORMAL_ENDS)
            # With one quantile alone, `interp` does not look at the value.
            made[:, i] = np.where(np.isnan(x), np.nan, share)
        return made

    def invert(self, block: np.ndarray) -> np.ndarray:
        """Undo `apply`; what is beyond the ends gets the least or the greatest training value."""
        made = np.empty_like(block, dtype=np.float64)
        for i, column in enumerate(self.quantiles):
            quantiles, shares = np.asarray(column), np.linspace(0, 1, len(column))
            share = block[:, i]
            if self.output_distribution == "normal":
                share = normal.cdf(share)
            found = np.interp(share, shares, quantiles)
            made[:, i] = np.where(np.isnan(share), np.nan, found)
            if self.output_distribution == "normal":
                made[share + BOUNDS_THRESHOLD > 1, i] = quantiles[-1]
                made[share - BOUNDS_THRESHOLD < 0, i] = quantiles[0]
        return made

    def emit_column(self, ops: Operations, i: int, x: Tensor, refused: list[Tensor]) -> Tensor:
        """`apply` to column `i` in the operations of a format."""
        quantiles = np.asarray(self.quantiles[i])
        shares = np.linspace(0, 1, len(quantiles))
        rising = interpolate(ops, x, quantiles, shares)
        falling = interpolate(ops, negative(ops, x), -quantiles[::-1], -shares[::-1])
        share = ops.multiply(ops.subtract(rising, falling), ops.numbers([[0.5]]))
        ends = (float(quantiles[0]), float(quantiles[-1]))
        if self.output_distribution == "uniform":
            return keep_nan(ops, x, _at_ends(ops, x, share, ends, (0.0, float(shares[-1]))))
        share = _near_ends(ops, x, share, ends, (0.0, 1.0))
        return keep_nan(ops, x, ops.clip(emitted.ppf(ops, share), *NORMAL_ENDS))

    def emit_inverse_column(self, ops: Operations, i: int, x: Tensor) -> Tensor:
        """`invert` of column `i` in the operations of a format."""
        quantiles = np.asarray(self.quantiles[i])
        shares = np.linspace(0, 1, len(quantiles))
        if self.output_distribution == "uniform":
            return keep_nan(ops, x, interpolate(ops, x, shares, quantiles))
        share = emitted.cdf(ops, x)
        made = interpolate(ops, share, shares, quantiles)
        ends = (float(quantiles[0]), float(quantiles[-1]))
        made = _near_ends(ops, share, made, (0.0, 1.0), ends)
        return keep_nan(ops, x, made)


def _at_ends(
    ops: Operations,
    x: Tensor,
    made: Tensor,
    ends: tuple[float, float],
    values: tuple[float, float],
) -> Tensor:
    """The values of the ends from the last one on and up to the first."""
    (first, last), (low, high) = ends, values
    at_last = ops.less_or_equal(negative(ops, x), -last)
    made = ops.where(at_last, ops.numbers([[high]]), made)
    return ops.where(ops.less_or_equal(x, first), ops.numbers([[low]]), made)


def _near_ends(
    ops: Operations,
    x: Tensor,
    made: Tensor,
    ends: tuple[float, float],
    values: tuple[float, float],
) -> Tensor:
    """The same where x is nearer to one of them than a threshold."""
    (first, last), (low, high) = ends, values
    below = ops.add(x, ops.numbers([[BOUNDS_THRESHOLD]]))
    made = ops.where(ops.less_or_equal(below, last), made, ops.numbers([[high]]))
    above = ops.subtract(ops.numbers([[BOUNDS_THRESHOLD]]), x)
    made = ops.where(ops.less_or_equal(above, -first), made, ops.numbers([[low]]))
    # float32 cannot add the threshold to a large number.
    return _at_ends(ops, x, made, ends, values)

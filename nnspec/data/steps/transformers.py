"""Fitted transformers of a column's distribution, applied with numpy as scikit-learn applies them.

Sources: scikit-learn's `PowerTransformer` and `QuantileTransformer`, and scipy's `boxcox` and
`yeojohnson`, which the first of them calls.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from nnspec.data.steps import normal
from nnspec.data.steps.scalers import SameNames, refuse_up_to

BOX_COX = "PowerTransformer: {method: box-cox}"
"""The one of them that does not take every number, as messages name it."""
BOUNDS_THRESHOLD = 1e-7
"""A probability this near to 0 or 1 is taken for it, so that the normal one stays finite."""
NORMAL_ENDS = (
    float(normal.ppf(np.float64(BOUNDS_THRESHOLD - np.spacing(1)))),
    float(normal.ppf(np.float64(1 - (BOUNDS_THRESHOLD - np.spacing(1))))),
)
"""The least and the greatest number that a normal QuantileTransformer gives: some 5.2."""

_EPS = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True)
class PowerTransformer(SameNames):
    """A power of each column that makes it more like a normal distribution.

    Attributes:
        method: `yeo-johnson`, for any number, or `box-cox`, for those above 0.
        lambdas: Per column, the power.
        mean: Per column, what is subtracted after that; None without `standardize`.
        scale: Per column, what the difference is divided by; None without `standardize`.
    """

    method: Literal["yeo-johnson", "box-cox"]
    lambdas: tuple[float, ...]
    mean: tuple[float, ...] | None
    scale: tuple[float, ...] | None

    def apply(self, block: np.ndarray) -> np.ndarray:
        """Transform a float64 block of shape (n, k); NaN stays NaN.

        Raises:
            OutOfDomainError: A value is not above 0, under box-cox.
        """
        power = _yeo_johnson
        if self.method == "box-cox":
            refuse_up_to(0, block, BOX_COX)
            power = _box_cox
        with np.errstate(all="ignore"):
            columns = [power(block[:, i], power_) for i, power_ in enumerate(self.lambdas)]
            made = np.column_stack(columns)
            if self.mean is not None and self.scale is not None:
                made = (made - np.asarray(self.mean)) / np.asarray(self.scale)
        return made

    def invert(self, block: np.ndarray) -> np.ndarray:
        """Undo `apply`; NaN where a number is beyond all that a power of its kind can give."""
        if self.mean is not None and self.scale is not None:
            block = block * np.asarray(self.scale) + np.asarray(self.mean)
        power = _inverse_box_cox if self.method == "box-cox" else _inverse_yeo_johnson
        with np.errstate(all="ignore"):
            return np.column_stack([power(block[:, i], p) for i, p in enumerate(self.lambdas)])


@dataclass(frozen=True, slots=True)
class QuantileTransformer(SameNames):
    """The share of the training rows that have less, or the normal variable of that share.

    Attributes:
        quantiles: Per column, the values at shares from 0 to 1 in equal steps.
        output_distribution: `uniform` or `normal`.
    """

    quantiles: tuple[tuple[float, ...], ...]
    output_distribution: Literal["uniform", "normal"] = "uniform"

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


def _yeo_johnson(x: np.ndarray, power: float) -> np.ndarray:
    above, below = np.log1p(x), np.log1p(-x)
    other = 2 - power
    above = above if abs(power) < _EPS else np.expm1(power * above) / power
    below = -below if abs(power - 2) <= _EPS else -np.expm1(other * below) / other
    return np.where(x >= 0, above, below)


def _inverse_yeo_johnson(x: np.ndarray, power: float) -> np.ndarray:
    other = 2 - power
    above = np.exp(x) - 1 if abs(power) < _EPS else np.power(x * power + 1, 1 / power) - 1
    below = 1 - np.exp(-x) if abs(power - 2) <= _EPS else 1 - np.power(1 - other * x, 1 / other)
    return np.where(x >= 0, above, below)


def _box_cox(x: np.ndarray, power: float) -> np.ndarray:
    logarithm = np.log(x)
    if abs(power) < 1e-19:
        return logarithm
    exponent = power * logarithm
    # Beyond that number its exponential is infinite, before it is divided.
    far = np.sign(power) * np.exp(exponent - np.log(abs(power))) - 1 / power
    return np.where(exponent < 709.78, np.expm1(exponent) / power, far)


def _inverse_box_cox(x: np.ndarray, power: float) -> np.ndarray:
    return np.exp(x) if power == 0 else np.exp(np.log1p(power * x) / power)

"""PowerTransformer.

Sources: scikit-learn's, and scipy's `boxcox` and `yeojohnson`, which it calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from nnspec.data.steps.domain import Domain
from nnspec.data.steps.emit.common import by_sign, negative
from nnspec.data.steps.emit.operations import Operations, Tensor
from nnspec.data.steps.step import InvertibleStep, estimator, plain
from nnspec.spec.language.objects import ObjectSpec

_BOX_COX = Domain(0, "PowerTransformer: {method: box-cox}")
_EPS = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True)
class PowerTransformer(InvertibleStep):
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

    PARAMETERS = ("method", "standardize")

    @classmethod
    def domain(cls, spec: ObjectSpec) -> Domain | None:
        """Numbers above 0 under box-cox; all under yeo-johnson."""
        return _BOX_COX if spec.argument("method", "yeo-johnson") == "box-cox" else None

    @classmethod
    def is_centred(cls, spec: ObjectSpec) -> bool:
        """Where it is told to."""
        return bool(spec.argument("standardize", True))

    @classmethod
    def learn(cls, arguments: Mapping[str, Any], block: np.ndarray) -> PowerTransformer:
        """Learn from the training rows; see `Step.learn`."""
        fitted = estimator("PowerTransformer", arguments).fit(block)
        # Not public, but the fit keeps the numbers of `standardize` nowhere else.
        scaler = fitted._scaler if fitted.standardize else None
        mean, scale = (None, None) if scaler is None else (scaler.mean_, scaler.scale_)
        for numbers in (fitted.lambdas_, mean, scale):
            if numbers is not None and not np.isfinite(numbers).all():
                raise ValueError("no power makes this column finite; QuantileTransformer takes it")
        return cls(fitted.method, plain(fitted.lambdas_), plain(mean), plain(scale))

    def n_columns(self) -> int:
        """As many as there are powers."""
        return len(self.lambdas)

    def apply(self, block: np.ndarray) -> np.ndarray:
        """Transform a float64 block of shape (n, k); NaN stays NaN.

        Raises:
            OutOfDomainError: A value is not above 0, under box-cox.
        """
        power = _yeo_johnson
        if self.method == "box-cox":
            _BOX_COX.refuse_outside(block)
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

    def emit_column(self, ops: Operations, i: int, x: Tensor, refused: list[Tensor]) -> Tensor:
        """`apply` to column `i` in the operations of a format."""
        exponent = self.lambdas[i]
        if self.method == "box-cox":
            refused.append(ops.less_or_equal(x, 0.0))
            made = _raised(ops, ops.log(x), exponent)
        else:
            above = _raised(ops, ops.log1p(x), exponent)
            below = _raised(ops, ops.log1p(negative(ops, x)), 2 - exponent)
            made = by_sign(ops, x, above, negative(ops, below))
        if self.mean is not None and self.scale is not None:
            made = ops.subtract(made, ops.numbers([[self.mean[i]]]))
            made = ops.divide(made, ops.numbers([[self.scale[i]]]))
        return made

    def emit_inverse_column(self, ops: Operations, i: int, x: Tensor) -> Tensor:
        """`invert` of column `i` in the operations of a format."""
        exponent = self.lambdas[i]
        if self.mean is not None and self.scale is not None:
            x = ops.multiply(x, ops.numbers([[self.scale[i]]]))
            x = ops.add(x, ops.numbers([[self.mean[i]]]))
        if self.method == "box-cox":
            return _root(ops, x, exponent)
        one = ops.numbers([[1.0]])
        above = ops.subtract(_root(ops, x, exponent), one)
        below = ops.subtract(one, _root(ops, negative(ops, x), 2 - exponent))
        return by_sign(ops, x, above, below)


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


def _raised(ops: Operations, logarithm: Tensor, exponent: float) -> Tensor:
    """(e^(exponent logarithm) - 1) / exponent; the logarithm itself where that is 0."""
    if abs(exponent) <= _EPS:
        return logarithm
    scale = ops.numbers([[exponent]])
    return ops.divide(ops.expm1(ops.multiply(logarithm, scale)), scale)


def _root(ops: Operations, x: Tensor, exponent: float) -> Tensor:
    """(exponent x + 1)^(1 / exponent); e^x where the exponent is 0."""
    if abs(exponent) <= _EPS:
        return ops.exp(x)
    scale = ops.numbers([[exponent]])
    return ops.exp(ops.divide(ops.log1p(ops.multiply(x, scale)), scale))

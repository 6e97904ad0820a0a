"""log1p and expm1 for formats that have neither: to the last digits also near 0.

Formulas: log(1 + x) = 2 artanh(s) with s = x / (2 + x), whose series is s + s^3/3 + s^5/5 + ...;
and e^x - 1 = 2 t / (1 - t) with t = tanh(x / 2). Both are Abramowitz and Stegun's, 4.1.27 and 4.5.
"""

from __future__ import annotations

from typing import Protocol

from nnspec.data.steps.emit.operations import Operations, Tensor

# Up to |x| = 0.3, twelve terms of the series are enough for float64.
_NEAR_SQUARED = 0.09
_COEFFICIENTS = tuple(1 / (2 * k + 1) for k in reversed(range(12)))


class _Operations(Operations, Protocol):
    """What the two need of a format."""

    def tanh(self, x: Tensor) -> Tensor:
        """The hyperbolic tangent."""


def log1p(ops: _Operations, x: Tensor) -> Tensor:
    """The natural logarithm of 1 + x, for numbers (n, k)."""
    share = ops.divide(x, ops.add(x, ops.numbers([[2.0]])))
    squared = ops.multiply(share, share)
    series = ops.numbers([[_COEFFICIENTS[0]]])
    for coefficient in _COEFFICIENTS[1:]:
        series = ops.add(ops.multiply(series, squared), ops.numbers([[coefficient]]))
    near = ops.multiply(ops.add(share, share), series)
    far = ops.log(ops.add(x, ops.numbers([[1.0]])))
    return ops.where(ops.less_or_equal(ops.multiply(x, x), _NEAR_SQUARED), near, far)


def expm1(ops: _Operations, x: Tensor) -> Tensor:
    """e^x - 1, for numbers (n, k)."""
    one = ops.numbers([[1.0]])
    half = ops.tanh(ops.multiply(x, ops.numbers([[0.5]])))
    near = ops.divide(ops.add(half, half), ops.subtract(one, half))
    far = ops.subtract(ops.exp(x), one)
    return ops.where(ops.less_or_equal(ops.multiply(x, x), 1.0), near, far)

"""The normal distribution in the operations of a format; see `normal`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnspec.data.steps.emit.common import by_sign, negative
from nnspec.data.steps.emit.operations import Operations, Tensor
from nnspec.data.steps.normal import ERF, ERFC_NEAR, MIDDLE, SQRT_2PI, TAIL, TAIL_NEAR

# The normal distribution is cut to its ends at 5.2, so nothing beyond these is told apart.
_SMALLEST_SHARE, _LARGEST_SCORE = 1e-8, 6.0


def ppf(ops: Operations, p: Tensor) -> Tensor:
    """The normal variable of a probability; see `normal.ppf`."""
    one = ops.numbers([[1.0]])
    lower = ops.less_or_equal(p, 1 - TAIL)
    y = ops.clip(ops.where(lower, p, ops.subtract(one, p)), _SMALLEST_SHARE, 1.0)
    centred = ops.subtract(y, ops.numbers([[0.5]]))
    squared = ops.multiply(centred, centred)
    bend = ops.multiply(squared, _ratio(ops, MIDDLE, squared))
    middle = ops.add(centred, ops.multiply(centred, bend))
    middle = ops.multiply(middle, ops.numbers([[SQRT_2PI]]))
    z = ops.sqrt(ops.multiply(ops.log(y), ops.numbers([[-2.0]])))
    inverse = ops.divide(one, z)
    first = ops.subtract(z, ops.divide(ops.log(z), z))
    tail = ops.subtract(ops.multiply(inverse, _ratio(ops, TAIL_NEAR, inverse)), first)
    tail = ops.where(lower, tail, negative(ops, tail))
    return ops.where(ops.less_or_equal(y, TAIL), tail, middle)


def cdf(ops: Operations, x: Tensor) -> Tensor:
    """The probability of a normal variable; see `normal.cdf`."""
    half, one = ops.numbers([[0.5]]), ops.numbers([[1.0]])
    x = ops.clip(x, -_LARGEST_SCORE, _LARGEST_SCORE)
    x = ops.multiply(x, ops.numbers([[float(np.sqrt(0.5))]]))
    positive = by_sign(ops, x, one, negative(ops, one))
    size = ops.multiply(x, positive)
    squared = ops.multiply(x, x)
    middle = ops.multiply(x, _ratio(ops, ERF, squared))
    middle = ops.add(half, ops.multiply(half, middle))
    tail = ops.multiply(ops.exp(negative(ops, squared)), _ratio(ops, ERFC_NEAR, size))
    tail = ops.multiply(tail, half)
    tail = by_sign(ops, x, ops.subtract(one, tail), tail)
    return ops.where(ops.less_or_equal(size, 1.0), middle, tail)


def _ratio(
    ops: Operations, polynomials: tuple[Sequence[float], Sequence[float]], x: Tensor
) -> Tensor:
    """One polynomial divided by another, by Horner's rule."""
    above, below = (_polynomial(ops, coefficients, x) for coefficients in polynomials)
    return ops.divide(above, below)


def _polynomial(ops: Operations, coefficients: Sequence[float], x: Tensor) -> Tensor:
    made = ops.numbers([[coefficients[0]]])
    for coefficient in coefficients[1:]:
        made = ops.add(ops.multiply(made, x), ops.numbers([[coefficient]]))
    return made

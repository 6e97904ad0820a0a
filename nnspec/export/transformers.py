"""PowerTransformer and QuantileTransformer in the operations of a format, column by column.

Each function takes numbers of shape (n, 1) and gives the same shape; NaN stays NaN. What they
compute, and its sources, is said in `nnspec.data.steps.transformers` and
`nnspec.data.steps.normal`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnspec.data.steps.normal import ERF, ERFC_NEAR, MIDDLE, SQRT_2PI, TAIL, TAIL_NEAR
from nnspec.data.steps.transformers import (
    BOUNDS_THRESHOLD,
    NORMAL_ENDS,
    PowerTransformer,
    QuantileTransformer,
)
from nnspec.export.operations import Operations, Tensor

_EPS = float(np.finfo(np.float64).eps)
# The normal distribution is cut to its ends at 5.2, so nothing beyond these is told apart.
_SMALLEST_SHARE, _LARGEST_SCORE = 1e-8, 6.0
# In float32 as well: a larger slope is that of two quantiles which are equal there.
_STEEPEST = 1e37


def power(ops: Operations, step: PowerTransformer, i: int, x: Tensor) -> Tensor:
    """Apply a power transformer's column `i`."""
    exponent = step.lambdas[i]
    if step.method == "box-cox":
        made = _raised(ops, ops.log(x), exponent)
    else:
        above = _raised(ops, ops.log1p(x), exponent)
        below = _raised(ops, ops.log1p(_negative(ops, x)), 2 - exponent)
        made = _by_sign(ops, x, above, _negative(ops, below))
    if step.mean is not None and step.scale is not None:
        made = ops.subtract(made, ops.numbers([[step.mean[i]]]))
        made = ops.divide(made, ops.numbers([[step.scale[i]]]))
    return made


def inverse_power(ops: Operations, step: PowerTransformer, i: int, x: Tensor) -> Tensor:
    """Undo a power transformer's column `i`."""
    exponent = step.lambdas[i]
    if step.mean is not None and step.scale is not None:
        x = ops.multiply(x, ops.numbers([[step.scale[i]]]))
        x = ops.add(x, ops.numbers([[step.mean[i]]]))
    if step.method == "box-cox":
        return _root(ops, x, exponent)
    one = ops.numbers([[1.0]])
    above = ops.subtract(_root(ops, x, exponent), one)
    below = ops.subtract(one, _root(ops, _negative(ops, x), 2 - exponent))
    return _by_sign(ops, x, above, below)


def quantile(ops: Operations, step: QuantileTransformer, i: int, x: Tensor) -> Tensor:
    """Apply a quantile transformer's column `i`."""
    quantiles = np.asarray(step.quantiles[i])
    shares = np.linspace(0, 1, len(quantiles))
    rising = _interpolate(ops, x, quantiles, shares)
    falling = _interpolate(ops, _negative(ops, x), -quantiles[::-1], -shares[::-1])
    share = ops.multiply(ops.subtract(rising, falling), ops.numbers([[0.5]]))
    ends = (float(quantiles[0]), float(quantiles[-1]))
    if step.output_distribution == "uniform":
        return _keep_nan(ops, x, _at_ends(ops, x, share, ends, (0.0, float(shares[-1]))))
    share = _near_ends(ops, x, share, ends, (0.0, 1.0))
    return _keep_nan(ops, x, ops.clip(_ppf(ops, share), *NORMAL_ENDS))


def inverse_quantile(ops: Operations, step: QuantileTransformer, i: int, x: Tensor) -> Tensor:
    """Undo a quantile transformer's column `i`."""
    quantiles = np.asarray(step.quantiles[i])
    shares = np.linspace(0, 1, len(quantiles))
    if step.output_distribution == "uniform":
        return _keep_nan(ops, x, _interpolate(ops, x, shares, quantiles))
    share = _cdf(ops, x)
    made = _interpolate(ops, share, shares, quantiles)
    ends = (float(quantiles[0]), float(quantiles[-1]))
    made = _near_ends(ops, share, made, (0.0, 1.0), ends)
    return _keep_nan(ops, x, made)


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


def _interpolate(ops: Operations, x: Tensor, xs: np.ndarray, ys: np.ndarray) -> Tensor:
    """Where a value lies on the line through points, as `np.interp` finds it.

    Args:
        ops: The format's.
        x: The values.
        xs: The points' places, rising, some of them perhaps equal.
        ys: Their heights.
    """
    size = 1 << max(0, len(xs) - 1).bit_length()
    xs = ops.apart(xs)
    with np.errstate(all="ignore"):
        slopes = np.nan_to_num(np.diff(ys) / np.diff(xs), posinf=0.0, neginf=0.0)
    slopes = np.append(np.clip(slopes, -_STEEPEST, _STEEPEST), 0.0)
    places = np.concatenate([xs, np.full(size - len(xs), np.inf)])
    x = ops.clip(x, float(xs[0]), float(xs[-1]))
    # Zeros in the shape of x, also where that is NaN.
    position = ops.multiply(ops.as_numbers(ops.is_nan(x)), ops.numbers([[0.0]]))
    step = size // 2
    while step:
        # A search by halves for the last place that is not above the value.
        further = ops.add(position, ops.numbers([[float(step)]]))
        gap = ops.subtract(ops.take(places, further), x)
        position = ops.where(ops.less_or_equal(gap, 0.0), further, position)
        step //= 2
    run = ops.subtract(x, ops.take(xs, position))
    return ops.add(ops.multiply(run, ops.take(slopes, position)), ops.take(ys, position))


def _at_ends(
    ops: Operations,
    x: Tensor,
    made: Tensor,
    ends: tuple[float, float],
    values: tuple[float, float],
) -> Tensor:
    """The values of the ends from the last one on and up to the first."""
    (first, last), (low, high) = ends, values
    at_last = ops.less_or_equal(_negative(ops, x), -last)
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


def _ppf(ops: Operations, p: Tensor) -> Tensor:
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
    tail = ops.where(lower, tail, _negative(ops, tail))
    return ops.where(ops.less_or_equal(y, TAIL), tail, middle)


def _cdf(ops: Operations, x: Tensor) -> Tensor:
    """The probability of a normal variable; see `normal.cdf`."""
    half, one = ops.numbers([[0.5]]), ops.numbers([[1.0]])
    x = ops.clip(x, -_LARGEST_SCORE, _LARGEST_SCORE)
    x = ops.multiply(x, ops.numbers([[float(np.sqrt(0.5))]]))
    positive = _by_sign(ops, x, one, _negative(ops, one))
    size = ops.multiply(x, positive)
    squared = ops.multiply(x, x)
    middle = ops.multiply(x, _ratio(ops, ERF, squared))
    middle = ops.add(half, ops.multiply(half, middle))
    tail = ops.multiply(ops.exp(_negative(ops, squared)), _ratio(ops, ERFC_NEAR, size))
    tail = ops.multiply(tail, half)
    tail = _by_sign(ops, x, ops.subtract(one, tail), tail)
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


def _negative(ops: Operations, x: Tensor) -> Tensor:
    return ops.multiply(x, ops.numbers([[-1.0]]))


def _by_sign(ops: Operations, x: Tensor, above: Tensor, below: Tensor) -> Tensor:
    """One thing from 0 up, another below, NaN where x is."""
    at_least_zero = ops.less_or_equal(_negative(ops, x), 0.0)
    return _keep_nan(ops, x, ops.where(at_least_zero, above, below))


def _keep_nan(ops: Operations, x: Tensor, made: Tensor) -> Tensor:
    return ops.where(ops.is_nan(x), x, made)

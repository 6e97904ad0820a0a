"""What several steps write with the operations of a format; NaN stays NaN."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nnspec.data.steps.emit.operations import Operations, Tensor

# In float32 as well: a larger slope is that of two quantiles which are equal there.
_STEEPEST = 1e37


def negative(ops: Operations, x: Tensor) -> Tensor:
    """-x."""
    return ops.multiply(x, ops.numbers([[-1.0]]))


def any_of_row(ops: Operations, mask: Tensor) -> Tensor:
    """Where a mask (n, k) is true at least once, (n, 1)."""
    count = ops.row_sum(ops.as_numbers(mask))
    return ops.less_or_equal(negative(ops, count), -0.5)


def by_sign(ops: Operations, x: Tensor, above: Tensor, below: Tensor) -> Tensor:
    """One thing from 0 up, another below, NaN where x is."""
    at_least_zero = ops.less_or_equal(negative(ops, x), 0.0)
    return keep_nan(ops, x, ops.where(at_least_zero, above, below))


def keep_nan(ops: Operations, x: Tensor, made: Tensor) -> Tensor:
    """What was made, NaN where x is."""
    return ops.where(ops.is_nan(x), x, made)


def position_among(ops: Operations, x: Tensor, places: np.ndarray) -> Tensor:
    """The position of the last place that is not above a value, as a number (n, 1).

    Args:
        ops: The format's.
        x: The values, none below the first place.
        places: Rising; see `Operations.apart`.
    """
    size = 1 << max(0, len(places) - 1).bit_length()
    padded = np.concatenate([places, np.full(size - len(places), np.inf)])
    position = zeros_like(ops, x)
    step = size // 2
    while step:
        # A search by halves.
        further = ops.add(position, ops.numbers([[float(step)]]))
        gap = ops.subtract(ops.take(padded, further), x)
        position = ops.where(ops.less_or_equal(gap, 0.0), further, position)
        step //= 2
    return position


def interpolate(ops: Operations, x: Tensor, xs: np.ndarray, ys: np.ndarray) -> Tensor:
    """Where a value lies on the line through points, as `np.interp` finds it.

    Args:
        ops: The format's.
        x: The values.
        xs: The points' places, rising, some of them perhaps equal.
        ys: Their heights.
    """
    xs = ops.apart(xs)
    with np.errstate(all="ignore"):
        slopes = np.nan_to_num(np.diff(ys) / np.diff(xs), posinf=0.0, neginf=0.0)
    slopes = np.append(np.clip(slopes, -_STEEPEST, _STEEPEST), 0.0)
    x = ops.clip(x, float(xs[0]), float(xs[-1]))
    position = position_among(ops, x, xs)
    run = ops.subtract(x, ops.take(xs, position))
    return ops.add(ops.multiply(run, ops.take(slopes, position)), ops.take(ys, position))


def zeros_like(ops: Operations, x: Tensor) -> Tensor:
    """Zeros in the shape of x, also where that is NaN."""
    return ops.multiply(ops.as_numbers(ops.is_nan(x)), ops.numbers([[0.0]]))


def intervals(ops: Operations, x: Tensor, edges: Sequence[float]) -> Tensor:
    """In which interval a value is, (n, edges + 1) of 0 and 1; an edge belongs to the one above.

    Args:
        ops: The format's.
        x: The values, (n, 1).
        edges: Where each interval but the first begins, rising.
    """
    if not edges:
        return ops.add(zeros_like(ops, x), ops.numbers([[1.0]]))
    reached = ops.as_numbers(ops.less_or_equal(ops.subtract(ops.numbers([edges]), x), 0.0))
    # An interval is left when the next edge is reached.
    steps = np.eye(len(edges), len(edges) + 1, 1) - np.eye(len(edges), len(edges) + 1)
    first = ops.numbers(np.eye(1, len(edges) + 1))
    return ops.add(ops.matmul(reached, ops.numbers(steps)), first)

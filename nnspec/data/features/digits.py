"""How many digits of a regression's predictions mean something.

A network computes in float32, and undoing the target's steps in float64 writes its few digits out
in many. What is delivered is the number with the fewest decimals that is nearer to the network's
own than half of the step to the next float32: nothing that the network tells apart is lost, be the
target near 1.7e9, and no digits are made up.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

# Powers of ten that float64 holds exactly, so that one division rounds correctly.
_POWERS = np.array([float(f"1e{n}") for n in range(23)])
# Next to 0 float32 is finer than any sum that ends there: the step that it has at 1/128.
_FINEST = 2.0**-30


def with_meaning(scores: np.ndarray, undo: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """A regression's predictions in the target's own units, rounded to what the network tells.

    Args:
        scores: What the network gives: float32 numbers, as float64 of shape (n, k).
        undo: From those to the target's units, number by number.

    Returns:
        float64 (n, k). What is not finite stays so.
    """
    with np.errstate(all="ignore"):
        values = undo(scores)
        apart = np.spacing(np.abs(scores).astype(np.float32)).astype(np.float64)
        around = np.maximum(apart, _FINEST)
        slope = np.abs(undo(scores + around) - undo(scores - around)) / (2 * around)
        # Of a target that is scaled and not shifted, small numbers keep their relative precision.
        step = slope * np.maximum(apart, _FINEST * np.minimum(1.0, np.abs(values) / slope))
        places = np.floor(-np.log10(step))
        rough = np.isfinite(values) & (step > np.spacing(np.abs(values)))
        rough &= (np.abs(places) < len(_POWERS) - 1) & np.isfinite(places)
        places = np.where(rough, places, 0).astype(np.int64)
        fewer, more = _rounded(values, places), _rounded(values, places + 1)
        rounded = np.where(2 * np.abs(fewer - values) < step, fewer, more)
        return np.where(rough, rounded, values)


def _rounded(values: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Each number at its own count of decimals; before the point where that is below 0."""
    power = _POWERS[np.abs(places)]
    after = places >= 0
    whole = np.rint(np.where(after, values * power, values / power))
    return np.where(after, whole / power, whole * power)

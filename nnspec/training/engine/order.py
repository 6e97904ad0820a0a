"""The order in which an epoch sees its rows."""

from __future__ import annotations

import numpy as np


def epoch_order(rows: int, *, seed: int, epoch: int, shuffle: bool = True) -> np.ndarray:
    """The rows of one epoch, in the order in which they are trained on.

    It follows from the seed and the epoch's number alone, so that a training that goes on from
    epoch 40 sees what it would have seen without a break. A script has the same order with

        np.random.default_rng([seed, epoch]).permutation(rows)

    Args:
        rows: How many training rows there are.
        seed: `training.seed`.
        epoch: The epoch's number, from 0.
        shuffle: `training.shuffle`; the rows' own order when false.

    Returns:
        int32 (rows,), int64 where int32 is too small.
    """
    dtype = np.int32 if rows <= np.iinfo(np.int32).max else np.int64
    if not shuffle:
        return np.arange(rows, dtype=dtype)
    return np.random.default_rng([seed, epoch]).permutation(rows).astype(dtype, copy=False)

"""Validation rows as Keras' `validation_split` takes them: the last of the training rows."""

from __future__ import annotations

import math

import numpy as np

from nnspec.data.split.shares import Parts
from nnspec.errors import DataError, Problem, listing


def take_last(
    training: np.ndarray, share: float, *, labels: np.ndarray | None = None, origin: str
) -> Parts:
    """Take the last training rows for validation.

    Args:
        training: The rows in the order in which they would be trained on, int64 (n,).
        share: The fraction to hold back, above 0 and below 1. The first floor(n (1 - share)) rows
            train, as in Keras' `model.fit(validation_split=share)`.
        labels: The class of each row of the table, for a target of classes.
        origin: What messages call the data.

    Raises:
        DataError: No row is left in one of the two parts, or a class is held back whole.
    """
    count = math.floor(len(training) * (1.0 - share))
    if count in (0, len(training)):
        message = (
            f"validation_split {share:g} of {len(training)} rows of {origin} leaves no row to "
        )
        message += "train on" if count == 0 else "validate with"
        raise DataError(Problem("empty-part", message, hint="take another fraction"))
    rows = Parts(training[:count], training[count:], training[:0])
    if labels is not None:
        left = set(labels[rows.training].tolist())
        lost = [
            str(one) for one in dict.fromkeys(labels[rows.validation].tolist()) if one not in left
        ]
        if lost:
            word = "class" if len(lost) == 1 else "classes"
            message = f"validation_split holds back every row of {word} {listing(lost)}: it takes "
            message += f"the last rows of {origin}"
            hint = "use data.split.validation in its place, which draws rows of every class"
            raise DataError(Problem("class-not-in-part", message, hint=hint))
    return rows

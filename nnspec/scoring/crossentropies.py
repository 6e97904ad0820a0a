"""The crossentropies of the catalogue, with numpy alone, from probabilities.

They follow Keras' functions of the same names (`keras/src/losses/losses.py` and
`keras/src/backend/tensorflow/nn.py` of Keras 3.15). Keras does not take the logarithm of a
probability that a softmax or sigmoid made: it works on the logits behind it, which no rounding has
brought to 0 or 1. So do these functions, by the `link`, from what the probabilities tell of the
logits. Probabilities of any other origin are kept EPSILON away from 0 and 1, as in Keras.

A sigmoid's probability next to 1 is known only to its own rounding. A row that is wrong and that
sure (a logit of 14 or more) may therefore count a little otherwise than in Keras, and no row counts
more than its rounding lets it.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nnspec.scoring.losses import EPSILON, LossFunction

Array = NDArray[np.float64]
Link = Literal["sigmoid", "softmax"] | None

# Half the distance from 1 to the number below it, in float32 and float64: nearer to 1 than this a
# probability is rounded to 1.
ROUNDING = {"float32": 2.0**-25, "float64": 2.0**-54}
_SMALLEST = float(np.finfo(np.float32).tiny)
# Keras subtracts in float32.
_NEARLY_ONE = float(np.float32(1.0 - EPSILON))


def binary_crossentropy(
    true: Array,
    pred: Array,
    link: Link = None,
    *,
    label_smoothing: float = 0.0,
    rounding: float = ROUNDING["float32"],
) -> Array:
    """The mean over a row's labels of -true log(p) - (1 - true) log(1 - p).

    Args:
        true: 0 and 1, shape (n, k).
        pred: The probabilities of 1, shape (n, k).
        link: `sigmoid` when one made them.
        label_smoothing: Moves the labels towards 0.5.
        rounding: Below which 1 - p is not known; for the link.
    """
    return _binary(_smooth(true, label_smoothing, 2), pred, link, rounding).mean(axis=-1)


def binary_focal_crossentropy(
    true: Array,
    pred: Array,
    link: Link = None,
    *,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    label_smoothing: float = 0.0,
    rounding: float = ROUNDING["float32"],
) -> Array:
    """Binary crossentropy times (1 - p)^gamma of the true label's p.

    Source: Lin, Goyal, Girshick, He and Dollár, "Focal loss for dense object detection", 2017.
    """
    true = _smooth(true, label_smoothing, 2)
    right = true * pred + (1 - true) * (1 - pred)
    focal = np.maximum(1 - right, 0) ** gamma * _binary(true, pred, link, rounding)
    if apply_class_balancing:
        focal = focal * (true * alpha + (1 - true) * (1 - alpha))
    return focal.mean(axis=-1)


def categorical_crossentropy(
    true: Array, pred: Array, link: Link = None, *, label_smoothing: float = 0.0
) -> Array:
    """The sum over the classes of -true log(p).

    Args:
        true: The true distribution, mostly one 1 a row, shape (n, C).
        pred: The probabilities, shape (n, C); without a link they are first made to add up to 1.
        link: What made them.
        label_smoothing: Moves the distribution towards the even one.
    """
    true = _smooth(true, label_smoothing, true.shape[-1])
    if link is None:
        logs = _clipped_logs(pred / pred.sum(axis=-1, keepdims=True))
    else:
        logs = _log_softmax(pred, link)
    return -(true * logs).sum(axis=-1)


def categorical_focal_crossentropy(
    true: Array,
    pred: Array,
    link: Link = None,
    *,
    alpha: float = 0.25,
    gamma: float = 2.0,
    label_smoothing: float = 0.0,
) -> Array:
    """The sum over the classes of -true alpha (1 - p)^gamma log(p), whatever the link."""
    true = _smooth(true, label_smoothing, true.shape[-1])
    p = np.clip(pred / pred.sum(axis=-1, keepdims=True), EPSILON, _NEARLY_ONE)
    return (-true * np.log(p) * alpha * (1 - p) ** gamma).sum(axis=-1)


def sparse_categorical_crossentropy(
    true: Array, pred: Array, link: Link = None, *, ignore_class: int | None = None
) -> Array:
    """-log(p) of the true class.

    Args:
        true: The classes' positions, shape (n,).
        pred: The probabilities, shape (n, C).
        link: What made them.
        ignore_class: A class whose rows count 0, and are left out of the mean.
    """
    classes = true.reshape(-1).astype(np.intp)
    if link is None:
        logs = _clipped_logs(pred)
        # Keras takes these for logits, so the clipped probabilities are made to add up to 1.
        logs = logs - np.log(np.exp(logs).sum(axis=-1, keepdims=True))
    else:
        logs = _log_softmax(pred, link)
    losses = -logs[np.arange(len(logs)), classes]
    if ignore_class is None:
        return losses
    kept = classes != ignore_class
    # The mean is over the rows that are kept: Keras gives them the weight of all.
    share = len(kept) / kept.sum() if kept.any() else 0.0
    return np.where(kept, losses * share, 0.0)


def _smooth(true: Array, smoothing: float, classes: int) -> Array:
    return true * (1 - smoothing) + smoothing / classes if smoothing else true


def _binary(true: Array, pred: Array, link: Link, rounding: float) -> Array:
    if link is None:
        p = np.clip(pred, EPSILON, _NEARLY_ONE)
        return -(true * np.log(p) + (1 - true) * np.log1p(-p))
    p, rest = np.maximum(pred, _SMALLEST), np.maximum(1 - pred, rounding)
    return -(true * np.log(p) + (1 - true) * np.log(rest))


def _clipped_logs(pred: Array) -> Array:
    return np.log(np.clip(pred, EPSILON, _NEARLY_ONE))


def _log_softmax(pred: Array, link: Link) -> Array:
    """The logarithms of a softmax over the logits behind the probabilities."""
    p = np.maximum(pred, _SMALLEST)
    if link == "sigmoid":
        p = p / np.maximum(1 - pred, ROUNDING["float32"])
    top = p.argmax(axis=-1)[:, None]
    largest = np.take_along_axis(p, top, axis=-1)
    others = p.copy()
    np.put_along_axis(others, top, 0.0, axis=-1)
    # log(1 + others / largest): exact also where the largest is rounded to 1.
    return np.log(p / largest) - np.log1p(others.sum(axis=-1, keepdims=True) / largest)


CROSSENTROPIES: dict[str, LossFunction] = {
    "BinaryCrossentropy": binary_crossentropy,
    "BinaryFocalCrossentropy": binary_focal_crossentropy,
    "CategoricalCrossentropy": categorical_crossentropy,
    "CategoricalFocalCrossentropy": categorical_focal_crossentropy,
    "SparseCategoricalCrossentropy": sparse_categorical_crossentropy,
}
"""The losses above by the catalogue's names."""

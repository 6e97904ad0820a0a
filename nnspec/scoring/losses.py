"""The losses of the catalogue, with numpy alone.

Each function follows the one of the same name in Keras (`keras/src/losses/losses.py` of Keras
3.15), in float64 where Keras works in float32, so that the two agree to about 1e-7. They take the
targets and the predictions of some rows, both float64 (n, k), and return the loss of each row,
float64 (n,). The crossentropies are in `nnspec.scoring.crossentropies`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
LossFunction = Callable[..., Any]

EPSILON = 1e-7
"""Keras' `backend.epsilon()`: what logarithms and quotients are kept away from 0 by."""


def mean_squared_error(true: Array, pred: Array) -> Array:
    """The mean of (true - pred)^2."""
    return np.square(true - pred).mean(axis=-1)


def mean_absolute_error(true: Array, pred: Array) -> Array:
    """The mean of |true - pred|."""
    return np.abs(true - pred).mean(axis=-1)


def mean_absolute_percentage_error(true: Array, pred: Array) -> Array:
    """100 times the mean of |true - pred| / |true|, where |true| is at least EPSILON."""
    return 100 * np.abs((true - pred) / np.maximum(np.abs(true), EPSILON)).mean(axis=-1)


def mean_squared_logarithmic_error(true: Array, pred: Array) -> Array:
    """The mean of (log(1 + true) - log(1 + pred))^2; what is below EPSILON counts as that."""
    logs = np.log1p(np.maximum(true, EPSILON)) - np.log1p(np.maximum(pred, EPSILON))
    return np.square(logs).mean(axis=-1)


def huber(true: Array, pred: Array, delta: float = 1.0) -> Array:
    """Half the squared error up to `delta`, and from there on a straight line."""
    error = np.abs(pred - true)
    far = delta * error - 0.5 * delta**2
    return np.where(error <= delta, 0.5 * np.square(error), far).mean(axis=-1)


def log_cosh(true: Array, pred: Array) -> Array:
    """The mean of log(cosh(pred - true))."""
    error = pred - true
    return (error + np.logaddexp(0, -2 * error) - np.log(2)).mean(axis=-1)


def poisson(true: Array, pred: Array) -> Array:
    """The mean of pred - true log(pred)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return (pred - true * np.log(pred + EPSILON)).mean(axis=-1)


def cosine_similarity(true: Array, pred: Array) -> Array:
    """The cosine of the angle between the two rows, with a minus."""
    return -(_unit(true) * _unit(pred)).sum(axis=-1)


def kl_divergence(true: Array, pred: Array) -> Array:
    """The divergence of Kullback and Leibler, both sides kept between EPSILON and 1."""
    true, pred = np.clip(true, EPSILON, 1), np.clip(pred, EPSILON, 1)
    return (true * np.log(true / pred)).sum(axis=-1)


def hinge(true: Array, pred: Array) -> Array:
    """The mean of max(1 - true pred, 0), where a true 0 counts as -1."""
    return np.maximum(1 - _signs(true) * pred, 0).mean(axis=-1)


def squared_hinge(true: Array, pred: Array) -> Array:
    """The mean of max(1 - true pred, 0)^2, where a true 0 counts as -1."""
    return np.square(np.maximum(1 - _signs(true) * pred, 0)).mean(axis=-1)


def categorical_hinge(true: Array, pred: Array) -> Array:
    """How far the true class' score is above the best other one, short of 1."""
    own = (true * pred).sum(axis=-1)
    best_other = ((1 - true) * pred).max(axis=-1)
    return np.maximum(best_other - own + 1, 0)


def categorical_generalized_cross_entropy(true: Array, pred: Array, q: float = 0.5) -> Array:
    """(1 - p^q) / q of the true class' probability p; `true` holds positions, shape (n,).

    Source: Zhang and Sabuncu, "Generalized cross entropy loss for training deep neural networks
    with noisy labels", NeurIPS 2018.
    """
    own = pred[np.arange(len(pred)), true.reshape(-1).astype(np.intp)]
    return (1 - own**q) / q


def dice(true: Array, pred: Array) -> float:
    """One number for all rows together: 1 - 2 sum(true pred) / (sum(true) + sum(pred))."""
    return float(1 - 2 * (true * pred).sum() / (true.sum() + pred.sum() + EPSILON))


def tversky(true: Array, pred: Array, alpha: float = 0.5, beta: float = 0.5) -> float:
    """One number for all rows together; with alpha = beta = 0.5 it is `dice`.

    Source: Salehi, Erdogmus and Gholipour, "Tversky loss function for image segmentation using 3D
    fully convolutional deep networks", 2017. As in Keras, `alpha` weighs what is missed.
    """
    both = (true * pred).sum()
    missed, added = ((1 - pred) * true).sum(), (pred * (1 - true)).sum()
    return float(1 - both / (both + alpha * missed + beta * added + EPSILON))


def _unit(rows: Array) -> Array:
    """The rows at length 1; Keras' `normalize` divides by sqrt(max(sum of squares, 1e-12))."""
    squares = np.square(rows).sum(axis=-1, keepdims=True)
    return rows / np.sqrt(np.maximum(squares, 1e-12))


def _signs(true: Array) -> Array:
    return 2 * true - 1 if np.isin(true, (0, 1)).all() else true


PLAIN_LOSSES: dict[str, LossFunction] = {
    "MeanSquaredError": mean_squared_error,
    "MeanAbsoluteError": mean_absolute_error,
    "MeanAbsolutePercentageError": mean_absolute_percentage_error,
    "MeanSquaredLogarithmicError": mean_squared_logarithmic_error,
    "Huber": huber,
    "LogCosh": log_cosh,
    "Poisson": poisson,
    "CosineSimilarity": cosine_similarity,
    "KLDivergence": kl_divergence,
    "Hinge": hinge,
    "SquaredHinge": squared_hinge,
    "CategoricalHinge": categorical_hinge,
    "CategoricalGeneralizedCrossEntropy": categorical_generalized_cross_entropy,
    "Dice": dice,
    "Tversky": tversky,
}
"""The losses above by the catalogue's names."""

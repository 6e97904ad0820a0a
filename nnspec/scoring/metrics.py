"""Metrics of predictions against the truth, with numpy alone.

Each number equals the scikit-learn function of the same name; scikit-learn itself takes over a
second to import. Where a metric is undefined, or is not a finite number, it is None: JSON has no
NaN, and a reader should see a gap rather than a made-up 0.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnspec.data.features.targets import second_of_two

Metrics = dict[str, Any]


def regression_metrics(y_true: ArrayLike, y_pred: ArrayLike, names: Sequence[str]) -> Metrics:
    """Root mean squared error, mean absolute error and the coefficient of determination.

    As scikit-learn's `root_mean_squared_error`, `mean_absolute_error` and `r2_score`. The r2 of a
    constant column is 1 when the predictions are perfect and 0 otherwise. It is that also where
    rounding makes the column's mean differ from its one value, and `r2_score` divides by the
    difference.

    Args:
        y_true: The target's values in its own units, shape (n, k) or (n,).
        y_pred: The predictions, of the same shape.
        names: The k columns' names.

    Returns:
        `rmse`, `mae` and `r2`. For several columns `columns`, the three numbers by column, and with
        them the plain mean of r2 alone: columns have units of their own. r2 is None for fewer than
        two rows, the others for none; all three are None where a value is not finite, and a mean is
        None where one of its columns is.

    Raises:
        ValueError: The shapes do not fit together.
    """
    true = _columns(y_true, names)
    pred = _columns(y_pred, names)
    if true.shape != pred.shape:
        raise ValueError(f"y_true has shape {true.shape} and y_pred {pred.shape}")
    entries = [_regression(true[:, i], pred[:, i]) for i in range(len(names))]
    return _by_column(entries, names, without_unit=("r2",))


def _regression(true: NDArray[np.float64], pred: NDArray[np.float64]) -> Metrics:
    if len(true) == 0:
        return {"rmse": None, "mae": None, "r2": None}
    with np.errstate(over="ignore", invalid="ignore"):
        error = true - pred
        residual = float(np.sum(error**2))
        spread = 0.0 if np.ptp(true) == 0 else float(np.sum((true - np.mean(true)) ** 2))
    if residual == 0:
        r2 = 1.0
    elif spread == 0:
        r2 = 0.0
    else:
        r2 = 1 - residual / spread
    return {
        "rmse": _finite(math.sqrt(residual / len(true))),
        "mae": _finite(float(np.mean(np.abs(error)))),
        "r2": _finite(r2) if len(true) > 1 and math.isfinite(residual) else None,
    }


def classification_metrics(
    labels_true: ArrayLike,
    probabilities: ArrayLike,
    classes: Sequence[Any],
    *,
    threshold: float = 0.5,
) -> Metrics:
    """Accuracy, macro F1, area under the ROC curve and the confusion matrix.

    The predicted class is the most probable one. Of two classes it is the second (the positive
    one) when its probability exceeds `threshold`, as in Keras' `BinaryAccuracy`.

    Args:
        labels_true: The true classes as positions in `classes`, integers of shape (n,).
        probabilities: Shape (n, C); for two classes also (n, 1) or (n,), the positive class'.
        classes: The C classes, at least two, in the order of the probabilities.
        threshold: The probability above which a row is of the positive class; for two classes.

    Returns:
        `accuracy`; `macro_f1`, the mean F1 of the classes that occur among the true or the
        predicted ones (`f1_score(average="macro", zero_division=0)`); `roc_auc`, of the positive
        class, or with more than two classes the mean over one class against the rest
        (`roc_auc_score(multi_class="ovr")`), None when a class has all the rows or none;
        `confusion_matrix`, C lists of C counts, a row a true class and a column a predicted one;
        `per_class`, by the class as text: `precision`, `recall` and `f1` (0 where they would
        divide by 0) and `support`, the number of true rows. With no rows, or where a probability
        is NaN, everything but `support` is None.

    Raises:
        ValueError: The shapes do not fit together, or a label is no position in `classes`.
    """
    count = len(classes)
    scores, predicted = decide(probabilities, count, threshold)
    labels = _labels(labels_true, len(scores), count)
    support = np.bincount(labels, minlength=count)
    if len(labels) == 0 or np.isnan(scores).any():
        gap = {"precision": None, "recall": None, "f1": None}
        return {
            "accuracy": None,
            "macro_f1": None,
            "roc_auc": None,
            "confusion_matrix": None,
            "per_class": {
                str(name): gap | {"support": int(rows)}
                for name, rows in zip(classes, support, strict=True)
            },
        }
    if count == 2:
        areas = [roc_auc(labels == 1, scores[:, 1])]
    else:
        areas = [roc_auc(labels == label, scores[:, label]) for label in range(count)]
    confusion = np.bincount(labels * count + predicted, minlength=count**2).reshape(count, count)
    hits = confusion.diagonal()
    guessed = confusion.sum(axis=0)
    f1 = _ratio(2 * hits, support + guessed)
    columns = zip(classes, _ratio(hits, guessed), _ratio(hits, support), f1, support, strict=True)
    return {
        "accuracy": float(hits.sum() / len(labels)),
        "macro_f1": float(f1[support + guessed > 0].mean()),
        "roc_auc": _mean(areas),
        "confusion_matrix": confusion.tolist(),
        "per_class": {
            str(name): {
                "precision": float(precision),
                "recall": float(recall),
                "f1": float(score),
                "support": int(rows),
            }
            for name, precision, recall, score, rows in columns
        },
    }


def multilabel_metrics(
    labels_true: ArrayLike,
    probabilities: ArrayLike,
    names: Sequence[str],
    *,
    threshold: float = 0.5,
) -> Metrics:
    """Accuracy, F1 and area under the ROC curve of several columns of 0 and 1.

    A row has a label when its probability exceeds `threshold`.

    Args:
        labels_true: The true labels, 0 or 1, shape (n, k) or (n,).
        probabilities: The probability of 1, of the same shape.
        names: The k columns' names.
        threshold: The probability above which a label is 1.

    Returns:
        `accuracy`, `f1` (that of the label 1, 0 where it would divide by 0) and `roc_auc` (None
        when a column has one value only), for several columns the plain means over the columns,
        and with them `columns`: the three numbers by column. A column's are all None with no rows
        or where a probability is NaN; a mean is None where one of its columns is.

    Raises:
        ValueError: The shapes do not fit together, or a label is neither 0 nor 1.
    """
    true = _columns(labels_true, names)
    scores = _columns(probabilities, names)
    if true.shape != scores.shape:
        raise ValueError(f"labels_true has shape {true.shape}, probabilities {scores.shape}")
    if not np.isin(true, (0, 1)).all():
        raise ValueError("labels_true holds something other than 0 and 1")
    positive = true == 1
    entries = [_binary(positive[:, i], scores[:, i], threshold) for i in range(len(names))]
    return _by_column(entries, names, without_unit=("accuracy", "f1", "roc_auc"))


def _binary(positive: NDArray[np.bool_], scores: NDArray[np.float64], threshold: float) -> Metrics:
    if len(scores) == 0 or np.isnan(scores).any():
        return {"accuracy": None, "f1": None, "roc_auc": None}
    guessed = scores > threshold
    named = int(positive.sum() + guessed.sum())
    return {
        "accuracy": float(np.mean(positive == guessed)),
        "f1": float(2 * np.sum(positive & guessed) / named) if named else 0.0,
        "roc_auc": roc_auc(positive, scores),
    }


def roc_auc(positive: ArrayLike, scores: ArrayLike) -> float | None:
    """The area under the receiver operating characteristic curve.

    It is the probability that a positive row scores higher than a negative one, ties counting one
    half: the statistic U of Mann and Whitney, from the rows' midranks, divided by the number of
    pairs (Hanley and McNeil, "The meaning and use of the area under a receiver operating
    characteristic (ROC) curve", Radiology 143, 1982).

    Args:
        positive: Whether each row is of the positive class, booleans of shape (n,).
        scores: The rows' scores, shape (n,).

    Returns:
        The area, or None when there is no positive or no negative row, or a score is NaN.
    """
    positive = np.asarray(positive, dtype=bool)
    scores = np.asarray(scores)
    positives = int(positive.sum())
    pairs = positives * (len(positive) - positives)
    if pairs == 0 or np.isnan(scores).any():
        return None
    _, group, sizes = np.unique(scores, return_inverse=True, return_counts=True)
    # Twice the midrank of each group of equal scores: a whole number, so the sum is exact.
    doubled = 2 * np.cumsum(sizes) - sizes + 1
    doubled_u = int(doubled[group[positive]].sum()) - positives * (positives + 1)
    return doubled_u / (2 * pairs)


def _columns(values: ArrayLike, names: Sequence[str]) -> NDArray[np.float64]:
    """The values as float64 of shape (n, k)."""
    array = np.asarray(values, dtype=np.float64)
    array = array[:, np.newaxis] if array.ndim == 1 else array
    if array.ndim != 2 or array.shape[1] != len(names):
        raise ValueError(f"values of shape {array.shape} for the {len(names)} columns {names}")
    return array


def decide(
    probabilities: ArrayLike, count: int, threshold: float
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """The class that probabilities stand for.

    Args:
        probabilities: Shape (n, C); for two classes also (n, 1) or (n,), the positive class'.
        count: How many classes there are, C.
        threshold: As for `classification_metrics`.

    Returns:
        The probabilities as float64 of shape (n, C), and the position of each row's class.

    Raises:
        ValueError: The shape does not fit the classes.
    """
    scores = np.asarray(probabilities, dtype=np.float64)
    if count == 2 and (scores.ndim == 1 or scores.shape[1:] == (1,)):
        positive = scores.reshape(-1)
        scores = np.stack([1 - positive, positive], axis=1)
        return scores, (positive > threshold).astype(np.intp)
    if count < 2 or scores.ndim != 2 or scores.shape[1] != count:
        raise ValueError(f"probabilities of shape {scores.shape} for {count} classes")
    if count == 2:
        return scores, second_of_two(scores, threshold).astype(np.intp)
    return scores, scores.argmax(axis=1)


def _labels(labels_true: ArrayLike, rows: int, count: int) -> NDArray[np.intp]:
    labels = np.asarray(labels_true)
    if labels.shape != (rows,):
        raise ValueError(f"labels_true has shape {labels.shape}, expected ({rows},)")
    whole = labels.astype(np.intp)
    if (whole != labels).any() or ((whole < 0) | (whole >= count)).any():
        raise ValueError(f"labels_true must hold whole numbers from 0 to {count - 1}")
    return whole


def _ratio(part: NDArray[np.intp], whole: NDArray[np.intp]) -> NDArray[np.float64]:
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)


def _by_column(
    entries: Sequence[Metrics], names: Sequence[str], *, without_unit: Sequence[str]
) -> Metrics:
    """One column's metrics as they are; of several the columns' own, and means without a unit."""
    if len(entries) == 1:
        return entries[0]
    means = {key: _mean([entry[key] for entry in entries]) for key in without_unit}
    return means | {"columns": dict(zip(names, entries, strict=True))}


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if len(known) == len(values) else None


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None

"""The probability above which a row counts as positive: checked, or chosen."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from nnspec.data.features.targets import FittedTarget
from nnspec.errors import DataError, Problem, did_you_mean, listing
from nnspec.options import option

TUNABLE = ("f1", "accuracy", "macro_f1", "balanced_accuracy")
"""What a threshold can be chosen by."""


def check_threshold(threshold: float, targets: Mapping[str, FittedTarget]) -> None:
    """Whether a threshold is a probability, and decides anything.

    Raises:
        DataError: It is not, or does not.
    """
    if not 0 <= threshold <= 1:
        raise DataError(
            Problem("bad-threshold", f"the threshold is {threshold:g}", hint="give one from 0 to 1")
        )
    if not any(map(has_threshold, targets.values())):
        raise DataError(no_threshold(targets))


def tuned_target(metric: str, targets: Mapping[str, FittedTarget]) -> FittedTarget:
    """The one target whose threshold can be chosen by a metric.

    Args:
        metric: One of `TUNABLE`.
        targets: The targets of the run.

    Raises:
        DataError: There is no such metric, or not exactly one target of one column and two classes.
    """
    if metric not in TUNABLE:
        raise DataError(
            Problem(
                "unknown-metric",
                f"a threshold cannot be chosen by '{metric}'",
                hint=did_you_mean(metric, TUNABLE) or f"one of {', '.join(TUNABLE)}",
            )
        )
    two = [target for target in targets.values() if has_threshold(target)]
    if not two:
        raise DataError(no_threshold(targets))
    if len(two) > 1 or len(two[0].columns) > 1:
        words = listing([column for target in two for column in target.columns])
        raise DataError(
            Problem(
                "several-thresholds",
                f"one threshold cannot be chosen for several targets: {words}",
                hint=f"give one with {option('threshold')}",
            )
        )
    return two[0]


def positive_scores(target: FittedTarget, output: np.ndarray) -> NDArray[np.float64]:
    """The probability of the second class, float64 (n,).

    Args:
        target: Of two classes.
        output: float64 (n, 1), or (n, 2) for a unit a class.
    """
    if output.shape[1] == 1:
        return output[:, 0]
    total = output.sum(axis=1)
    return np.divide(output[:, 1], total, out=np.zeros(len(output)), where=total > 0)


def best_threshold(positive: np.ndarray, scores: np.ndarray, metric: str) -> tuple[float, float]:
    """The threshold at which a metric is best, and the metric there.

    Every threshold that decides differently on these rows is tried; of equally good ones it is the
    one nearest to 0.5. It is written with as few digits as tell the scores beside it apart.

    Args:
        positive: Whether each row is of the second class, bool (n,).
        scores: The rows' probabilities of it, float64 (n,).
        metric: `f1` of the second class, `accuracy`, `macro_f1`, or `balanced_accuracy`, the mean
            of the two classes' recalls.
    """
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    # After each of these rows the score changes; so many rows from the top are then positive.
    ends = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True)) + 1
    counts = np.concatenate([[0], ends])
    hits = np.concatenate([[0], np.cumsum(positive[order])])[counts]
    # What is above the highest and below the lowest score: the ends of the scale.
    upper = np.concatenate([[1.0], ranked[ends - 1]])
    lower = np.concatenate([ranked[ends - 1], [0.0]])
    values = _values(metric, hits, counts, int(positive.sum()), len(scores))
    # No probability is above 1 or below 0, so the last of the scale can be out of reach: a row with
    # the score 0 is never positive.
    reachable = lower < upper
    reachable[0] = True
    nearest = np.clip(0.5, lower, upper)
    best = values[reachable].max()
    rivals = np.flatnonzero(reachable & (values == best))
    chosen = rivals[np.argmin(np.abs(nearest[rivals] - 0.5))]
    return _short(float(lower[chosen]), float(upper[chosen])), float(best)


def _values(
    metric: str, hits: np.ndarray, counts: np.ndarray, positives: int, rows: int
) -> NDArray[np.float64]:
    """The metric for each number of rows that are taken for positive."""
    negatives = rows - positives
    right = hits + (negatives - (counts - hits))
    if metric == "accuracy":
        return right / rows
    if metric == "balanced_accuracy":
        recalls = [
            part / whole for part, whole in ((hits, positives), (right - hits, negatives)) if whole
        ]
        return np.mean(recalls, axis=0)
    f1 = _ratio(2 * hits, counts + positives)
    if metric == "f1":
        return f1
    other = _ratio(2 * (right - hits), (rows - counts) + negatives)
    # As `classification_metrics`: a class that is neither true nor predicted does not count.
    occurs = (counts + positives > 0).astype(int) + ((rows - counts) + negatives > 0)
    return (f1 + other) / occurs


def _ratio(part: np.ndarray, whole: np.ndarray) -> NDArray[np.float64]:
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)


def _short(lower: float, upper: float) -> float:
    """A short number t with lower <= t < upper, 0.5 where it can be; `lower` if nothing is."""
    if lower <= 0.5 < upper:
        return 0.5
    middle = (lower + upper) / 2
    for digits in range(1, 17):
        rounded = round(middle, digits)
        if lower <= rounded < upper:
            return rounded
    return lower


def has_threshold(target: FittedTarget) -> bool:
    """Whether a target is of two classes that a probability tells apart."""
    if target.encoding == "regression" or target.margin:
        return False
    return target.encoding == "binary" or len(target.classes[0]) == 2


def no_threshold(targets: Mapping[str, FittedTarget]) -> Problem:
    """Why a threshold would decide nothing."""
    words = [_undecided(target) for target in targets.values()]
    message = f"a threshold decides between two classes: {', '.join(words)}"
    return Problem("no-threshold", message)


def _undecided(target: FittedTarget) -> str:
    if target.encoding == "regression":
        return f"{listing(target.columns)} is a number"
    if target.margin and (target.encoding == "binary" or len(target.classes[0]) == 2):
        return f"{listing(target.columns)} has scores, which are cut at 0, and no probabilities"
    return f"{target.columns[0]} has {len(target.classes[0])} classes"

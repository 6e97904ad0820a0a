"""Points of ROC and precision-recall curves, with numpy alone.

They equal scikit-learn's `roc_curve`, `auc`, `precision_recall_curve` and
`average_precision_score`.
"""

from __future__ import annotations

import numpy as np


def roc_points(positive: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The receiver operating characteristic curve.

    Args:
        positive: Whether each row is of the positive class, bool (n,); some are and some are not.
        scores: Each row's score, float64 (n,).

    Returns:
        The false and the true positive rate at every threshold, from (0, 0) to (1, 1).
    """
    hits, called = _counts(positive, scores)
    misses = called - hits
    return np.r_[0.0, misses / misses[-1]], np.r_[0.0, hits / hits[-1]]


def area(x: np.ndarray, y: np.ndarray) -> float:
    """The area below a curve, by the trapezoidal rule."""
    return float(np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2))


def precision_recall_points(
    positive: np.ndarray, scores: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The precision-recall curve.

    Args:
        positive: Whether each row is of the positive class, bool (n,); some are.
        scores: Each row's score, float64 (n,).

    Returns:
        Recall and precision at every threshold, from the highest to the first that finds every
        positive row; before them the point of recall 0 and precision 1 that no threshold gives.
    """
    hits, called = _counts(positive, scores)
    end = int(np.searchsorted(hits, hits[-1])) + 1
    hits, called = hits[:end], called[:end]
    return np.r_[0.0, hits / hits[-1]], np.r_[1.0, hits / called]


def average_precision(recall: np.ndarray, precision: np.ndarray) -> float:
    """The mean precision over the steps of recall, sum of (R_n - R_(n-1)) P_n."""
    return float(np.sum(np.diff(recall) * precision[1:]))


def _counts(positive: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """True positives, and rows called positive, at each different score from the highest."""
    order = np.argsort(-scores, kind="stable")
    ranked = scores[order]
    last = np.r_[np.flatnonzero(np.diff(ranked)), len(ranked) - 1]
    return np.cumsum(positive[order])[last].astype(np.float64), last + 1.0

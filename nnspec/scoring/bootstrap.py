"""Confidence intervals of metrics by the bootstrap: how much they depend on which rows there were.

The rows are drawn anew, as many as there are and with replacement, `RESAMPLES` times; the interval
holds the middle share of the metrics of these draws (the percentile method: Efron and Tibshirani,
"An introduction to the bootstrap", 1993, chapter 13). It says nothing of how the network would turn
out if it were trained again.

A metric in which rows only count is drawn by its counts: how often each row comes up, or each cell
of a confusion matrix, has the multinomial distribution, whichever way it is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.features.targets import FittedTarget
from nnspec.data.table.table import Table
from nnspec.scoring.metrics import decide
from nnspec.scoring.score import true_labels

RESAMPLES = 1000
"""How often the rows are drawn."""

SEED = 0
"""Of the draws, always: the same rows have the same intervals."""

DRAWS_AT_ONCE = 2_000_000
"""How many numbers are worked on at once."""

Array = NDArray[np.float64]
Statistic = Callable[[Array], Array]
Interval = tuple[float, float]


def intervals(
    preprocessor: Preprocessor,
    outputs: Mapping[str, np.ndarray],
    table: Table,
    *,
    level: float = 0.95,
    threshold: float | None = None,
    row_losses: np.ndarray | None = None,
    regularization: float = 0.0,
) -> dict[str, Any]:
    """The confidence interval of every metric that is one number.

    Args:
        preprocessor: Knows the targets.
        outputs: As for `nnspec.scoring.score.score`.
        table: The rows, with their targets.
        level: The share of the draws inside, above 0 and below 1.
        threshold: As for `score`.
        row_losses: The loss of each row, float64 (n,); without it the loss has no interval.
        regularization: What is added to their mean.

    Returns:
        By the metric's name its two ends; with several outputs below `outputs`, by name, and those
        of several columns of numbers below `columns`. A metric is left out where it has no value
        for these rows or for any draw.
    """
    if table.n_rows == 0:
        return {}
    found: dict[str, Any] = {}
    if row_losses is not None:
        loss = {"loss": lambda w: w @ row_losses / len(row_losses) + regularization}
        found |= _by_rows(loss, table.n_rows, level)
    several = len(preprocessor.targets) > 1
    for name, target in preprocessor.targets.items():
        ends = _target(target, outputs[name], table, level, threshold)
        if several:
            found.setdefault("outputs", {})[name] = ends
        else:
            found |= ends
    return found


def _target(
    target: FittedTarget, output: np.ndarray, table: Table, level: float, threshold: float | None
) -> dict[str, Any]:
    if target.encoding == "regression":
        true = np.column_stack([table[name] for name in target.columns])
        return _of_numbers(true, target.decode(output).reshape(true.shape), target.columns, level)
    if np.isnan(output).any():
        return {}
    if target.encoding == "binary" and len(target.columns) > 1:
        return _multilabel(target.encode(table) == 1, output, level, target.cut(threshold))
    classes = len(target.classes[0])
    scores, predicted = decide(target.ranked(output), classes, target.cut(threshold))
    labels = true_labels(target, table)
    found = _by_cells(labels * classes + predicted, _confusion(classes), classes**2, level)
    ones = [(labels == 1, scores[:, 1])]
    if classes > 2:
        ones = [(labels == label, scores[:, label]) for label in range(classes)]
    return found | _by_rows(
        {"roc_auc": _mean([_roc_auc(*one) for one in ones])}, len(labels), level
    )


def _multilabel(
    true: NDArray[np.bool_], scores: np.ndarray, level: float, threshold: float
) -> dict[str, Interval]:
    # A row's labels and guesses together are its cell: the columns are drawn as one.
    bits = np.column_stack([true, scores > threshold]).astype(np.int64)
    _, cells = np.unique(bits, axis=0, return_inverse=True)
    cells = cells.reshape(-1)
    patterns = np.zeros((cells.max() + 1, bits.shape[1]))
    patterns[cells] = bits
    wanted, guessed = np.split(patterns, 2, axis=1)

    def accuracy(counts: Array) -> Array:
        return (counts @ (wanted == guessed)).mean(axis=1) / len(true)

    def f1(counts: Array) -> Array:
        both, named = counts @ (wanted * guessed), counts @ (wanted + guessed)
        return np.divide(2 * both, named, out=np.zeros(both.shape), where=named > 0).mean(axis=1)

    columns = [_roc_auc(true[:, i], scores[:, i]) for i in range(true.shape[1])]
    found = _by_cells(cells, {"accuracy": accuracy, "f1": f1}, len(patterns), level)
    return found | _by_rows({"roc_auc": _mean(columns)}, len(true), level)


def _of_numbers(true: Array, pred: Array, columns: Sequence[str], level: float) -> dict[str, Any]:
    """As `nnspec.scoring.metrics.regression_metrics`: of several columns each has its own."""
    found: dict[str, Any] = _by_rows(_regression(true, pred), len(true), level)
    if len(columns) == 1:
        return found
    apart = {
        name: _by_rows(_regression(true[:, [i]], pred[:, [i]]), len(true), level)
        for i, name in enumerate(columns)
    }
    return {name: ends for name, ends in found.items() if name == "r2"} | {"columns": apart}


def _regression(true: Array, pred: Array) -> dict[str, Statistic]:
    error = true - pred
    rows = len(true)
    squares = error**2
    # Around the mean, so that the variance is no small difference of large numbers.
    centred = true - true.mean(axis=0)

    def r2(weights: Array) -> Array:
        residual = weights @ squares
        spread = weights @ centred**2 - (weights @ centred) ** 2 / rows
        # A draw of one value only has no spread but rounding.
        known = spread > 1e-12 * np.maximum(weights @ centred**2, 1e-300)
        quotient = np.divide(residual, spread, out=np.full(spread.shape, np.nan), where=known)
        return (1 - quotient).mean(axis=1)

    return {
        "rmse": lambda weights: np.sqrt(weights @ squares / rows).mean(axis=1),
        "mae": lambda weights: (weights @ np.abs(error) / rows).mean(axis=1),
        "r2": r2,
    }


def _confusion(classes: int) -> dict[str, Statistic]:
    def accuracy(counts: Array) -> Array:
        hits = counts.reshape(-1, classes, classes).trace(axis1=1, axis2=2)
        return hits / counts.sum(axis=1)

    def macro_f1(counts: Array) -> Array:
        matrix = counts.reshape(-1, classes, classes)
        named = matrix.sum(axis=1) + matrix.sum(axis=2)
        hits = 2 * matrix.diagonal(axis1=1, axis2=2)
        f1 = np.divide(hits, named, out=np.zeros(named.shape), where=named > 0)
        return f1.sum(axis=1) / (named > 0).sum(axis=1)

    return {"accuracy": accuracy, "macro_f1": macro_f1}


def _roc_auc(positive: NDArray[np.bool_], scores: np.ndarray) -> Statistic:
    """`nnspec.scoring.metrics.roc_auc` of rows with weights; NaN without a row of each side."""
    order = np.argsort(scores, kind="stable")
    ranked, is_positive = scores[order], positive[order]
    starts = np.flatnonzero(np.append(True, ranked[1:] != ranked[:-1]))

    def area(weights: Array) -> Array:
        drawn = weights[:, order]
        ups = np.add.reduceat(drawn * is_positive, starts, axis=1)
        downs = np.add.reduceat(drawn * ~is_positive, starts, axis=1)
        # Of each group of equal scores: the negatives below it, and half of those in it.
        below = np.cumsum(downs, axis=1) - 0.5 * downs
        pairs = ups.sum(axis=1) * downs.sum(axis=1)
        won = (ups * below).sum(axis=1)
        return np.divide(won, pairs, out=np.full(len(pairs), np.nan), where=pairs > 0)

    return area


def _mean(statistics: list[Statistic]) -> Statistic:
    return lambda weights: np.mean([one(weights) for one in statistics], axis=0)


def _by_rows(statistics: Mapping[str, Statistic], rows: int, level: float) -> dict[str, Interval]:
    return _ends(statistics, row_counts(rows), level)


def _by_cells(
    cells: np.ndarray, statistics: Mapping[str, Statistic], n_cells: int, level: float
) -> dict[str, Interval]:
    """Draw the counts of the cells that occur; the others stay empty."""
    counts = np.bincount(cells, minlength=n_cells)
    occurring = np.flatnonzero(counts)
    shares = counts[occurring] / len(cells)
    random = np.random.default_rng(SEED)

    def draws() -> Iterator[Array]:
        for size in _portions(n_cells):
            drawn = np.zeros((size, n_cells))
            drawn[:, occurring] = random.multinomial(len(cells), shares, size=size)
            yield drawn

    return _ends(statistics, draws(), level)


def row_counts(rows: int) -> Iterator[Array]:
    """How often each row comes up in each draw, float64 (draws, n), a portion at a time."""
    random = np.random.default_rng(SEED)
    for size in _portions(rows):
        chosen = random.integers(0, rows, (size, rows)) + rows * np.arange(size)[:, None]
        counts = np.bincount(chosen.reshape(-1), minlength=size * rows)
        yield counts.reshape(size, rows).astype(np.float64)


def _portions(width: int) -> Iterator[int]:
    size = max(1, DRAWS_AT_ONCE // max(width, 1))
    for start in range(0, RESAMPLES, size):
        yield min(size, RESAMPLES - start)


def _ends(
    statistics: Mapping[str, Statistic], draws: Iterator[Array], level: float
) -> dict[str, Interval]:
    values: dict[str, list[Array]] = {name: [] for name in statistics}
    for drawn in draws:
        for name, statistic in statistics.items():
            values[name].append(statistic(drawn))
    found = {}
    for name, parts in values.items():
        numbers = np.concatenate(parts)
        # A draw of one class only, or of one value only, has no such metric.
        numbers = numbers[np.isfinite(numbers)]
        if len(numbers):
            low, high = np.quantile(numbers, [(1 - level) / 2, (1 + level) / 2])
            found[name] = (float(low), float(high))
    return found

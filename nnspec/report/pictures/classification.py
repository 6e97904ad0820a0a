"""Pictures of a classification: confusion matrix, ROC and precision-recall curves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from nnspec.report.pictures import rates, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_CURVES = 10
"""With more classes their curves could no longer be told apart."""

_MOST_NUMBERS = 12
_LARGE = (6.4, 6.1)
_MOST_TICKS = 30


def draw_confusion(
    matrix: Sequence[Sequence[int]], classes: Sequence[object], name: str, rows_of: str
) -> Figure:
    """The confusion matrix: how many rows of each true class got which predicted class.

    Args:
        matrix: C lists of C counts, a row a true class and a column a predicted one.
        classes: The C classes.
        name: The target's column.
        rows_of: Which rows these are, for instance `test`.
    """
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.ticker import FixedLocator

    counts = np.asarray(matrix, dtype=np.int64)
    totals = counts.sum(axis=1, keepdims=True)
    shares = counts / np.maximum(totals, 1)
    figure, axes = style.new_figure(style.SQUARE)
    colors = LinearSegmentedColormap.from_list("paper", ["#F1F4F3", style.TRAINING])
    axes.imshow(shares, cmap=colors, vmin=0, vmax=1)
    style.dress(
        axes,
        title=f"{name}: confusion matrix",
        x=f"predicted, {rows_of} rows",
        y="actual",
        grid=False,
    )
    for spine in axes.spines.values():
        spine.set_visible(False)
    n = len(classes)
    step = -(-n // _MOST_TICKS)
    texts = [style.plain(label, 16) for label in classes]
    steep = n > 3 and max(map(len, texts)) > 40 // n
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(FixedLocator(range(0, n, step)))
    size = 11 if n <= 12 else 7
    if n > _MOST_NUMBERS:
        figure.set_size_inches(_LARGE)
    axes.set_xticklabels(
        texts[::step],
        rotation=40 if steep else 0,
        ha="right" if steep else "center",
        rotation_mode="anchor",
        fontsize=size,
    )
    axes.set_yticklabels(texts[::step], fontsize=size)
    axes.tick_params(length=0)
    if n <= _MOST_NUMBERS:
        # What a cell has room for, in points.
        cell = 72 * 0.65 * style.SQUARE[0] / n
        letters = float(np.clip(cell / (0.65 * len(f"{counts.max():,}")), 5, max(8, 19 - 1.2 * n)))
        for row, column in np.ndindex(counts.shape):
            axes.text(
                column,
                row,
                f"{counts[row, column]:,}",
                ha="center",
                va="center",
                in_layout=False,
                fontsize=letters,
                color=style.FIXED_PAPER if shares[row, column] > 0.55 else style.FIXED_INK,
            )
    return figure


def draw_roc(curves: Sequence[tuple[str, np.ndarray, np.ndarray]], name: str) -> Figure:
    """Receiver operating characteristic curves, with the area below each.

    Args:
        curves: For each its label, whether each row is positive, bool (n,), and the rows' scores.
        name: The target's column.
    """
    figure, axes = style.new_figure(style.SQUARE)
    (chance,) = axes.plot(
        [0, 1], [0, 1], color=style.FAINT, linewidth=1.3, linestyle=(0, (4, 3)), zorder=1
    )
    points = [rates.roc_points(positive, scores) for _, positive, scores in curves]
    areas = [rates.area(x, y) for x, y in points]
    # Of curves that are one line the first stands for all.
    perfect = [i for i, (x, y) in enumerate(points) if ((x == 0) | (y == 1)).all()]
    handles, labels = [], []
    for position, label in _told_apart([label for label, *_ in curves], perfect):
        (line,) = axes.plot(
            *points[position],
            color=style.color(position),
            linewidth=_width(position, len(curves)),
            zorder=2.5,
        )
        handles.append(line)
        labels.append(_entry(label, f"AUC {_area(areas[position], position in perfect)}"))
    side = _corner(points)
    if side < 1:
        axes.set_xlim(-0.02 * side, 1.02 * side)
        axes.set_ylim(1 - 1.02 * side, 1 + 0.02 * side)
        axes.set_aspect("equal", adjustable="box")
    else:
        _unit_square(axes)
        handles.append(chance)
        labels.append("chance")
    title = f"{name}: ROC" + (", upper left corner" if side < 1 else "")
    style.dress(axes, title=title, x="false positive rate", y="true positive rate (recall)")
    style.legend(axes, handles, labels, loc="lower right")
    return figure


def draw_precision_recall(
    curves: Sequence[tuple[str, np.ndarray, np.ndarray]], name: str
) -> Figure:
    """Precision-recall curves, with the average precision of each.

    Args:
        curves: As for `draw_roc`.
        name: The target's column.
    """
    figure, axes = style.new_figure(style.SQUARE)
    points = [rates.precision_recall_points(positive, scores) for _, positive, scores in curves]
    perfect = [i for i, (_, precision) in enumerate(points) if (precision == 1).all()]
    handles, labels = [], []
    for position, label in _told_apart([label for label, *_ in curves], perfect):
        (line,) = axes.plot(
            *points[position],
            color=style.color(position),
            linewidth=_width(position, len(curves)),
            drawstyle="steps-pre",
            zorder=2.5,
        )
        handles.append(line)
        area = _area(rates.average_precision(*points[position]), position in perfect)
        labels.append(_entry(label, f"AP {area}"))
    if len(curves) == 1:
        handles.append(
            axes.axhline(
                float(np.mean(curves[0][1])),
                color=style.FAINT,
                linewidth=1.3,
                linestyle=(0, (4, 3)),
                zorder=1,
            )
        )
        labels.append("chance")
    # What the left is to a ROC curve, the right is to this one.
    side = _corner([(1 - recall, precision) for recall, precision in points])
    if side < 1:
        axes.set_xlim(1 - 1.02 * side, 1 + 0.02 * side)
        axes.set_ylim(1 - 1.02 * side, 1 + 0.02 * side)
        axes.set_aspect("equal", adjustable="box")
    else:
        _unit_square(axes)
    title = f"{name}: precision-recall" + (", upper right" if side < 1 else "")
    style.dress(axes, title=title, x="recall", y="precision")
    style.legend(axes, handles, labels, loc="lower left")
    return figure


def one_against_rest(
    actual: np.ndarray, probabilities: np.ndarray, classes: Sequence[object]
) -> list[tuple[str, np.ndarray, np.ndarray]]:
    """The curves of a classification: of two classes the second's, else each against the rest.

    Args:
        actual: The true classes as positions, int64 (n,).
        probabilities: float64 (n, C).
        classes: The C classes.

    Returns:
        Label, positives and scores of each class that some rows are of and some are not.
    """
    positions = [1] if len(classes) == 2 else range(len(classes))
    curves = [(str(classes[i]), actual == i, probabilities[:, i]) for i in positions]
    return [curve for curve in curves if 0 < np.count_nonzero(curve[1]) < len(actual)]


def _entry(label: str, number: str) -> str:
    return f"{style.plain(label, 18)}: {number}".replace(r"\$", "$")


def _told_apart(labels: Sequence[str], perfect: Sequence[int]) -> list[tuple[int, str]]:
    """The curves to draw, and what each is called: perfect ones are one line, under one name."""
    drawn = [(i, label) for i, label in enumerate(labels) if i not in perfect[1:]]
    if len(perfect) < 2:
        return drawn
    return [(i, f"{len(perfect)} classes" if i == perfect[0] else label) for i, label in drawn]


def _area(area: float, perfect: bool) -> str:
    """Four digits where three would make an area 1 that is not; a 1 that is one."""
    return "1" if perfect else f"{min(area, 0.9999):.4f}" if area > 0.9945 else f"{area:.3f}"


def _corner(points: Sequence[tuple[np.ndarray, np.ndarray]]) -> float:
    """The side of the upper left corner to draw: 1, all, unless several good curves crowd there.

    Args:
        points: The x and y of each curve.
    """
    if len(points) < 2:
        return 1.0

    def bends(x: np.ndarray, y: np.ndarray) -> float:
        # How far from the corner a curve's nearest point is.
        return float(np.maximum(x, 1 - y).min())

    furthest = max(bends(x, y) for x, y in points)
    return next((side for side in (0.1, 0.2) if furthest <= side / 3), 1.0)


def _width(position: int, count: int) -> float:
    """A line's width: of curves that lie on one another, the lower ones look out."""
    return 2.2 if count == 1 else 1.8 + 3.6 * (count - 1 - position) / (count - 1)


def _unit_square(axes: Axes) -> None:
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(-0.02, 1.02)
    axes.set_aspect("equal", adjustable="box")

"""Pictures of a regression: predicted against actual, and residuals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nnspec.report.pictures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MOST_DOTS = 1500


def draw_predicted(actual: np.ndarray, predicted: np.ndarray, name: str, rows_of: str) -> Figure:
    """Predicted against actual values; on the diagonal a prediction is right.

    Args:
        actual: The target's values in its own units, float64 (n,).
        predicted: The predictions, float64 (n,).
        name: The target's column.
        rows_of: Which rows these are, for instance `test`.
    """
    figure, axes = style.new_figure(style.SQUARE)
    (low, high), outside = _range(actual, predicted)
    (diagonal,) = axes.plot(
        [low, high], [low, high], color=style.INK, linewidth=1.4, linestyle=(0, (4, 3)), zorder=3
    )
    dots = _dots(axes, actual, predicted, rows_of)
    axes.set_xlim(low, high)
    axes.set_ylim(low, high)
    axes.set_aspect("equal", adjustable="box")
    _few_ticks(axes)
    style.dress(
        axes, title=f"{name}: predicted and actual", x=f"actual {name}", y=f"predicted {name}"
    )
    style.legend(axes, [dots, diagonal], [f"{rows_of} rows", "exact"], loc="upper left")
    error = actual - predicted
    text = f"RMSE {np.sqrt(np.mean(error**2)):.5g}"
    spread = np.sum((actual - actual.mean()) ** 2)
    if len(actual) > 1 and np.ptp(actual) > 0:
        text += f", R² {1 - np.sum(error**2) / spread:.5g}"
    if outside:
        text = f"{outside} beyond the picture; {text}"
    style.note(axes, text, 0.97, 0.04, ha="right", va="bottom")
    return figure


def draw_residuals(actual: np.ndarray, predicted: np.ndarray, name: str, rows_of: str) -> Figure:
    """What is left of each value when its prediction is taken away, and how that is spread.

    Args:
        actual: The target's values in its own units, float64 (n,).
        predicted: The predictions, float64 (n,).
        name: The target's column.
        rows_of: Which rows these are, for instance `test`.
    """
    figure, (axes, beside) = style.new_figure(
        style.WIDE, 1, 2, sharey=True, gridspec_kw={"width_ratios": (3.4, 1), "wspace": 0.02}
    )
    residuals = actual - predicted
    axes.axhline(0, color=style.INK, linewidth=1.4, linestyle=(0, (4, 3)), zorder=3)
    _dots(axes, predicted, residuals, rows_of)
    _few_ticks(axes, across=4)
    style.dress(
        axes,
        title=f"{name}: residuals of the {rows_of} rows",
        x=f"predicted {name}",
        y="actual - predicted",
    )
    bins = int(np.clip(np.sqrt(len(residuals)), 5, 30))
    beside.hist(
        residuals,
        bins=bins,
        orientation="horizontal",
        color=style.mixed(style.PART_COLORS[rows_of], 0.75),
        edgecolor=style.PAPER,
        linewidth=0.5,
    )
    beside.axhline(0, color=style.INK, linewidth=1.4, linestyle=(0, (4, 3)), zorder=3)
    from matplotlib.ticker import MaxNLocator

    beside.xaxis.set_major_locator(MaxNLocator(nbins=2, integer=True))
    style.dress(beside, x="rows", grid=False)
    beside.tick_params(labelleft=False)
    return figure


def _dots(axes: Axes, x: np.ndarray, y: np.ndarray, rows_of: str) -> object:
    """A dot a row, the smaller and fainter the more there are."""
    crowd = np.clip(np.log10(max(len(x), 1)), 1, 4)
    return axes.scatter(
        x,
        y,
        s=float(60 / crowd**1.4),
        color=style.PART_COLORS[rows_of],
        alpha=float(1.05 - 0.2 * crowd),
        linewidths=0,
        # Pixels do not follow dark mode, so only where the dots are too many for anything else.
        rasterized=len(x) > _MOST_DOTS,
    )


def _range(actual: np.ndarray, predicted: np.ndarray) -> tuple[tuple[float, float], int]:
    """One range for both axes, and how many predictions lie beyond it.

    A network that goes astray on a few rows must not press all others into a corner.
    """
    low, high = float(actual.min()), float(actual.max())
    width = (high - low) or max(abs(high), 1.0)
    bottom = max(min(low, float(predicted.min())), low - width)
    top = min(max(high, float(predicted.max())), high + width)
    outside = int(np.count_nonzero((predicted < bottom) | (predicted > top)))
    margin = 0.04 * (top - bottom or width)
    return (bottom - margin, top + margin), outside


def _few_ticks(axes: Axes, across: int = 6) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(nbins=across))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6))

"""Histograms of a trained network's weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nnspec.network.inspect.weights import Layers
from nnspec.report.pictures import style

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MAX_LAYERS = 16
"""A deeper network's first layers are drawn, and the picture says so."""

# Fewer numbers than this are drawn one by one: bars of height 1 show nothing.
_FEW = 12
_MAX_ARRAYS = 4
# The inches above an axes, and the points of a line of its legend.
_ACROSS = 4.6
_LEGEND_LINE = 16


def draw_weights(layers: Layers) -> Figure:
    """A histogram a layer, one below the other.

    Args:
        layers: What `read_weights` returns, at least one layer.
    """
    shown = dict(list(layers.items())[:MAX_LAYERS])
    figure, grid = style.new_figure(
        (style.WIDE[0], 0.5 + 1.75 * len(shown)), len(shown), 1, squeeze=False
    )
    for axes, (name, arrays) in zip(grid.flat, shown.items(), strict=True):
        _draw_layer(axes, name, arrays)
    left_out = len(layers) - len(shown)
    more = f" ({left_out} more layers not shown)" if left_out else ""
    grid.flat[-1].set_xlabel(f"value of a weight{more}", fontsize=12, color=style.INK)
    return figure


def _draw_layer(axes: Axes, name: str, arrays: dict[str, np.ndarray]) -> None:
    from matplotlib.ticker import MaxNLocator

    shown = dict(list(arrays.items())[:_MAX_ARRAYS])
    finite = {key: array[np.isfinite(array)] for key, array in shown.items()}
    values = np.concatenate([*finite.values(), np.empty(0)])
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    margin = 0.04 * (high - low) or max(abs(high), 1.0) * 0.05
    handles, labels = [], []
    for position, (key, array) in enumerate(finite.items()):
        color = style.color(position)
        handle: Artist
        if len(array) < _FEW:
            handle = axes.vlines(
                array, 0, 0.3, transform=axes.get_xaxis_transform(), color=color, linewidth=2.4
            )
        else:
            bins = int(np.clip(np.sqrt(len(array)), 8, 50))
            bars: Any = axes.hist(
                array,
                bins=bins,
                range=(low, high),
                color=style.mixed(color, 0.75),
                alpha=0.85,
                edgecolor=style.PAPER,
                linewidth=0.5,
            )[2]
            handle = bars[0]
        handles.append(handle)
        shape = " x ".join(map(str, shown[key].shape)) or "1"
        labels.append(f"{key} {shape}")
    axes.set_xlim(low - margin, high + margin)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=3, integer=True))
    labels = [style.plain(label) for label in labels]
    columns, rows = _room(name, labels)
    # Room for the legend's lines that find none beside the title.
    style.dress(axes, title=name, y="count", title_pad=9 + _LEGEND_LINE * rows)
    if all(len(array) < _FEW for array in finite.values()):
        axes.set_yticks([])
        axes.set_ylabel("")
    axes.legend(
        handles,
        labels,
        loc="lower right",
        bbox_to_anchor=(1.02, 0.98),
        ncols=columns,
        fontsize=10,
        labelcolor=style.INK,
        frameon=False,
        handlelength=1.0,
        handletextpad=0.4,
        columnspacing=1.2,
    )


def _room(title: str, labels: list[str]) -> tuple[int, int]:
    """The columns of a layer's legend, and how many of its lines the title must stand above."""
    widths = [style.inches(label, 10) + 0.4 for label in labels]

    def width(columns: int) -> float:
        # A legend is filled column by column.
        rows = -(-len(labels) // columns)
        return sum(max(widths[i : i + rows]) for i in range(0, len(widths), rows))

    if style.inches(style.plain(title), 12.5, "bold") + 0.2 + width(len(labels)) <= _ACROSS:
        return len(labels), 0
    for columns in (len(labels), 2):
        if width(columns) <= _ACROSS:
            return columns, -(-len(labels) // columns)
    return 1, len(labels)

"""Pictures of a decision boundary: one run's, or those of several side by side."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from nnspec.report.boundary import PARTS, Boundary
from nnspec.report.pictures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MARKERS = {"training": "o", "validation": "s", "test": "^"}
# How much of a class's colour the surest place of the plane has.
_DEEPEST = 0.45
_PANEL = (3.4, 3.2)
# So much of a title has room above a panel.
_LONGEST_TITLE = 22


def draw_boundary(boundary: Boundary) -> Figure:
    """The plane in the colours of the classes, the deeper the surer, with the rows."""
    figure, axes = style.new_figure((5.6, 4.7))
    handles, labels = _draw(axes, boundary, size=30)
    style.dress(
        axes,
        title=f"{boundary.target}: decision boundary",
        x=boundary.features[0],
        y=boundary.features[1],
        grid=False,
    )
    style.legend_below(figure, handles, labels, columns=3)
    return figure


def draw_boundaries(runs: Mapping[str, Boundary]) -> Figure:
    """The decision boundaries of several runs side by side.

    Args:
        runs: Each run's boundary, by what stands above it, on as many lines as it needs.
    """
    columns = min(4, len(runs))
    rows = math.ceil(len(runs) / columns)
    figure, grid = style.new_figure(
        (_PANEL[0] * columns, _PANEL[1] * rows + 0.4), rows, columns, squeeze=False
    )
    legends = []
    for axes, (title, boundary) in zip(grid.flat, runs.items(), strict=False):
        legends.append(_draw(axes, boundary, size=16))
        name, *special = title.split("\n")
        style.dress(
            axes,
            title=name,
            below_title=special,
            x=boundary.features[0],
            y=boundary.features[1],
            grid=False,
            longest_title=_LONGEST_TITLE,
        )
    for axes in list(grid.flat)[len(runs) :]:
        axes.set_axis_off()
    handles, labels = legends[0]
    if all(others == labels for _, others in legends):
        style.legend_below(figure, handles, labels, columns=5 if columns > 2 else 3)
    return figure


def _draw(axes: Axes, boundary: Boundary, size: float) -> tuple[list[Any], list[str]]:
    """Draw one plane; the handles and labels of its legend."""
    x, y = boundary.x, boundary.y
    axes.imshow(
        _colors(boundary.probabilities),
        extent=(x[0], x[-1], y[0], y[-1]),
        origin="lower",
        aspect="auto",
        interpolation="bilinear",
    )
    for lead in _leads(boundary.probabilities):
        if lead.min() < 0 < lead.max():
            axes.contour(x, y, lead, levels=[0], colors=style.FIXED_INK, linewidths=1.5)
    for code, part in enumerate(PARTS):
        for label in range(len(boundary.classes)):
            chosen = (boundary.parts == code) & (boundary.labels == label)
            if chosen.any():
                across, up = boundary.points[chosen].T
                axes.scatter(
                    across,
                    up,
                    s=size,
                    marker=_MARKERS[part],
                    color=style.color(label),
                    edgecolors=style.FIXED_PAPER,
                    linewidths=0.7,
                    zorder=3,
                )
    axes.set_xlim(x[0], x[-1])
    axes.set_ylim(y[0], y[-1])
    return _legend(boundary)


def _legend(boundary: Boundary) -> tuple[list[Any], list[str]]:
    from matplotlib.lines import Line2D

    def dot(color: str, marker: str) -> Line2D:
        return Line2D(
            [], [], linestyle="none", marker=marker, markersize=7, color=color, markeredgewidth=0
        )

    handles = [dot(style.color(i), "o") for i in range(len(boundary.classes))]
    labels = [f"{boundary.target} {name}" for name in boundary.classes]
    present = [part for code, part in enumerate(PARTS) if (boundary.parts == code).any()]
    if len(present) > 1:
        handles += [dot(style.FAINT, _MARKERS[part]) for part in present]
        labels += present
    return handles, labels


def _colors(probabilities: np.ndarray) -> np.ndarray:
    """The plane's colours, float64 (rows, columns, 3)."""
    count = probabilities.shape[-1]
    palette = np.array([style.mixed(style.color(i), 1.0) for i in range(count)])
    paper = np.array(style.mixed(style.PAPER, 1.0))
    likeliest = probabilities.argmax(axis=-1)
    # From none where all classes are equally likely to 1 where one is certain.
    surest = (probabilities.max(axis=-1) - 1 / count) / (1 - 1 / count)
    share = (0.12 + (_DEEPEST - 0.12) * np.clip(surest, 0, 1))[..., None]
    return palette[likeliest] * share + paper * (1 - share)


def _leads(probabilities: np.ndarray) -> list[np.ndarray]:
    """For each class by how much it leads over all others: 0 on its boundary."""
    count = probabilities.shape[-1]
    if count == 2:
        return [probabilities[..., 1] - probabilities[..., 0]]
    return [
        probabilities[..., i] - np.delete(probabilities, i, axis=-1).max(axis=-1)
        for i in range(count)
    ]

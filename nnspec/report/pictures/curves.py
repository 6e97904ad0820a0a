"""Learning curves: the loss and each metric by epoch."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nnspec.data.chains.chain import invert_steps
from nnspec.data.features.preprocessor import Preprocessor
from nnspec.data.features.targets import FittedTarget
from nnspec.data.steps.min_max_scaler import MinMaxScaler
from nnspec.data.steps.shift_and_divide import ShiftAndDivide
from nnspec.report.pictures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Metrics that scale with the target, and by which power of its unit.
_POWERS = {
    "mae": 1,
    "mean_absolute_error": 1,
    "rmse": 1,
    "root_mean_squared_error": 1,
    "mse": 2,
    "mean_squared_error": 2,
}
# From here on a linear axis would press most of a curve flat.
_LOG_RATIO = 50


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """One quantity by epoch.

    Attributes:
        name: Its name in history.csv, such as `mae`.
        label: What the axis says, such as `mae of strength`.
        training: float64 (epochs,), NaN where there is no value.
        validation: The same of the validation rows, or None.
    """

    name: str
    label: str
    training: np.ndarray
    validation: np.ndarray | None


def read_curves(
    history: Mapping[str, Sequence[float]], preprocessor: Preprocessor | None = None
) -> list[Curve]:
    """The curves in a history, the loss first, errors in the target's own units where possible.

    Args:
        history: The columns of history.csv.
        preprocessor: Knows how the targets were scaled.
    """
    targets = dict(preprocessor.targets) if preprocessor else {}
    curves = []
    for name, values in history.items():
        if name == "epoch" or (name.startswith("val_") and name[4:] in history):
            continue
        label, factor = _label(name, targets)
        beside = history.get(f"val_{name}")
        curves.append(
            Curve(
                name,
                label,
                np.asarray(values, dtype=np.float64) * factor,
                None if beside is None else np.asarray(beside, dtype=np.float64) * factor,
            )
        )
    return sorted(curves, key=lambda curve: curve.name != "loss")


def draw_curve(
    curve: Curve,
    *,
    best_epoch: int | None = None,
    saved_epoch: int | None = None,
    monitor: str = "",
) -> Figure:
    """Training and validation by epoch, the best epoch and the saved one marked.

    Args:
        curve: What to draw.
        best_epoch: The epoch, from 1, that was the best; none when None or 0.
        saved_epoch: The epoch whose network the run holds; none when None or 0.
        monitor: The quantity that it was the best in; its point is marked.
    """
    figure, axes = style.new_figure()
    handles, labels = [], []
    epochs = np.arange(1, len(curve.training) + 1)
    parts = (("training", curve.training), ("validation", curve.validation))
    for part, values in parts:
        if values is None:
            continue
        (line,) = axes.plot(
            epochs,
            _finite(values),
            color=style.PART_COLORS[part],
            linewidth=2.2,
            # One epoch, or one between gaps, would be no line at all.
            marker="o" if len(epochs) <= 15 or np.isnan(values).any() else None,
            markersize=5,
        )
        handles.append(line)
        labels.append(part)
    if best_epoch:
        handles.append(
            axes.axvline(best_epoch, color=style.INK, linewidth=1.3, linestyle=(0, (4, 3)))
        )
        both = saved_epoch == best_epoch
        labels.append(f"best {'and saved ' if both else ''}epoch, {best_epoch}")
        watched = dict(zip((curve.name, f"val_{curve.name}"), (p[1] for p in parts), strict=True))
        values = watched.get(monitor)
        if values is not None and best_epoch <= len(values) and np.isfinite(values[best_epoch - 1]):
            axes.plot(
                [best_epoch], [values[best_epoch - 1]], "o", color=style.INK, markersize=7, zorder=4
            )
    if saved_epoch and saved_epoch != best_epoch:
        handles.append(
            axes.axvline(saved_epoch, color=style.FAINT, linewidth=1.8, linestyle=(0, (1, 1.5)))
        )
        labels.append(f"saved epoch, {saved_epoch}")
    log = scale_of(axes, [values for _, values in parts if values is not None])
    whole_epochs(axes, len(epochs))
    label = f"{curve.label} (log scale)" if log else curve.label
    style.dress(axes, title=f"{curve.label} by epoch", x="epoch", y=label)
    style.legend(axes, handles, labels)
    return figure


def draw_comparison(runs: Mapping[str, Sequence[Curve]]) -> Figure:
    """The curves of several runs over one another, a panel a quantity that any of them has.

    Args:
        runs: The curves of each run, by what the legend calls it.
    """
    labels = {curve.name: curve.label for curves in runs.values() for curve in curves}
    names = list(labels)[:8]
    columns = 1 if len(names) == 1 else 2
    rows = math.ceil(len(names) / columns)
    figure, grid = style.new_figure(
        (style.WIDE[0] * columns, style.WIDE[1] * rows + 0.4), rows, columns, squeeze=False
    )
    for axes, name in zip(grid.flat, names, strict=False):
        drawn, longest = [], 1
        for position, curves in enumerate(runs.values()):
            curve = next((curve for curve in curves if curve.name == name), None)
            if curve is None:
                continue
            epochs = np.arange(1, len(curve.training) + 1)
            longest = max(longest, len(epochs))
            for values, line, width in (
                (curve.validation, "-", 2.2),
                (curve.training, (0, (2, 1.5)), 1.5),
            ):
                if values is not None:
                    drawn.append(values)
                    axes.plot(
                        epochs,
                        _finite(values),
                        color=style.color(position),
                        linewidth=width,
                        linestyle=line,
                        marker="o" if len(epochs) == 1 else None,
                    )
        log = scale_of(axes, drawn)
        whole_epochs(axes, longest)
        label = f"{labels[name]} (log scale)" if log else labels[name]
        style.dress(axes, title=f"{labels[name]} by epoch", x="epoch", y=label)
    for axes in list(grid.flat)[len(names) :]:
        axes.set_axis_off()
    _comparison_legend(figure, list(runs))
    return figure


def scale_of(axes: Axes, curves: Sequence[np.ndarray]) -> bool:
    """Make the vertical axis logarithmic where the values span decades; whether it was done."""
    values = np.concatenate([*curves, np.empty(0)])
    values = values[np.isfinite(values)]
    if len(values) == 0 or values.min() <= 0 or values.max() / values.min() < _LOG_RATIO:
        return False
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter, NullLocator

    axes.set_yscale("log")
    few = values.max() / values.min() < 1000
    axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 3.0) if few else (1.0,)))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.yaxis.set_minor_formatter(NullFormatter())
    return True


def whole_epochs(axes: Axes, epochs: int) -> None:
    """Ticks at whole epochs."""
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(nbins=7, integer=True, min_n_ticks=1))
    margin = max(0.5, 0.02 * epochs)
    axes.set_xlim(1 - margin, epochs + margin)


def _comparison_legend(figure: Figure, runs: Sequence[str]) -> None:
    from matplotlib.lines import Line2D

    handles = [Line2D([], [], color=style.color(i), linewidth=2.2) for i in range(len(runs))]
    handles += [
        Line2D([], [], color=style.FAINT, linewidth=2.2),
        Line2D([], [], color=style.FAINT, linewidth=1.5, linestyle=(0, (2, 1.5))),
    ]
    style.legend_below(figure, handles, [*runs, "validation", "training"])


def _finite(values: np.ndarray) -> np.ndarray:
    """Values to draw: a gap where the loss became infinite."""
    return np.where(np.isfinite(values), values, np.nan)


def _label(name: str, targets: Mapping[str, FittedTarget]) -> tuple[str, float]:
    """What an axis says of a quantity, and what its values are multiplied with."""
    for output, target in targets.items():
        prefix = f"{output}_"
        metric = name if len(targets) == 1 else name.removeprefix(prefix)
        if (len(targets) > 1 and not name.startswith(prefix)) or metric == "loss":
            continue
        if target.encoding != "regression":
            return (name if len(targets) == 1 else f"{metric} of {output}"), 1.0
        of = f"{metric} of {target.columns[0] if len(target.columns) == 1 else output}"
        if metric not in _POWERS or not target.steps:
            return of, 1.0
        unit = _unit(target)
        return (f"{of}, scaled", 1.0) if unit is None else (of, unit ** _POWERS[metric])
    return name, 1.0


def _unit(target: FittedTarget) -> float | None:
    """How much one step of the scaled target is in its own units; None where that varies."""
    linear = all(isinstance(step, ShiftAndDivide | MinMaxScaler) for step in target.steps)
    if len(target.columns) != 1 or not linear:
        return None
    ends = invert_steps(target.steps, np.array([[0.0], [1.0]]))
    return float(abs(ends[1, 0] - ends[0, 0]))

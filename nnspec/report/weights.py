"""The weights of a trained network, read without TensorFlow, and their histograms."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nnspec.errors import Problem, RunError
from nnspec.report import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Layers = dict[str, dict[str, np.ndarray]]

MAX_LAYERS = 16
"""A deeper network's first layers are drawn, and the picture says so."""

# Fewer numbers than this are drawn one by one: bars of height 1 show nothing.
_FEW = 12
_MAX_ARRAYS = 4


def read_weights(path: Path) -> Layers:
    """The weights in a Keras HDF5 file, layer by layer.

    Args:
        path: model.h5.

    Returns:
        The arrays of each layer that has any, by name, such as `kernel` and `bias`.

    Raises:
        RunError: The file is missing or damaged.
    """
    if not path.is_file():
        raise RunError(Problem("no-weights", f"there is no file {path.as_posix()}"))
    import h5py

    try:
        with h5py.File(path, "r") as file:
            group = file["model_weights"]
            names = [_text(name) for name in group.attrs["layer_names"]]
            layers = {name: _arrays(group[name], h5py.Dataset) for name in names}
    except (OSError, KeyError, ValueError, AttributeError, TypeError) as error:
        text = " ".join(str(error).split())[:200]
        raise RunError(Problem("damaged-run", f"{path.as_posix()} is damaged: {text}")) from None
    return {name: arrays for name, arrays in layers.items() if arrays}


def draw_weights(layers: Layers) -> Figure:
    """A histogram a layer, one below the other.

    Args:
        layers: What `read_weights` returned, at least one layer.
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
        if len(array) < _FEW:
            handle = axes.vlines(
                array, 0, 0.3, transform=axes.get_xaxis_transform(), color=color, linewidth=2.4
            )
        else:
            bins = int(np.clip(np.sqrt(len(array)), 8, 50))
            _, _, (handle, *_) = axes.hist(
                array,
                bins=bins,
                range=(low, high),
                color=style.mixed(color, 0.75),
                alpha=0.85,
                edgecolor=style.PAPER,
                linewidth=0.5,
            )
        handles.append(handle)
        shape = " x ".join(map(str, shown[key].shape)) or "1"
        labels.append(f"{key} {shape}")
    axes.set_xlim(low - margin, high + margin)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=3, integer=True))
    style.dress(axes, title=name, y="count")
    if all(len(array) < _FEW for array in finite.values()):
        axes.set_yticks([])
        axes.set_ylabel("")
    axes.legend(
        handles,
        [style.plain(label) for label in labels],
        loc="lower right",
        bbox_to_anchor=(1.02, 0.98),
        ncols=len(labels),
        fontsize=10,
        labelcolor=style.INK,
        frameon=False,
        handlelength=1.0,
        handletextpad=0.4,
        columnspacing=1.2,
    )


def _arrays(group: Any, dataset: type) -> dict[str, np.ndarray]:
    """All arrays below a group in the order of Keras' `weights`, by the end of their names."""
    paths = [_text(name) for name in group.attrs.get("weight_names", ())]
    if not paths:
        group.visititems(
            lambda name, item: paths.append(name) if isinstance(item, dataset) else None
        )
    arrays: dict[str, np.ndarray] = {}
    for path in paths:
        array = np.asarray(group[path])
        # The state of a random number generator is no weight.
        if array.dtype.kind != "f" or not array.size:
            continue
        *above, name = path.split("/")
        if name in arrays and above:
            name = f"{above[-1]} {name}"
        arrays[name if name not in arrays else path] = array
    return arrays


def _text(name: Any) -> str:
    return name.decode() if isinstance(name, bytes) else str(name)

"""The weights of a trained network, read without TensorFlow."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from nnspec.errors import InputError, Problem, RunError, did_you_mean, listing
from nnspec.runs.folder import RunFolder

Layers = dict[str, dict[str, np.ndarray]]


def read_layers(path: Path) -> Layers:
    """The layers in a Keras HDF5 file with their weights, in Keras' order.

    Args:
        path: model.h5.

    Returns:
        The arrays of each layer by name, such as `kernel` and `bias`; an empty mapping for a layer
        that has none. Inputs are left out.

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
            return {name: _arrays(group[name], h5py.Dataset) for name in names}
    except (OSError, KeyError, ValueError, AttributeError, TypeError) as error:
        text = " ".join(str(error).split())[:200]
        raise RunError(Problem("damaged-run", f"{path.as_posix()} is damaged: {text}")) from None


def read_weights(path: Path) -> Layers:
    """The same, without the layers that have no weights."""
    return {name: arrays for name, arrays in read_layers(path).items() if arrays}


def choose(layers: Layers, wanted: str, run: RunFolder) -> Layers:
    """One layer with its arrays, or with one of them.

    Args:
        layers: What `read_layers` returned.
        wanted: A layer's name, as in `dense`, or with that of an array, as in `dense/kernel`.
        run: The run, for messages.

    Raises:
        InputError: There is no such layer or array, or the layer has no weights.
    """
    name, slash, array = wanted.partition("/")
    if name not in layers:
        raise unknown_layer(name, list(layers), run)
    arrays = layers[name]
    if not arrays:
        having = [name for name, arrays in layers.items() if arrays]
        raise InputError(
            Problem(
                "no-weights",
                f"layer '{name}' of run {run.run_id} has no weights",
                details=(f"layers with weights: {listing(having)}",),
            )
        )
    if not slash:
        return {name: arrays}
    if array not in arrays:
        raise InputError(
            Problem(
                "unknown-array",
                f"layer '{name}' of run {run.run_id} has no array '{array}'",
                hint=did_you_mean(array, arrays),
                details=(f"arrays: {listing(list(arrays))}",),
            )
        )
    return {name: {array: arrays[array]}}


def unknown_layer(name: str, known: list[str], run: RunFolder) -> InputError:
    """What to raise when a run has no layer of a name.

    Args:
        name: What the user wrote.
        known: The layers there are.
        run: The run.
    """
    return InputError(
        Problem(
            "unknown-layer",
            f"run {run.run_id} has no layer '{name}'",
            hint=did_you_mean(name, known),
            details=(f"layers: {listing(known)}",),
        )
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

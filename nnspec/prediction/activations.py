"""What a layer of a finished run makes of rows: an intermediate Keras model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from nnspec.data.table.rows import model_input
from nnspec.errors import Problem
from nnspec.listener import Listener
from nnspec.network.backend import load_keras
from nnspec.network.inspect.architecture import read_architecture
from nnspec.network.inspect.weights import unknown_layer
from nnspec.prediction.choose import choose_run
from nnspec.prediction.network import load_keras_network, load_preprocessor
from nnspec.prediction.read import read_input
from nnspec.runs.folder import RunFolder
from nnspec.spec.language.sections import Spec
from nnspec.spec.load import load_spec

# Rows of one call, as for predictions.
_BATCH_ROWS = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Activations:
    """What a layer makes of some rows.

    Attributes:
        folder: The run.
        layer: The layer's name.
        values: float32 (n, ...), the layer's output for each row.
    """

    folder: RunFolder
    layer: str
    values: np.ndarray

    @property
    def columns(self) -> list[str]:
        """A name for each number of a row: `dense_0`, or `conv2d_0_0_0` where there are more axes.

        Their order is that of the flattened array.
        """
        return [
            "_".join([self.layer, *map(str, index)]) for index in np.ndindex(self.values.shape[1:])
        ]

    def rows(self) -> np.ndarray:
        """The values with one row a row, (n, number of columns)."""
        return self.values.reshape(len(self.values), len(self.columns))


def activations(
    run: str | Path | RunFolder | None,
    layer: str,
    input: Path,
    *,
    runs_dir: str | Path = "runs",
    listener: Listener | None = None,
) -> Activations:
    """Preprocess rows and run them through the network up to a layer, as in inference.

    Args:
        run: A folder, a run's id or a spec's name; the latest complete run when None.
        layer: A layer's name, an input's for the preprocessed rows themselves, or the name that
            the spec gives to a further call of a shared layer.
        input: A file with the features' columns, of any kind that `predict` reads.
        runs_dir: The folder of all runs.
        listener: Hears of progress.

    Raises:
        RunError: There is no such complete run.
        InputError: The run has no such layer.
        DataError: The rows do not fit what the run was trained on.
    """
    listener = listener or Listener()
    folder = choose_run(run, runs_dir, listener)
    loaded = load_spec(folder.resolved_spec)
    known = read_architecture(folder)
    further = _further_calls(loaded.spec)
    if layer not in known and layer not in further:
        raise unknown_layer(layer, [*known, *further], folder)
    preprocessor = load_preprocessor(folder)
    table = read_input(input, loaded, preprocessor)
    x = preprocessor.transform(table)
    if layer in x:
        return Activations(folder, layer, x[layer])
    load_keras(listener)
    model = load_keras_network(folder).model
    name, call = further.get(layer, (layer, 0))
    part = intermediate(model, name, call)
    if not len(next(iter(x.values()))):
        # Keras refuses to predict no rows.
        return Activations(folder, layer, np.empty((0, *part.output.shape[1:]), np.float32))
    values = np.asarray(part.predict(model_input(x), batch_size=_BATCH_ROWS, verbose=0))
    finite = np.isfinite(values.reshape(len(values), -1)).all(axis=1)
    if not finite.all():
        count, first = np.count_nonzero(~finite), table.place(int(np.argmin(finite)))
        message = f"{layer} gives NaN or infinite numbers for {count:,} of {len(values):,} rows"
        message += f", {'the first' if count > 1 else 'that'} {first} of {table.origin}"
        listener.warning(Problem("not-finite", message, severity="warning"))
    return Activations(folder, layer, values)


def intermediate(model: Any, layer: str, call: int = 0) -> Any:
    """The part of a Keras model that leads to a layer's output.

    Args:
        model: A built Keras model.
        layer: The layer's name.
        call: Which of its calls, counted from 0.
    """
    keras = load_keras()
    node = model.get_layer(layer)._inbound_nodes[call]
    (output,) = node.outputs
    inputs = model.inputs
    return keras.Model(inputs if len(inputs) > 1 else inputs[0], output)


def _further_calls(spec: Spec) -> dict[str, tuple[str, int]]:
    """The spec's names for the second and later calls of shared layers.

    Returns:
        For each the layer's own name and the position of the call.
    """
    own: dict[str, tuple[str, int]] = {}
    count: dict[str, int] = {}
    for layer in spec.layers:
        if layer.shared:
            name = own[layer.shared][0] if layer.shared in own else layer.shared
            count[name] = count.get(name, 0) + 1
            if layer.name:
                own[layer.name] = (name, count[name])
    return own

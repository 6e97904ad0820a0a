"""Why a loss was no number from the start: a row or a layer, or a step that was too large.

The untrained network, made once more from its seed, sees the rows: what is not finite then has
nothing to do with the learning rate.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnspec.data.table.number_text import plain_number
from nnspec.data.table.rows import Arrays, Rows
from nnspec.errors import Location
from nnspec.network.backend import load_keras
from nnspec.network.build import build
from nnspec.network.places import place_of
from nnspec.training.read import Work

# Rows that are looked at together, and in all.
_ROWS = 1024
_MOST_ROWS = 100_000
_NOT_THE_RATE = "the learning rate is not at fault"


@dataclass(frozen=True, slots=True)
class Cause:
    """What an untrained network shows.

    Attributes:
        words: What is not finite, to follow `the loss became NaN in epoch 1`; None where all is.
        detail: A further line.
        hint: What to look at; None for the usual one.
        location: The layer or the loss.
    """

    words: str | None
    detail: str | None = None
    hint: str | None = None
    location: Location | None = None


def cause_of_divergence(work: Work, name: str) -> Cause:
    """Look for what is not finite before any update.

    Args:
        work: The rows.
        name: `loss` or `val_loss`: those of the training or the validation are looked at.
    """
    part = work.data.validation if name == "val_loss" else work.data.training
    model = build(work.loaded, work.signature)
    rows = "validation rows" if name == "val_loss" else "training rows"
    count = min(part.n_rows, _MOST_ROWS)
    for start in range(0, count, _ROWS):
        arrays = part.read(start, min(start + _ROWS, count))
        look = _Look(work, model, part, start, rows)
        found = look.at_outputs(arrays) or look.at_loss(arrays) or look.at_gradients(arrays)
        if found is not None:
            return found
    return Cause(
        None,
        detail=f"the untrained network, its loss and its gradients are finite for {count:,} "
        f"{rows}: the updates are too large",
    )


class _Look:
    """A look at some rows."""

    def __init__(self, work: Work, model: Any, part: Rows, start: int, rows: str) -> None:
        self._work = work
        self._model = model
        self._part = part
        self._start = start
        self._rows = rows

    def at_outputs(self, arrays: Arrays) -> Cause | None:
        """The first layer whose output is not finite, and the first row."""
        outputs = _flat(self._model(arrays.inputs, training=False))
        finite = np.all([_finite_rows(output) for output in outputs], axis=0)
        if finite.all():
            return None
        row = int(np.argmin(finite))
        one = arrays.read(row, row + 1)
        label, location, value = self._layer(one)
        words = f"the untrained network makes {value} of {self._row(row)}, in {label}"
        hint = f"{_NOT_THE_RATE}: scale the features, or take another layer"
        return Cause(words, self._largest(one), hint, location)

    def at_loss(self, arrays: Arrays) -> Cause | None:
        """The first row whose loss is not finite."""

        def is_finite(rows: Arrays) -> bool:
            return bool(np.isfinite(self._loss(rows)))

        row = _first_bad(arrays, is_finite)
        if row is None:
            return None
        one = arrays.read(row, row + 1)
        value = _name(self._loss(one))
        words = f"the loss of the untrained network is {value} for {self._row(row)}"
        made = _flat(self._model(one.inputs, training=False))
        detail = f"predicted {_numbers(made)}, target {_numbers(_flat(one.targets))}"
        location = self._work.loaded.document.locate(("compile", "loss"))
        hint = f"{_NOT_THE_RATE}: this loss is not defined for such numbers"
        if any(np.min(output) < 0 for output in made):
            hint = f"{_NOT_THE_RATE}: end with activation: softplus, or choose another loss"
        return Cause(words, detail, hint, location)

    def at_gradients(self, arrays: Arrays) -> Cause | None:
        """The first layer whose gradient is not finite."""
        import tensorflow as tf

        variables = self._model.trainable_variables
        with tf.GradientTape() as tape:
            loss = self._loss(arrays)
        gradients = tape.gradient(loss, [variable.value for variable in variables])
        for variable, gradient in zip(variables, gradients, strict=True):
            if gradient is not None and not np.isfinite(tf.convert_to_tensor(gradient)).all():
                label, location = self._owner(variable)
                words = f"the gradient of {label} is not finite in the untrained network"
                return Cause(words, None, _NOT_THE_RATE, location)
        return None

    def _loss(self, arrays: Arrays) -> Any:
        made = self._model(arrays.inputs, training=False)
        return self._model.compute_loss(
            arrays.inputs, arrays.targets, made, arrays.weights, training=False
        )

    def _layer(self, one: Arrays) -> tuple[str, Location | None, str]:
        keras = load_keras()
        functional = getattr(self._model, "_functional", None) or self._model
        layers = [layer for layer in functional.layers if layer._inbound_nodes]
        tensors = [layer._inbound_nodes[0].outputs for layer in layers]
        made = keras.Model(functional.inputs, tensors)(_list(one.inputs), training=False)
        for layer, outputs in zip(layers, made, strict=True):
            for output in _flat(outputs):
                values = np.asarray(output, np.float64)
                if not np.isfinite(values).all():
                    bad = values[~np.isfinite(values)]
                    return *self._place(layer), _name(bad[0])
        return "the last layer", None, "NaN"

    def _owner(self, variable: Any) -> tuple[str, Location | None]:
        for layer in self._model.layers:
            if any(variable is own for own in layer.trainable_variables):
                return self._place(layer)
        return variable.path, None

    def _place(self, layer: Any) -> tuple[str, Location | None]:
        place = place_of(layer)
        if place is None:
            return layer.name, None
        return place.label, self._work.loaded.document.locate(place.path)

    def _row(self, row: int) -> str:
        at = self._start + row
        place = self._part.place(at)
        if place is None:
            return f"row {at + 1:,} of the {self._rows}"
        return f"the row {place} of {self._work.origin}"

    def _largest(self, one: Arrays) -> str | None:
        """The feature of a row that is farthest from 0."""
        preprocessor = self._work.data.preprocessor
        values = np.concatenate([np.ravel(array) for array in _list(one.inputs)])
        names = [name for key in preprocessor.inputs for name in preprocessor.feature_names(key)]
        if len(names) != len(values):
            return None
        place = int(np.argmax(np.abs(values)))
        value = plain_number(float(values[place]))
        return f"the largest number that it sees of this row is {value}, of {names[place]}"


def _first_bad(arrays: Arrays, is_fine: Callable[[Arrays], bool]) -> int | None:
    """The first of some rows that is not fine by itself; None where all are."""
    low, high = 0, arrays.n_rows
    if is_fine(arrays):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if is_fine(arrays.read(low, middle)):
            low = middle
        else:
            high = middle
    return low


def _finite_rows(output: Any) -> np.ndarray:
    values = np.asarray(output, np.float64)
    return np.all(np.isfinite(values.reshape(len(values), -1)), axis=1)


def _flat(values: Any) -> list[Any]:
    if isinstance(values, dict):
        return list(values.values())
    return list(values) if isinstance(values, list | tuple) else [values]


def _list(x: Any) -> list[Any]:
    return x if isinstance(x, list) else [x]


def _name(value: Any) -> str:
    return "NaN" if np.isnan(float(value)) else "an infinite number"


def _numbers(arrays: list[Any]) -> str:
    values = [float(v) for array in arrays for v in np.ravel(np.asarray(array, np.float64))]
    shown = ", ".join(f"{value:.4g}" for value in values[:6])
    return shown if len(values) <= 6 else f"{shown}, ..."

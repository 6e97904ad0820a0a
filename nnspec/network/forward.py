"""A Keras model as a function of arrays, quicker to start than `model.predict`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

MOST_ROWS = 4096
"""Rows of a batch, however narrow the network is."""
# Numbers that the largest layer puts out for a batch: more would not fit a CPU's caches.
_MOST_NUMBERS = 4_000_000


class Forward:
    """What a Keras model makes of rows, as `model.predict` gives it.

    `predict` makes a pipeline of the rows in every call, which takes longer than a small network
    does. Here one graph, made once, takes any number of them.

    Args:
        model: A functional or sequential Keras model.
        outputs: The outputs' names; a single output may have any.
    """

    def __init__(self, model: Any, outputs: Sequence[str]) -> None:
        self.model = model
        self._outputs = outputs
        self._rows = largest_batch(model) or MOST_ROWS
        self._graph: Callable[..., Any] | None = None

    def run(self, x: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """The outputs of preprocessed rows.

        Args:
            x: An array (n, ...) for each input, in the model's order; n is at least 1.

        Returns:
            (n, ...) for each output.
        """
        import tensorflow as tf

        inputs = list(x.values())
        if self._graph is None:
            self._graph = self._make_graph(inputs)
        made = []
        for start in range(0, len(inputs[0]), self._rows):
            batch = [tf.convert_to_tensor(a[start : start + self._rows]) for a in inputs]
            made.append(tf.nest.map_structure(lambda tensor: tensor.numpy(), self._graph(*batch)))
        parts = [part if isinstance(part, Mapping) else {self._outputs[0]: part} for part in made]
        return {name: np.concatenate([part[name] for part in parts]) for name in self._outputs}

    def _make_graph(self, inputs: Sequence[np.ndarray]) -> Callable[..., Any]:
        import tensorflow as tf

        def forward(*tensors: Any) -> Any:
            return self.model(list(tensors) if len(tensors) > 1 else tensors[0], training=False)

        signature = [tf.TensorSpec((None, *a.shape[1:]), a.dtype) for a in inputs]
        return tf.function(forward, input_signature=signature, autograph=False)


def largest_batch(model: Any) -> int | None:
    """The rows that a network takes quickly at a time, by the largest output of its layers.

    Args:
        model: A functional or sequential Keras model.

    Returns:
        1 to 4,096; None where the size of an output is not known before there are rows.
    """
    shapes = [tensor.shape[1:] for layer in all_layers(model) for tensor in _outputs(layer)]
    if any(length is None for shape in shapes for length in shape):
        return None
    widest = max(math.prod(shape) for shape in shapes)
    return min(MOST_ROWS, max(1, _MOST_NUMBERS // max(widest, 1)))


def all_layers(model: Any) -> list[Any]:
    """The layers of a model, and those inside of them."""
    return list(model._flatten_layers(include_self=False))


def _outputs(layer: Any) -> list[Any]:
    """The symbolic outputs of a layer at its first place in the network, if it has one."""
    return [tensor for node in layer._inbound_nodes[:1] for tensor in node.output_tensors]

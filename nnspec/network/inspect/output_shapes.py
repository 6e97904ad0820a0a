"""What shape each layer of a saved network gives, read from its configuration alone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

Shape = tuple[int | None, ...]
"""The batch axis is None, and so is every other length that varies."""

# Layers that give what they get, in the same shape.
_SAME = frozenset(
    {
        "Activation",
        "ActivityRegularization",
        "AlphaDropout",
        "BatchNormalization",
        "Dropout",
        "ELU",
        "GaussianDropout",
        "GaussianNoise",
        "GroupNormalization",
        "Identity",
        "LayerNormalization",
        "LeakyReLU",
        "PReLU",
        "ReLU",
        "Rescaling",
        "Softmax",
        "UnitNormalization",
    }
)


def output_shapes(layers: Sequence[Mapping[str, Any]]) -> dict[str, Shape]:
    """The shapes that layers give, by name; a layer of which none is known is left out.

    A configuration holds the shape of each tensor that a layer reads. What no layer reads are the
    network's outputs: theirs follows from what they read, where that is simple, as for `Dense`.

    Args:
        layers: The list `layers` of a Functional or Sequential model's configuration.
    """
    shapes: dict[str, Shape] = {}
    sources: dict[str, str] = {}
    for layer in layers:
        config = layer["config"] if isinstance(layer.get("config"), Mapping) else {}
        if config.get("batch_shape"):
            shapes[_name(layer)] = tuple(config["batch_shape"])
        for tensor in tensors(layer.get("inbound_nodes", [])):
            source, _, position = tensor["keras_history"]
            sources.setdefault(_name(layer), source)
            # Of a layer that gives several tensors the first one counts, of several calls too.
            if position == 0 and tensor.get("shape"):
                shapes.setdefault(source, tuple(tensor["shape"]))
    if not sources:
        for before, layer in pairwise(layers):
            sources[_name(layer)] = _name(before)
            read = (layer.get("build_config") or {}).get("input_shape")
            if read and not isinstance(read[0], list):
                shapes.setdefault(_name(before), tuple(read))
    for layer in layers:
        read = shapes.get(sources.get(_name(layer), ""))
        if read is not None and _name(layer) not in shapes:
            made = _made(layer["class_name"], layer["config"], read)
            if made is not None:
                shapes[_name(layer)] = made
    return shapes


def tensors(node: Any) -> Iterator[Mapping[str, Any]]:
    """The tensors among the arguments of a layer's calls: `keras_history`, `shape`, `dtype`."""
    if isinstance(node, Mapping):
        if node.get("class_name") == "__keras_tensor__":
            yield node["config"]
            return
        node = list(node.values())
    if isinstance(node, list):
        for entry in node:
            yield from tensors(entry)


def _name(layer: Mapping[str, Any]) -> str:
    return layer["name"] if "name" in layer else layer["config"]["name"]


def _made(kind: str, config: Mapping[str, Any], read: Shape) -> Shape | None:
    """The shape that a layer makes of another, or None for what is not simple."""
    if kind in _SAME:
        return read
    if kind == "Dense":
        return (*read[:-1], config["units"])
    if kind == "Flatten" and None not in read[1:]:
        return (read[0], math.prod(length for length in read[1:] if length is not None))
    if kind == "Reshape" and -1 not in config["target_shape"]:
        return (read[0], *config["target_shape"])
    return None

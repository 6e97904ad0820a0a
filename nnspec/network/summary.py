"""A network's layers, shapes and parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nnspec.network.mended import kind_of


@dataclass(frozen=True, slots=True)
class LayerSummary:
    """One layer of a built network.

    Attributes:
        name: Its name in Keras.
        kind: Its class.
        shape: Its output's shape, the batch axis as None; one shape for each call.
        parameters: How many numbers it learns or keeps.
        trainable: How many of them training changes.
        sources: The layers that it reads.
    """

    name: str
    kind: str
    shape: tuple[int | None, ...]
    parameters: int
    trainable: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LayerCall:
    """One place of a network's graph: a shared layer has several.

    Attributes:
        name: The layer's name in Keras.
        kind: Its class.
        shape: The output's shape, the batch axis as None; empty where it is not known.
        parameters: How many numbers the layer learns or keeps; None where it is not known.
        sources: The places in the list of calls that it reads, in order.
        again: Whether the layer was called before, with the same parameters.
        output: Whether this is an output of the network.
    """

    name: str
    kind: str
    shape: tuple[int | None, ...]
    parameters: int | None
    sources: tuple[int, ...] = ()
    again: bool = False
    output: bool = False


def shape_text(shape: Sequence[int | None]) -> str:
    """A shape in words, such as `rows x 64`."""
    return " x ".join("rows" if length is None else str(length) for length in shape)


def summarize(model: Any) -> list[LayerSummary]:
    """The layers of a built Keras model, inputs first."""
    return [_summary(layer) for layer in _functional(model).layers]


def layer_calls(model: Any) -> list[LayerCall]:
    """Every call of every layer of a built Keras model: the nodes of its graph."""
    functional = _functional(model)
    # A layer also remembers calls that are no part of this model.
    known = {node for nodes in functional._nodes_by_depth.values() for node in nodes}
    nodes = [node for layer in functional.layers for node in layer._inbound_nodes if node in known]
    places = {node: place for place, node in enumerate(nodes)}
    ends = {_node_of(tensor) for tensor in functional.outputs}
    seen: set[str] = set()
    calls = []
    for node in nodes:
        layer = node.operation
        calls.append(
            LayerCall(
                layer.name,
                kind_of(layer),
                tuple(node.outputs[0].shape),
                sum(_size(weight) for weight in layer.weights),
                _places_before(node, places),
                layer.name in seen,
                node in ends,
            )
        )
        seen.add(layer.name)
    return calls


def _functional(model: Any) -> Any:
    """A Sequential hides the Input that its functional form has."""
    return model._functional if type(model).__name__ == "Sequential" else model


def _node_of(tensor: Any) -> Any:
    history = tensor._keras_history
    return history.operation._inbound_nodes[history.node_index]


def _layers_before(tensor: Any) -> list[str]:
    """The layers that a tensor comes from, past operations that are none, such as those of masks.

    What reads a mask reads the layer that it belongs to as well.
    """
    from keras.layers import Layer

    operation = tensor._keras_history.operation
    return [operation.name] if isinstance(operation, Layer) else []


def _places_before(node: Any, places: Mapping[Any, int]) -> tuple[int, ...]:
    found = (places.get(_node_of(tensor)) for tensor in node.input_tensors)
    return tuple(dict.fromkeys(place for place in found if place is not None))


def _summary(layer: Any) -> LayerSummary:
    sources: dict[str, None] = {}
    for node in layer._inbound_nodes:
        # The node's own list of parents is a set, in any order.
        for tensor in node.input_tensors:
            sources |= dict.fromkeys(_layers_before(tensor))
    output = layer._inbound_nodes[0].outputs[0] if layer._inbound_nodes else layer.output
    trainable = sum(_size(weight) for weight in layer.trainable_weights)
    return LayerSummary(
        layer.name,
        kind_of(layer),
        tuple(output.shape),
        trainable + sum(_size(weight) for weight in layer.non_trainable_weights),
        trainable,
        tuple(sources),
    )


def _size(weight: Any) -> int:
    size = 1
    for length in weight.shape:
        size *= int(length)
    return size

"""A network's layers, shapes and parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


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


def summarize(model: Any) -> list[LayerSummary]:
    """The layers of a built Keras model, inputs first."""
    layers = list(model.layers)
    if type(model).__name__ == "Sequential":
        # A Sequential hides the Input that its functional form has.
        layers = list(model._functional.layers)
    return [_summary(layer) for layer in layers]


def _summary(layer: Any) -> LayerSummary:
    sources: dict[str, None] = {}
    for node in layer._inbound_nodes:
        for operation in node.parent_nodes:
            sources.setdefault(operation.operation.name)
    output = layer._inbound_nodes[0].outputs[0] if layer._inbound_nodes else layer.output
    trainable = sum(_size(weight) for weight in layer.trainable_weights)
    return LayerSummary(
        layer.name,
        type(layer).__name__,
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

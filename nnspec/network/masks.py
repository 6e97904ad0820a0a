"""A network's graph without the operations that compute its masks."""

from __future__ import annotations

from typing import Any


def leave_masks_to_layers(layer: Any) -> None:
    """Take the masks out of what a layer was last called with, while a graph is built.

    Keras writes down the mask of a symbolic input as an argument of the call, and with it the
    operations that made it (`NotEqual`, `any`), which are no layers: a file in HDF5 that has them
    cannot be loaded. When the network runs, a layer that is given no mask takes that of its input,
    which is the same one.

    Args:
        layer: A Keras layer that was just called on symbolic tensors.
    """
    node = layer._inbound_nodes[-1]
    masks = {name: value for name, value in node.arguments.kwargs.items() if _is_mask(name)}
    tensors = [
        tensor for tensor in _flat(list(masks.values())) if hasattr(tensor, "_keras_history")
    ]
    if not tensors:
        return
    kept = {name: value for name, value in node.arguments.kwargs.items() if name not in masks}
    node.arguments = type(node.arguments)(*node.arguments.args, **kept)
    for tensor in tensors:
        outbound = tensor._keras_history.operation._outbound_nodes
        if node in outbound and not any(t is tensor for t in node.input_tensors):
            outbound.remove(node)


def _is_mask(name: str) -> bool:
    return name == "mask" or name in ("query_mask", "value_mask", "key_mask")


def _flat(values: Any) -> list[Any]:
    if isinstance(values, list | tuple):
        return [item for value in values for item in _flat(value)]
    return [values]

"""A run's network for its report, from model.keras and the weights alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nnspec.network.inspect.architecture import LayerNode
from nnspec.network.inspect.weights import Layers
from nnspec.network.summary import LayerCall, shape_text

MOST_LAYERS = 60
"""A picture of more would be too long to look at; the table has all of them."""


def saved_network(layers: Mapping[str, LayerNode], weights: Layers) -> list[LayerCall]:
    """The layers of a saved network, one entry each, in Keras' order.

    A layer that is called several times reads what all its calls read.

    Args:
        layers: What `read_architecture` returned.
        weights: What `read_weights` returned; empty where there are none.
    """
    places = {name: place for place, name in enumerate(layers)}
    # What a layer that is called again makes of its own output comes later in the order.
    sources = [
        sorted({places[s] for call in node.calls for s in call if places.get(s, place) < place})
        for place, node in enumerate(layers.values())
    ]
    read = {source for its in sources for source in its}
    return [
        LayerCall(
            name,
            node.kind,
            node.shape,
            sum(array.size for array in weights.get(name, {}).values()) if weights else None,
            tuple(its),
            output=place not in read,
        )
        for place, ((name, node), its) in enumerate(zip(layers.items(), sources, strict=True))
    ]


def network_rows(network: Sequence[LayerCall]) -> list[list[object]]:
    """A table's rows: name, layer, output shape, parameters, and the layers that it reads."""
    return [
        [
            call.name,
            call.kind,
            shape_text(call.shape) or None,
            call.parameters,
            ", ".join(network[source].name for source in call.sources),
        ]
        for call in network
    ]

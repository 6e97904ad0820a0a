"""Layers of Keras that cannot be trained, or not be loaded again, as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nnspec.network.backend import load_keras


def mended(layer: Any) -> Any:
    """A layer that trains, and whose files plain Keras loads; most are as they are.

    Args:
        layer: A Keras layer that was just made.
    """
    kind = type(layer).__name__
    if kind == "Equalization":
        # It calls its symbolic input its output, and the graph runs in a circle; inside of another
        # layer it is never called on symbolic inputs.
        return load_keras().layers.Pipeline([layer], name=layer.name)
    if kind == "RandomShear":
        # It says (-0.2, 0.2) of the factor 0.2, and refuses negative ones.
        object.__setattr__(layer, "get_config", lambda get=layer.get_config: _shear(get()))
    return layer


def kind_of(layer: Any) -> str:
    """The class that a spec names: also of a layer that `mended` put into another."""
    inner: Sequence[Any] = getattr(layer, "_pipeline_layers", ())
    if len(inner) == 1 and inner[0].name == layer.name:
        return type(inner[0]).__name__
    return type(layer).__name__


def _shear(config: dict[str, Any]) -> dict[str, Any]:
    for name in ("x_factor", "y_factor"):
        low, high = config[name]
        if low < 0.0 or low == high == 0.0:
            config[name] = high
    return config

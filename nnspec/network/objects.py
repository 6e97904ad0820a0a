"""ObjectSpec -> the Keras object it names. The catalogue closes the set of names."""

from __future__ import annotations

from typing import Any

from nnspec import catalog
from nnspec.network.backend import load_keras
from nnspec.spec.objects import ObjectSpec

# Families whose members Keras also takes as a plain string, and names logs after that string.
_BY_IDENTIFIER = ("activations", "initializers", "losses", "metrics")
# The network's own Input says these; Keras warns when a layer repeats them.
_INPUT_ARGUMENTS = ("input_shape", "input_dim")


def make(spec: ObjectSpec, family: str, **extra: Any) -> Any:
    """The Keras object of a spec.

    Args:
        spec: What to make, checked against the catalogue.
        family: Its family, for instance `layers`.
        **extra: Further arguments, which win over the spec's.

    Returns:
        An instance, or the identifier itself for an activation, initializer, loss or metric
        without arguments: `compile(metrics=["mae"])` names its log `mae`, as the script does.

    Raises:
        ValueError: Keras does not accept the arguments; the message is Keras' own.
    """
    entry = catalog.load().find(family, spec.name)
    if entry is None:
        raise ValueError(f"there is no {spec.name} among the {family}")
    if family in _BY_IDENTIFIER and not spec.arguments and not extra:
        return spec.identifier or spec.name
    arguments = {
        name: _value(value, entry.parameter(name).families)
        for name, value in spec.arguments.items()
        if name not in _INPUT_ARGUMENTS or family != "layers"
    }
    return _class(family, entry.name)(**{**arguments, **extra})


def _class(family: str, name: str) -> Any:
    keras = load_keras()
    module = {
        "layers": keras.layers,
        "activations": keras.activations,
        "initializers": keras.initializers,
        "regularizers": keras.regularizers,
        "constraints": keras.constraints,
        "optimizers": keras.optimizers,
        "schedules": keras.optimizers.schedules,
        "losses": keras.losses,
        "metrics": keras.metrics,
        "callbacks": keras.callbacks,
    }[family]
    return getattr(module, name)


def _value(value: Any, families: tuple[str, ...]) -> Any:
    if isinstance(value, ObjectSpec):
        family = next(f for f in families if catalog.load().find(f, value.name) is not None)
        return make(value, family)
    if isinstance(value, list | tuple):
        return [_value(item, families) for item in value]
    return value
